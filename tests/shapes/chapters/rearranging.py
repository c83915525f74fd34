"""Axes in another order, and the same elements in another shape."""

from __future__ import annotations

import numpy as np

from tests.shapes.draw import Array, Draw
from tests.shapes.laws import Call, Row
from typednn.shapes.rules import axes_added, rearrange, reshape
from typednn.shapes.size import number


def permuted(draw: Draw) -> Call:
    shape = draw.shape()
    return Array(shape), draw.maybe(draw.order(len(shape)), 0.8)


def two_axes(draw: Draw) -> Call:
    shape = draw.shape()
    return Array(shape), draw.axis(len(shape)), draw.axis(len(shape))


def moved(draw: Draw) -> Call:
    shape = draw.shape()
    if draw.flag():
        return two_axes(draw)
    source = draw.some_axes(len(shape))
    count = len(source)
    places = draw.random.sample(range(len(shape)), min(count, len(shape)))
    return Array(shape), source, tuple(at - len(shape) if draw.flag() else at for at in places)


def rolled(draw: Draw) -> Call:
    shape = draw.shape()
    return Array(shape), draw.axis(len(shape)), draw.integer(-len(shape), len(shape) + draw.chance(0.1))


def turned(draw: Draw) -> Call:
    shape = draw.shape(2)
    return Array(shape), draw.integer(-3, 5), (draw.axis(len(shape)), draw.axis(len(shape)))


def alone(draw: Draw) -> Call:
    return (draw.array(),)


def reshaped(draw: Draw) -> Call:
    shape = draw.shape()
    target = draw.random.sample(shape, len(shape))
    for _ in range(draw.integer(0, 2)):
        if len(target) > 1 and draw.flag():
            target[:2] = [target[0] * target[1]]
        elif target and (target[0].constant or 0) % 2 == 0 and draw.flag():
            target[:1] = [number(2), target[0] // 2]
        else:
            target.insert(draw.integer(0, len(target)), number(1))
    if target and draw.flag():
        target[draw.integer(0, len(target) - 1)] = number(-1)
    target = [draw.mostly(size) for size in target]
    if len(target) == 1 and draw.flag():
        return Array(shape), target[0]
    return Array(shape), tuple(target)


def resized(draw: Draw) -> Call:
    return draw.array(1), draw.shape(0, 3)


def expanded(draw: Draw) -> Call:
    shape = draw.shape(0, 3)
    if draw.flag():
        return Array(shape), draw.axis(len(shape) + 1)
    count = draw.integer(0, 2)
    return Array(shape), tuple(draw.axis(len(shape) + count) for _ in range(count))


def squeezed(draw: Draw) -> Call:
    shape = list(draw.shape(0, 3))
    for _ in range(draw.integer(0, 2)):
        shape.insert(draw.integer(0, len(shape)), number(1))
    ones = [at for at, size in enumerate(shape) if size == number(1)]
    if draw.chance(0.3):
        return Array(tuple(shape)), None
    if draw.flag() or not ones:
        return Array(tuple(shape)), draw.choice(ones) if ones and draw.chance(0.9) else draw.axis(len(shape))
    return Array(tuple(shape)), tuple(draw.random.sample(ones, draw.integer(0, len(ones))))


def along(draw: Draw) -> Call:
    shape = draw.shape()
    return Array(shape), draw.axes(len(shape)) or 0


ROWS = [
    Row("transpose", rearrange.transpose, np.transpose, permuted),
    Row("matrix_transpose", rearrange.matrix_transpose, np.matrix_transpose, alone),
    Row("swapaxes", rearrange.swapaxes, np.swapaxes, two_axes),
    Row("moveaxis", rearrange.moveaxis, np.moveaxis, moved),
    Row("rollaxis", rearrange.rollaxis, np.rollaxis, rolled),
    Row("rot90", rearrange.rot90, np.rot90, turned),
    Row("flip", rearrange.flip, np.flip, along),
    Row("roll", rearrange.along, lambda a, axis: np.roll(a, 1, axis), along),
    Row("ravel", reshape.ravel, np.ravel, alone),
    Row("reshape", reshape.reshape, np.reshape, reshaped, least=2),
    Row("resize", reshape.resize, np.resize, resized),
    Row("expand_dims", axes_added.expand_dims, np.expand_dims, expanded),
    Row("squeeze", axes_added.squeeze, np.squeeze, squeezed, least=1),
    Row("atleast_1d", axes_added.atleast_1d, np.atleast_1d, alone),
    Row("atleast_2d", axes_added.atleast_2d, np.atleast_2d, alone),
    Row("atleast_3d", axes_added.atleast_3d, np.atleast_3d, alone),
]
