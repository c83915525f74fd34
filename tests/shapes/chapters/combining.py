"""Broadcasting and products."""

from __future__ import annotations

import numpy as np

from tests.shapes.arrays import small
from tests.shapes.draw import Array, Draw
from tests.shapes.laws import Call, Row
from typednn.shapes.rules import broadcast, matmul, products
from typednn.shapes.size import number


def broadcastable(draw: Draw) -> Call:
    first = draw.shape()
    shapes = [first, *(draw.variant(first) for _ in range(draw.integer(1, 2)))]
    draw.random.shuffle(shapes)
    return tuple(map(Array, shapes))


def to_shape(draw: Draw) -> Call:
    target = draw.shape()
    return Array(draw.variant(target)), target


def matrices(draw: Draw) -> Call:
    inner = draw.size()
    stack = draw.shape(0, 2)
    left = (*draw.variant(stack), draw.size(), inner)
    right = (*draw.variant(stack), draw.mostly(inner), draw.size())
    kind = draw.random.random()
    if kind < 0.25:
        left = (inner,) if draw.chance(0.9) else ()
    elif kind < 0.5:
        right = (draw.mostly(inner),) if draw.chance(0.9) else ()
    return Array(left), Array(right)


def dotted(draw: Draw) -> Call:
    inner = draw.size()
    left = (*draw.shape(0, 2), inner)
    right = (*draw.shape(0, 1), draw.mostly(inner), draw.size()) if draw.flag() else (draw.mostly(inner),)
    return Array(left if draw.chance(0.9) else ()), Array(right if draw.chance(0.9) else ())


def same_last(draw: Draw) -> Call:
    size = draw.size()
    left, right = (*draw.shape(0, 2), size), (*draw.shape(0, 2), draw.mostly(size))
    return Array(left if draw.chance(0.9) else ()), Array(right if draw.chance(0.9) else ())


def same_count(draw: Draw) -> Call:
    shape = draw.shape(0, 3)
    other = tuple(draw.random.sample(shape, len(shape)))
    return Array(shape), Array(other if draw.chance(0.9) else draw.shape(0, 2))


def vectors(draw: Draw) -> Call:
    size, stack = draw.size(), draw.shape(0, 2)
    left = (*draw.variant(stack), size)
    return Array(left), Array((*draw.variant(stack), draw.mostly(size)))


def matrix_and_vector(draw: Draw) -> Call:
    size, stack = draw.size(), draw.shape(0, 2)
    left = (*draw.variant(stack), draw.size(), size)
    return Array(left), Array((*draw.variant(stack), draw.mostly(size)))


def vector_and_matrix(draw: Draw) -> Call:
    size, stack = draw.size(), draw.shape(0, 2)
    return Array((*draw.variant(stack), size)), Array((*draw.variant(stack), draw.mostly(size), draw.size()))


def two(draw: Draw) -> Call:
    most = 1 if draw.symbolic else 2
    return draw.array(0, most + 1), draw.array(0, most)


def contracted(draw: Draw) -> Call:
    count = draw.integer(0, 2)
    inner = draw.shape(count, count)
    if draw.flag():
        left, right = (*draw.shape(0, 2), *inner), (*map(draw.mostly, inner), *draw.shape(0, 2))
        return Array(left), Array(right), count + draw.chance(0.04)
    left, right = draw.shape(count, 3), list(draw.shape(count, 3))
    some = draw.random.sample(range(len(left)), count)
    others = draw.random.sample(range(len(right)), count)
    for one, other in zip(some, others, strict=True):
        right[other] = draw.mostly(left[one])
    negative = tuple(one - len(left) for one in some) if draw.flag() else tuple(some)
    axes = (negative, tuple(others))
    if count == 1 and draw.flag():
        return Array(left), Array(tuple(right)), (negative[0], others[0])
    return Array(left), Array(tuple(right)), axes


def crossed(draw: Draw) -> Call:
    sizes = [number(draw.choice((2, 3, 3, 3))) for _ in range(2)]
    if draw.chance(0.1):
        sizes[0] = draw.size()
    stack = draw.shape(0, 2)
    left, right = list(draw.variant(stack)), list(draw.variant(stack))
    if draw.flag():
        return Array((*left, sizes[0])), Array((*right, sizes[1]))
    one, other = draw.integer(0, len(left)), draw.integer(0, len(right))
    left.insert(one, sizes[0])
    right.insert(other, sizes[1])
    return Array(tuple(left)), Array(tuple(right)), one, other, draw.axis(max(len(left), len(right)))


ROWS = [
    Row(
        "broadcast",
        broadcast.broadcast,
        lambda *a: np.empty(np.broadcast(*a).shape),
        broadcastable,
        least=3,
    ),
    Row("add", broadcast.broadcast, np.add, lambda draw: broadcastable(draw)[:2], least=3),
    Row("where", broadcast.broadcast, lambda *a: np.where(a[0], a[1], a[-1]), broadcastable, least=3),
    Row("broadcast_arrays", broadcast.broadcast_arrays, np.broadcast_arrays, broadcastable, least=3),
    Row("broadcast_to", broadcast.broadcast_to, np.broadcast_to, to_shape, least=3),
    Row("matmul", matmul.matmul, np.matmul, matrices, least=3),
    Row("dot", matmul.dot, np.dot, dotted),
    Row("inner", matmul.inner, np.inner, same_last),
    Row("vdot", matmul.vdot, np.vdot, same_count),
    Row("vecdot", matmul.vecdot, np.vecdot, vectors, least=3),
    Row("matvec", matmul.matvec, np.matvec, matrix_and_vector, least=3),
    Row("vecmat", matmul.vecmat, np.vecmat, vector_and_matrix, least=3),
    Row("outer", products.outer, small(np.outer), two),
    Row("kron", products.kron, small(np.kron), two),
    Row("tensordot", products.tensordot, np.tensordot, contracted),
    Row("cross", products.cross, np.cross, crossed, least=3),
]
