"""Gaussian processes: kernels that add and multiply, regression, sparse points, classification."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

JITTER: Final = 1e-6
X = Float[ndarray, "n d"]


class Kernel(ABC):
    """k(a, b) for all pairs of rows."""

    @abstractmethod
    def __call__(self, a: Float[ndarray, "n d"], b: Float[ndarray, "m d"]) -> Float[ndarray, "n m"]: ...

    def diagonal(self, a: Float[ndarray, "n d"]) -> Float[ndarray, " n"]:
        return np.diag(self(a, a))

    def __add__(self, other: Kernel) -> Kernel:
        return Sum(self, other)

    def __mul__(self, other: Kernel) -> Kernel:
        return Product(self, other)


class _Pair(Kernel):
    def __init__(self, left: Kernel, right: Kernel) -> None:
        self.left = left
        self.right = right


class Sum(_Pair):
    def __call__(self, a: Float[ndarray, "n d"], b: Float[ndarray, "m d"]) -> Float[ndarray, "n m"]:
        return self.left(a, b) + self.right(a, b)


class Product(_Pair):
    def __call__(self, a: Float[ndarray, "n d"], b: Float[ndarray, "m d"]) -> Float[ndarray, "n m"]:
        return self.left(a, b) * self.right(a, b)


class RBF(Kernel):
    def __init__(self, scales: Float[ndarray, " d"], variance: float = 1.0) -> None:
        self.scales = scales
        self.variance = variance

    def __call__(self, a: Float[ndarray, "n d"], b: Float[ndarray, "m d"]) -> Float[ndarray, "n m"]:
        sa, sb = a / self.scales, b / self.scales
        gaps = sa[:, np.newaxis] - sb[np.newaxis]
        return self.variance * np.exp(-0.5 * (gaps**2).sum(-1))

    def diagonal(self, a: Float[ndarray, "n d"]) -> Float[ndarray, " n"]:
        return np.full(a.shape[0], self.variance)


class Linear(Kernel):
    def __call__(self, a: Float[ndarray, "n d"], b: Float[ndarray, "m d"]) -> Float[ndarray, "n m"]:
        return np.inner(a, b)


class White(Kernel):
    def __init__(self, noise: float) -> None:
        self.noise = noise

    def __call__(self, a: Float[ndarray, "n d"], b: Float[ndarray, "m d"]) -> Float[ndarray, "n m"]:
        equal = np.all(a[:, None] == b[None], axis=-1)
        return self.noise * equal.astype(np.float64)


class Regression:
    def __init__(self, kernel: Kernel, noise: float = 0.1, **options: Any) -> None:
        self.kernel, self.noise = kernel, noise
        self.options = options
        self.x: Float[ndarray, "n d"] | None = None
        self.factor: Float[ndarray, "n n"] | None = None
        self.alpha: Float[ndarray, " n"] | None = None

    def fit(self, x: Float[ndarray, "n d"], y: Float[ndarray, " n"]) -> Regression:
        gram = self.kernel(x, x) + self.noise * np.eye(len(x))
        self.x = x
        self.factor = np.linalg.cholesky(gram)
        half = np.linalg.solve(self.factor, y)
        self.alpha = np.linalg.solve(self.factor.T, half)
        return self

    def predict(self, at: Float[ndarray, "m d"]) -> tuple[Float[ndarray, " m"], Float[ndarray, " m"]]:
        if self.x is None or self.factor is None or self.alpha is None:
            raise RuntimeError("fit first")
        cross = self.kernel(self.x, at)
        mean = self.alpha @ cross
        half = np.linalg.solve(self.factor, cross)
        variance = self.kernel.diagonal(at) - np.sum(half * half, axis=0)
        return mean, np.maximum(variance, 0.0)

    def evidence(self, y: Float[ndarray, " n"]) -> float:
        assert self.factor is not None and self.alpha is not None
        fit = -0.5 * y @ self.alpha
        size = np.log(np.diagonal(self.factor)).sum()
        return float(fit - size - 0.5 * len(y) * np.log(2 * np.pi))


def posterior_samples(
    kernel: Kernel, at: Float[ndarray, "m d"], mean: Float[ndarray, " m"], count: int, rng: np.random.Generator
) -> Float[ndarray, "{count} m"]:
    cov = kernel(at, at)
    cov[np.diag_indices_from(cov)] += JITTER
    w, v = np.linalg.eigh(cov)
    root = v * np.sqrt(np.clip(w, 0.0, None))
    return mean + rng.normal(size=(count, at.shape[0])) @ root.T


def inducing(x: X, count: int, rng: np.random.Generator) -> Float[ndarray, "{count} d"]:
    return x[rng.permutation(x.shape[0])[:count]]


def nystroem(kernel: Kernel, x: X, z: Float[ndarray, "k d"]) -> Float[ndarray, "n n"]:
    kzz = kernel(z, z) + JITTER * np.eye(z.shape[0])
    kxz = kernel(x, z)
    return kxz @ np.linalg.solve(kzz, kxz.T)


def random_features(x: X, count: int, rng: np.random.Generator) -> Float[ndarray, "n 2*{count}"]:
    w = rng.normal(size=(x.shape[1], count))
    phase = x @ w
    return np.concatenate([np.cos(phase), np.sin(phase)], axis=1) / np.sqrt(count)


def laplace(gram: Float[ndarray, "n n"], y: Int[ndarray, " n"], rounds: int = 10) -> Float[ndarray, " n"]:
    """The mode of a classifier's latent function."""
    f = np.zeros(len(y))
    for _ in range(rounds):
        p = 1.0 / (1.0 + np.exp(-f))
        w = p * (1.0 - p)
        root = np.sqrt(w)
        b = np.eye(len(y)) + root[:, None] * gram * root
        g = w * f + (y - p)
        f = gram @ (g - root * np.linalg.solve(b, root * (gram @ g)))
    return f


def best(models: Sequence[Regression], y: Float[ndarray, " n"]) -> Regression:
    return max(models, key=lambda model: model.evidence(y))


def main(seed: int) -> None:
    n, m, d, count = random.Random(seed).sample(range(2, 12), 4)
    n = n + 10
    rng = np.random.default_rng(seed)
    x, y, at = rng.normal(size=(n, d)), rng.normal(size=n), rng.normal(size=(m, d))
    kernel = RBF(np.ones(d)) + Linear() * RBF(np.full(d, 2.0), variance=0.5) + White(1e-3)
    model = best([Regression(kernel, noise).fit(x, y) for noise in (0.1, 1.0)], y)
    mean, variance = model.predict(at)
    assert mean.shape == variance.shape == (m,)
    assert posterior_samples(kernel, at, mean, count, rng).shape == (count, m)
    assert nystroem(kernel, x, inducing(x, 3, rng)).shape == (n, n)
    assert random_features(x, count, rng).shape == (n, 2 * count)
    assert laplace(kernel(x, x), (y > 0).astype(int)).shape == (n,)


if __name__ == "__main__":
    main(0)
