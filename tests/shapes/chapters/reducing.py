"""Reductions."""

from __future__ import annotations

import numpy as np

from tests.shapes.draw import Array, Draw
from tests.shapes.laws import Call, Row
from typednn.shapes.rules import reduce


def reduced(draw: Draw) -> Call:
    shape = draw.shape()
    return Array(shape), draw.axes(len(shape)), draw.flag()


def of_something(draw: Draw) -> Call:
    shape = tuple(draw.positive() for _ in range(draw.integer(0, 4 if not draw.symbolic else 3)))
    return Array(shape), draw.axes_of(len(shape)), draw.flag()


def one_axis(draw: Draw) -> Call:
    shape = draw.shape()
    return Array(shape), draw.maybe(draw.axis(len(shape)), 0.8), draw.flag()


def running(draw: Draw) -> Call:
    shape = draw.shape()
    return Array(shape), draw.maybe(draw.axis(len(shape)), 0.8)


def running_with_initial(draw: Draw) -> Call:
    return (*running(draw), draw.flag())


def with_q(draw: Draw) -> Call:
    shape = tuple(draw.positive() for _ in range(draw.integer(0, 3)))
    q = tuple(draw.positive() for _ in range(draw.integer(0, 2)))
    return Array(shape), Array(q), draw.axes_of(len(shape)), draw.flag()


def weighted(draw: Draw) -> Call:
    shape = tuple(draw.positive() for _ in range(draw.integer(1, 3)))
    if draw.chance(0.3):
        return Array(shape), draw.axes(len(shape)), None, draw.flag()
    axes = draw.some_axes(len(shape)) if draw.chance(0.7) else None
    weights = (
        shape if axes is None or draw.chance(0.2) else tuple(shape[at] for at in axes if -len(shape) <= at < len(shape))
    )
    return Array(shape), axes, Array(tuple(map(draw.mostly, weights)), "ones"), draw.flag()


ROWS = [
    Row("sum", reduce.reduce, lambda a, axis, keepdims: np.sum(a, axis, keepdims=keepdims), reduced),
    Row("mean", reduce.averaged, lambda a, axis, keepdims: np.mean(a, axis, keepdims=keepdims), reduced),
    Row("max", reduce.extreme, lambda a, axis, keepdims: np.max(a, axis, keepdims=keepdims), reduced),
    Row("argmax", reduce.arg_reduce, lambda a, axis, keepdims: np.argmax(a, axis, keepdims=keepdims), one_axis),
    Row("median", reduce.averaged, lambda a, axis, keepdims: np.median(a, axis, keepdims=keepdims), of_something),
    Row("cumsum", reduce.accumulate, np.cumsum, running),
    Row(
        "cumulative_sum",
        reduce.cumulative,
        lambda a, axis, initial: np.cumulative_sum(a, axis=axis, include_initial=initial),
        running_with_initial,
    ),
    Row("quantile", reduce.quantile, lambda a, q, axis, keep: np.quantile(a, q, axis, keepdims=keep), with_q),
    Row("average", reduce.average, lambda a, axis, w, keep: np.average(a, axis, w, keepdims=keep), weighted),
]
