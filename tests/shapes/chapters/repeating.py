"""repeat, tile, pad."""

from __future__ import annotations

import numpy as np

from tests.shapes.draw import Array, Draw
from tests.shapes.laws import Call, Row
from typednn.shapes.rules import repeating
from typednn.shapes.size import Size, number


def count(draw: Draw) -> Size:
    return number(draw.choice((0, 1, 2, 3, -1 if draw.chance(0.05) else 2)))


def repeated(draw: Draw) -> Call:
    shape = draw.shape(0, 3)
    axis = draw.axis(len(shape)) if draw.chance(0.8) else None
    if draw.chance(0.7) or axis is None:
        return Array(shape), count(draw), axis
    size = shape[axis].constant if -len(shape) <= axis < len(shape) else 2
    each = tuple(count(draw) for _ in range(2 if size is None else size if draw.chance(0.9) else 3))
    return Array(shape), each, axis


def tiled(draw: Draw) -> Call:
    reps = tuple(count(draw) for _ in range(draw.integer(0, 3)))
    # Of nothing NumPy may be asked for fewer than no copies.
    shape = tuple(map(draw.mostly, (draw.positive() for _ in range(draw.integer(0, 3)))))
    if number(0) in shape:
        reps = tuple(number(2) for _ in reps)
    return Array(shape), reps[0] if len(reps) == 1 and draw.flag() else reps


def padded(draw: Draw) -> Call:
    shape = draw.shape(0, 3)
    kind = draw.random.random()
    if kind < 0.3:
        return Array(shape), count(draw)
    if kind < 0.5:
        return Array(shape), (count(draw), count(draw))
    if kind < 0.6:
        return Array(shape), ((count(draw), count(draw)),)
    rows = len(shape) if draw.chance(0.9) else 2
    if not rows:
        return Array(shape), count(draw)
    return Array(shape), tuple((count(draw), count(draw)) for _ in range(rows))


ROWS = [
    Row("repeat", repeating.repeat, np.repeat, repeated),
    Row("tile", repeating.tile, np.tile, tiled),
    Row("pad", repeating.pad, np.pad, padded),
]
