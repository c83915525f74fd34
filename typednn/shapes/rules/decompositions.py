"""Factors of matrices, and what is measured of them: svd, qr, pinv, norm, cond, rank, multi_dot."""

from __future__ import annotations

from typednn.shapes.render import quoted
from typednn.shapes.rules.axes import AxisNumbers, count_axes, positions
from typednn.shapes.rules.linalg import matrices, shorter
from typednn.shapes.rules.matmul import dot, matmul
from typednn.shapes.rules.reduce import reduce
from typednn.shapes.shape import ANY, UNKNOWN, Shape, Unknown, rank
from typednn.shapes.size import ONE
from typednn.shapes.unify import Mismatch, Unknowable

Flag = bool | Unknown
Order = int | float | str | Unknown | None


def svd(a: Shape, full_matrices: Flag = True, compute_uv: Flag = True) -> Shape | tuple[Shape, ...]:
    """``*b n m -> *b n n, *b k, *b m m`` with k = min(n,m); ``n k`` and ``k m`` if not full."""
    rest, rows, columns = matrices(a, "svd")
    least = shorter(rows, columns)
    if isinstance(compute_uv, Unknown):
        raise Unknowable("whether svd returns one array or three is not known")
    if compute_uv is False:
        return (*rest, least)
    if full_matrices is True:
        inner = (rows, columns)
    else:
        inner = (least, least) if full_matrices is False else (UNKNOWN, UNKNOWN)
    return (*rest, rows, inner[0]), (*rest, least), (*rest, inner[1], columns)


def svdvals(x: Shape) -> Shape:
    """``*b n m -> *b min(n,m)``."""
    rest, rows, columns = matrices(x, "svdvals")
    return (*rest, shorter(rows, columns))


def qr(a: Shape, mode: str | Unknown = "reduced") -> Shape | tuple[Shape, ...]:
    """``*b n m -> *b n k, *b k m`` with k = min(n,m); complete: ``n n`` and ``n m``; r: only ``k m``."""
    rest, rows, columns = matrices(a, "qr")
    least = shorter(rows, columns)
    if isinstance(mode, Unknown):
        raise Unknowable("what qr returns depends on its mode, which is not known")
    results: dict[str, Shape | tuple[Shape, ...]] = {
        "reduced": ((*rest, rows, least), (*rest, least, columns)),
        "complete": ((*rest, rows, rows), (*rest, rows, columns)),
        "r": (*rest, least, columns),
        "raw": ((*rest, columns, rows), (*rest, least)),
    }
    if mode not in results:
        raise Mismatch(f'qr has no mode "{mode}"', f"the modes are {', '.join(results)}")
    return results[mode]


def pinv(a: Shape) -> Shape:
    """``*b n m -> *b m n``."""
    rest, rows, columns = matrices(a, "pinv")
    return (*rest, columns, rows)


def cond(x: Shape) -> Shape:
    """``*b n m -> *b``."""
    return matrices(x, "cond")[0]


def matrix_rank(A: Shape) -> Shape:
    """``*b n m -> *b``; of a vector a number."""
    return () if rank(A) in (0, 1) else matrices(A, "matrix_rank")[0] if len(A) > 1 else ANY


def norm(x: Shape, ord: Order = None, axis: AxisNumbers | None = None, keepdims: Flag = False) -> Shape:
    """Of all elements; or of vectors along one axis, of matrices along two."""
    if isinstance(axis, tuple):
        _check_axes(x, axis)
    elif axis is None and not isinstance(ord, Unknown | None) and rank(x) not in (1, 2, None):
        raise Mismatch(f"norm with ord takes a vector or a matrix, not {quoted(x)}", "give its axis")
    if isinstance(axis, int) and not x:
        raise Mismatch("a number has no axis along which it has a norm")
    return reduce(x, axis, keepdims)


def _check_axes(x: Shape, axis: tuple[int, ...]) -> None:
    if len(axis) not in (1, 2):
        raise Mismatch(f"norm goes along one axis or two, not along {count_axes(len(axis))}")
    positions(x, axis)


def vector_norm(x: Shape, axis: AxisNumbers | None = None, keepdims: Flag = False) -> Shape:
    """Along an axis, some, or all of them, as one vector."""
    return reduce(x, axis, keepdims)


def matrix_norm(x: Shape, keepdims: Flag = False) -> Shape:
    """``*b n m -> *b``."""
    rest, _, _ = matrices(x, "matrix_norm")
    if isinstance(keepdims, Unknown):
        return ANY
    return (*rest, ONE, ONE) if keepdims else rest


def multi_dot(arrays: tuple[Shape, ...]) -> Shape:
    """The product of a row of matrices; the first and the last may be vectors."""
    if len(arrays) < 2:
        raise Mismatch(f"multi_dot takes at least two arrays, not {len(arrays)}")
    if len(arrays) == 2:
        return dot(*arrays)
    for at, shape in enumerate(arrays):
        allowed = (1, 2, None) if at in (0, len(arrays) - 1) else (2, None)
        if rank(shape) not in allowed:
            raise Mismatch(f"multi_dot takes matrices (and vectors at the ends), not {quoted(shape)}")
    product = arrays[0]
    for shape in arrays[1:]:
        product = matmul(product, shape)
    return product
