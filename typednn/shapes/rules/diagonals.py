"""Diagonals and triangles: diagonal, diag, trace, tri, triu_indices, eye, vander."""

from __future__ import annotations

from itertools import combinations

from typednn.shapes.render import quoted
from typednn.shapes.rules.agree import meet
from typednn.shapes.rules.axes import AxisNumber, count_axes, least_rank, position
from typednn.shapes.rules.repeating import SizeArgument, as_axis, refuse_negative
from typednn.shapes.rules.reshape import ravel
from typednn.shapes.rules.several import Several
from typednn.shapes.shape import ANY, REST, UNKNOWN, Axis, Shape, Unknown, rank
from typednn.shapes.size import ZERO, Size, is_nonnegative, maximum, minimum, number
from typednn.shapes.unify import Mismatch

Offset = SizeArgument


def fill_diagonal(a: Shape) -> None:
    """Nothing comes back; of more than two axes all must be of one size."""
    if rank(a) is None:
        return
    if len(a) < 2:
        raise Mismatch(f"{quoted(a)} has no diagonal: at least 2 axes are needed")
    if len(a) > 2 and any(meet(one, other) is None for one, other in combinations(a, 2)):
        raise Mismatch(f"of more than 2 axes all must be equal, not {quoted(a)}")


def diagonal_length(rows: Axis, columns: Axis, offset: Offset) -> Axis:
    """How long the diagonal is that begins `offset` columns to the right (left, if negative)."""
    shift = as_axis(offset)
    if not (isinstance(rows, Size) and isinstance(columns, Size) and isinstance(shift, Size)):
        return UNKNOWN
    if shift == ZERO:
        return minimum(rows, columns)
    if shift.constant is None:
        return UNKNOWN
    rows, columns = (rows, columns - shift) if shift.constant > 0 else (rows + shift, columns)
    length = minimum(rows, columns)
    return length if length.constant is None else maximum(length, ZERO)


def diagonal(a: Shape, offset: Offset = 0, axis1: AxisNumber = 0, axis2: AxisNumber = 1) -> Shape:
    """Two axes become one, the last. The diagonal is taken to begin inside a matrix whose sizes are names."""
    if isinstance(axis1, Unknown) or isinstance(axis2, Unknown):
        return (REST, UNKNOWN) if rank(a) is None else (UNKNOWN,) * (len(a) - 1)
    if rank(a) is not None and len(a) < 2:
        raise Mismatch(f"{quoted(a)} has no diagonal: it has {count_axes(len(a))}")
    one, other = position(a, axis1), position(a, axis2)
    if one is None or other is None:
        return (REST, UNKNOWN)
    if one == other:
        raise Mismatch(f"the diagonal of {quoted(a)} needs two axes, not axis {axis1} twice")
    rest = tuple(axis for at, axis in enumerate(a) if at not in (one, other))
    return (*rest, diagonal_length(a[one], a[other], offset))


def trace(a: Shape, offset: Offset = 0, axis1: AxisNumber = 0, axis2: AxisNumber = 1) -> Shape:
    """The sum of a diagonal."""
    result = diagonal(a, offset, axis1, axis2)
    return result[:-1]


def diag(v: Shape, k: Offset = 0) -> Shape:
    """A vector becomes a square matrix, with it as a diagonal; of a matrix the diagonal is taken."""
    if rank(v) is None:
        return ANY
    if len(v) == 1:
        return (_side(v[0], k),) * 2
    if len(v) == 2:
        return diagonal(v, k)
    raise Mismatch(f"diag takes a vector or a matrix, not {quoted(v)}")


def diagflat(v: Shape, k: Offset = 0) -> Shape:
    """A square matrix with all elements on a diagonal."""
    return (_side(ravel(v)[0], k),) * 2


def _side(length: Axis, k: Offset) -> Axis:
    shift = as_axis(k)
    if isinstance(shift, Size) and shift.constant is not None and isinstance(length, Size):
        return length + abs(shift.constant)
    return UNKNOWN


def eye(N: SizeArgument, M: SizeArgument | None = None) -> Shape:
    """``N M``, or ``N N``: also `identity`."""
    rows = as_axis(N)
    columns = rows if M is None else as_axis(M)
    refuse_negative(rows, "the number of rows")
    refuse_negative(columns, "the number of columns")
    return (rows, columns)


def tri(N: SizeArgument, M: SizeArgument | None = None) -> Shape:
    """``N M``, or ``N N``; less than 0 counts as 0."""
    rows = as_axis(N)
    columns = rows if M is None else as_axis(M)
    return tuple(ZERO if isinstance(size, Size) and is_nonnegative(-size) else size for size in (rows, columns))


def triangle(m: Shape) -> Shape:
    """``tril`` and ``triu``: the shape stays; a vector is taken for each row of a square."""
    if rank(m) is not None and len(m) == 1:
        return m * 2
    if not m:
        raise Mismatch("a number has no triangle", "tril and triu take matrices")
    return m if least_rank(m) >= 2 else ANY


def tri_indices(
    n: SizeArgument, k: Offset = 0, m: SizeArgument | None = None, *, upper: bool = False
) -> tuple[Shape, Shape]:
    """``tril_indices`` and ``triu_indices``: rows and columns of the places, ``n*(n+1)//2`` of them."""
    rows, shift = as_axis(n), as_axis(k)
    columns = rows if m is None else as_axis(m)
    count: Axis = UNKNOWN
    known = shift.constant if isinstance(shift, Size) else None
    if isinstance(rows, Size) and isinstance(columns, Size) and known is not None:
        count = _places(rows, columns, known - upper)
        if upper and isinstance(count, Size):
            count = rows * columns - count
    return (count,), (count,)


def _places(rows: Size, columns: Size, k: int) -> Axis:
    """How many places lie on or below diagonal k; k is taken to be inside a matrix whose sizes are names."""
    if rows.constant is not None and columns.constant is not None:
        return number(sum(min(max(row + k + 1, 0), columns.constant) for row in range(rows.constant)))
    if rows != columns:
        return UNKNOWN
    if k <= 0:
        return (rows + k) * (rows + k + 1) // 2
    return rows * rows - (rows - k) * (rows - k - 1) // 2


def triu_indices(n: SizeArgument, k: Offset = 0, m: SizeArgument | None = None) -> tuple[Shape, Shape]:
    return tri_indices(n, k, m, upper=True)


def tril_indices(n: SizeArgument, k: Offset = 0, m: SizeArgument | None = None) -> tuple[Shape, Shape]:
    return tri_indices(n, k, m)


def triu_indices_from(arr: Shape, k: Offset = 0) -> tuple[Shape, Shape]:
    return _indices_from(arr, k, upper=True)


def tril_indices_from(arr: Shape, k: Offset = 0) -> tuple[Shape, Shape]:
    return _indices_from(arr, k, upper=False)


def _indices_from(arr: Shape, k: Offset, *, upper: bool) -> tuple[Shape, Shape]:
    if rank(arr) is None:
        return (UNKNOWN,), (UNKNOWN,)
    if len(arr) != 2:
        raise Mismatch(f"a triangle is taken of a matrix, not of {quoted(arr)}")
    rows, columns = (axis if isinstance(axis, Size) else UNKNOWN for axis in arr)
    return tri_indices(rows, k, columns, upper=upper)


def diag_indices(n: SizeArgument, ndim: int | Unknown = 2) -> tuple[Shape, ...] | Several:
    """`ndim` equal arrays of the places on the main diagonal."""
    places = (as_axis(n),)
    return (places,) * ndim if isinstance(ndim, int) else Several(places)


def vander(x: Shape, N: SizeArgument | None = None) -> Shape:
    """The powers of each item in a row: ``n, N -> n N``."""
    if rank(x) is not None and len(x) != 1:
        raise Mismatch(f"vander takes a vector, not {quoted(x)}")
    items = x[0] if rank(x) == 1 else UNKNOWN
    return (items, items if N is None else as_axis(N))
