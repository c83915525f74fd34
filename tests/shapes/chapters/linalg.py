"""Linear algebra."""

from __future__ import annotations

import numpy as np

from tests.shapes.draw import Array, Draw, Sizes
from tests.shapes.laws import Call, Row
from typednn.shapes.rules import decompositions, linalg
from typednn.shapes.size import number


def square(draw: Draw) -> Call:
    size = draw.size()
    shape: Sizes = (*draw.shape(0, 1), size, draw.mostly(size))
    return (Array(shape if draw.chance(0.95) else draw.shape(0, 1), "regular"),)


def rectangular(draw: Draw) -> Call:
    return (matrix(draw),)


def matrix(draw: Draw) -> Array:
    shape = (*draw.shape(0, 1), draw.size(), draw.size())
    return Array(shape if draw.chance(0.95) else draw.shape(0, 1), "random")


def not_empty(draw: Draw) -> Call:
    return (Array((*draw.shape(0, 1), draw.positive(), draw.positive()), "random"),)


def power(draw: Draw) -> Call:
    return (*square(draw), draw.integer(-2, 3))


def system(draw: Draw) -> Call:
    size, stack = draw.size(), draw.shape(0, 1)
    left = Array((*draw.variant(stack), size, draw.mostly(size)), "regular")
    if draw.flag():
        return left, Array((draw.mostly(size),) if draw.chance(0.97) else ())
    return left, Array((*draw.variant(stack), draw.mostly(size), draw.size()))


def least_squares(draw: Draw) -> Call:
    rows = draw.size()
    left = Array((rows, draw.size()) if draw.chance(0.95) else draw.shape(0, 3), "random")
    right = (draw.mostly(rows),) if draw.flag() else (draw.mostly(rows), draw.size())
    return left, Array(right if draw.chance(0.95) else draw.shape(0, 3))


def full_or_not(draw: Draw) -> Call:
    return matrix(draw), draw.flag(), draw.flag()


def mode(draw: Draw) -> Call:
    return matrix(draw), draw.choice(("reduced", "complete", "r", "raw", "reduced"))


def normed(draw: Draw) -> Call:
    shape = tuple(draw.positive() for _ in range(draw.integer(0, 3)))
    ord, axis = None, draw.axes(len(shape))
    if draw.chance(0.2) and axis is None:
        ord = 1
    return Array(shape), ord, axis, draw.flag()


def vectors(draw: Draw) -> Call:
    shape = tuple(draw.positive() for _ in range(draw.integer(1, 3)))
    axis = draw.axes(len(shape))
    return Array(shape), (0,) if axis == () else axis, draw.flag()


def matrices(draw: Draw) -> Call:
    return draw.array(2 if draw.chance(0.95) else 0, 4 if not draw.symbolic else 3), draw.flag()


def chain(draw: Draw) -> Call:
    sizes = [draw.positive() for _ in range(5)]
    count = draw.integer(2, 4) if draw.chance(0.98) else 1
    shapes: list[Sizes] = [(sizes[at], draw.mostly(sizes[at + 1])) for at in range(count)]
    if draw.chance(0.3):
        shapes[0] = shapes[0][1:]
    if draw.chance(0.3):
        shapes[-1] = shapes[-1][:1]
    if draw.chance(0.03):
        shapes[draw.integer(0, count - 1)] = draw.shape(0, 3)
    return (tuple(map(Array, shapes)),)


def tensor_system(draw: Draw) -> Call:
    rest = draw.choice(((number(2), number(3)), (number(6),), (number(2),)))
    front = tuple(draw.random.sample(rest, len(rest)))
    if rest == (number(6),) and draw.flag():
        front = (number(2), number(3))
    if draw.chance(0.05):
        front = draw.shape(0, 2)
    return Array((*front, *rest), "tensor"), Array(front)


def tensor(draw: Draw) -> Call:
    array, front = tensor_system(draw)
    return array, len(front.shape) + draw.chance(0.05)


ROWS = [
    Row("inv", linalg.inv, np.linalg.inv, square),
    Row("cholesky", linalg.cholesky, np.linalg.cholesky, square),
    Row("matrix_power", linalg.matrix_power, np.linalg.matrix_power, power),
    Row("det", linalg.det, np.linalg.det, square),
    Row("slogdet", linalg.slogdet, np.linalg.slogdet, square),
    Row("eig", linalg.eig, np.linalg.eig, square),
    Row("eigh", linalg.eig, np.linalg.eigh, square),
    Row("eigvals", linalg.eigvals, np.linalg.eigvals, square),
    Row("eigvalsh", linalg.eigvals, np.linalg.eigvalsh, square),
    Row("solve", linalg.solve, np.linalg.solve, system, least=3),
    Row("lstsq", linalg.lstsq, lambda a, b: np.linalg.lstsq(a, b, None), least_squares, exact=False),
    Row("tensorsolve", linalg.tensorsolve, np.linalg.tensorsolve, tensor_system),
    Row("tensorinv", linalg.tensorinv, np.linalg.tensorinv, tensor),
    Row("svd", decompositions.svd, np.linalg.svd, full_or_not),
    Row("svdvals", decompositions.svdvals, np.linalg.svdvals, rectangular),
    Row("qr", decompositions.qr, np.linalg.qr, mode),
    Row("pinv", decompositions.pinv, np.linalg.pinv, rectangular),
    Row("cond", decompositions.cond, np.linalg.cond, not_empty),
    Row("matrix_rank", decompositions.matrix_rank, np.linalg.matrix_rank, not_empty),
    Row("norm", decompositions.norm, np.linalg.norm, normed),
    Row(
        "vector_norm",
        decompositions.vector_norm,
        lambda x, axis, keepdims: np.linalg.vector_norm(x, axis=axis, keepdims=keepdims),
        vectors,
    ),
    Row(
        "matrix_norm",
        decompositions.matrix_norm,
        lambda x, keepdims: np.linalg.matrix_norm(x, keepdims=keepdims),
        matrices,
    ),
    Row("multi_dot", decompositions.multi_dot, np.linalg.multi_dot, chain),
]
