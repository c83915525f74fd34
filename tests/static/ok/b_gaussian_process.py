"""Gaussian process regression with composable kernels."""

import random
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, Union, runtime_checkable

import numpy as np
from jaxtyping import Float, Real
from numpy import ndarray as Array

Points = Float[Array, "n d"]
Vector = Float[Array, " n"]
KernelFunction = Callable[[Float[Array, "n d"], Float[Array, "m d"]], Float[Array, "n m"]]


@runtime_checkable
class Kernel(Protocol):
    def __call__(self, a: Float[Array, "n d"], b: Float[Array, "m d"], /) -> Float[Array, "n m"]: ...


def squared_distances(a: Float[Array, "n d"], b: Float[Array, "m d"]) -> Float[Array, "n m"]:
    difference = a[:, None, :] - b[None, :, :]
    return np.sum(difference**2, axis=-1)


def rbf(
    a: Float[Array, "n d"], b: Float[Array, "m d"], *, length: float = 1.0, variance: float = 1.0
) -> Float[Array, "n m"]:
    return variance * np.exp(-0.5 * squared_distances(a, b) / length**2)


def linear(a: Float[Array, "n d"], b: Float[Array, "m d"]) -> Float[Array, "n m"]:
    return a @ b.T


def periodic(a: Float[Array, "n d"], b: Float[Array, "m d"], period: float) -> Float[Array, "n m"]:
    phase = np.pi * np.abs(a[:, np.newaxis] - b[np.newaxis]) / period
    return np.exp(-2.0 * np.sum(np.sin(phase) ** 2, axis=2))


class ARD:
    """A squared exponential with one length scale for each input dimension."""

    def __init__(self, scales: Float[Array, " d"]) -> None:
        self.scales = scales

    def __call__(self, a: Float[Array, "n d"], b: Float[Array, "m d"], /) -> Float[Array, "n m"]:
        return rbf(a / self.scales, b / self.scales)


def add(*kernels: KernelFunction) -> KernelFunction:
    def total(a: Float[Array, "n d"], b: Float[Array, "m d"]) -> Float[Array, "n m"]:
        result = np.zeros((len(a), len(b)))
        for kernel in kernels:
            result += kernel(a, b)
        return result

    return total


def multiply(first: Kernel, second: Kernel) -> KernelFunction:
    return lambda a, b: first(a, b) * second(a, b)


def as_column(x: Union[Real[Array, " n"], Real[Array, "n d"]]) -> Real[Array, "n columns"]:
    return x[:, None] if x.ndim == 1 else x


class GaussianProcess:
    """Exact inference by one Cholesky factor of the kernel matrix."""

    x: Float[Array, "n d"]
    alpha: Float[Array, " n"]
    factor: Float[Array, "n n"]

    def __init__(self, kernel: Kernel, noise: float = 1e-3) -> None:
        self.kernel = kernel
        self.noise = noise

    def fit(self, x: Points, y: Vector) -> "GaussianProcess":
        k = self.kernel(x, x) + self.noise * np.eye(x.shape[0])
        self.x = x
        self.factor = np.linalg.cholesky(k)
        self.mean = float(y.mean())
        self.alpha = np.linalg.solve(k, y - self.mean)
        return self

    def predict(self, query: Float[Array, "m d"]) -> tuple[Float[Array, " m"], Float[Array, " m"]]:
        """The posterior mean and standard deviation."""
        cross = self.kernel(query, self.x)
        mean = cross @ self.alpha + self.mean
        v = np.linalg.solve(self.factor, cross.T)
        prior = np.diag(self.kernel(query, query))
        variance = prior - np.sum(v * v, axis=0)
        return mean, np.sqrt(np.maximum(variance, 0.0))

    def sample(
        self, query: Float[Array, "m d"], draws: int, rng: np.random.Generator
    ) -> Float[Array, "{draws} m"]:
        cross = self.kernel(query, self.x)
        v = np.linalg.solve(self.factor, cross.T)
        cov = self.kernel(query, query) - v.T @ v
        root = np.linalg.cholesky(cov + 1e-6 * np.eye(len(query)))
        mean, _ = self.predict(query)
        return mean + rng.normal(size=(draws, len(query))) @ root.T

    def log_likelihood(self, y: Float[Array, " n"]) -> float:
        fit = -0.5 * float((y - self.mean) @ self.alpha)
        complexity = float(np.log(np.diag(self.factor)).sum())
        return fit - complexity - 0.5 * len(y) * float(np.log(2 * np.pi))


def best_length(
    x: Float[Array, "n d"], y: Float[Array, " n"], candidates: Sequence[float]
) -> tuple[float, float]:
    scores = {}
    for length in candidates:
        model = GaussianProcess(partial(rbf, length=length), noise=0.01).fit(x, y)
        scores[length] = model.log_likelihood(y)
    best = max(scores, key=lambda length: scores[length])
    return best, scores[best]


def main(seed: int) -> None:
    n, d, m, draws = random.Random(seed).sample(range(3, 18, 3), 4)
    rng = np.random.default_rng(seed)
    x, query = rng.normal(size=(n, d)), rng.normal(size=(m, d))
    y = np.sin(x).sum(axis=1) + 0.1 * rng.normal(size=n)
    kernels: list[Kernel] = [
        add(rbf, linear),
        ARD(np.linspace(0.5, 1.5, d)),
        multiply(rbf, partial(periodic, period=2.0)),
        rbf,
    ]
    for kernel in kernels:
        model = GaussianProcess(kernel, noise=0.05).fit(x, y)
        mean, std = model.predict(query)
        assert mean.shape == std.shape == (m,)
        assert model.sample(query, draws, rng).shape == (draws, m)
    best, score = best_length(x, y, (0.5, 1.0, 2.0))
    assert best in (0.5, 1.0, 2.0) and np.isfinite(score)
    assert as_column(np.arange(n)).shape == (n, 1) and as_column(x).shape == (n, d)


if __name__ == "__main__":
    main(0)
