"""Items in order: sort, and the order by several keys."""

from __future__ import annotations

from typednn.shapes.rules.axes import AxisNumber, position
from typednn.shapes.rules.joining import stack
from typednn.shapes.rules.rearrange import along
from typednn.shapes.rules.reshape import ravel
from typednn.shapes.shape import ANY, Shape, variadic_at
from typednn.shapes.size import number


def sort(a: Shape, axis: AxisNumber | None = -1) -> Shape:
    """The same shape; flattened without an axis."""
    return ravel(a) if axis is None else along(a, axis)


def lexsort(keys: tuple[Shape, ...], axis: AxisNumber = -1) -> Shape:
    """The shape that all the keys have."""
    together = stack(keys, 0)
    if variadic_at(together[:1]) is not None:
        return ANY
    return lexsort_many(together[1:], number(len(keys)), axis)


def lexsort_many(element: Shape, length: object, axis: AxisNumber = -1) -> Shape:
    """`lexsort` of any number of keys of one shape."""
    if isinstance(axis, int) and element:
        position(element, axis)
    return element
