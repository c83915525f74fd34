"""Polynomials and cubic splines: fitting, evaluating, differentiating."""

import random

import jaxtyping as jt
import numpy as np

# coefficients are stored lowest degree first, as in numpy.polynomial


def evaluate(c: jt.Float[np.ndarray, " n"], x: jt.Float[np.ndarray, " m"]) -> jt.Float[np.ndarray, " m"]:
    """Horner's rule."""
    y = np.zeros_like(x)
    for a in c[::-1]:
        y = y * x + a
    return y


def derivative(c: jt.Float[np.ndarray, " n"]) -> jt.Float[np.ndarray, " n-1"]:
    return c[1:] * np.arange(1, len(c))


def antiderivative(c: jt.Float[np.ndarray, " n"]) -> jt.Float[np.ndarray, " n+1"]:
    n = c.shape[0]
    out = np.zeros(n + 1)
    out[1:] = c / np.arange(1, n + 1)
    return out


def multiply(p: jt.Float[np.ndarray, " n"], q: jt.Float[np.ndarray, " m"]) -> jt.Float[np.ndarray, " n+m-1"]:
    return np.convolve(p, q)


def add(p: jt.Float[np.ndarray, " n"], q: jt.Float[np.ndarray, " m"]) -> jt.Float[np.ndarray, " max(n,m)"]:
    total = np.zeros(max(len(p), len(q)))
    total[: len(p)] += p
    total[: len(q)] += q
    return total


def design(x: jt.Float[np.ndarray, " m"], degree: int) -> jt.Float[np.ndarray, "m {degree}+1"]:
    return np.vander(x, degree + 1, increasing=True)


def fit(
    x: jt.Float[np.ndarray, " m"], y: jt.Float[np.ndarray, " m"], degree: int
) -> jt.Float[np.ndarray, " {degree}+1"]:
    solution = np.linalg.lstsq(design(x, degree), y, rcond=None)[0]
    return solution


def fit_ridge(
    x: jt.Float[np.ndarray, " m"], y: jt.Float[np.ndarray, "m k"], degree: int, penalty: float
) -> jt.Float[np.ndarray, "{degree}+1 k"]:
    a = design(x, degree)
    gram = a.T @ a
    gram[np.diag_indices_from(gram)] += penalty
    return np.linalg.solve(gram, a.T @ y)


def companion(c: jt.Float[np.ndarray, " n"]) -> jt.Float[np.ndarray, "n-1 n-1"]:
    n = len(c) - 1
    m = np.diag(np.ones(n - 1), -1)
    m[:, -1] = -c[:-1] / c[-1]
    return m


def roots(c: jt.Float[np.ndarray, " n"]) -> jt.Complex[np.ndarray, " n-1"]:
    return np.linalg.eigvals(companion(c)).astype(complex)


def natural_second_derivatives(
    x: jt.Float[np.ndarray, " n"], y: jt.Float[np.ndarray, " n"]
) -> jt.Float[np.ndarray, " n"]:
    """Second derivatives at the knots of the natural cubic spline, zero at both ends."""
    h = np.diff(x)
    slope = np.diff(y) / h
    a = np.diag(2.0 * (h[:-1] + h[1:])) + np.diag(h[1:-1], 1) + np.diag(h[1:-1], -1)
    inner = np.linalg.solve(a, 6.0 * (slope[1:] - slope[:-1]))
    return np.concatenate([[0.0], inner, [0.0]])


class CubicSpline:
    """Piecewise cubics: y = a + b t + c t^2 + d t^3 with t from the left knot."""

    knots: jt.Float[np.ndarray, " n"]
    table: jt.Float[np.ndarray, "n-1 4"]

    def __init__(self, x: jt.Float[np.ndarray, " n"], y: jt.Float[np.ndarray, " n"]) -> None:
        if x.shape != y.shape:
            raise ValueError(f"{x.shape} knots but {y.shape} values")
        h = np.diff(x)
        m = natural_second_derivatives(x, y)
        b = np.diff(y) / h - h * (2.0 * m[:-1] + m[1:]) / 6.0
        self.knots = x
        self.table = np.column_stack([y[:-1], b, m[:-1] / 2.0, np.diff(m) / (6.0 * h)])

    def __call__(self, at: jt.Float[np.ndarray, " m"]) -> jt.Float[np.ndarray, " m"]:
        piece = np.clip(np.searchsorted(self.knots, at, side="right") - 1, 0, len(self.table) - 1)
        t = at - self.knots[piece]
        powers = t[:, None] ** np.arange(4)
        return np.sum(self.table[piece] * powers, axis=1)

    def integral(self) -> float:
        h = np.diff(self.knots)
        weights = np.stack([h, h**2 / 2, h**3 / 3, h**4 / 4], axis=-1)
        return float(np.sum(weights * self.table))


def trapezoid(y: jt.Float[np.ndarray, "*batch n"], dx: float) -> jt.Float[np.ndarray, "*batch"]:
    return dx * (y[..., 1:] + y[..., :-1]).sum(axis=-1) / 2.0


def main(seed: int) -> None:
    n, m, degree, k = random.Random(seed).sample(range(6, 26, 4), 4)
    rng = np.random.default_rng(seed)
    c, q = rng.normal(size=n + 1), rng.normal(size=degree + 3)
    at = np.linspace(-1.0, 1.0, m)
    assert np.allclose(evaluate(derivative(antiderivative(c)), at), evaluate(c, at))
    assert np.allclose(evaluate(multiply(c, q), at), evaluate(c, at) * evaluate(q, at))
    assert np.allclose(evaluate(add(c, q), at), evaluate(c, at) + evaluate(q, at))
    assert roots(c).shape == (n,)
    x = np.sort(rng.random(m)) + np.arange(m)
    y = np.sin(x)
    assert fit(x / m, y, degree).shape == (degree + 1,)
    assert fit_ridge(x / m, rng.normal(size=(m, k)), degree, 0.1).shape == (degree + 1, k)
    spline = CubicSpline(x, y)
    assert np.allclose(spline(x), y) and spline(c).shape == c.shape
    assert np.isfinite(spline.integral())
    assert trapezoid(rng.normal(size=(k, n, m)), 0.1).shape == (k, n)


if __name__ == "__main__":
    main(0)
