"""Gaussian-process regression with composable kernels, and Bayesian optimisation on a grid."""
# mypy: disable-error-code="no-any-return"

import random
from dataclasses import dataclass
from typing import Callable, Optional, Protocol, Tuple, runtime_checkable

import numpy as np
from jaxtyping import Float

Array = np.ndarray
Inputs = Float[Array, "n d"]
Gram = Float[Array, "n m"]


@runtime_checkable
class Kernel(Protocol):
    def __call__(self, a: Float[Array, "n d"], b: Float[Array, "m d"]) -> Float[Array, "n m"]: ...
    def diagonal(self, a: Float[Array, "n d"]) -> Float[Array, " n"]: ...


class Composable:
    def __call__(self, a: Inputs, b: Float[Array, "m d"]) -> Gram:
        raise NotImplementedError

    def diagonal(self, a: Inputs) -> Float[Array, " n"]:
        return np.array([self(row[None], row[None])[0, 0] for row in a])

    def __add__(self, other: Kernel) -> "Sum":
        return Sum(self, other)

    def __mul__(self, scale: float) -> "Scaled":
        return Scaled(self, scale)

    __rmul__ = __mul__


@dataclass(frozen=True)
class Sum(Composable):
    left: Kernel
    right: Kernel

    def __call__(self, a: Inputs, b: Float[Array, "m d"]) -> Gram:
        return self.left(a, b) + self.right(a, b)


@dataclass(frozen=True)
class Scaled(Composable):
    inner: Kernel
    scale: float

    def __call__(self, a: Inputs, b: Float[Array, "m d"]) -> Gram:
        return self.scale**2 * self.inner(a, b)

    def diagonal(self, a: Inputs) -> Float[Array, " n"]:
        return self.scale**2 * self.inner.diagonal(a)


class RBF(Composable):
    """One length scale for all coordinates, or one for each."""

    def __init__(self, length: float | Float[Array, " d"]) -> None:
        self.length = length

    def __call__(self, a: Inputs, b: Float[Array, "m d"]) -> Gram:
        difference = (a[:, None] - b[None]) / self.length
        return np.exp(-0.5 * np.sum(difference**2, axis=2))

    def diagonal(self, a: Inputs) -> Float[Array, " n"]:
        return np.ones(a.shape[0])


class Polynomial(Composable):
    def __init__(self, degree: int) -> None:
        self.degree = degree

    def __call__(self, a: Inputs, b: Float[Array, "m d"]) -> Gram:
        return (1.0 + a @ b.T) ** self.degree


class GP:
    """Posterior of y = f(x) + noise after any number of calls of ``observe``."""

    def __init__(self, kernel: Kernel, dim: int, noise: float = 1e-2) -> None:
        self.kernel = kernel
        self.noise = noise
        self.dim = dim
        self.x: Float[Array, "seen {dim}"] = np.empty((0, dim))
        self.y: Float[Array, " seen"] = np.empty(0)
        self._factor: Optional[Float[Array, "seen seen"]] = None

    def observe(self, x: Float[Array, "n {self.dim}"], y: Float[Array, " n"]) -> None:
        self.x = np.concatenate([self.x, x])
        self.y = np.append(self.y, y)
        self._factor = None

    @property
    def factor(self) -> Float[Array, "seen seen"]:
        if self._factor is None:
            gram = self.kernel(self.x, self.x)
            gram[np.diag_indices(len(gram))] += self.noise**2
            self._factor = np.linalg.cholesky(gram)
        return self._factor

    @property
    def alpha(self) -> Float[Array, " seen"]:
        half = np.linalg.solve(self.factor, self.y)
        return np.linalg.solve(self.factor.T, half)

    def predict(self, q: Float[Array, "m {self.dim}"]) -> Tuple[Float[Array, " m"], Float[Array, " m"]]:
        cross = self.kernel(q, self.x)
        mean = cross @ self.alpha
        v = np.linalg.solve(self.factor, cross.T)
        variance = self.kernel.diagonal(q) - np.sum(v * v, axis=0)
        return mean, np.sqrt(np.maximum(variance, 1e-12))

    def covariance(self, q: Float[Array, "m {self.dim}"]) -> Float[Array, "m m"]:
        v = np.linalg.solve(self.factor, self.kernel(self.x, q))
        return self.kernel(q, q) - v.T @ v

    def sample(self, q: Float[Array, "m {self.dim}"], count: int, rng: np.random.Generator) -> Float[Array, "{count} m"]:
        mean, _ = self.predict(q)
        root = np.linalg.cholesky(self.covariance(q) + 1e-6 * np.eye(len(q)))
        return mean + rng.standard_normal((count, len(q))) @ root.T

    def evidence(self) -> Float[Array, ""]:
        fit = self.y @ self.alpha
        complexity = 2 * np.sum(np.log(np.diag(self.factor)))
        return np.asarray(-0.5 * (fit + complexity + len(self.y) * np.log(2 * np.pi)))


Acquisition = Callable[[Float[Array, " m"], Float[Array, " m"]], Float[Array, " m"]]


def lower_bound(kappa: float) -> Acquisition:
    def acquisition(mean: Float[Array, " m"], deviation: Float[Array, " m"]) -> Float[Array, " m"]:
        return mean - kappa * deviation

    return acquisition


def cartesian(*axes: Float[Array, " _"]) -> Float[Array, "points dims"]:
    grids = np.meshgrid(*axes, indexing="ij")
    return np.stack([g.ravel() for g in grids], axis=-1)


def minimise(
    f: Callable[[Inputs], Float[Array, " n"]],
    grid: Float[Array, "points d"],
    gp: GP,
    rounds: int,
    acquisition: Acquisition = lower_bound(2.0),
) -> Tuple[Float[Array, " d"], float]:
    for _ in range(rounds):
        if len(gp.y) == 0:
            best = 0
        else:
            best = int(acquisition(*gp.predict(grid)).argmin())
        x = grid[best : best + 1]
        gp.observe(x, f(x))
    winner = np.argmin(gp.y)
    return gp.x[winner], float(gp.y[winner])


def main(seed: int) -> None:
    n, m, d, draws = random.Random(seed).sample(range(2, 10), 4)
    rng = np.random.default_rng(seed)
    x, q = rng.uniform(-1, 1, size=(n, d)), rng.uniform(-1, 1, size=(m, d))
    kernels: list[Kernel] = [
        RBF(0.7),
        RBF(np.linspace(0.5, 1.5, d)),
        Polynomial(2) * 0.5,
        RBF(1.0) + 0.3 * Polynomial(1),
    ]
    for kernel in kernels:
        assert np.allclose(kernel.diagonal(x), np.diag(kernel(x, x)))
        gp = GP(kernel, d, noise=1e-3)
        gp.observe(x[:1], np.sin(x[:1, 0]))
        gp.observe(x[1:], np.sin(x[1:, 0]))
        mean, deviation = gp.predict(q)
        assert np.allclose(deviation**2, np.diag(gp.covariance(q)), atol=1e-6)
        assert gp.sample(q, draws, rng).shape == (draws, m)
        assert np.isfinite(gp.evidence())
    grid = cartesian(np.linspace(-1, 1, n), np.linspace(-1, 1, m))
    where, value = minimise(lambda p: np.sum(p**2, axis=1), grid, GP(RBF(1.0), 2), rounds=6)
    assert where.shape == (2,) and value >= 0.0
    try:
        Composable()(x, q)
    except NotImplementedError:
        pass


if __name__ == "__main__":
    main(0)
