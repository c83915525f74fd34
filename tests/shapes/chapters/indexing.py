"""Indexing and slices."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.shapes.draw import Array, Draw, Sizes
from tests.shapes.laws import Call, Row
from typednn.shapes.rules import assigning, indexing
from typednn.shapes.rules.indexing import At, Cut, Gather, Index, Mask, NewAxis
from typednn.shapes.size import Size, number
from typednn.shapes.unify import Mismatch


def a_slice(draw: Draw, size: Size) -> Cut:
    def bound() -> Size | None:
        kind = draw.random.random()
        if kind < 0.4:
            return None
        if kind < 0.5:
            return draw.choice((size, size - 1))
        return number(draw.integer(-3, 4)) if not draw.symbolic or kind < 0.8 else draw.size()

    step = draw.choice((None, None, None, 1, 2, 3, -1, -2, 0 if draw.chance(0.05) else 1))
    return Cut(bound(), bound(), None if step is None else number(step))


def inner_slice(draw: Draw, size: Size) -> Cut:
    """A slice whose bounds lie inside the axis, for large names."""
    if draw.chance(0.15):
        start = draw.maybe(draw.choice((number(-1), number(-2), size - 1, number(3))))
        stop = draw.maybe(draw.choice((number(0), number(1), number(-3), number(-1))))
        return Cut(start, stop, number(draw.choice((-1, -1, -2))))
    return Cut(
        draw.maybe(number(draw.integer(0, 2))),
        draw.maybe(draw.choice((number(-1), number(-2), size - 1, size, number(4)))),
        draw.choice((None, None, number(1), number(2))),
    )


def one_item(draw: Draw, size: Size) -> Index:
    kind = draw.random.random()
    if kind < 0.45:
        return At(number(draw.choice((0, 0, 0, -1, -1, 1, 3))))
    return a_slice(draw, size) if not draw.symbolic else inner_slice(draw, size)


def basic(draw: Draw) -> Call:
    shape = draw.shape()
    return Array(shape), tuple(items(draw, shape, one_item))


def items(draw: Draw, shape: Sizes, make: Any) -> list[Index]:
    """Items for some of the axes, with None and `...` among them."""
    count = len(shape) + 1 if draw.chance(0.03) else draw.integer(0, len(shape))
    split = draw.integer(0, count)
    left = [make(draw, shape[at] if at < len(shape) else number(1)) for at in range(split)]
    right = [make(draw, shape[at - count]) for at in range(split, count) if count - at <= len(shape)]
    middle = [...] if draw.flag() or count < split + len(right) or split < count else []
    result = [*left, *middle, *right]
    for _ in range(draw.choice((0, 0, 0, 1, 2))):
        result.insert(draw.integer(0, len(result)), draw.choice((NewAxis(), None)))
    if draw.chance(0.02):
        result.append(...)
    return result


def fancy(draw: Draw) -> Call:
    shape = tuple(draw.positive() for _ in range(draw.integer(1, draw._most)))
    common = draw.shape(0, 2)
    if draw.chance(0.4):
        return masked(draw, shape)

    def make(draw: Draw, size: Size) -> Index:
        if draw.chance(0.45):
            return Gather(draw.variant(common))
        return one_item(draw, size)

    return Array(shape), tuple(items(draw, shape, make))


def masked(draw: Draw, shape: Sizes) -> Call:
    start = draw.integer(0, len(shape))
    end = draw.integer(start, len(shape))
    covered = tuple(map(draw.mostly, shape[start:end]))
    before = [one_item(draw, size) for size in shape[:start]]
    after = [one_item(draw, size) for size in shape[end : draw.integer(end, len(shape))]]
    return Array(shape), (*before, Mask(covered), *after)


def mask_alone(draw: Draw) -> Call:
    shape = draw.shape(1)
    return Array(shape), (Mask(tuple(map(draw.mostly, shape[: draw.integer(1, len(shape))]))),)


def written(draw: Draw) -> Call:
    """Items of an array, and a value that mostly fits there."""
    array, items = basic(draw) if draw.flag() else fancy(draw)
    try:
        place = indexing.index(array.shape, items)
    except Mismatch:
        place = ()
    sizes = tuple(axis if isinstance(axis, Size) else number(1) for axis in place)
    value = tuple(map(draw.mostly, draw.variant(sizes)))
    return array, items, Array((number(1), *value) if draw.chance(0.1) else value)


def put(array: np.ndarray, items: Any, value: np.ndarray) -> None:
    array.copy()[items] = value


def get(array: np.ndarray, items: Any) -> Any:
    return array[items]


ROWS = [
    Row("basic index", indexing.index, get, basic, least=12),
    Row("fancy index", indexing.index, get, fancy, exact=False, values=True, least=12),
    Row("assign", assigning.assign, put, written, values=True, least=12),
    Row("mask", indexing.index, get, mask_alone, exact=False),
]
