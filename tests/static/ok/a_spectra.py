"""Short-time spectra: framing, windows, FFTs by hand and by NumPy, filtering, pitch.

Sizes follow the book: N samples, W the window, H the hop, K = N//2+1 frequency bins.
"""
# mypy: disable-error-code="no-any-return"

import random
from enum import Enum
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from jaxtyping import Complex, Complex128, Float, Inexact, Int, Num, Real
from numpy.fft import fft, ifft, irfft, rfft, rfftfreq
from numpy.lib.stride_tricks import sliding_window_view

RATE: Final = 8000.0
EPS = np.finfo(np.float64).eps


class Window(Enum):
    HANN = "hann"
    HAMMING = "hamming"
    BOXCAR = "boxcar"


@lru_cache(maxsize=None)
def window(kind: Window, W: int) -> Float[np.ndarray, "{W}"]:
    if kind is Window.BOXCAR:
        return np.ones(W)
    a = 0.5 if kind is Window.HANN else 0.54
    t = 2 * np.pi * np.arange(W) / W
    return a - (1 - a) * np.cos(t)


def frames(x: Real[np.ndarray, " N"], W: int, H: int) -> Real[np.ndarray, "(N-{W})//{H}+1 {W}"]:
    return sliding_window_view(x, W)[::H]


def frames_loop(x: Real[np.ndarray, " N"], W: int, H: int) -> Real[np.ndarray, "_ {W}"]:
    starts = range(0, len(x) - W + 1, H)
    return np.array([x[s : s + W] for s in starts])


def overlap_add(frame: Float[np.ndarray, "F W"], H: int) -> Float[np.ndarray, "(F-1)*{H}+W"]:
    F, W = frame.shape
    y = np.zeros((F - 1) * H + W)
    for i, f in enumerate(frame):
        y[i * H : i * H + W] += f
    return y


def dft_matrix(N: int) -> Complex128[np.ndarray, "{N} {N}"]:
    n = np.arange(N)
    return np.exp(-2j * np.pi / N * np.outer(n, n))


def dft(x: Num[np.ndarray, "*b N"]) -> Complex[np.ndarray, "*b N"]:
    return x @ dft_matrix(x.shape[-1])


def radix2(x: Complex[np.ndarray, " N"]) -> Complex[np.ndarray, " N"]:
    """Cooley-Tukey; odd lengths fall back on the matrix."""
    N = x.size
    if N % 2 == 1:
        return dft(x)
    even, odd = radix2(x[::2]), radix2(x[1::2])
    twiddle = np.exp(-2j * np.pi * np.arange(N // 2) / N)
    return np.concatenate([even + twiddle * odd, even - twiddle * odd])


def power_spectrum(x: Float[np.ndarray, "... N"]) -> Float[np.ndarray, "... N//2+1"]:
    X = rfft(x, axis=-1)
    return X.real**2 + X.imag**2


def analytic(x: Float[np.ndarray, " N"]) -> Complex[np.ndarray, " N"]:
    X = fft(x)
    negative = np.arange(len(x)) > len(x) // 2
    X[negative] = 0
    X[1 : (len(x) + 1) // 2] *= 2
    return ifft(X)


def fft_convolve(x: Float[np.ndarray, " N"], h: Float[np.ndarray, " M"]) -> Float[np.ndarray, "N+M-1"]:
    L = len(x) + len(h) - 1
    return irfft(rfft(x, L) * rfft(h, L), n=L)


def direct_convolve(x: Float[np.ndarray, " N"], h: Float[np.ndarray, " M"]) -> Float[np.ndarray, "N+M-1"]:
    y = np.zeros(x.size + h.size - 1)
    for k, tap in enumerate(h):
        y[k : k + x.size] += tap * x
    return y


def autocorrelation(x: Float[np.ndarray, " N"]) -> Float[np.ndarray, " N"]:
    x = x - x.mean()
    N = x.shape[0]
    r = irfft(power_spectrum(np.pad(x, (0, N))), n=2 * N)[:N]
    return r / (r[0] + EPS)


def lowpass(cutoff: float, half: int) -> Float[np.ndarray, "2*{half}+1"]:
    n = np.arange(-half, half + 1)
    taps = 2 * cutoff * np.sinc(2 * cutoff * n) * np.hamming(2 * half + 1)
    return taps / taps.sum()


def decimate(x: Float[np.ndarray, " N"], q: int) -> Float[np.ndarray, "(N+{q}-1)//{q}"]:
    smooth = np.convolve(x, lowpass(0.5 / q, 4 * q), mode="same")[: len(x)] if q > 1 else x
    return smooth[::q]


def iir(x: Float[np.ndarray, " N"], a: Float[np.ndarray, " p"]) -> Float[np.ndarray, " N"]:
    """y[n] = x[n] - sum_k a[k] y[n-1-k]"""
    y = np.zeros_like(x)
    for n in range(len(x)):
        past = y[max(0, n - len(a)) : n][::-1]
        y[n] = x[n] - a[: len(past)] @ past
    return y


def levinson(r: Float[np.ndarray, "{p}+1"], p: int) -> Float[np.ndarray, "{p}"]:
    i = np.arange(p)
    toeplitz = r[np.abs(i[:, None] - i[None, :])]
    return np.linalg.solve(toeplitz + 1e-9 * np.eye(p), -r[1:])


class STFT:
    """A fixed analysis; ``stft(x)`` is the spectrogram, ``invert`` its least-squares inverse."""

    def __init__(self, W: int, H: int, kind: Window = Window.HANN) -> None:
        self.W, self.H = W, H
        self.w: Float[np.ndarray, "{W}"] = window(kind, W)

    @property
    def bins(self) -> int:
        return self.W // 2 + 1

    @cached_property
    def frequencies(self) -> Float[np.ndarray, "{self.W}//2+1"]:
        return rfftfreq(self.W, d=1 / RATE)

    def __call__(self, x: Float[np.ndarray, " N"]) -> Complex[np.ndarray, "_ {self.W}//2+1"]:
        return rfft(frames(x, self.W, self.H) * self.w, axis=1)

    def invert(self, S: Complex[np.ndarray, "F {self.bins}"]) -> Float[np.ndarray, "(F-1)*{self.H}+{self.W}"]:
        parts = irfft(S, n=self.W, axis=1)
        weight = overlap_add(np.tile(self.w**2, (len(S), 1)), self.H)
        return overlap_add(parts * self.w, self.H) / np.maximum(weight, EPS)

    def centroid(self, x: Float[np.ndarray, " N"]) -> Float[np.ndarray, " _"]:
        mag = np.abs(self(x))
        return mag @ self.frequencies / (mag.sum(axis=1) + EPS)

    def peaks(self, x: Float[np.ndarray, " N"]) -> Int[np.ndarray, " _"]:
        return np.abs(self(x)).argmax(axis=-1)


def normalise(x: Inexact[np.ndarray, "*s"]) -> Inexact[np.ndarray, "*s"]:
    return x / np.sqrt(np.sum(np.abs(x) ** 2) + EPS)


def main(seed: int) -> None:
    W, H, M, p = random.Random(seed).sample(range(2, 12), 4)
    N = 40 + 2 * random.Random(seed).randint(0, 10)
    rng = np.random.default_rng(seed)
    x = rng.normal(size=N)
    assert np.array_equal(frames(x, W, H), frames_loop(x, W, H))
    assert np.allclose(dft(x), fft(x)) and np.allclose(radix2(x + 0j), fft(x))
    assert np.allclose(dft(frames(x, W, 1))[0], fft(x[:W]))
    assert power_spectrum(frames(x, W, H)).shape[1] == W // 2 + 1
    assert np.allclose(analytic(x).real, x) and np.allclose(analytic(x[1:]).real, x[1:])
    h = rng.normal(size=M)
    assert np.allclose(fft_convolve(x, h), direct_convolve(x, h))
    r = autocorrelation(x)
    a = levinson(r[: p + 1], p)
    assert np.isclose(iir(x, a)[0], x[0])
    assert len(decimate(x, 3)) == (N + 2) // 3 and len(decimate(x, 1)) == N
    for kind in Window:
        stft = STFT(4 * H, H, kind)
        S = stft(x)
        back = stft.invert(S)
        middle = slice(4 * H, len(back) - 4 * H)
        assert np.allclose(back[middle], x[: len(back)][middle])
        assert stft.centroid(x).shape == stft.peaks(x).shape == (len(S),)
        assert np.isclose(np.linalg.norm(normalise(S)), 1)


if __name__ == "__main__":
    main(0)
