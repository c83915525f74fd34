"""Spectral methods: Chebyshev collocation, Fourier derivatives, Poisson by FFT, dealiasing, windows."""

import random

import numpy as np
import numpy.typing as npt
from jaxtyping import Complex, Float, Inexact

R = npt.NDArray[np.floating]


def nodes(n: int) -> Float[np.ndarray, " {n}+1"]:
    return np.cos(np.pi * np.arange(n + 1) / n)


def differentiation(n: int) -> Float[np.ndarray, "{n}+1 {n}+1"]:
    x = nodes(n)
    c = np.concatenate(([2.0], np.ones(n - 1), [2.0])) * (-1.0) ** np.arange(n + 1)
    gaps = x[:, None] - x[None, :]
    d = np.outer(c, 1.0 / c) / (gaps + np.eye(n + 1))
    return d - np.diag(d.sum(axis=1))


def boundary_value(f: Float[np.ndarray, " m"]) -> Float[np.ndarray, " m"]:
    """u'' = f with zero ends."""
    d = differentiation(len(f) - 1)
    second = (d @ d)[1:-1, 1:-1]
    u = np.zeros_like(f)
    u[1:-1] = np.linalg.solve(second, f[1:-1])
    return u


def clenshaw_curtis(values: Float[np.ndarray, " m"]) -> float:
    n = values.shape[0] - 1
    theta = np.pi * np.arange(n + 1) / n
    k = np.arange(0, n + 1, 2)
    moments = 2.0 / (1.0 - k**2.0)
    basis = np.cos(np.outer(k, theta))
    weights = np.linalg.lstsq(np.cos(np.outer(np.arange(n + 1), theta)), _padded(moments, n + 1), rcond=None)[0]
    assert basis.shape[1] == n + 1
    return float(weights @ values)


def _padded(even: Float[np.ndarray, " e"], size: int) -> Float[np.ndarray, " {size}"]:
    full = np.zeros(size)
    full[::2] = even
    return full


def wave_numbers(n: int, length: float) -> Float[np.ndarray, " {n}//2+1"]:
    return 2.0 * np.pi * np.fft.rfftfreq(n, d=length / n)


def derivative(u: Float[np.ndarray, "batch n"], length: float, order: int = 1) -> Float[np.ndarray, "batch n"]:
    n = u.shape[1]
    ik = 1j * wave_numbers(n, length)
    return np.fft.irfft(ik**order * np.fft.rfft(u, axis=1), n=n, axis=1)


def poisson(f: Float[np.ndarray, "h w"]) -> Float[np.ndarray, "h w"]:
    h, w = f.shape
    ky = np.fft.fftfreq(h)[:, None]
    kx = np.fft.rfftfreq(w)[None, :]
    symbol = -4.0 * np.pi**2 * (kx**2 + ky**2)
    symbol[0, 0] = 1.0
    hat = np.fft.rfft2(f) / symbol
    hat[0, 0] = 0.0
    return np.fft.irfft2(hat, s=f.shape)


def dealiased(hat: Complex[np.ndarray, "batch k"]) -> Complex[np.ndarray, "batch k"]:
    keep = np.arange(hat.shape[1]) < 2 * hat.shape[1] // 3
    return np.where(keep, hat, 0.0)


def burgers(u: Float[np.ndarray, " n"], nu: float, dt: float, steps: int) -> Float[np.ndarray, "{steps} n"]:
    n = u.size
    k = wave_numbers(n, 2.0 * np.pi)
    decay = np.exp(-nu * k**2 * dt)
    hat = np.fft.rfft(u)
    frames = np.zeros((steps, n))
    for i in range(steps):
        now = np.fft.irfft(hat, n)
        flux = 0.5j * k * np.fft.rfft(now**2)
        hat = decay * (hat - dt * dealiased(flux[None])[0])
        frames[i] = np.fft.irfft(hat, n)
    return frames


def spectrogram(x: Float[np.ndarray, " t"], size: int, hop: int) -> Float[np.ndarray, "_ {size}//2+1"]:
    windows = np.lib.stride_tricks.sliding_window_view(x, size)[::hop]
    tapered = windows * np.hanning(size)
    return np.abs(np.fft.rfft(tapered, axis=-1)) ** 2


def convolve(a: Inexact[np.ndarray, " n"], b: Inexact[np.ndarray, " m"]) -> Float[np.ndarray, " n+m-1"]:
    size = a.shape[0] + b.shape[0] - 1
    return np.fft.ifft(np.fft.fft(a, size) * np.fft.fft(b, size)).real


def dct(x: Float[np.ndarray, "*batch n"]) -> Float[np.ndarray, "*batch n"]:
    n = x.shape[-1]
    j = np.arange(n)
    basis = np.cos(np.pi * np.outer(j + 0.5, j) / n)
    return x @ basis


def idct(y: Float[np.ndarray, "*batch n"]) -> Float[np.ndarray, "*batch n"]:
    n = y.shape[-1]
    j = np.arange(n)
    weights = np.where(j == 0, 1.0, 2.0) / n
    return (y * weights) @ np.cos(np.pi * np.outer(j, j + 0.5) / n)


def compressed(image: Float[np.ndarray, "h w"], keep: int) -> Float[np.ndarray, "h w"]:
    coefficients = dct(dct(image).T).T
    border = np.sort(np.abs(coefficients), axis=None)[-keep]
    coefficients[np.abs(coefficients) < border] = 0.0
    return idct(idct(coefficients.T).T)


def main(seed: int) -> None:
    n, h, w, steps = random.Random(seed).sample(range(5, 17), 4)
    rng = np.random.default_rng(seed)
    x = nodes(n)
    assert np.allclose(differentiation(n) @ x**3, 3 * x**2)
    assert boundary_value(np.exp(x)).shape == (n + 1,)
    assert np.isclose(clenshaw_curtis(x**2), 2.0 / 3.0, atol=0.3)
    t = 2 * np.pi * np.arange(h) / h
    assert np.allclose(derivative(np.stack([np.sin(t), np.cos(t)]), 2 * np.pi)[0], np.cos(t))
    f: R = rng.normal(size=(h, w))
    assert poisson(f).shape == (h, w)
    assert burgers(np.sin(t), 0.1, 0.01, steps).shape == (steps, h)
    assert spectrogram(rng.normal(size=10 * n), n, 2).shape[1] == n // 2 + 1
    assert np.allclose(convolve(x, t), np.convolve(x, t))
    assert np.allclose(idct(dct(f)), f) and compressed(f, 4).shape == f.shape


if __name__ == "__main__":
    main(0)
