"""Ordinary differential equations: Runge-Kutta by tableau, adaptive steps, multistep, symplectic."""

import random
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Optional

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array
from typing_extensions import TypeAlias

Field: TypeAlias = Callable[[float, Float[Array, " d"]], Float[Array, " d"]]
Path: TypeAlias = Float[Array, "steps d"]


@dataclass(frozen=True)
class Tableau:
    a: Float[Array, "stages stages"]
    b: Float[Array, " stages"]
    c: Float[Array, " stages"]
    b_low: Optional[Float[Array, " stages"]] = None
    order: ClassVar[int] = 4

    def slopes(self, f: Field, t: float, y: Float[Array, " d"], dt: float) -> Float[Array, "stages d"]:
        ks = np.zeros((len(self.c), len(y)))
        for i, ci in enumerate(self.c):
            ks[i] = f(t + float(ci) * dt, y + dt * self.a[i] @ ks)
        return ks

    def step(self, f: Field, t: float, y: Float[Array, " d"], dt: float) -> Float[Array, " d"]:
        return y + dt * self.b @ self.slopes(f, t, y, dt)

    def step_with_error(self, f: Field, t: float, y: Float[Array, " d"], dt: float) -> tuple[Float[Array, " d"], float]:
        ks = self.slopes(f, t, y, dt)
        if self.b_low is None:
            return y + dt * self.b @ ks, 0.0
        error = dt * (self.b - self.b_low) @ ks
        return y + dt * self.b @ ks, float(np.abs(error).max())


RK4 = Tableau(
    np.array([[0, 0, 0, 0], [0.5, 0, 0, 0], [0, 0.5, 0, 0], [0, 0, 1.0, 0]]),
    np.array([1.0, 2.0, 2.0, 1.0]) / 6.0,
    np.array([0.0, 0.5, 0.5, 1.0]),
)
HEUN = Tableau(
    np.array([[0.0, 0.0], [1.0, 0.0]]),
    np.array([0.5, 0.5]),
    np.array([0.0, 1.0]),
    np.array([1.0, 0.0]),
)


def solve(f: Field, y0: Float[Array, " d"], ts: Float[Array, " steps"], method: Tableau = RK4) -> Float[Array, "steps d"]:
    path = np.empty((ts.size, y0.size))
    path[0] = y0
    for i in range(1, len(ts)):
        dt = float(ts[i] - ts[i - 1])
        path[i] = method.step(f, float(ts[i - 1]), path[i - 1], dt)
    return path


def adaptive(
    f: Field, y0: Float[Array, " d"], end: float, tolerance: float = 1e-4
) -> Generator[tuple[float, Float[Array, " d"]], None, int]:
    t, y, dt, refused = 0.0, y0, 0.1, 0
    while t < end:
        dt = min(dt, end - t)
        new, error = HEUN.step_with_error(f, t, y, dt)
        if error <= tolerance:
            t, y = t + dt, new
            yield t, y
        else:
            refused += 1
        dt *= min(2.0, max(0.2, 0.9 * (tolerance / max(error, 1e-12)) ** 0.5))
    return refused


def adams_bashforth(f: Field, y0: Float[Array, " d"], dt: float, steps: int) -> Float[Array, "{steps}+1 d"]:
    ys = [y0, RK4.step(f, 0.0, y0, dt)]
    before = f(0.0, y0)
    for i in range(1, steps):
        now = f(i * dt, ys[-1])
        ys.append(ys[-1] + dt * (1.5 * now - 0.5 * before))
        before = now
    return np.stack(ys)


def backward_euler(a: Float[Array, "d d"], y0: Float[Array, " d"], dt: float, steps: int) -> Path:
    system = np.eye(y0.shape[0]) - dt * a
    y, out = y0, []
    for _ in range(steps):
        y = np.linalg.solve(system, y)
        out.append(y)
    return np.array(out)


def leapfrog(
    force: Callable[[Float[Array, "n 3"]], Float[Array, "n 3"]],
    q: Float[Array, "n 3"],
    v: Float[Array, "n 3"],
    dt: float,
    steps: int,
) -> tuple[Float[Array, "n 3"], Float[Array, "n 3"]]:
    v = v + 0.5 * dt * force(q)
    for _ in range(steps - 1):
        q = q + dt * v
        v = v + dt * force(q)
    q = q + dt * v
    return q, v + 0.5 * dt * force(q)


def lotka_volterra(t: float, y: Float[Array, "2"], *, rates: tuple[float, float, float, float]) -> Float[Array, "2"]:
    a, b, c, d = rates
    prey, hunters = y
    return np.array([a * prey - b * prey * hunters, d * prey * hunters - c * hunters])


def linear(a: Float[Array, "d d"]) -> Field:
    def f(t: float, y: Float[Array, " d"]) -> Float[Array, " d"]:
        return a @ y

    return f


def springs(stiffness: float) -> Callable[[Float[Array, "n 3"]], Float[Array, "n 3"]]:
    return lambda q: -stiffness * (q - q.mean(axis=0))


def jacobian(f: Field, y: Float[Array, " d"], eps: float = 1e-6) -> Float[Array, "d d"]:
    columns = []
    for i in range(y.shape[0]):
        bump = np.zeros_like(y)
        bump[i] = eps
        columns.append((f(0.0, y + bump) - f(0.0, y - bump)) / (2 * eps))
    return np.stack(columns, axis=1)


def resampled(ts: Float[Array, " n"], ys: Float[Array, "n d"], at: Float[Array, " m"]) -> Float[Array, "m d"]:
    return np.column_stack([np.interp(at, ts, column) for column in ys.T])


def main(seed: int) -> None:
    d, steps, n = random.Random(seed).sample(range(3, 12), 3)
    rng = np.random.default_rng(seed)
    raw = rng.normal(size=(d, d))
    a = -raw @ raw.T / d
    y0, ts = rng.normal(size=d), np.linspace(0.0, 1.0, steps)
    path = solve(linear(a), y0, ts)
    assert path.shape == (steps, d) and solve(linear(a), y0, ts, HEUN).shape == path.shape
    assert adams_bashforth(linear(a), y0, 0.01, steps).shape == (steps + 1, d)
    assert backward_euler(a, y0, 0.1, n).shape == (n, d)
    assert np.allclose(jacobian(linear(a), y0), a, atol=1e-5)
    times, values = zip(*adaptive(partial(lotka_volterra, rates=(1.1, 0.4, 0.4, 0.1)), np.array([10.0, 5.0]), 1.0))
    assert resampled(np.array(times), np.array(values), ts).shape == (steps, 2)
    q, v = rng.normal(size=(n, 3)), np.zeros((n, 3))
    q, v = leapfrog(springs(2.0), q, v, 0.01, 20)
    assert np.allclose(v.sum(axis=0), 0.0)


if __name__ == "__main__":
    main(0)
