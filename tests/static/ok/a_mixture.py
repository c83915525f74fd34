"""Gaussian mixtures fitted by expectation-maximisation.

The model is an immutable dataclass; each EM step returns a new one.
"""

import dataclasses
import math
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float, Float64, Int
from numpy.random import Generator

Array = np.ndarray


@dataclass(frozen=True)
class Mixture:
    """A mixture of k Gaussians in d dimensions.

    Attributes:
        weights: mixing proportions, they sum to one.
        means: one row a component.
        covariances: symmetric positive definite.
        names: a label for each component, for reports.
    """

    weights: Float[Array, " k"]
    means: Float[Array, "k d"]
    covariances: Float[Array, "k d d"]
    names: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not np.isclose(self.weights.sum(), 1.0):
            raise ValueError(f"weights sum to {self.weights.sum()}, not to 1")
        if not self.names:
            self.names.extend(f"component {j}" for j in range(self.k))

    @property
    def k(self) -> int:
        return len(self.weights)

    @property
    def dimension(self) -> int:
        d: int = self.means.shape[1]
        return d

    @classmethod
    def initial(cls, x: Float[Array, "n d"], k: int, rng: Generator) -> "Mixture":
        n, d = x.shape
        rows = rng.choice(n, size=k, replace=False)
        spread = np.cov(x, rowvar=False).reshape(d, d) + 1e-3 * np.eye(d)
        return cls(
            weights=np.full(k, 1.0 / k),
            means=x[rows],
            covariances=np.repeat(spread[None], k, axis=0),
        )

    @staticmethod
    def parameter_count(k: int, d: int) -> int:
        return k - 1 + k * d + k * d * (d + 1) // 2

    def permuted(self, order: Int[Array, " k"]) -> "Mixture":
        return dataclasses.replace(
            self,
            weights=self.weights[order],
            means=self.means[order],
            covariances=self.covariances[order],
            names=[self.names[j] for j in order],
        )

    def log_densities(self, x: Float[Array, "n d"]) -> Float[Array, "n k"]:
        """log(weight_j N(x_i; mean_j, covariance_j)) through Cholesky factors."""
        out = np.empty((len(x), self.k))
        parts = zip(self.weights, self.means, self.covariances)
        for j, (weight, mean, covariance) in enumerate(parts):
            factor = np.linalg.cholesky(covariance)
            z = np.linalg.solve(factor, (x - mean).T)
            log_det = 2.0 * np.log(np.diag(factor)).sum()
            quadratic = (z**2).sum(axis=0)
            out[:, j] = math.log(weight) - 0.5 * (quadratic + log_det)
        out -= 0.5 * self.dimension * math.log(2.0 * math.pi)
        return out

    def responsibilities(self, x: Float[Array, "n d"]) -> Float64[Array, "n k"]:
        logs = self.log_densities(x)
        result: Float64[Array, "n k"] = np.exp(logs - logsumexp(logs)[:, None])
        return result

    def sample(self, count: int, rng: Generator) -> Float[Array, "{count} d"]:
        components = rng.choice(self.k, size=count, p=self.weights)
        noise = rng.normal(size=(count, self.dimension))
        factors = np.linalg.cholesky(self.covariances)
        drawn: Float[Array, "{count} d"] = self.means[components] + np.einsum(
            "nij,nj->ni", factors[components], noise
        )
        return drawn


def logsumexp(a: Float[Array, "*batch k"]) -> Float[Array, "*batch"]:
    peak = a.max(axis=-1, keepdims=True)
    summed = np.log(np.exp(a - peak).sum(axis=-1, keepdims=True)) + peak
    return np.asarray(summed.squeeze(-1))


def maximise(x: Float[Array, "n d"], r: Float[Array, "n k"], ridge: float) -> Mixture:
    mass = r.sum(axis=0) + 1e-9
    means = (r.T @ x) / mass[:, None]
    centred = x[None, :, :] - means[:, None, :]
    scatter = np.einsum("nk,kni,knj->kij", r, centred, centred)
    d = x.shape[1]
    covariances = scatter / mass[:, None, None] + ridge * np.eye(d)
    return Mixture(mass / mass.sum(), means, covariances)


def fit(
    x: Float[Array, "n d"],
    k: int,
    rng: Generator,
    steps: int = 8,
    on_step: Callable[[int, float], None] | None = None,
) -> tuple[Mixture, Float[Array, " steps"]]:
    """Runs EM; returns the model and the log-likelihood after each step."""
    model = Mixture.initial(x, k, rng)
    history: list[float] = []
    for step in range(steps):
        logs = model.log_densities(x)
        evidence = logsumexp(logs)
        history.append(float(evidence.mean()))
        model = maximise(x, np.exp(logs - evidence[:, None]), ridge=1e-4)
        if on_step is not None:
            on_step(step, history[-1])
    return model, np.array(history)


def choose_by_bic(
    x: Float[Array, "n d"], candidates: Iterable[int], rng: Generator
) -> dict[int, float]:
    n, d = x.shape
    scores: dict[int, float] = {}
    for k in candidates:
        _, history = fit(x, k, rng)
        penalty = Mixture.parameter_count(k, d) * math.log(n)
        scores[k] = penalty - 2.0 * n * float(history[-1])
    return scores


def main(seed: int) -> None:
    sizes = random.Random(seed)
    k, d, count = sizes.sample(range(3, 8), 3)
    n = sizes.randint(30, 40)
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, d)) + rng.integers(0, 3, size=(n, 1)) * 3.0
    seen: list[int] = []
    model, history = fit(x, k, rng, on_step=lambda step, _: seen.append(step))
    assert seen == list(range(8)) and history[-1] >= history[0] - 1e-6
    assert np.allclose(model.responsibilities(x).sum(axis=1), 1.0)
    assert model.sample(count + n, rng).shape == (count + n, d)
    heaviest = model.permuted(np.argsort(-model.weights))
    assert heaviest.weights[0] == model.weights.max()
    assert sorted(heaviest.names) == model.names
    scores = choose_by_bic(x, range(1, k + 1), rng)
    assert min(scores, key=lambda c: scores[c]) in scores
    try:
        Mixture(np.ones(2), np.zeros((2, d)), np.stack([np.eye(d)] * 2))
    except ValueError as error:
        assert "not to 1" in str(error)


if __name__ == "__main__":
    main(0)
