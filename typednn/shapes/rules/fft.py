"""Fourier transforms: the size along an axis is n where it is given; n//2+1 for a real transform."""

from __future__ import annotations

from collections.abc import Callable

from typednn.shapes.render import quoted, render_size
from typednn.shapes.rules.axes import AxisNumber, blurred, count_axes, position
from typednn.shapes.rules.repeating import SizeArgument, as_axis
from typednn.shapes.shape import ANY, UNKNOWN, Axis, Shape, Unknown, rank
from typednn.shapes.size import Size, is_positive
from typednn.shapes.unify import Mismatch

Sizes = tuple[SizeArgument | None, ...] | Unknown | None
Axes = tuple[int, ...] | Unknown | None
Change = Callable[[Axis], Axis]
Transform = Callable[[Shape, SizeArgument | None, AxisNumber], Shape]


def fft(a: Shape, n: SizeArgument | None = None, axis: AxisNumber = -1) -> Shape:
    """The size along the axis stays, or is n: also ifft."""
    return _transformed(a, n, axis, lambda size: size)


def rfft(a: Shape, n: SizeArgument | None = None, axis: AxisNumber = -1) -> Shape:
    """n//2+1 along the axis: also ihfft."""
    return _transformed(a, n, axis, _half)


def irfft(a: Shape, n: SizeArgument | None = None, axis: AxisNumber = -1) -> Shape:
    """n along the axis; 2*(m-1) for m items if n is not given: also hfft."""
    if n is None:
        return _transformed(a, None, axis, _doubled)
    return _transformed(a, n, axis, lambda size: size)


def _half(size: Axis) -> Axis:
    return size // 2 + 1 if isinstance(size, Size) else UNKNOWN


def _doubled(size: Axis) -> Axis:
    return (size - 1) * 2 if isinstance(size, Size) else UNKNOWN


def _transformed(a: Shape, n: SizeArgument | None, axis: AxisNumber, change: Change) -> Shape:
    if isinstance(axis, Unknown):
        return ANY if rank(a) is None else (UNKNOWN,) * len(a)
    at = position(a, axis)
    if at is None:
        return blurred(a, axis)
    size = change(a[at] if n is None else as_axis(n))
    _refuse_empty(a, a[at] if n is None else as_axis(n))
    _refuse_empty(a, size)
    return (*a[:at], size, *a[at + 1 :])


def _refuse_empty(a: Shape, size: Axis) -> None:
    if isinstance(size, Size) and is_positive(-size + 1):
        raise Mismatch(f"a Fourier transform of {render_size(size)} points, of {quoted(a)}: at least 1 is needed")


def fftn(a: Shape, s: Sizes = None, axes: Axes = None) -> Shape:
    """`fft` along some axes, or all: also ifftn, and with axes (-2, -1) fft2 and ifft2."""
    return _along_all(a, s, axes, None)


def rfftn(a: Shape, s: Sizes = None, axes: Axes = None) -> Shape:
    """`rfft` along the last of the axes, `fft` along the others: also rfft2."""
    return _along_all(a, s, axes, rfft)


def irfftn(a: Shape, s: Sizes = None, axes: Axes = None) -> Shape:
    """`irfft` along the last of the axes, `fft` along the others: also irfft2."""
    return _along_all(a, s, axes, irfft)


def fft2(a: Shape, s: Sizes = None, axes: Axes = (-2, -1)) -> Shape:
    return fftn(a, s, axes)


def rfft2(a: Shape, s: Sizes = None, axes: Axes = (-2, -1)) -> Shape:
    return rfftn(a, s, axes)


def irfft2(a: Shape, s: Sizes = None, axes: Axes = (-2, -1)) -> Shape:
    return irfftn(a, s, axes)


def _along_all(a: Shape, s: Sizes, axes: Axes, at_last: Transform | None) -> Shape:
    if isinstance(s, Unknown) or isinstance(axes, Unknown):
        return ANY if rank(a) is None else (UNKNOWN,) * len(a)
    if axes is None:
        if s is None and rank(a) is None:
            return ANY
        axes = tuple(range(-len(a if s is None else s), 0))
    if s is not None and len(s) != len(axes):
        raise Mismatch(f"{len(s)} sizes for a Fourier transform along {count_axes(len(axes))}")
    if not axes:
        return _no_axes(a, at_last)
    sizes: tuple[SizeArgument | None, ...] = _sizes_before(a, axes) if s is None else s
    steps = list(zip(axes, sizes, strict=True))
    final = len(steps) - 1
    # A complex transform, and a real one forwards, begin with the last axis.
    for step in range(final + 1) if at_last is irfft else range(final, -1, -1):
        axis, size = steps[step]
        transform = at_last if at_last is not None and step == final else fft
        if transform is irfft and s is None:
            size = None
        a = transform(a, None if size == -1 else size, axis)
    return a


def _sizes_before(a: Shape, axes: tuple[int, ...]) -> tuple[Size | None, ...]:
    """The sizes along the axes, as they are before any of them is transformed."""
    found = (a[at] if at is not None else None for at in (position(a, axis) for axis in axes))
    return tuple(size if isinstance(size, Size) else None for size in found)


def _no_axes(a: Shape, at_last: Transform | None) -> Shape:
    if at_last is not None:
        raise Mismatch(f"a real Fourier transform of {quoted(a)} needs at least 1 axis")
    return a


def fftfreq(n: SizeArgument) -> Shape:
    """n frequencies."""
    return (as_axis(n),)


def rfftfreq(n: SizeArgument) -> Shape:
    """n//2+1 frequencies."""
    return (_half(as_axis(n)),)
