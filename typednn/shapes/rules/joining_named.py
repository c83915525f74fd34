"""vstack, hstack, dstack, column_stack, append, insert, delete: concatenate, with axes made to fit first."""

from __future__ import annotations

from typednn.shapes.rules.axes import AxisNumber, blurred, position
from typednn.shapes.rules.axes_added import atleast_1d_of, atleast_2d_of, atleast_3d_of
from typednn.shapes.rules.indexing import At, Cut, Gather, Index, index
from typednn.shapes.rules.joining import Length, concatenate, concatenate_many, plus
from typednn.shapes.rules.reshape import ravel
from typednn.shapes.rules.slicing import cut
from typednn.shapes.shape import ANY, UNKNOWN, Axis, Shape, Unknown, rank
from typednn.shapes.size import ONE, Size

Arrays = tuple[Shape, ...]


def vstack(tup: Arrays) -> Shape:
    """Rows below rows: along axis 0, a vector is a row."""
    return concatenate(tuple(map(atleast_2d_of, tup)), 0)


def hstack(tup: Arrays) -> Shape:
    """Side by side: vectors along axis 0, all else along axis 1."""
    arrays = tuple(map(atleast_1d_of, tup))
    if arrays and rank(arrays[0]) is None:
        return ANY
    return concatenate(arrays, 0 if arrays and len(arrays[0]) == 1 else 1)


def dstack(tup: Arrays) -> Shape:
    """Along axis 2; ``n`` counts as ``1 n 1``, ``n m`` as ``n m 1``."""
    return concatenate(tuple(map(atleast_3d_of, tup)), 2)


def column_stack(tup: Arrays) -> Shape:
    """Columns side by side: a vector is a column."""
    return concatenate(tuple(map(_column, tup)), 1)


def _column(shape: Shape) -> Shape:
    if rank(shape) is None:
        return shape if len(shape) > 2 else ANY
    return shape if len(shape) >= 2 else (*atleast_1d_of(shape), ONE)


def vstack_many(element: Shape, length: Length) -> Shape:
    return concatenate_many(atleast_2d_of(element), length, 0)


def hstack_many(element: Shape, length: Length) -> Shape:
    fixed = atleast_1d_of(element)
    return ANY if rank(fixed) is None else concatenate_many(fixed, length, 0 if len(fixed) == 1 else 1)


def dstack_many(element: Shape, length: Length) -> Shape:
    return concatenate_many(atleast_3d_of(element), length, 2)


def column_stack_many(element: Shape, length: Length) -> Shape:
    return concatenate_many(_column(element), length, 1)


def append(arr: Shape, values: Shape, axis: AxisNumber | None = None) -> Shape:
    """`concatenate` of two; flattened without an axis."""
    return concatenate((arr, values), axis)


def delete(arr: Shape, obj: Index, axis: AxisNumber | None = None) -> Shape:
    """Without the item, or the items, at `obj`; how many an array of ints names is not known."""
    if axis is None:
        return delete(ravel(arr), obj, 0)
    if isinstance(axis, Unknown):
        return ANY if rank(arr) is None else (UNKNOWN,) * len(arr)
    at = position(arr, axis)
    if at is None:
        return blurred(arr, axis)
    index((arr[at],), (obj,))
    return (*arr[:at], _without(arr[at], obj), *arr[at + 1 :])


def _without(size: Axis, obj: Index) -> Axis:
    if isinstance(size, Size):
        if isinstance(obj, At):
            return size - 1
        taken = cut(size, obj.start, obj.stop, obj.step) if isinstance(obj, Cut) else UNKNOWN
        if isinstance(taken, Size):
            return size - taken
    return UNKNOWN


def insert(arr: Shape, obj: Index, values: Shape, axis: AxisNumber | None = None) -> Shape:
    """With `values` before the place `obj`; how many they are is known if they are a number."""
    if axis is None:
        return insert(ravel(arr), obj, values, 0)
    if isinstance(axis, Unknown):
        return ANY if rank(arr) is None else (UNKNOWN,) * len(arr)
    at = position(arr, axis)
    if at is None:
        return blurred(arr, axis)
    more: Axis = UNKNOWN
    if isinstance(obj, At) and not values:
        more = ONE
    elif isinstance(obj, Gather) and rank(obj.shape) == 1 and obj.shape != (ONE,):
        more = obj.shape[0]
    return (*arr[:at], plus(arr[at], more), *arr[at + 1 :])
