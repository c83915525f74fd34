"""Linear algebra on stacks of matrices: square ones, systems of equations, norms."""

from __future__ import annotations

from typednn.shapes.render import quoted, render_axis
from typednn.shapes.rules.agree import meet
from typednn.shapes.rules.axes import last, least_rank, positions
from typednn.shapes.rules.broadcast import broadcast
from typednn.shapes.shape import ANY, UNKNOWN, Axis, Shape, Unknown, numel, rank
from typednn.shapes.size import Size, Verdict, compare, minimum
from typednn.shapes.unify import Mismatch


def matrices(a: Shape, what: str) -> tuple[Shape, Axis, Axis]:
    """The stack, the rows and the columns of an array of matrices."""
    if rank(a) is not None and len(a) < 2:
        raise Mismatch(f'{what} takes a matrix, "n m", or a stack of them, not {quoted(a)}')
    rest, (rows, columns) = last(a, 2)
    return rest, rows, columns


def square(a: Shape, what: str) -> tuple[Shape, Axis]:
    """The stack and the side of an array of square matrices."""
    rest, rows, columns = matrices(a, what)
    side = meet(rows, columns)
    if side is None:
        sizes = f"{render_axis(rows)} and {render_axis(columns)} differ"
        raise Mismatch(f"{what} takes a square matrix, not {quoted(a)}: {sizes}")
    return rest, side


def inv(a: Shape) -> Shape:
    """``*b n n -> *b n n``: also cholesky and matrix_power."""
    rest, side = square(a, "inv")
    return (*rest, side, side)


def cholesky(a: Shape) -> Shape:
    """``*b n n -> *b n n``."""
    rest, side = square(a, "cholesky")
    return (*rest, side, side)


def matrix_power(a: Shape, n: int | Unknown = UNKNOWN) -> Shape:
    """``*b n n -> *b n n``."""
    rest, side = square(a, "matrix_power")
    return (*rest, side, side)


def det(a: Shape) -> Shape:
    """``*b n n -> *b``."""
    return square(a, "det")[0]


def slogdet(a: Shape) -> tuple[Shape, Shape]:
    """``*b n n -> *b, *b``: the sign and the logarithm."""
    return (det(a),) * 2


def eig(a: Shape) -> tuple[Shape, Shape]:
    """``*b n n -> *b n, *b n n``: values and vectors; also eigh."""
    rest, side = square(a, "eig")
    return (*rest, side), (*rest, side, side)


def eigvals(a: Shape) -> Shape:
    """``*b n n -> *b n``: also eigvalsh."""
    rest, side = square(a, "eigvals")
    return (*rest, side)


def solve(a: Shape, b: Shape) -> Shape:
    """``*b n n, n -> *b n`` and ``*b n n, *b n k -> *b n k``."""
    rest, side = square(a, "solve")
    if not b:
        raise Mismatch("solve takes a vector or matrices on the right, not a number")
    if rank(b) == 1:
        return (*rest, _same_rows(a, b, side, b[0]))
    if least_rank(b) < 2:
        return ANY
    stack, (right, columns) = last(b, 2)
    return (*broadcast(rest, stack), _same_rows(a, b, side, right), columns)


def _same_rows(a: Shape, b: Shape, side: Axis, right: Axis) -> Axis:
    met = meet(side, right)
    if met is None:
        sizes = f"{render_axis(side)} = {render_axis(right)}"
        raise Mismatch(f"solve of {quoted(a)} and {quoted(b)} needs {sizes}")
    return met


def lstsq(a: Shape, b: Shape) -> tuple[Shape, Shape, Shape, Shape]:
    """``m n, m -> n`` and ``m n, m k -> n k``, the residuals (none, or one a column), the rank, min(m,n)."""
    if rank(a) not in (2, None):
        raise Mismatch(f"lstsq takes a matrix on the left, not {quoted(a)}")
    if rank(b) not in (1, 2, None):
        raise Mismatch(f"lstsq takes a vector or a matrix on the right, not {quoted(b)}")
    if rank(a) is None or rank(b) is None:
        return ANY, (UNKNOWN,), (), (UNKNOWN,)
    if meet(a[0], b[0]) is None:
        sizes = f"{render_axis(a[0])} = {render_axis(b[0])}"
        raise Mismatch(f"lstsq of {quoted(a)} and {quoted(b)} needs {sizes}")
    return (a[1], *b[1:]), (UNKNOWN,), (), (shorter(a[0], a[1]),)


def tensorsolve(a: Shape, b: Shape, axes: tuple[int, ...] | Unknown | None = None) -> Shape:
    """The axes of `a` that `b` does not have; together they have as many elements as `b`."""
    if rank(a) is None or rank(b) is None or isinstance(axes, Unknown):
        return ANY
    if axes is not None:
        moved = positions(a, axes) or ()
        a = tuple(axis for at, axis in enumerate(a) if at not in moved) + tuple(a[at] for at in moved)
    rest = a[len(b) :] if b else a
    left, right = numel(rest), numel(a[: len(a) - len(rest)])
    if left is not None and right is not None and compare(left, right) is Verdict.DIFFERENT:
        raise Mismatch(f"tensorsolve of {quoted(a)} and {quoted(b)}: {quoted(rest)} has not as many elements")
    return rest


def tensorinv(a: Shape, ind: int | Unknown = 2) -> Shape:
    """The axes from `ind` on, then those before."""
    if isinstance(ind, Unknown) or rank(a) is None:
        return ANY
    if ind <= 0:
        raise Mismatch(f"tensorinv needs a number of axes above 0, not {ind}")
    left, right = numel(a[:ind]), numel(a[ind:])
    if left is not None and right is not None and compare(left, right) is Verdict.DIFFERENT:
        sizes = f"{quoted(a[:ind])} and {quoted(a[ind:])} have not as many elements"
        raise Mismatch(f"tensorinv of {quoted(a)}: {sizes}")
    return a[ind:] + a[:ind]


def shorter(rows: Axis, columns: Axis) -> Axis:
    """The lesser of two sizes, as far as they are known."""
    return minimum(rows, columns) if isinstance(rows, Size) and isinstance(columns, Size) else UNKNOWN
