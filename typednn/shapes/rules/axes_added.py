"""Axes of size 1, added and taken away: expand_dims, squeeze, atleast_1d, atleast_2d, atleast_3d."""

from __future__ import annotations

from collections.abc import Callable

from typednn.shapes.render import quoted, render_axis
from typednn.shapes.rules.axes import PASS_FOR_A_NUMBER, AxisNumbers, gap, last, least_rank, positions
from typednn.shapes.shape import ANY, REST, UNKNOWN, Axis, Shape, Unknown, rank
from typednn.shapes.size import ONE, Size, Verdict, compare
from typednn.shapes.unify import Mismatch


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


def squeeze(a: Shape, axis: AxisNumbers | None = None) -> Shape:
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


def _squeeze_all(a: Shape) -> Shape:
    """Sizes that are names are taken not to be 1; an axis of unknown size may vanish."""
    axes: list[Axis] = []
    for axis in a:
        if not isinstance(axis, Size) or not _is_not_one(axis):
            if axis == ONE:
                continue
            axis = REST
        axes.append(axis)
    if axes.count(REST) > 1:
        start, end = axes.index(REST), len(axes) - axes[::-1].index(REST)
        axes[start:end] = [REST]
    return tuple(axes)


def _is_not_one(size: Size) -> bool:
    return compare(size, ONE) is Verdict.DIFFERENT


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
