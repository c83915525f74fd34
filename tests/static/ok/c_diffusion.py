"""Finite differences: heat, waves and Poisson's equation on a grid, explicit and implicit."""

import random
from typing import Callable

import numpy as np
from jaxtyping import Float

Grid = Float[np.ndarray, "h w"]
Inner = Float[np.ndarray, "h-2 w-2"]
Line = Float[np.ndarray, " n"]


def laplacian(u: Grid, dx: float) -> Inner:
    """The five point star, inside the border."""
    total = u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:]
    return (total - 4.0 * u[1:-1, 1:-1]) / dx**2


def heat_step(u: Grid, dt: float, dx: float) -> Grid:
    new = u.copy()
    new[1:-1, 1:-1] += dt * laplacian(u, dx)
    return new


def with_border(inner: Float[np.ndarray, "h w"], value: float) -> Float[np.ndarray, "h+2 w+2"]:
    return np.pad(inner, 1, constant_values=value)


def wave(u: Grid, speed: float, dt: float, dx: float, steps: int) -> Float[np.ndarray, "{steps} h w"]:
    """Leap-frog with fixed ends; all frames are kept."""
    before = u.copy()
    now = u.copy()
    frames = np.zeros((steps, *u.shape))
    for t in range(steps):
        after = 2.0 * now - before
        after[1:-1, 1:-1] += (speed * dt) ** 2 * laplacian(now, dx)
        before, now = now, after
        frames[t] = now
    return frames


def gradient(u: Grid, dx: float) -> Float[np.ndarray, "2 h w"]:
    dy_u, dx_u = np.gradient(u, dx)
    return np.stack((dy_u, dx_u))


def divergence(v: Float[np.ndarray, "2 h w"], dx: float) -> Grid:
    return np.gradient(v[0], dx, axis=0) + np.gradient(v[1], dx, axis=1)


def advect(u: Line, speed: float, dt: float, dx: float) -> Line:
    """Upwind, with periodic ends."""
    c = speed * dt / dx
    behind, ahead = np.roll(u, 1), np.roll(u, -1)
    flux = u - behind if c > 0 else ahead - u
    return u - c * flux


def thomas(
    diagonal: Float[np.ndarray, " n"],
    lower: Float[np.ndarray, " n-1"],
    upper: Float[np.ndarray, " n-1"],
    right: Float[np.ndarray, " n"],
) -> Float[np.ndarray, " n"]:
    """A tridiagonal system in one sweep forth and one back."""
    n = len(diagonal)
    c, d = np.zeros(n), np.zeros(n)
    c[0], d[0] = upper[0] / diagonal[0], right[0] / diagonal[0]
    for i in range(1, n):
        pivot = diagonal[i] - lower[i - 1] * c[i - 1]
        c[i] = upper[i] / pivot if i < n - 1 else 0.0
        d[i] = (right[i] - lower[i - 1] * d[i - 1]) / pivot
    x = np.empty_like(d)
    x[-1] = d[-1]
    for i in range(n - 2, -1, -1):
        x[i] = d[i] - c[i] * x[i + 1]
    return x


def crank_nicolson(u: Line, r: float) -> Line:
    n = u.shape[0]
    off = np.full(n - 1, -r / 2.0)
    padded = np.concatenate([[0.0], u, [0.0]])
    right = u + 0.5 * r * (padded[2:] - 2 * padded[1:-1] + padded[:-2])
    return thomas(np.full(n, 1.0 + r), off, off, right)


def laplace_matrix(n: int) -> Float[np.ndarray, "{n} {n}"]:
    return np.diag(np.full(n, -2.0)) + np.diag(np.ones(n - 1), 1) + np.diag(np.ones(n - 1), -1)


def poisson(f: Grid, dx: float) -> Grid:
    """Δu = f with u = 0 around, by a Kronecker sum."""
    h, w = f.shape
    both = np.kron(laplace_matrix(h), np.eye(w)) + np.kron(np.eye(h), laplace_matrix(w))
    u = np.linalg.solve(both, dx**2 * f.ravel())
    return u.reshape(h, w)


def jacobi(f: Grid, dx: float, rounds: int) -> tuple[Grid, list[float]]:
    u = np.zeros_like(f)
    errors = []
    for _ in range(rounds):
        p = with_border(u, 0.0)
        new = 0.25 * (p[:-2, 1:-1] + p[2:, 1:-1] + p[1:-1, :-2] + p[1:-1, 2:] - dx**2 * f)
        errors.append(float(np.abs(new - u).max()))
        u = new
    return u, errors


def restrict(fine: Float[np.ndarray, "h w"]) -> Float[np.ndarray, "h//2 w//2"]:
    assert fine.shape[0] % 2 == 0 and fine.shape[1] % 2 == 0
    return 0.25 * (fine[::2, ::2] + fine[1::2, ::2] + fine[::2, 1::2] + fine[1::2, 1::2])


def prolong(coarse: Float[np.ndarray, "h w"]) -> Float[np.ndarray, "2*h 2*w"]:
    return np.repeat(np.repeat(coarse, 2, axis=0), 2, axis=1)


def on_grid(f: Callable[[Grid, Grid], Grid], h: int, w: int) -> Float[np.ndarray, "{h} {w}"]:
    y, x = np.mgrid[0:h, 0:w]
    return f(y / h, x / w)


def main(seed: int) -> None:
    h, w, n = random.Random(seed).sample(range(4, 11), 3)
    u = on_grid(lambda y, x: np.sin(np.pi * y) * np.cos(x), h, w)
    assert heat_step(u, 0.1, 1.0).shape == (h, w)
    assert wave(u, 1.0, 0.1, 1.0, n).shape == (n, h, w)
    assert divergence(gradient(u, 1.0), 1.0).shape == u.shape
    line = np.sin(np.arange(n) / n)
    assert np.isclose(advect(line, 1.0, 0.1, 1.0).sum(), line.sum())
    assert crank_nicolson(line, 0.4).shape == (n,)
    exact = poisson(u, 0.1)
    close, errors = jacobi(u, 0.1, 200)
    assert errors[-1] < errors[0] and np.allclose(exact, close, atol=1e-2)
    assert np.allclose(restrict(prolong(u)), u)


if __name__ == "__main__":
    main(0)
