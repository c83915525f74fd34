"""Partial differential equations and spins on regular grids."""
# mypy: no-warn-return-any

import random
from typing import Callable, Iterator, Optional, Tuple

import numpy as np
from jaxtyping import Bool, Float, Float64, Int, Int8

Field1D = Float[np.ndarray, " n"]
Field2D = Float[np.ndarray, "ny nx"]
Spins = Int8[np.ndarray, "L L"]


def heat_step(u: Field1D, r: float) -> Field1D:
    # explicit Euler, fixed ends
    new = u.copy()
    new[1:-1] += r * (u[2:] - 2 * u[1:-1] + u[:-2])
    return new


def heat_step_inplace(u: Field1D, r: float, work: Float[np.ndarray, "n-2"]) -> None:
    np.subtract(u[2:], u[1:-1], out=work)
    work += u[:-2]
    work -= u[1:-1]
    work *= r
    u[1:-1] += work


def second_difference(n: int) -> Float[np.ndarray, "{n} {n}"]:
    main = -2.0 * np.ones(n)
    off = np.ones(n - 1)
    return np.diag(main) + np.diag(off, k=1) + np.diag(off, k=-1)


def crank_nicolson(u: Field1D, r: float, steps: int) -> Float[np.ndarray, "{steps}+1 n"]:
    n = u.size
    inner = n - 2
    A = second_difference(inner)
    left = np.eye(inner) - r / 2 * A
    right = np.eye(inner) + r / 2 * A
    history = np.zeros((steps + 1, n))
    history[0] = u
    for k in range(steps):
        b = right @ history[k, 1:-1]
        b[0] += r * u[0]
        b[-1] += r * u[-1]
        history[k + 1, 1:-1] = np.linalg.solve(left, b)
        history[k + 1, [0, -1]] = u[[0, -1]]
    return history


def thomas(
    diagonal: Float[np.ndarray, " n"],
    lower: Float[np.ndarray, "n-1"],
    upper: Float[np.ndarray, "n-1"],
    rhs: Float[np.ndarray, " n"],
) -> Float[np.ndarray, " n"]:
    d, b = diagonal.copy(), rhs.copy()
    n = len(b)
    for i in range(1, n):
        f = lower[i - 1] / d[i - 1]
        d[i] -= f * upper[i - 1]
        b[i] -= f * b[i - 1]
    x = np.empty(n)
    x[-1] = b[-1] / d[-1]
    for i in range(n - 2, -1, -1):
        x[i] = (b[i] - upper[i] * x[i + 1]) / d[i]
    return x


def laplacian(u: Field2D) -> Field2D:
    # periodic
    return (
        np.roll(u, 1, axis=0) + np.roll(u, -1, axis=0)
        + np.roll(u, 1, axis=1) + np.roll(u, -1, axis=1)
        - 4 * u
    )


def gradient(u: Field2D) -> Tuple[Field2D, Field2D]:
    uy, ux = np.gradient(u)
    return uy, ux


def jacobi(f: Field2D, tolerance: float = 1e-6, limit: int = 2000) -> Field2D:
    """Solves lap(u) = f with u = 0 on the border."""
    u = np.zeros_like(f)
    for _ in range(limit):
        old = u.copy()
        u[1:-1, 1:-1] = 0.25 * (
            old[:-2, 1:-1] + old[2:, 1:-1] + old[1:-1, :-2] + old[1:-1, 2:] - f[1:-1, 1:-1]
        )
        if np.abs(u - old).max() < tolerance:
            break
    return u


def residual(u: Field2D, f: Field2D) -> Float[np.ndarray, "ny-2 nx-2"]:
    centre = u[1:-1, 1:-1]
    around = u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:]
    return around - 4 * centre - f[1:-1, 1:-1]


def poisson_fft(f: Field2D) -> Float64[np.ndarray, "ny nx"]:
    ny, nx = f.shape
    ky = 2 * np.cos(2 * np.pi * np.fft.fftfreq(ny)) - 2
    kx = 2 * np.cos(2 * np.pi * np.fft.fftfreq(nx)) - 2
    eigenvalues = ky[:, None] + kx[None, :]
    eigenvalues[0, 0] = 1.0
    transformed = np.fft.fft2(f - f.mean()) / eigenvalues
    return np.fft.ifft2(transformed).real


def wave(
    u: Field1D, v: Float[np.ndarray, " m"], c: float, observe: Optional[Callable[[int, Field1D], None]] = None, *, steps: int = 10
) -> Tuple[Field1D, Field1D]:
    if u.shape != v.shape:
        raise ValueError(f"displacement {u.shape} and velocity {v.shape} differ")
    for k in range(steps):
        force = np.zeros_like(u)
        force[1:-1] = c**2 * np.diff(u, n=2)
        v = v + force
        u = u + v
        if observe:
            observe(k, u)
    return u, v


def upwind(u: Field1D, speed: float) -> Field1D:
    slope = u - np.roll(u, 1) if speed > 0 else np.roll(u, -1) - u
    return u - speed * slope


def checkerboard(size: int) -> Bool[np.ndarray, "{size} {size}"]:
    i, j = np.indices((size, size))
    return (i + j) % 2 == 0


class Ising:
    def __init__(self, size: int, beta: float, rng: np.random.Generator) -> None:
        self.rng = rng
        self.beta = beta
        self.size = size
        self.spins: Int8[np.ndarray, "{size} {size}"] = rng.choice(np.array([-1, 1], dtype=np.int8), size=(size, size))

    def neighbours(self) -> Int[np.ndarray, "{self.size} {self.size}"]:
        s = self.spins
        total: Int[np.ndarray, "{self.size} {self.size}"] = sum(
            (np.roll(s, shift, axis) for shift in (1, -1) for axis in (0, 1)), start=np.zeros_like(s)
        )
        return total

    def sweep(self) -> int:
        black = checkerboard(self.size)
        flips = 0
        for colour in (black, ~black):
            cost = 2 * self.spins * self.neighbours()
            accept = self.rng.random(cost.shape) < np.exp(-self.beta * np.maximum(cost, 0))
            self.spins[accept & colour] *= -1
            flips += int(np.count_nonzero(accept & colour))
        return flips

    def __iter__(self) -> Iterator[Spins]:
        while True:
            self.sweep()
            yield self.spins.copy()

    def correlation(self) -> Float[np.ndarray, "{self.size}//2+1"]:
        s = self.spins.astype(float)
        by_distance = [np.mean(s * np.roll(s, r, axis=1)) for r in range(self.size // 2 + 1)]
        return np.array(by_distance)


def main(seed: int) -> None:
    n, ny, nx, L = random.Random(seed).sample(range(4, 12), 4)
    rng = np.random.default_rng(seed)
    u = rng.normal(size=n)
    stepped = heat_step(u, 0.2)
    other = u.copy()
    heat_step_inplace(other, 0.2, np.empty(n - 2))
    assert np.allclose(stepped, other)
    assert np.allclose(crank_nicolson(u, 1e-4, L)[1], heat_step(u, 1e-4), atol=1e-5)
    A = second_difference(n)
    assert np.allclose(thomas(np.diag(A), np.ones(n - 1), np.diag(A, 1), u), np.linalg.solve(A, u))
    f = rng.normal(size=(ny, nx))
    f -= f.mean()
    assert np.allclose(laplacian(poisson_fft(f)), f)
    assert np.abs(residual(jacobi(f), f)).max() < 1e-3
    assert all(g.shape == f.shape for g in gradient(f))
    seen: list[float] = []
    moved, speed = wave(u, np.zeros(n), 0.5, lambda k, w: seen.append(float(w @ w)), steps=ny)
    assert len(seen) == ny and moved.shape == speed.shape
    assert np.isclose(upwind(u, 0.5).sum(), u.sum()) and np.allclose(upwind(u, 1.0), np.roll(u, 1))
    try:
        wave(u, np.zeros(n + 1), 1.0)
    except ValueError as error:
        assert "differ" in str(error)
    model = Ising(2 * (L // 2), 0.3, rng)
    frames = [spins for spins, _ in zip(model, range(ny))]
    assert np.stack(frames).shape == (ny, model.size, model.size)
    assert model.correlation()[0] == 1.0


if __name__ == "__main__":
    main(0)
