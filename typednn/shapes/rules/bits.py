"""The same memory read in another way: packbits, unpackbits, view."""

from __future__ import annotations

from collections.abc import Callable

from typednn.shapes.rules.axes import AxisNumber, blurred, position
from typednn.shapes.rules.reshape import ravel
from typednn.shapes.shape import ANY, UNKNOWN, Axis, Shape, Unknown, rank
from typednn.shapes.size import Size, is_nonnegative


def packbits(a: Shape, axis: AxisNumber | None = None) -> Shape:
    """Eight items become one byte: ``(n+7)//8`` along the axis."""
    return _along(a, axis, lambda size: (size + 7) // 8)


def unpackbits(a: Shape, axis: AxisNumber | None = None, count: Size | Unknown | None = None) -> Shape:
    """A byte becomes eight items; or so many along the axis as `count` says (less than 0: so many fewer)."""
    if count is None:
        return _along(a, axis, lambda size: size * 8)
    if isinstance(count, Unknown):
        return _along(a, axis, lambda size: UNKNOWN)
    if is_nonnegative(count):
        return _along(a, axis, lambda size: count)
    return _along(a, axis, lambda size: size * 8 + count if is_nonnegative(-count) else UNKNOWN)


def _along(a: Shape, axis: AxisNumber | None, change: Callable[[Size], Axis]) -> Shape:
    """The shape with one size changed; without an axis it is flattened."""
    if axis is None:
        return _along(ravel(a), 0, change)
    if isinstance(axis, Unknown):
        return ANY if rank(a) is None else (UNKNOWN,) * len(a)
    at = position(a, axis)
    if at is None:
        return blurred(a, axis)
    size = a[at]
    changed: Axis = change(size) if isinstance(size, Size) else UNKNOWN
    return (*a[:at], changed, *a[at + 1 :])


def viewed(a: Shape) -> Shape:
    """With items of another size the last axis is longer or shorter."""
    if not a:
        return a
    return (*a[:-1], UNKNOWN) if isinstance(a[-1], Size | Unknown) else ANY
