"""Joining and splitting."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.shapes.chapters.indexing import inner_slice
from tests.shapes.draw import Array, Draw, Sizes
from tests.shapes.laws import Call, Drawer, Row
from typednn.shapes.rules import joining, joining_named, splitting
from typednn.shapes.rules.indexing import At, Gather
from typednn.shapes.size import number


def alike(draw: Draw) -> Call:
    shape = draw.shape(0, 3)
    shapes = [tuple(map(draw.mostly, shape)) for _ in range(draw.integer(1, 3))]
    return tuple(map(Array, shapes)), draw.axis(len(shape) + 1)


def lined_up(draw: Draw, least: int = 0) -> Call:
    shape = draw.shape(least, 3)
    axis = draw.axis(len(shape))
    shapes = []
    for _ in range(draw.integer(1, 3)):
        sizes = list(map(draw.mostly, shape))
        if sizes:
            sizes[axis % len(sizes)] = draw.size()
        shapes.append(tuple(sizes))
    return tuple(map(Array, shapes)), axis if draw.chance(0.9) else None


def several(fixed: int) -> Drawer:
    """Arrays that agree but in one axis, mostly that one."""

    def draw_them(draw: Draw) -> Call:
        shape = draw.shape(0, 4 if fixed == 2 and not draw.symbolic else 3)
        shapes = []
        for _ in range(draw.integer(1, 3)):
            sizes = list(shape)
            if len(sizes) > fixed:
                sizes[fixed] = draw.size()
            if len(sizes) == 1 and draw.flag():
                sizes[0] = draw.size()
            shapes.append(tuple(map(draw.mostly, sizes)))
        return (tuple(map(Array, shapes)),)

    return draw_them


def many(draw: Draw) -> Call:
    shape = draw.shape(0, 2)
    return Array(shape), draw.choice((number(1), number(2), number(3))), draw.axis(len(shape) + 1)


def many_joined(draw: Draw) -> Call:
    shape = draw.shape(0, 3)
    axis = draw.axis(len(shape)) if draw.chance(0.9) else None
    return Array(shape), draw.choice((number(1), number(2), number(3))), axis


def many_named(draw: Draw) -> Call:
    return many(draw)[:2]


def repeated(function: Any) -> Any:
    return lambda array, length, *axis: function([array] * length, *axis)


def appended(draw: Draw) -> Call:
    arrays, axis = lined_up(draw)
    return arrays[0], arrays[-1], axis


def parts(draw: Draw) -> Call:
    shape = draw.shape(0, 3)
    axis = draw.axis(len(shape))
    return (*cut_up(draw, shape, axis), axis)


def cut_up(draw: Draw, shape: Sizes, axis: int) -> Call:
    """An array, and places to cut it along the axis, or a number of parts that mostly divides its size."""
    if draw.chance(0.3) or not -len(shape) <= axis < len(shape):
        places = sorted(draw.integer(0, 4) for _ in range(draw.integer(0, 3)))
        return Array(shape), tuple(map(number, places))
    if draw.symbolic and draw.flag():
        return Array(shape), shape[axis]
    count = draw.choice((1, 2, 2, 3))
    sizes = list(shape)
    if draw.chance(0.8):
        sizes[axis] = draw.size() * count
    return Array(tuple(sizes)), number(0 if draw.chance(0.03) else count)


def named_parts(axis: int) -> Drawer:
    def draw_them(draw: Draw) -> Call:
        shape = draw.shape(axis + 1 if draw.chance(0.9) else 0, 4 if not draw.symbolic else 3)
        return cut_up(draw, shape, 0 if len(shape) == 1 else axis)

    return draw_them


def unstacked(draw: Draw) -> Call:
    shape = draw.shape(0, 3)
    return Array(shape), draw.axis(len(shape))


def deleted(draw: Draw) -> Call:
    shape = draw.shape(0, 3)
    axis = draw.axis(len(shape))
    size = shape[axis] if -len(shape) <= axis < len(shape) else number(2)
    item = At(number(draw.integer(-1, 1))) if draw.flag() else inner_slice(draw, size)
    return Array(shape), item, axis if draw.chance(0.9) else None


def inserted(draw: Draw) -> Call:
    shape = draw.shape(1, 3)
    axis = draw.axis(len(shape))
    item = At(number(0)) if draw.flag() else Gather((draw.size(),))
    return Array(shape), item, Array(()), axis if draw.chance(0.9) else None


ROWS = [
    Row("stack", joining.stack, np.stack, alike),
    Row("concatenate", joining.concatenate, np.concatenate, lined_up),
    Row("vstack", joining_named.vstack, np.vstack, several(0)),
    Row("hstack", joining_named.hstack, np.hstack, several(1)),
    Row("dstack", joining_named.dstack, np.dstack, several(2)),
    Row("column_stack", joining_named.column_stack, np.column_stack, several(1)),
    Row("stack_many", joining.stack_many, repeated(np.stack), many),
    Row("concatenate_many", joining.concatenate_many, repeated(np.concatenate), many_joined),
    Row("vstack_many", joining_named.vstack_many, repeated(np.vstack), many_named),
    Row("hstack_many", joining_named.hstack_many, repeated(np.hstack), many_named),
    Row("dstack_many", joining_named.dstack_many, repeated(np.dstack), many_named),
    Row("column_stack_many", joining_named.column_stack_many, repeated(np.column_stack), many_named),
    Row("append", joining_named.append, np.append, appended),
    Row("delete", joining_named.delete, np.delete, deleted, least=12),
    Row("insert", joining_named.insert, np.insert, inserted, exact=False),
    Row("split", splitting.split, np.split, parts, least=12),
    Row("array_split", splitting.array_split, np.array_split, parts, least=12),
    Row("vsplit", splitting.vsplit, np.vsplit, named_parts(0), least=12),
    Row("hsplit", splitting.hsplit, np.hsplit, named_parts(1), least=12),
    Row("dsplit", splitting.dsplit, np.dsplit, named_parts(2), least=12),
    Row("unstack", splitting.unstack, lambda a, axis: np.unstack(a, axis=axis), unstacked),
]
