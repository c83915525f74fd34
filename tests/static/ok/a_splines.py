"""Interpolation and least-squares approximation in one and two dimensions.

Knots are increasing.  Scalars are accepted wherever an array of abscissae is.
"""
# mypy: no-warn-return-any

import random
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar, Literal, Union

import numpy as np
from jaxtyping import Float, Int

Arr = np.ndarray
Where = Union[float, Float[Arr, " m"], Float[Arr, "r c"]]


class Interpolant(ABC):
    registry: ClassVar[dict[str, type["Interpolant"]]] = {}

    x: Float[Arr, " n"]
    y: Float[Arr, " n"]

    def __init_subclass__(cls) -> None:
        Interpolant.registry[cls.__name__.lower()] = cls

    def __init__(self, x: Float[Arr, " n"], y: Float[Arr, " n"]) -> None:
        if np.any(np.diff(x) <= 0):
            raise ValueError("knots must increase")
        self.x, self.y = x, y

    @classmethod
    def of(cls, f: Callable[[Float[Arr, " n"]], Float[Arr, " n"]], a: float, b: float, n: int) -> "Interpolant":
        x = np.linspace(a, b, n)
        return cls(x, f(x))

    @property
    def intervals(self) -> int:
        return len(self.x) - 1

    @property
    def h(self) -> Float[Arr, "{self.intervals}"]:
        return np.diff(self.x)

    def locate(self, t: Float[Arr, " m"]) -> tuple[Int[Arr, " m"], Float[Arr, " m"]]:
        """The interval of each point and the position inside it, from 0 to 1."""
        i = np.clip(np.searchsorted(self.x, t, side="right") - 1, 0, self.intervals - 1)
        return i, (t - self.x[i]) / self.h[i]

    @abstractmethod
    def evaluate(self, t: Float[Arr, " m"]) -> Float[Arr, " m"]: ...

    def __call__(self, t: Where) -> Where:
        if isinstance(t, float):
            return float(self.evaluate(np.array([t]))[0])
        if t.ndim == 2:
            return self.evaluate(t.ravel()).reshape(t.shape)
        return self.evaluate(t)

    def error(self, f: Callable[[Float[Arr, " m"]], Float[Arr, " m"]], m: int = 50) -> float:
        t = np.linspace(self.x[0], self.x[-1], m)
        return float(np.max(np.abs(self.evaluate(t) - f(t))))


class Linear(Interpolant):
    def evaluate(self, t: Float[Arr, " points"]) -> Float[Arr, " points"]:
        i, s = self.locate(t)
        return (1 - s) * self.y[i] + s * self.y[i + 1]


class Hermite(Interpolant):
    """Cubic pieces with slopes from central differences (Catmull-Rom)."""

    def slopes(self) -> Float[Arr, " n"]:
        return np.gradient(self.y, self.x)

    def evaluate(self, t: Float[Arr, " m"]) -> Float[Arr, " m"]:
        i, s = self.locate(t)
        m = self.slopes()
        h = self.h[i]
        basis = np.stack([2 * s**3 - 3 * s**2 + 1, s**3 - 2 * s**2 + s, 3 * s**2 - 2 * s**3, s**3 - s**2])
        data = np.stack([self.y[i], h * m[i], self.y[i + 1], h * m[i + 1]])
        return np.einsum("bm,bm->m", basis, data)


class Natural(Hermite):
    """The natural cubic spline: slopes solve a tridiagonal system."""

    def slopes(self) -> Float[Arr, " n"]:
        n = len(self.x)
        h = self.h
        secant = np.diff(self.y) / h
        a = np.zeros((n, n))
        rhs = np.zeros(n)
        a[0, :2], a[-1, -2:] = [2, 1], [1, 2]
        rhs[0], rhs[-1] = 3 * secant[0], 3 * secant[-1]
        for i in range(1, n - 1):
            a[i, i - 1 : i + 2] = [h[i], 2 * (h[i - 1] + h[i]), h[i - 1]]
            rhs[i] = 3 * (h[i] * secant[i - 1] + h[i - 1] * secant[i])
        return np.linalg.solve(a, rhs)


def lagrange(x: Float[Arr, " n"], y: Float[Arr, " n"], t: Float[Arr, " m"]) -> Float[Arr, " m"]:
    differences = x[:, None] - x[None, :]
    np.fill_diagonal(differences, 1.0)
    w = 1.0 / differences.prod(axis=1)
    gap = t[:, None] - x
    exact = np.isclose(gap, 0.0)
    gap[exact] = 1.0
    ratio = w / gap
    values = ratio @ y / ratio.sum(axis=1)
    rows, cols = np.nonzero(exact)
    values[rows] = y[cols]
    return np.asarray(values)


def newton_coefficients(x: Float[Arr, " n"], y: Float[Arr, " n"]) -> Float[Arr, " n"]:
    c = y.astype(float)
    for k in range(1, len(x)):
        c[k:] = (c[k:] - c[k - 1 : -1]) / (x[k:] - x[:-k])
    return c


def horner(c: Float[Arr, " n"], x: Float[Arr, " n"], t: Float[Arr, " m"]) -> Float[Arr, " m"]:
    total = np.zeros_like(t)
    for coefficient, node in zip(c[::-1], x[::-1]):
        total = total * (t - node) + coefficient
    return total


def bspline_basis(t: Float[Arr, " m"], knots: Float[Arr, " k"], degree: int) -> Float[Arr, "m k-{degree}-1"]:
    b = ((knots[:-1] <= t[:, None]) & (t[:, None] < knots[1:])).astype(float)
    for p in range(1, degree + 1):
        left = (t[:, None] - knots[: -p - 1]) / (knots[p:-1] - knots[: -p - 1])
        right = (knots[p + 1 :] - t[:, None]) / (knots[p + 1 :] - knots[1:-p])
        b = left * b[:, :-1] + right * b[:, 1:]
    return b


def design(t: Float[Arr, " m"], degree: int, kind: Literal["power", "chebyshev"] = "power") -> Float[Arr, "m {degree}+1"]:
    if kind == "power":
        return np.vander(t, degree + 1, increasing=True)
    columns = [np.ones_like(t), t]
    while len(columns) <= degree:
        columns.append(2 * t * columns[-1] - columns[-2])
    return np.column_stack(columns[: degree + 1])


def fit(
    t: Float[Arr, " m"], y: Float[Arr, "m *series"], degree: int, ridge: float = 0.0
) -> Float[Arr, "{degree}+1 *series"]:
    a = design(t, degree)
    if ridge > 0:
        return np.linalg.solve(a.T @ a + ridge * np.eye(degree + 1), np.tensordot(a.T, y, axes=1))
    coefficients, *_ = np.linalg.lstsq(a, y, rcond=None)
    return coefficients


def bilinear(z: Float[Arr, "h w"], u: Float[Arr, " m"], v: Float[Arr, " m"]) -> Float[Arr, " m"]:
    i = np.clip(u.astype(int), 0, z.shape[0] - 2)
    j = np.clip(v.astype(int), 0, z.shape[1] - 2)
    a, b = u - i, v - j
    near = z[i, j] * (1 - b) + z[i, j + 1] * b
    far = z[i + 1, j] * (1 - b) + z[i + 1, j + 1] * b
    return np.asarray(near * (1 - a) + far * a)


def resize(z: Float[Arr, "h w"], rows: int, cols: int) -> Float[Arr, "{rows} {cols}"]:
    u = np.linspace(0, z.shape[0] - 1, rows)
    v = np.linspace(0, z.shape[1] - 1, cols)
    uu, vv = np.meshgrid(u, v, indexing="ij")
    return bilinear(z, uu.ravel(), vv.ravel()).reshape(rows, cols)


def main(seed: int) -> None:
    n, m, degree, rows, cols, series = random.Random(seed).sample(range(5, 16), 6)
    degree = min(degree, 6)
    rng = np.random.default_rng(seed)
    x = np.sort(rng.choice(100, size=n, replace=False)) / 100.0
    y, t = np.sin(3 * x), np.linspace(x[0], x[-1], m)
    for name, kind in sorted(Interpolant.registry.items()):
        curve = kind(x, y)
        assert np.allclose(curve(x), y), name
        at = curve(t.reshape(1, -1))
        assert np.allclose(at, curve(t)) and isinstance(curve(0.5), float)
        assert kind.of(np.sin, 0.0, 1.0, 20).error(np.sin) < 0.01
    assert np.allclose(Linear(x, y)(t), np.interp(t, x, y))
    assert np.allclose(lagrange(x, y, x), y) and np.isfinite(lagrange(x, y, t)).all()
    assert np.allclose(horner(newton_coefficients(x, y), x, x), y)
    knots = np.arange(-3.0, n + 4)
    assert np.allclose(bspline_basis(np.linspace(0.0, n, m), knots, 3).sum(axis=1), 1)
    s = np.linspace(-1, 1, 3 * m)
    curves = np.stack([s**2 + k for k in range(series)], axis=1)
    assert np.allclose(design(s, degree) @ fit(s, curves, degree), curves)
    assert fit(s, curves[:, 0], degree, ridge=1e-9).shape == (degree + 1,)
    assert np.allclose(design(s, degree, "chebyshev")[:, 2], 2 * s**2 - 1)
    z = rng.normal(size=(rows, cols))
    assert np.allclose(resize(z, rows, cols), z) and resize(z, m, n).shape == (m, n)
    try:
        Natural(x[::-1], y)
    except ValueError as error:
        assert "increase" in str(error)


if __name__ == "__main__":
    main(0)
