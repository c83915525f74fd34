"""Axes of size 1, added and taken away: expand_dims, squeeze, atleast_1d, atleast_2d, atleast_3d."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

from typednn.shapes.render import quoted, render_axis
from typednn.shapes.rules.axes import PASS_FOR_A_NUMBER, AxisNumbers, gap, last, least_rank, positions
from typednn.shapes.rules.several import OneOf, may_be_one
from typednn.shapes.shape import ANY, REST, UNKNOWN, Axis, Shape, Unknown, rank
from typednn.shapes.size import ONE, Size, Verdict, compare
from typednn.shapes.unify import Mismatch

# Beyond so many different sizes that may be 1 the rank is given up.
MOST_VAGUE = 2


def expand_dims(a: Shape, axis: AxisNumbers) -> Shape:
    """A new axis of size 1, which has the number `axis` in the result; or some."""
    if isinstance(axis, Unknown):
        return ANY
    if isinstance(axis, int):
        where = gap(a, axis)
        return ANY if where is None else (*a[:where], ONE, *a[where:])
    if rank(a) is None:
        return ANY if len(axis) != 1 else expand_dims(a, axis[0])
    count = len(a) + len(axis)
    places = {number + count if number < 0 else number for number in axis}
    if len(places) < len(axis) or not all(0 <= place < count for place in places):
        raise Mismatch(f"axes {axis} are no places for new axes of {quoted(a)}: there are {count} in all")
    old = iter(a)
    return tuple(ONE if at in places else next(old) for at in range(count))


def squeeze(a: Shape, axis: AxisNumbers | None = None) -> Shape | OneOf:
    """Without the axes of size 1; or without these, which must have size 1."""
    if isinstance(axis, Unknown):
        return ANY
    if axis is None:
        return _squeeze_all(a)
    if not a and axis in PASS_FOR_A_NUMBER:
        return ()
    where = positions(a, (axis,) if isinstance(axis, int) else axis)
    if where is None:
        return ANY
    for at in where:
        size = a[at]
        if isinstance(size, Size) and compare(size, ONE) is Verdict.DIFFERENT:
            found = f"axis {axis}" if isinstance(axis, int) else f"an axis of {axis}"
            raise Mismatch(f"cannot squeeze {found} of {quoted(a)}: its size is {render_axis(size)}, not 1")
    return tuple(size for at, size in enumerate(a) if at not in where)


def _squeeze_all(a: Shape) -> Shape | OneOf:
    """Axes of size 1 vanish, and those whose size is a name vanish together where that happens to be 1."""
    axes = tuple(axis for axis in a if axis != ONE)
    vague = list(dict.fromkeys(axis for axis in axes if not isinstance(axis, Size) or may_be_one(axis)))
    if len(vague) > MOST_VAGUE or not all(isinstance(axis, Size) for axis in axes):
        return _blurred(axes, vague)
    gone = [some for count in range(len(vague) + 1) for some in combinations(vague, count)]
    shapes = tuple(tuple(axis for axis in axes if axis not in some) for some in gone)
    return OneOf(shapes) if len(shapes) > 1 else axes


def _blurred(axes: Shape, vague: list[Axis]) -> Shape:
    """The axes that stay for certain, with "..." where others may."""
    kept = [REST if axis in vague else axis for axis in axes]
    if kept.count(REST) > 1:
        start, end = kept.index(REST), len(kept) - kept[::-1].index(REST)
        kept[start:end] = [REST]
    return tuple(kept)


def atleast_1d(*arys: Shape) -> Shape | tuple[Shape, ...]:
    """A number becomes an array of one element."""
    return _each(arys, atleast_1d_of)


def atleast_2d(*arys: Shape) -> Shape | tuple[Shape, ...]:
    """``-> 1 1`` and ``n -> 1 n``."""
    return _each(arys, atleast_2d_of)


def atleast_3d(*arys: Shape) -> Shape | tuple[Shape, ...]:
    """``-> 1 1 1``, ``n -> 1 n 1`` and ``n m -> n m 1``."""
    return _each(arys, atleast_3d_of)


def _each(shapes: tuple[Shape, ...], rule: Callable[[Shape], Shape]) -> Shape | tuple[Shape, ...]:
    return rule(shapes[0]) if len(shapes) == 1 else tuple(map(rule, shapes))


def atleast_1d_of(shape: Shape) -> Shape:
    return shape or (ONE,) if least_rank(shape) or not shape else (REST, UNKNOWN)


def atleast_2d_of(shape: Shape) -> Shape:
    if least_rank(shape) >= 2:
        return shape
    if rank(shape) is not None:
        return (ONE,) * (2 - len(shape)) + shape
    rest, tail = last(shape, 2)
    return (*rest, *tail)


def atleast_3d_of(shape: Shape) -> Shape:
    if least_rank(shape) >= 3:
        return shape
    if rank(shape) is None:
        return (REST, UNKNOWN, UNKNOWN, UNKNOWN)
    return ((ONE, ONE, ONE), (ONE, *shape, ONE), (*shape, ONE))[len(shape)]
