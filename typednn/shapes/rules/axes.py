"""Axes by number: where ``axis=-1`` points, also if one axis of the shape stands for many."""

from __future__ import annotations

from typednn.shapes.render import quoted
from typednn.shapes.shape import ANY, REST, UNKNOWN, Axis, Shape, Unknown, variadic_at
from typednn.shapes.size import Size, number
from typednn.shapes.unify import Mismatch

AxisNumber = int | Unknown
AxisNumbers = int | tuple[int, ...] | Unknown
# The shape or the sizes that a caller asks for: `5`, `(n, 3)`, `(-1, n)`.
ShapeArgument = int | Size | Unknown | tuple[Axis | int, ...]

# NumPy lets a number pass for an array of one axis in reductions and in squeeze.
PASS_FOR_A_NUMBER: tuple[AxisNumbers, ...] = (0, -1, ())


def asked_shape(shape: ShapeArgument) -> Shape:
    """A shape given as an argument: an int is a shape of one axis."""
    if isinstance(shape, tuple):
        return tuple(number(axis) if isinstance(axis, int) else axis for axis in shape)
    if isinstance(shape, Unknown):
        return ANY
    return (number(shape) if isinstance(shape, int) else shape,)


def count_axes(count: int) -> str:
    return "1 axis" if count == 1 else f"{count} axes"


def out_of_range(shape: Shape, axis: int) -> Mismatch:
    return Mismatch(f"axis {axis} is out of range for {quoted(shape)}, which has {count_axes(len(shape))}")


def position(shape: Shape, axis: int) -> int | None:
    """The index in the tuple of what NumPy calls `axis`; None if it lies in, or beyond, ``*many``."""
    count = len(shape)
    at = variadic_at(shape)
    if at is None:
        if -count <= axis < count:
            return axis + count if axis < 0 else axis
        raise out_of_range(shape, axis)
    if axis < 0:
        return count + axis if count + axis > at else None
    return axis if axis < at else None


def positions(shape: Shape, axes: tuple[int, ...]) -> tuple[int, ...] | None:
    """`position` of each; None if one of them is not known. An axis given twice is a mismatch."""
    found = [position(shape, axis) for axis in axes]
    known = tuple(where for where in found if where is not None)
    if len(set(known)) < len(known):
        twice = next(axis for axis, where in zip(axes, found, strict=True) if found.count(where) > 1)
        raise Mismatch(f"axis {twice} of {quoted(shape)} is given twice in {axes}")
    return known if len(known) == len(found) else None


def gap(shape: Shape, axis: int) -> int | None:
    """Where in the tuple a new axis goes that is to have the number `axis`; None if not known."""
    count = len(shape) + 1
    at = variadic_at(shape)
    if at is None:
        if -count <= axis < count:
            return axis + count if axis < 0 else axis
        raise Mismatch(
            f"axis {axis} is out of range for a new axis of {quoted(shape)}, which has {count_axes(len(shape))}"
        )
    if axis < 0:
        return count + axis if count + axis > at else None
    return axis if axis <= at else None


def with_rank(shape: Shape, rank: int) -> Shape | None:
    """The shape, given that it has so many axes: ``*many`` becomes unknown axes. None if impossible."""
    at = variadic_at(shape)
    if at is None:
        return shape if len(shape) == rank else None
    missing = rank - (len(shape) - 1)
    return (*shape[:at], *[UNKNOWN] * missing, *shape[at + 1 :]) if missing >= 0 else None


def last(shape: Shape, count: int) -> tuple[Shape, Shape]:
    """All but the last `count` axes, and these; what is not known is ``...`` and unknown."""
    at = variadic_at(shape)
    known = len(shape) - 1 - at if at is not None else len(shape)
    if known >= count:
        return shape[: len(shape) - count], shape[len(shape) - count :]
    return ANY, (*[UNKNOWN] * (count - known), *shape[len(shape) - known :])


def least_rank(shape: Shape) -> int:
    return len(shape) if variadic_at(shape) is None else len(shape) - 1


def known_size(axis: Axis) -> Size | Unknown:
    """The size of an axis that is one size for certain."""
    return axis if isinstance(axis, Size) else UNKNOWN


def blurred(shape: Shape, axis: int) -> Shape:
    """The shape after something happened to an axis which `position` does not find."""
    at = variadic_at(shape)
    if at is None or axis >= 0:
        head = shape[: min(axis, at if at is not None else axis)]
        return (*head, REST)
    return (REST, *shape[at + 1 :]) if -axis >= len(shape) - at else ANY
