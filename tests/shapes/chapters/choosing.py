"""Elements chosen by arrays; results as long as values say; histograms."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.shapes.draw import Array, Draw
from tests.shapes.laws import Call, Row
from typednn.shapes.rules import counting, histograms, selecting
from typednn.shapes.size import number


def taken(draw: Draw) -> Call:
    shape = tuple(draw.positive() for _ in range(draw.integer(0, 3)))
    indices = Array(draw.shape(0, 2), "places")
    return Array(shape), indices, draw.axis(len(shape)) if shape and draw.chance(0.8) else None


def taken_along(draw: Draw) -> Call:
    shape = tuple(draw.positive() for _ in range(draw.integer(1, 3)))
    if draw.chance(0.1):
        return Array(shape), draw.array(1, 1 if draw.chance(0.9) else 2, kind="places"), None
    axis = draw.integer(-len(shape), len(shape) - 1)
    indices = [number(1) if draw.chance(0.2) else draw.mostly(size) for size in shape]
    indices[axis] = draw.size()
    if draw.chance(0.03):
        indices.pop()
    return Array(shape), Array(tuple(indices), "places"), axis


def put_along(draw: Draw) -> Call:
    array, indices, axis = taken_along(draw)
    return array, indices, Array(draw.variant(indices.shape)), axis


def compressed(draw: Draw) -> Call:
    shape = draw.shape(0, 3)
    axis = draw.axis(len(shape)) if shape and draw.chance(0.8) else None
    size = shape[axis] if axis is not None and -len(shape) <= axis < len(shape) else number(1)
    return Array((size,) if draw.chance(0.95) else (size, size), "nothing"), Array(shape), axis


def chosen(draw: Draw) -> Call:
    first = draw.shape(0, 3)
    choices = tuple(Array(draw.variant(first)) for _ in range(draw.integer(1, 3)))
    return Array(draw.variant(first), "places"), choices


def selected(draw: Draw) -> Call:
    first = draw.shape(0, 3)
    count = draw.integer(1, 3)
    conditions = tuple(Array(draw.variant(first), "bools") for _ in range(count))
    choices = tuple(Array(draw.variant(first)) for _ in range(count + draw.chance(0.05)))
    return conditions, choices


def one(draw: Draw) -> Call:
    return (draw.array(),)


def bools(draw: Draw) -> Call:
    return (draw.array(0, 3, "bools"),)


def searched(draw: Draw) -> Call:
    return draw.array(1, 1 if draw.chance(0.9) else 2), draw.array(0, 3)


def digitized(draw: Draw) -> Call:
    return tuple(reversed(searched(draw)))


def different(draw: Draw) -> Call:
    shape = draw.shape(0, 3)
    flags = [draw.flag() for _ in range(3)]
    return Array(shape), *flags, draw.axis(len(shape)) if shape and draw.flag() else None


def counted(draw: Draw) -> Call:
    size = draw.size()
    items = Array((size,) if draw.chance(0.95) else draw.shape(0, 2), "places")
    return items, draw.maybe(Array((draw.mostly(size),))), draw.choice((number(0), number(3)))


def some_bins(draw: Draw) -> object:
    kind = draw.random.random()
    if kind < 0.5:
        return number(draw.choice((1, 2, 5, 0 if draw.chance(0.1) else 3)))
    return Array((draw.positive() + 2,)) if kind < 0.98 else Array(())


def binned(draw: Draw) -> Call:
    shape = draw.shape(0, 2)
    return Array(shape), some_bins(draw), draw.maybe(Array(tuple(map(draw.mostly, shape))), 0.3)


def binned_twice(draw: Draw) -> Call:
    size = draw.size()
    other = (draw.mostly(size),) if draw.chance(0.97) else ()
    bins = some_bins(draw) if draw.flag() else (some_bins(draw), some_bins(draw))
    return Array((size,)), Array(other), bins


def histogram(a: Any, bins: Any, weights: Any) -> Any:
    return np.histogram(a, bins, weights=weights)


def unique(ar: Any, index: Any, inverse: Any, counts: Any, axis: Any) -> Any:
    return np.unique(ar, index, inverse, counts, axis)


def copied(draw: Draw) -> Call:
    shape = draw.shape(0, 3)
    return Array(shape), Array(draw.variant(shape)), Array(draw.variant(shape), "bools")


def copyto(dst: Any, src: Any, where: Any) -> Any:
    np.copyto(dst.copy(), src, where=where)


ROWS = [
    Row("take", selecting.take, np.take, taken),
    Row("take_along_axis", selecting.take_along_axis, np.take_along_axis, taken_along, least=3),
    Row(
        "put_along_axis",
        selecting.put_along_axis,
        lambda a, *b: np.put_along_axis(a.copy(), *b),
        put_along,
        least=3,
    ),
    Row("compress", selecting.compress, np.compress, compressed, exact=False),
    Row("choose", selecting.choose, np.choose, chosen, least=3),
    Row("select", selecting.select, np.select, selected, least=3),
    Row("nonzero", selecting.nonzero, np.nonzero, bools, exact=False),
    Row("argwhere", selecting.argwhere, np.argwhere, bools, exact=False),
    Row("searchsorted", selecting.searchsorted, np.searchsorted, searched),
    Row("digitize", selecting.digitize, np.digitize, digitized),
    Row("copyto", selecting.copyto, copyto, copied),
    Row("unique", counting.unique, unique, different, exact=False),
    Row("unique_all", counting.unique_all, np.unique_all, one, exact=False),
    Row("unique_inverse", counting.unique_inverse, np.unique_inverse, one, exact=False),
    Row("bincount", counting.bincount, np.bincount, counted, exact=False),
    Row("histogram", histograms.histogram, histogram, binned, least=3),
    Row("histogram2d", histograms.histogram2d, np.histogram2d, binned_twice),
]
