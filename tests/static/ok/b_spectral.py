"""Spectral analysis of real signals: windows, periodograms, STFT and back, filters."""

import random
from collections.abc import Callable
from enum import Enum
from typing import Final, Literal

import numpy as np
from jaxtyping import Complex, Float, Inexact
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

FRAME: Final = 16
BINS: Final = FRAME // 2 + 1


class Window(Enum):
    BOX = "box"
    HANN = "hann"
    HAMMING = "hamming"


WINDOWS: dict[Window, Callable[[int], np.ndarray]] = {
    Window.BOX: np.ones,
    Window.HANN: np.hanning,
    Window.HAMMING: np.hamming,
}


def window(kind: Window, n: int) -> Float[np.ndarray, " {n}"]:
    return WINDOWS[kind](n)


def frequencies(n: int, rate: float) -> Float[np.ndarray, " {n}//2+1"]:
    return np.fft.rfftfreq(n, d=1.0 / rate)


def spectrum(x: Float[np.ndarray, "*batch n"]) -> Complex[np.ndarray, "*batch n//2+1"]:
    return np.fft.rfft(x, axis=-1)


def signal(s: Complex[np.ndarray, "*batch bins"], n: int) -> Float[np.ndarray, "*batch {n}"]:
    return np.fft.irfft(s, n=n)


def power(s: Inexact[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    return np.abs(s) ** 2


def periodogram(x: Float[np.ndarray, " n"], kind: Window = Window.HANN) -> Float[np.ndarray, " n//2+1"]:
    w = window(kind, len(x))
    centred = x - x.mean()
    return power(spectrum(centred * w)) / np.sum(w**2)


def frames(x: Float[np.ndarray, " n"], hop: int) -> Float[np.ndarray, "count 16"]:
    return sliding_window_view(x, FRAME)[::hop]


def stft(x: Float[np.ndarray, " n"], hop: int = FRAME // 4) -> Complex[np.ndarray, "count 9"]:
    taper = window(Window.HANN, FRAME)
    return np.fft.rfft(frames(x, hop) * taper, axis=1)


def istft(s: Complex[np.ndarray, "count 9"], hop: int = FRAME // 4) -> Float[np.ndarray, " n"]:
    """Overlap and add, divided by the sum of squared windows."""
    taper = window(Window.HANN, FRAME)
    pieces = np.fft.irfft(s, n=FRAME, axis=1) * taper
    n = FRAME + hop * (len(s) - 1)
    total, weight = np.zeros(n), np.zeros(n)
    for i, piece in enumerate(pieces):
        total[i * hop : i * hop + FRAME] += piece
        weight[i * hop : i * hop + FRAME] += taper**2
    return total / np.maximum(weight, 1e-8)


def spectrogram(x: Float[np.ndarray, " n"], decibel: bool = False) -> Float[np.ndarray, "9 count"]:
    energy = power(stft(x)).T
    return 10.0 * np.log10(energy + 1e-12) if decibel else energy


def welch(x: Float[np.ndarray, " n"]) -> Float[np.ndarray, "9"]:
    return power(stft(x, hop=FRAME // 2)).mean(axis=0)


def coherence(x: Float[np.ndarray, " n"], y: Float[np.ndarray, " n"]) -> Float[np.ndarray, "9"]:
    if x.shape != y.shape:
        raise ValueError(f"signals of {x.shape} and {y.shape} samples")
    sx, sy = stft(x), stft(y)
    cross = np.mean(sx * sy.conj(), axis=0)
    return np.abs(cross) ** 2 / (power(sx).mean(axis=0) * power(sy).mean(axis=0) + 1e-12)


def band_filter(
    x: Float[np.ndarray, "channels n"], rate: float, low: float, high: float
) -> Float[np.ndarray, "channels n"]:
    n = x.shape[-1]
    f = frequencies(n, rate)
    gain = np.where((f >= low) & (f < high), 1.0, 0.0)
    return signal(spectrum(x) * gain, n)


def convolve(
    x: Float[np.ndarray, " n"], kernel: Float[np.ndarray, " k"], mode: Literal["full", "valid"] = "full"
) -> Float[np.ndarray, " m"]:
    """Convolution by the product of spectra."""
    n, k = len(x), len(kernel)
    size = n + k - 1
    product = np.fft.rfft(x, size) * np.fft.rfft(kernel, size)
    full = np.fft.irfft(product, size)
    return full if mode == "full" else full[k - 1 : n]


def smooth(x: Float[np.ndarray, " n"], kernel: Float[np.ndarray, " k"]) -> Float[np.ndarray, " n-k+1"]:
    return sliding_window_view(x, len(kernel)) @ kernel[::-1]


def analytic(x: Float[np.ndarray, " n"]) -> Complex[np.ndarray, " n"]:
    """x + i times its Hilbert transform."""
    n = x.size
    step = np.zeros(n)
    step[0] = 1.0
    step[1 : (n + 1) // 2] = 2.0
    if n % 2 == 0:
        step[n // 2] = 1.0
    return np.fft.ifft(np.fft.fft(x) * step)


def envelope(x: Float[np.ndarray, " n"]) -> Float[np.ndarray, " n"]:
    return np.abs(analytic(x))


def decimate(x: Float[np.ndarray, " n"]) -> Float[np.ndarray, " (n+1)//2"]:
    return x[::2]


def tones(freqs: ArrayLike, amplitudes: ArrayLike, n: int, rate: float) -> Float[np.ndarray, " {n}"]:
    t = np.arange(n) / rate
    f, a = np.asarray(freqs, dtype=float), np.asarray(amplitudes, dtype=float)
    return np.sin(2.0 * np.pi * np.outer(t, f)) @ a


def main(seed: int) -> None:
    n, k, channels = random.Random(seed).sample(range(52, 80, 4), 3)
    k //= 4
    rng = np.random.default_rng(seed)
    x = tones([3.0, 7.0], [1.0, 0.5], n, rate=64.0) + 0.01 * rng.normal(size=n)
    many = rng.normal(size=(channels, n))
    assert signal(spectrum(many), n).shape == many.shape
    for kind in Window:
        assert periodogram(x, kind).shape == frequencies(n, 64.0).shape
    assert spectrogram(x).shape == spectrogram(x, decibel=True).shape
    back = istft(stft(x))
    assert np.allclose(back[4:-4], x[4 : len(back) - 4])
    assert welch(x).shape == coherence(x, rng.normal(size=n)).shape == (BINS,)
    assert band_filter(many, 64.0, 2.0, 9.0).shape == many.shape
    kernel = rng.normal(size=k)
    assert np.allclose(convolve(x, kernel), np.convolve(x, kernel))
    assert np.allclose(convolve(x, kernel, "valid"), smooth(x, kernel))
    assert np.allclose(analytic(x).real, x) and envelope(x).min() >= 0.0
    assert decimate(x).shape == ((n + 1) // 2,)


if __name__ == "__main__":
    main(0)
