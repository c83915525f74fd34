"""Windows and neighbours: convolve, correlate, sliding_window_view, diff.

Sizes that are names are taken to be larger than a window or a number of differences: convolving n with k
items in the mode "valid" gives n-k+1 (NumPy gives k-n+1 where k is larger).
"""

from __future__ import annotations

from typednn.shapes.render import quoted, render_axis, render_size
from typednn.shapes.rules.axes import AxisNumber, AxisNumbers, blurred, count_axes, position
from typednn.shapes.rules.joining import concatenate
from typednn.shapes.rules.repeating import SizeArgument, as_axis, refuse_negative
from typednn.shapes.shape import ANY, UNKNOWN, Axis, Shape, Unknown, rank
from typednn.shapes.size import ONE, ZERO, Size, is_nonnegative, maximum
from typednn.shapes.unify import Mismatch


def convolve(a: Shape, v: Shape, mode: str | Unknown = "full") -> Shape:
    """``n, k ->`` n+k-1 in full; n-k+1 for valid; max(n,k) for same. n is taken to be the larger."""
    return _slid(a, v, mode, "convolve")


def correlate(a: Shape, v: Shape, mode: str | Unknown = "valid") -> Shape:
    """As `convolve`, but valid by itself."""
    return _slid(a, v, mode, "correlate")


def _slid(a: Shape, v: Shape, mode: str | Unknown, what: str) -> Shape:
    for shape in (a, v):
        if rank(shape) is not None and len(shape) > 1:
            raise Mismatch(f"{what} takes vectors, not {quoted(shape)}")
        if ZERO in shape:
            raise Mismatch(f"{what} takes vectors that are not empty")
    if isinstance(mode, str) and mode not in MODES:
        raise Mismatch(f'{what} has no mode "{mode}"', f"the modes are {', '.join(MODES)}")
    if isinstance(mode, Unknown) or rank(a) is None or rank(v) is None:
        return (UNKNOWN,)
    some, other = (a or (ONE,))[0], (v or (ONE,))[0]
    if not isinstance(some, Size) or not isinstance(other, Size):
        return (UNKNOWN,)
    if mode == "full":
        return (some + other - 1,)
    if mode == "same":
        return (maximum(some, other),)
    return (_valid(some, other),)


MODES = ("full", "same", "valid")


def _valid(some: Size, other: Size) -> Size:
    longer, shorter = (other, some) if is_nonnegative(other - some) else (some, other)
    if some.constant is not None and other.constant is None:
        longer, shorter = other, some
    return longer - shorter + 1


def sliding_window_view(
    x: Shape, window_shape: SizeArgument | tuple[SizeArgument, ...], axis: AxisNumbers | None = None
) -> Shape:
    """n-k+1 windows along each axis, then the axes of the window."""
    if isinstance(window_shape, Unknown) or isinstance(axis, Unknown):
        return ANY
    window = tuple(map(as_axis, window_shape if isinstance(window_shape, tuple) else (window_shape,)))
    if axis is None:
        if rank(x) is None:
            return ANY
        axis = tuple(range(len(x)))
    axes = (axis,) if isinstance(axis, int) else axis
    if len(axes) != len(window):
        raise Mismatch(f"a window with {count_axes(len(window))} along {count_axes(len(axes))} of {quoted(x)}")
    sizes = list(x)
    for along, size in zip(axes, window, strict=True):
        at = position(x, along)
        if at is None:
            return ANY
        refuse_negative(size, "a size of the window")
        sizes[at] = _windows(x, sizes[at], size)
    return (*sizes, *window)


def _windows(x: Shape, axis: Axis, size: Size | Unknown) -> Axis:
    if not isinstance(axis, Size) or not isinstance(size, Size):
        return UNKNOWN
    count = axis - size + 1
    if is_nonnegative(-count):
        raise Mismatch(f"a window of {render_size(size)} is larger than {render_axis(axis)}, of {quoted(x)}")
    return count


def diff(
    a: Shape,
    n: int | Unknown = 1,
    axis: AxisNumber = -1,
    prepend: Shape | None = None,
    append: Shape | None = None,
) -> Shape:
    """Differences of neighbours, n times: n fewer along the axis (not fewer than 0)."""
    if n == 0:
        return a
    if not a and isinstance(n, int):
        raise Mismatch("a number has no neighbours", "diff takes an array with an axis")
    if isinstance(axis, Unknown) or isinstance(n, Unknown):
        return ANY if rank(a) is None else (UNKNOWN,) * len(a)
    if n < 0:
        raise Mismatch(f"diff {n} times: the number is at least 0")
    whole = _lengthened(a, axis, prepend, append)
    at = position(whole, axis)
    if at is None:
        return blurred(whole, axis)
    size = whole[at]
    fewer = UNKNOWN if not isinstance(size, Size) else ZERO if is_nonnegative(-size + n) else size - n
    return (*whole[:at], fewer, *whole[at + 1 :])


def _lengthened(a: Shape, axis: int, prepend: Shape | None, append: Shape | None) -> Shape:
    """The array with what comes before and after it; a number is repeated to fit."""
    at = position(a, axis)
    if at is None:
        return a if prepend is append is None else ANY
    one = (*a[:at], ONE, *a[at + 1 :])
    ends = [one if shape == () else shape for shape in (prepend, append) if shape is not None]
    return concatenate((a, *ends), axis) if ends else a
