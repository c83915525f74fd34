"""Elements again and again, or others beside them: repeat, tile, pad."""

from __future__ import annotations

from typednn.shapes.render import quoted, render_axis
from typednn.shapes.rules.agree import meet
from typednn.shapes.rules.axes import AxisNumber, blurred, count_axes, position
from typednn.shapes.rules.joining import plus
from typednn.shapes.rules.products import times
from typednn.shapes.rules.reshape import ravel
from typednn.shapes.shape import ANY, UNKNOWN, Axis, Shape, Unknown, rank, variadic_at
from typednn.shapes.size import ONE, ZERO, Size, is_nonnegative, number
from typednn.shapes.unify import Mismatch

SizeArgument = int | Size | Unknown
Width = SizeArgument | tuple[SizeArgument, ...]
PadWidth = Width | tuple[Width, ...]


def as_axis(size: SizeArgument) -> Size | Unknown:
    return number(size) if isinstance(size, int) else size


def refuse_negative(size: Size | Unknown, what: str) -> None:
    if isinstance(size, Size) and is_nonnegative(-size - 1):
        raise Mismatch(f"{what} is {render_axis(size)}, less than 0")


def repeat(a: Shape, repeats: Width, axis: AxisNumber | None = None) -> Shape:
    """Each item so many times: one number for all, or one for each."""
    if axis is None:
        return repeat(ravel(a), repeats, 0)
    if isinstance(axis, Unknown):
        return ANY if rank(a) is None else (UNKNOWN,) * max(len(a), 1)
    a = a or (ONE,)
    at = position(a, axis)
    if at is None:
        return blurred(a, axis)
    return (*a[:at], _repeated(a, a[at], repeats), *a[at + 1 :])


def _repeated(a: Shape, axis: Axis, repeats: Width) -> Axis:
    if not isinstance(repeats, tuple):
        count = as_axis(repeats)
        if isinstance(axis, Size) and axis != ZERO:  # of nothing NumPy takes any number of copies
            refuse_negative(count, "the number of repeats")
        return times(axis, count)
    if len(repeats) == 1:
        return _repeated(a, axis, repeats[0])
    if meet(axis, number(len(repeats))) is None:
        sizes = f"{render_axis(axis)} items are not {len(repeats)}"
        raise Mismatch(f"{len(repeats)} numbers of repeats for {quoted(a)}: {sizes}")
    total: Axis = number(0)
    for count in map(as_axis, repeats):
        refuse_negative(count, "a number of repeats")
        total = plus(total, count)
    return total


def tile(A: Shape, reps: Width) -> Shape:
    """The whole array side by side: the sizes times `reps`, aligned at the right."""
    if isinstance(reps, Unknown):
        return ANY
    counts: Shape = tuple(map(as_axis, reps if isinstance(reps, tuple) else (reps,)))
    for count in counts:
        if isinstance(count, Size):
            refuse_negative(count, "a number of repeats")
    at = variadic_at(A)
    if at is not None:
        known = len(A) - at - 1
        if len(counts) > known:
            return ANY
        start = len(A) - len(counts)
        return (*A[:start], *map(times, A[start:], counts))
    most = max(len(A), len(counts))
    return tuple(map(times, (ONE,) * (most - len(A)) + A, (ONE,) * (most - len(counts)) + counts))


def pad(array: Shape, pad_width: PadWidth) -> Shape:
    """More before and after: one width for all, a pair for all, or a pair for each axis."""
    at = variadic_at(array)
    if isinstance(pad_width, Unknown):
        return ANY if at is not None else (UNKNOWN,) * len(array)
    widths = _pairs(pad_width)
    if len(widths) == 1:
        if at is not None:
            return ANY
        widths = widths * len(array)
    if at is not None:
        rest = len(widths) - (len(array) - 1)
        if rest < 0:
            return ANY
        array = (*array[:at], *[UNKNOWN] * rest, *array[at + 1 :])
    if len(widths) != len(array):
        raise Mismatch(f"{len(widths)} pairs of widths for {quoted(array)}, which has {count_axes(len(array))}")
    return tuple(plus(axis, plus(*pair)) for axis, pair in zip(array, widths, strict=True))


def _pairs(pad_width: PadWidth) -> list[tuple[Axis, Axis]]:
    """The widths before and after: for each axis, or once for all."""
    if not isinstance(pad_width, tuple):
        return [_pair(pad_width)]
    if any(isinstance(width, tuple) for width in pad_width):
        return [_pair(width) for width in pad_width]
    return [_pair(tuple(width for width in pad_width if not isinstance(width, tuple)))]


def _pair(width: Width) -> tuple[Axis, Axis]:
    if isinstance(width, tuple) and len(width) not in (1, 2):
        raise Mismatch(f"a width of padding has {len(width)} numbers", "give one before and one after")
    both = (width, width) if not isinstance(width, tuple) else (width[0], width[-1])
    for size in map(as_axis, both):
        refuse_negative(size, "a width of padding")
    return as_axis(both[0]), as_axis(both[1])
