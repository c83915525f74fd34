"""Indexing: ``a[items]`` with ints, slices, None, ``...``, arrays of ints and arrays of bools."""

from __future__ import annotations

from dataclasses import dataclass
from types import EllipsisType

from typednn.shapes.render import quoted, render_axis, render_size
from typednn.shapes.rules.agree import meet
from typednn.shapes.rules.axes import count_axes, least_rank
from typednn.shapes.rules.broadcast import broadcast, differing
from typednn.shapes.rules.slicing import cut
from typednn.shapes.shape import ANY, REST, UNKNOWN, Axis, Many, Shape, Unknown, rank, variadic_at
from typednn.shapes.size import ONE, ZERO, Size, is_nonnegative
from typednn.shapes.unify import Mismatch


@dataclass(frozen=True, slots=True)
class At:
    """An int."""

    position: Size | Unknown = UNKNOWN


@dataclass(frozen=True, slots=True)
class Cut:
    """A slice."""

    start: Size | Unknown | None = None
    stop: Size | Unknown | None = None
    step: Size | Unknown | None = None


@dataclass(frozen=True, slots=True)
class NewAxis:
    """``None`` or ``np.newaxis``; Python's own None is understood too."""


@dataclass(frozen=True, slots=True)
class Gather:
    """An array of ints, or a list of them."""

    shape: Shape


@dataclass(frozen=True, slots=True)
class Mask:
    """An array of bools."""

    shape: Shape


@dataclass(frozen=True, slots=True)
class Anything:
    """Something that may be an int, a slice or an array."""


Index = At | Cut | NewAxis | Gather | Mask | Anything | EllipsisType | None
FULL = Cut()


def index(array: Shape, items: tuple[Index, ...]) -> Shape:
    """The shape of ``array[items]``; unknown if an item may be anything."""
    if len(items) == 1 and variadic_at(array) is None:
        item = items[0]
        if isinstance(item, Cut) and array:
            return (cut(array[0], item.start, item.stop, item.step), *array[1:])
        if isinstance(item, At) and array:
            _check(array, array[0], item.position)
            return array[1:]
    if any(isinstance(item, Anything) for item in items):
        return ANY
    paired = _paired(array, items)
    return _untouched(array, items) if paired is None else _result(array, paired)


def _untouched(array: Shape, items: tuple[Index, ...]) -> Shape:
    """The last axes, which no item reaches however many axes ``*many`` stands for."""
    many = variadic_at(array)
    if many is None or any(item is ... or (isinstance(item, Mask) and rank(item.shape) is None) for item in items):
        return ANY
    beyond = sum(map(_width, items)) - many
    return (REST, *array[many + 1 + beyond :]) if beyond >= 0 else ANY


def _paired(array: Shape, items: tuple[Index, ...]) -> list[tuple[Index, Shape]] | None:
    """Each item with the axes that it takes; None if it is not known which ones these are."""
    dots = [at for at, item in enumerate(items) if item is ...]
    if len(dots) > 1:
        raise Mismatch("`...` stands twice in an index", "once is enough: it takes all axes that are left")
    at = dots[0] if dots else len(items)
    before, after = items[:at], items[at + 1 :]
    if any(isinstance(item, Mask) and rank(item.shape) is None for item in after):
        return None
    start = len(array) - sum(map(_width, after))
    if rank(array) is not None and start < sum(map(_width, before)):
        taken = sum(map(_width, items))
        has = f"which has {count_axes(len(array))}"
        raise Mismatch(f"too many indices for {quoted(array)}, {has}: {taken} are given")
    left, right = _spread(array, before, 0), _spread(array, after, start)
    if left is None or right is None or start < 0:
        return None
    end = sum(len(axes) for _, axes in left)
    return [*left, (..., array[end:start]), *right] if end <= start else None


def _width(item: Index) -> int:
    """How many axes an item takes, at least."""
    if isinstance(item, At | Cut | Gather):
        return 1
    return least_rank(item.shape) if isinstance(item, Mask) else 0


def _spread(array: Shape, items: tuple[Index, ...], start: int) -> list[tuple[Index, Shape]] | None:
    """The items with the axes from `start` on; None if one would take axes that stand for many."""
    pairs: list[tuple[Index, Shape]] = []
    for item in items:
        count = len(item.shape) if isinstance(item, Mask) else _width(item)
        axes = array[start : start + count]
        if variadic_at(axes) is not None or (isinstance(item, Mask) and rank(item.shape) is None):
            if not isinstance(item, Mask) or item.shape != axes or REST in axes:
                return None
        elif len(axes) < count:
            return None
        pairs.append((item, axes))
        start += count
    return pairs


def _result(array: Shape, pairs: list[tuple[Index, Shape]]) -> Shape:
    if not any(isinstance(item, Gather | Mask) for item, _ in pairs):
        return tuple(axis for item, axes in pairs for axis in _simple(array, item, axes))
    chosen = [where for where, (item, _) in enumerate(pairs) if isinstance(item, At | Gather | Mask)]
    front = broadcast(*(_fancy(array, *pairs[where]) for where in chosen))
    between = range(chosen[0], chosen[-1])
    apart = any(where not in chosen for where in between)
    result: Shape = front if apart else ()
    for where, (item, axes) in enumerate(pairs):
        if where == chosen[0] and not apart:
            result += front
        elif where not in chosen:
            result += _simple(array, item, axes)
    return ANY if sum(isinstance(axis, Many) for axis in result) > 1 else result


def _simple(array: Shape, item: Index, axes: Shape) -> Shape:
    """What becomes of the axes that an int, a slice, None or ``...`` takes."""
    if isinstance(item, Cut):
        return (cut(axes[0], item.start, item.stop, item.step),)
    if isinstance(item, At):
        _check(array, axes[0], item.position)
        return ()
    return axes if item is ... else (ONE,)


def _fancy(array: Shape, item: Index, axes: Shape) -> Shape:
    """The shape of an index array; a mask is the arrays of the places at which it is true."""
    if isinstance(item, Gather):
        return item.shape
    if isinstance(item, Mask):
        for size, axis in zip(item.shape, axes, strict=True):
            if meet(size, axis) is None and size != ZERO:  # NumPy lets an empty mask pass
                clash = differing(size, axis)
                raise Mismatch(f"a mask of {quoted(item.shape)} does not fit {quoted(array)}: {clash}")
        return (UNKNOWN,)
    return _simple(array, item, axes)


def _check(array: Shape, axis: Axis, where: Size | Unknown) -> None:
    """Refuse an int that is certainly outside its axis."""
    if not isinstance(axis, Size) or not isinstance(where, Size):
        return
    if is_nonnegative(where - axis) or is_nonnegative(-where - axis - 1):
        at, size = render_size(where), render_axis(axis)
        raise Mismatch(f"index {at} is out of range for an axis of size {size}, in {quoted(array)}")
