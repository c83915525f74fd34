"""The axes in another order: transpose, swapaxes, moveaxis, rollaxis, rot90."""

from __future__ import annotations

from typednn.shapes.render import quoted
from typednn.shapes.rules.axes import (
    AxisNumber,
    AxisNumbers,
    count_axes,
    gap,
    position,
    positions,
    with_rank,
)
from typednn.shapes.shape import ANY, REST, UNKNOWN, Many, Shape, Unknown, rank
from typednn.shapes.unify import Mismatch


def transpose(a: Shape, axes: tuple[int, ...] | Unknown | None = None) -> Shape:
    """The axes in the order of `axes`; without it, in reverse."""
    if axes is None:
        return tuple(REST if isinstance(axis, Many) else axis for axis in reversed(a))
    if isinstance(axes, Unknown):
        return ANY
    fixed = with_rank(a, len(axes))
    if fixed is None:
        raise Mismatch(f"cannot transpose {quoted(a)} by {axes}: that names {count_axes(len(axes))}")
    order = positions(fixed, axes)
    return tuple(fixed[axis] for axis in order or ())


def matrix_transpose(x: Shape) -> Shape:
    """``*b n m -> *b m n``."""
    if rank(x) is not None and len(x) < 2:
        raise Mismatch(f"cannot transpose matrices of {quoted(x)}, which has {count_axes(len(x))}")
    return swapaxes(x, -1, -2)


def swapaxes(a: Shape, axis1: AxisNumber, axis2: AxisNumber) -> Shape:
    """Two axes change places."""
    if isinstance(axis1, Unknown) or isinstance(axis2, Unknown):
        return ANY
    one, other = position(a, axis1), position(a, axis2)
    if one is None or other is None:
        return ANY
    axes = list(a)
    axes[one], axes[other] = axes[other], axes[one]
    return tuple(axes)


def moveaxis(a: Shape, source: AxisNumbers, destination: AxisNumbers) -> Shape:
    """The axes at `source` go to `destination`; the others keep their order."""
    if isinstance(source, Unknown) or isinstance(destination, Unknown):
        return ANY
    sources = (source,) if isinstance(source, int) else source
    targets = (destination,) if isinstance(destination, int) else destination
    if len(sources) != len(targets):
        raise Mismatch(f"moveaxis moves {count_axes(len(sources))} to {len(targets)} places")
    start, places = positions(a, sources), _places(a, targets)
    if start is None:
        return ANY
    result = tuple(axis for at, axis in enumerate(a) if at not in start)
    # Left places from the left, right places from the right, so that each finds its own number.
    for target in sorted(places, key=lambda place: (place < 0, abs(place))):
        where = gap(result, target)
        if where is None:
            return ANY
        result = (*result[:where], a[start[places.index(target)]], *result[where:])
    return result


def _places(a: Shape, targets: tuple[int, ...]) -> tuple[int, ...]:
    """Where the axes go; an axis given twice is a mismatch."""
    found = positions(a, targets)
    if rank(a) is not None and found is not None:
        return found
    if len(set(targets)) < len(targets):
        raise Mismatch(f"an axis of {quoted(a)} is given twice in {targets}")
    return targets


def rollaxis(a: Shape, axis: AxisNumber, start: AxisNumber = 0) -> Shape:
    """The axis goes to the place before `start`."""
    if isinstance(axis, Unknown) or isinstance(start, Unknown) or rank(a) is None:
        return ANY
    at = position(a, axis) or 0
    place = start + len(a) if start < 0 else start
    if not 0 <= place <= len(a):
        raise Mismatch(f"place {start} is out of range for {quoted(a)}, which has {count_axes(len(a))}")
    return moveaxis(a, at, place - 1 if at < place else place)


def rot90(m: Shape, k: int | Unknown = 1, axes: tuple[int, int] | Unknown = (0, 1)) -> Shape:
    """A turn by 90 degrees, k times: the two axes change places if k is odd."""
    if isinstance(axes, Unknown):
        return m if isinstance(k, int) and k % 2 == 0 else with_rank_of(m)
    positions(m, axes)
    turned = swapaxes(m, *axes)
    if isinstance(k, int):
        return turned if k % 2 else m
    return m if turned == m else with_rank_of(m)


def with_rank_of(shape: Shape) -> Shape:
    """As many axes, of sizes that are not known."""
    return ANY if rank(shape) is None else (UNKNOWN,) * len(shape)


def same(a: Shape) -> Shape:
    """What keeps the shape: flip, roll, sort, copy and every function of one element."""
    return a


def flip(m: Shape, axis: AxisNumbers | None = None) -> Shape:
    """The shape stays; no axis is turned twice."""
    if isinstance(axis, tuple):
        positions(m, axis)
    return along(m, axis)


def along(a: Shape, axis: AxisNumbers | None = None) -> Shape:
    """What keeps the shape and goes along an axis (or some), which must be there: roll, sort."""
    if isinstance(axis, int):
        position(a, axis)
    elif isinstance(axis, tuple):
        for number in axis:
            position(a, number)
    return a
