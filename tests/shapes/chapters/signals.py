"""Fourier transforms, windows, differences, samples."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from tests.shapes.draw import Array, Draw
from tests.shapes.laws import Call, Row
from typednn.shapes.rules import fft, samples, windows
from typednn.shapes.size import Size, number


def transformed(draw: Draw) -> Call:
    shape = draw.shape(0, 3)
    return Array(shape), draw.maybe(draw.size(), 0.3), draw.axis(len(shape))


def along_some(draw: Draw) -> Call:
    shape = draw.shape(0, 3)
    axes = draw.order(len(shape))[: draw.integer(1, 3)] if draw.chance(0.7) else None
    count = len(shape) if axes is None else len(axes)
    if draw.chance(0.3):
        return Array(shape), tuple(draw.size() for _ in range(count + draw.chance(0.05))), axes or (-1,)
    return Array(shape), None, axes


def along_last_two(draw: Draw) -> Call:
    return (draw.array(2 if draw.chance(0.95) else 0, 3),)


def frequencies(draw: Draw) -> Call:
    return (draw.positive(),)


def slid(draw: Draw) -> Call:
    one, other = draw.size(), draw.choice((number(1), number(2), number(3), number(4)))
    if not draw.symbolic and draw.flag():
        one, other = other, one
    rank = 1 if draw.chance(0.97) else 2
    return Array((one,) * rank), Array((other,)), draw.choice(("full", "same", "valid"))


def a_few(draw: Draw) -> Size:
    return number(draw.choice((1, 2, 2, 3, 4, 0, -1 if draw.chance(0.1) else 1)))


def windowed(draw: Draw) -> Call:
    shape = draw.shape(0, 3)
    if draw.flag():
        count = len(shape) + draw.chance(0.05)
        return Array(shape), tuple(a_few(draw) for _ in range(count)), None
    if draw.flag():
        return Array(shape), a_few(draw), draw.axis(len(shape))
    axes = draw.some_axes(len(shape))
    return Array(shape), tuple(a_few(draw) for _ in axes), axes


def differences(draw: Draw) -> Call:
    shape = draw.shape(0, 3)
    return Array(shape), draw.integer(-1 if draw.chance(0.05) else 0, 3), draw.axis(len(shape))


def ends(draw: Draw) -> Call:
    """An array, an axis, and what comes before and after along it."""
    shape = draw.shape(1, 3)
    axis = draw.integer(-len(shape), len(shape) - 1)
    more: list[Array | None] = []
    for _ in range(2):
        sizes = list(map(draw.mostly, shape))
        sizes[axis] = draw.size()
        more.append(draw.choice((None, Array(()), Array(tuple(sizes)))))
    return Array(shape), 1, axis, *more


def between_ends(a: Any, n: int, axis: int, before: Any, after: Any) -> Any:
    given = {"prepend": before, "append": after}
    return np.diff(a, n, axis, **{name: end for name, end in given.items() if end is not None})


def flat_ends(draw: Draw) -> Call:
    return draw.array(0, 2), draw.maybe(draw.array(0, 1)), draw.maybe(draw.array(0, 1))


def sloped(draw: Draw) -> Call:
    shape = tuple(draw.choice((number(2), number(3), draw.size())) for _ in range(draw.integer(1, 3)))
    return Array(shape), draw.axes(len(shape))


def between(draw: Draw) -> Call:
    points = draw.positive()
    rank = 1 if draw.chance(0.95) else 0
    return draw.array(0, 2), Array((points,) * rank), Array((draw.mostly(points),))


def integrated(draw: Draw) -> Call:
    shape = tuple(draw.positive() for _ in range(draw.integer(1, 3)))
    axis = draw.axis(len(shape))
    if draw.flag() or not -len(shape) <= axis < len(shape):
        return Array(shape), None, axis
    return Array(shape), Array((draw.mostly(shape[axis]),) if draw.flag() else shape), axis


def observed(draw: Draw) -> Call:
    shape = tuple(draw.positive() for _ in range(draw.integer(0, 2 if draw.chance(0.97) else 3)))
    rows = draw.flag()
    if draw.flag() or not shape:
        return Array(shape), None, rows
    times = shape[-1] if rows or len(shape) == 1 else shape[0]
    other = (draw.mostly(times),) if draw.flag() else (draw.positive(), draw.mostly(times))
    return Array(shape), Array(other if rows or len(other) == 1 else other[::-1]), rows


ROWS = [
    Row("fft", fft.fft, np.fft.fft, transformed),
    Row("ifft", fft.fft, np.fft.ifft, transformed),
    Row("rfft", fft.rfft, np.fft.rfft, transformed),
    Row("ihfft", fft.rfft, np.fft.ihfft, transformed),
    Row("irfft", fft.irfft, np.fft.irfft, transformed),
    Row("hfft", fft.irfft, np.fft.hfft, transformed),
    Row("fftn", fft.fftn, np.fft.fftn, along_some),
    Row("ifftn", fft.fftn, np.fft.ifftn, along_some),
    Row("rfftn", fft.rfftn, np.fft.rfftn, along_some),
    Row("irfftn", fft.irfftn, np.fft.irfftn, along_some),
    Row("fft2", fft.fft2, np.fft.fft2, along_last_two),
    Row("rfft2", fft.rfft2, np.fft.rfft2, along_last_two),
    Row("irfft2", fft.irfft2, np.fft.irfft2, along_last_two),
    Row("fftfreq", fft.fftfreq, np.fft.fftfreq, frequencies),
    Row("rfftfreq", fft.rfftfreq, np.fft.rfftfreq, frequencies),
    Row("convolve", windows.convolve, np.convolve, slid, least=12),
    Row("correlate", windows.correlate, np.correlate, slid, least=12),
    Row("sliding_window_view", windows.sliding_window_view, sliding_window_view, windowed),
    Row("diff", windows.diff, np.diff, differences, least=6),
    Row("diff with ends", windows.diff, between_ends, ends, least=6),
    Row("ediff1d", samples.ediff1d, np.ediff1d, flat_ends, least=2),
    Row("gradient", samples.gradient, lambda f, axis: np.gradient(f, axis=axis), sloped),
    Row("interp", samples.interp, np.interp, between),
    Row("trapezoid", samples.trapezoid, lambda y, x, axis: np.trapezoid(y, x, axis=axis), integrated, least=3),
    Row("cov", samples.cov, np.cov, observed, least=3),
    Row("corrcoef", samples.corrcoef, np.corrcoef, observed, least=3),
]
