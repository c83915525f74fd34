"""Arrays joined to one: stack along a new axis, concatenate along one that is there."""

from __future__ import annotations

from typednn.shapes.render import quoted, render_axis
from typednn.shapes.rules.agree import meet, meet_shapes
from typednn.shapes.rules.axes import AxisNumber, blurred, gap, position
from typednn.shapes.rules.products import times
from typednn.shapes.rules.reshape import ravel
from typednn.shapes.shape import ANY, UNKNOWN, Axis, Shape, Unknown, rank
from typednn.shapes.size import Size, number
from typednn.shapes.unify import Mismatch

Length = Size | Unknown


def stack(arrays: tuple[Shape, ...], axis: AxisNumber = 0) -> Shape:
    """A new axis, as long as there are arrays; they all have the same shape."""
    if not arrays:
        raise Mismatch("there are no arrays to stack", "stack needs at least one")
    common = arrays[0]
    for other in arrays[1:]:
        met = meet_shapes(common, other)
        if met is None:
            raise Mismatch(f"cannot stack {quoted(common)} and {quoted(other)}: {_clash(common, other)}")
        common = met
    return stack_many(common, number(len(arrays)), axis)


def _clash(left: Shape, right: Shape) -> str:
    if rank(left) is not None and len(left) == len(right):
        for one, other in zip(left, right, strict=True):
            if meet(one, other) is None:
                return f"{render_axis(one)} and {render_axis(other)} differ"
    return "they must have the same shape"


def stack_many(element: Shape, length: Length, axis: AxisNumber = 0) -> Shape:
    """`stack` of `length` arrays of one shape."""
    if isinstance(axis, Unknown):
        return ANY if rank(element) is None else (UNKNOWN,) * (len(element) + 1)
    where = gap(element, axis)
    return blurred(element, axis) if where is None else (*element[:where], length, *element[where:])


def concatenate(arrays: tuple[Shape, ...], axis: AxisNumber | None = 0) -> Shape:
    """The sizes along the axis are added; the other axes agree. Without an axis all is flattened."""
    if not arrays:
        raise Mismatch("there are no arrays to concatenate", "concatenate needs at least one")
    if axis is None:
        return concatenate(tuple(map(ravel, arrays)), 0)
    _refuse_numbers(arrays)
    if isinstance(axis, Unknown):
        return next(((UNKNOWN,) * len(shape) for shape in arrays if rank(shape) is not None), ANY)
    total = arrays[0]
    for other in arrays[1:]:
        total = _joined(total, other, axis)
    position(total, axis)
    return total


def _refuse_numbers(arrays: tuple[Shape, ...]) -> None:
    for shape in arrays:
        if not shape:
            raise Mismatch("cannot concatenate a number, which has no axis", "stack makes one")


def _joined(left: Shape, right: Shape, axis: int) -> Shape:
    at, other = position(left, axis), position(right, axis)
    if at is None or other is None:
        return ANY
    rest = meet_shapes(left[:at] + left[at + 1 :], right[:other] + right[other + 1 :])
    if rest is None:
        one, two = left[:at] + left[at + 1 :], right[:other] + right[other + 1 :]
        shapes = f"{quoted(left)} and {quoted(right)} along axis {axis}"
        raise Mismatch(f"cannot concatenate {shapes}: {_clash(one, two)}")
    where = gap(rest, axis)
    return ANY if where is None else (*rest[:where], plus(left[at], right[other]), *rest[where:])


def plus(left: Axis, right: Axis) -> Axis:
    """The sum of two sizes, as far as they are known."""
    return left + right if isinstance(left, Size) and isinstance(right, Size) else UNKNOWN


def concatenate_many(element: Shape, length: Length, axis: AxisNumber | None = 0) -> Shape:
    """`concatenate` of `length` arrays of one shape."""
    if axis is None:
        return (times(ravel(element)[0], length),)
    _refuse_numbers((element,))
    if isinstance(axis, Unknown):
        return ANY if rank(element) is None else (UNKNOWN,) * len(element)
    at = position(element, axis)
    if at is None:
        return blurred(element, axis)
    return (*element[:at], times(element[at], length), *element[at + 1 :])
