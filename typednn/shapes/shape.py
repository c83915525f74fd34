"""A shape: a tuple of axes, of which one may stand for any number of axes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from typednn.shapes.size import ONE, Name, Size, Verdict, compare, names, number, substitute


@dataclass(frozen=True, slots=True)
class Unknown:
    """One axis of a size that nobody promised: ``_``, or what depends on values."""


@dataclass(frozen=True, slots=True)
class Broadcastable:
    """``#n``: an axis of size n, or 1."""

    size: Size


@dataclass(frozen=True, slots=True)
class Many:
    """``*batch``: any number of axes. Without a name it is ``...``, of which nothing is known."""

    name: str = ""
    scope: str = ""
    broadcasts: bool = False

    @property
    def formal(self) -> Name:
        return Name("*" + self.name, self.scope)


Axis = Size | Unknown | Broadcastable | Many
Shape = tuple[Axis, ...]

UNKNOWN = Unknown()
REST = Many()
ANY: Shape = (REST,)
SCALAR: Shape = ()


def of(*sizes: Size | int | None) -> Shape:
    """The shape with these sizes; None is an unknown size."""
    return tuple(UNKNOWN if size is None else number(size) if isinstance(size, int) else size for size in sizes)


def variadic_at(shape: Shape) -> int | None:
    """Where the axis stands that means many, or None: then the rank is known."""
    return next((index for index, axis in enumerate(shape) if isinstance(axis, Many)), None)


def rank(shape: Shape) -> int | None:
    return None if variadic_at(shape) is not None else len(shape)


def is_exact(shape: Shape) -> bool:
    """Everything about the shape is known, in terms of names."""
    return all(isinstance(axis, Size) or (isinstance(axis, Many) and bool(axis.name)) for axis in shape)


def numel(shape: Shape) -> Size | None:
    """The number of elements, or None if some axis is unknown."""
    total = number(1)
    for axis in shape:
        if isinstance(axis, Size):
            total = total * axis
        elif isinstance(axis, Many) and axis.name and not axis.broadcasts:
            total = total * Size((((((Name("prod(*" + axis.name + ")", axis.scope), 1),)), 1),))
        else:
            return None
    return total


def compare_axes(left: Axis, right: Axis) -> Verdict:
    if left == right and not isinstance(left, Unknown | Broadcastable):
        return Verdict.UNKNOWN if left == REST else Verdict.SAME
    if isinstance(left, Size) and isinstance(right, Size):
        return compare(left, right)
    return Verdict.UNKNOWN


def compare_shapes(left: Shape, right: Shape) -> Verdict:
    """Whether two arrays of these shapes have the same shape."""
    at, other = variadic_at(left), variadic_at(right)
    if at is None and other is None and len(left) != len(right):
        return Verdict.DIFFERENT
    if (at is None) != (other is None):
        fixed, many = (left, right) if at is None else (right, left)
        if len(many) - 1 > len(fixed):
            return Verdict.DIFFERENT
    if (at is not None or other is not None) and (at != other or len(left) != len(right)):
        head = min(len(left) if at is None else at, len(right) if other is None else other)
        tail = min(
            len(left) if at is None else len(left) - at - 1,
            len(right) if other is None else len(right) - other - 1,
        )
        pairs = [*zip(left[:head], right[:head], strict=True)]
        pairs += zip(left[len(left) - tail :], right[len(right) - tail :], strict=True)
        clash = any(compare_axes(a, b) is Verdict.DIFFERENT for a, b in pairs)
        return Verdict.DIFFERENT if clash else Verdict.UNKNOWN
    verdicts = [compare_axes(a, b) for a, b in zip(left, right, strict=True)]
    if Verdict.DIFFERENT in verdicts:
        return Verdict.DIFFERENT
    return Verdict.UNKNOWN if Verdict.UNKNOWN in verdicts else Verdict.SAME


def broadcasts_into(part: Shape, whole: Shape) -> bool:
    """Whether an array of the one shape broadcasts to the other for certain: each axis is the same, or 1, or ``#``."""
    at, other = variadic_at(part), variadic_at(whole)
    behind = len(whole) if other is None else len(whole) - other - 1
    lined_up = len(part) <= behind if at is None else len(part) - at - 1 == behind and len(part) <= len(whole)
    return lined_up and all(map(_is_at_most, reversed(part), reversed(whole)))


def _is_at_most(axis: Axis, other: Axis) -> bool:
    if isinstance(axis, Many):
        return isinstance(other, Many) and bool(axis.name) and axis.formal == other.formal and not other.broadcasts
    if isinstance(other, Many | Unknown | Broadcastable):
        return axis == ONE
    return axis in (ONE, other) or (isinstance(axis, Broadcastable) and axis.size == other)


def shape_names(shape: Shape) -> Iterator[Name]:
    """All names in a shape; of a variadic axis its `formal`."""
    for axis in shape:
        if isinstance(axis, Size):
            yield from names(axis)
        elif isinstance(axis, Broadcastable):
            yield from names(axis.size)
        elif isinstance(axis, Many) and axis.name:
            yield axis.formal


def substitute_shape(shape: Shape, sizes: Mapping[Name, Size], variadics: Mapping[Name, Shape]) -> Shape:
    """Replace names by sizes and variadic names by shapes, all at once."""
    result: list[Axis] = []
    for axis in shape:
        if isinstance(axis, Size):
            result.append(substitute(axis, sizes))
        elif isinstance(axis, Broadcastable):
            result.append(Broadcastable(substitute(axis.size, sizes)))
        elif isinstance(axis, Many) and axis.name and axis.formal in variadics:
            known = variadics[axis.formal]
            if axis.broadcasts and len(known) == 1 and isinstance(known[0], Many):
                known = (Many(known[0].name, known[0].scope, True),)
            result.extend(known)
        else:
            result.append(axis)
    if sum(isinstance(axis, Many) for axis in result) > 1:
        return ANY
    return tuple(result)
