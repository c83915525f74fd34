"""What an array says of itself: shape, ndim, size, len."""

from __future__ import annotations

from typednn.shapes.render import quoted
from typednn.shapes.rules.axes import AxisNumbers, positions
from typednn.shapes.rules.several import Several
from typednn.shapes.shape import ANY, UNKNOWN, Many, Shape, Unknown, numel, rank
from typednn.shapes.size import Size, number
from typednn.shapes.unify import Mismatch


def size_of(a: Shape, axis: AxisNumbers | None = None) -> Size | Unknown:
    """How many elements there are; or how many along the axis, or axes."""
    if axis is None:
        total = numel(a)
        return UNKNOWN if total is None else total
    where = None if isinstance(axis, Unknown) else positions(a, axis if isinstance(axis, tuple) else (axis,))
    if where is None:
        return UNKNOWN
    return size_of(tuple(a[at] for at in where))


def ndim_of(a: Shape) -> Size | Unknown:
    """How many axes there are."""
    return UNKNOWN if rank(a) is None else number(len(a))


def shape_of(a: Shape) -> Shape:
    """The sizes, as a tuple."""
    return a


def length_of(a: Shape) -> Size | Unknown:
    """``len``: the size of the first axis."""
    if not a:
        raise Mismatch(f"{quoted(a)} is a number, which has no length")
    return a[0] if isinstance(a[0], Size) else UNKNOWN


def items_of(a: Shape) -> Several:
    """What a loop over the array gives: its rows, as many as the first axis is long."""
    if not a:
        raise Mismatch(f"{quoted(a)} is a number: there is nothing in it to loop over")
    if isinstance(a[0], Many):
        return Several(ANY)
    return Several(a[1:], a[0] if isinstance(a[0], Size) else UNKNOWN)
