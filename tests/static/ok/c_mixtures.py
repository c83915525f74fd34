"""Mixtures of Gaussians by expectation and maximisation; diagonal, full and tied covariances."""

import random
from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Float, Int
from numpy.typing import NDArray

F = NDArray[np.float64]
Kind = Literal["full", "diagonal"]


@dataclass
class Mixture:
    weights: Float[np.ndarray, " k"]
    means: Float[np.ndarray, "k d"]
    covs: Float[np.ndarray, "k d d"]

    def __post_init__(self) -> None:
        if self.weights.shape[0] != self.means.shape[0]:
            raise ValueError("a weight for each mean")

    @property
    def size(self) -> int:
        return len(self.weights)

    @classmethod
    def guess(cls, x: Float[np.ndarray, "n d"], k: int, rng: np.random.Generator) -> "Mixture":
        n, d = x.shape
        chosen = rng.choice(n, size=k, replace=False)
        covs = np.broadcast_to(np.cov(x.T) + 1e-3 * np.eye(d), (k, d, d)).copy()
        return cls(np.full(k, 1.0 / k), x[chosen], covs)

    def log_densities(self, x: Float[np.ndarray, "n d"]) -> Float[np.ndarray, "n k"]:
        d = x.shape[-1]
        chol = np.linalg.cholesky(self.covs)
        gap = x[:, None, :] - self.means
        white = np.linalg.solve(chol, gap[..., None])[..., 0]
        maha = np.square(white).sum(axis=-1)
        log_det = np.log(np.diagonal(chol, axis1=1, axis2=2)).sum(axis=1)
        return -0.5 * (maha + d * np.log(2.0 * np.pi)) - log_det

    def responsibilities(self, x: Float[np.ndarray, "n d"]) -> tuple[Float[np.ndarray, "n k"], float]:
        joint = self.log_densities(x) + np.log(self.weights)
        total = log_sum_exp(joint)
        return np.exp(joint - total[:, None]), float(total.mean())

    def predict(self, x: Float[np.ndarray, "n d"]) -> Int[np.ndarray, " n"]:
        return self.responsibilities(x)[0].argmax(axis=1)

    def sample(self, count: int, rng: np.random.Generator) -> tuple[Float[np.ndarray, "{count} d"], Int[np.ndarray, " {count}"]]:
        which = rng.choice(self.size, size=count, p=self.weights)
        chol = np.linalg.cholesky(self.covs)
        noise = rng.normal(size=(count, self.means.shape[1]))
        return self.means[which] + np.einsum("nij,nj->ni", chol[which], noise), which


def log_sum_exp(a: Float[np.ndarray, "*batch k"]) -> Float[np.ndarray, "*batch"]:
    top = a.max(axis=-1, keepdims=True)
    return np.squeeze(top, axis=-1) + np.log(np.exp(a - top).sum(axis=-1))


def maximise(x: Float[np.ndarray, "n d"], r: Float[np.ndarray, "n k"], kind: Kind, ridge: float = 1e-6) -> Mixture:
    counts = r.sum(axis=0) + 1e-12
    means = (r.T @ x) / counts[:, np.newaxis]
    gap = x - means[:, None, :]
    if kind == "full":
        covs = np.einsum("nk,knd,kne->kde", r, gap, gap) / counts[:, None, None]
    else:
        variances = np.einsum("nk,knd->kd", r, gap**2) / counts[:, None]
        covs = variances[:, :, None] * np.eye(x.shape[1])
    covs = covs + ridge * np.eye(x.shape[1])
    return Mixture(counts / r.shape[0], means, covs)


def fit(x: Float[np.ndarray, "n d"], k: int, rng: np.random.Generator, kind: Kind = "full", rounds: int = 15) -> tuple[Mixture, list[float]]:
    model = Mixture.guess(x, k, rng)
    scores: list[float] = []
    for _ in range(rounds):
        r, score = model.responsibilities(x)
        scores.append(score)
        model = maximise(x, r, kind)
    return model, scores


def bic(model: Mixture, x: Float[np.ndarray, "n d"]) -> float:
    n, d = x.shape
    free = model.size * (1 + d + d * (d + 1) / 2) - 1
    return float(free * np.log(n) - 2.0 * n * model.responsibilities(x)[1])


def confusion(a: Int[np.ndarray, " n"], b: Int[np.ndarray, " n"], k: int) -> Int[np.ndarray, "{k} {k}"]:
    return np.bincount(a * k + b, minlength=k * k).reshape(k, k)


def marginal(model: Mixture, keep: Int[np.ndarray, " m"]) -> tuple[Float[np.ndarray, "k m"], Float[np.ndarray, "k m m"]]:
    means = model.means[:, keep]
    covs = model.covs[:, keep][:, :, keep]
    return means, covs


def main(seed: int) -> None:
    n, d, k = random.Random(seed).sample(range(2, 7), 3)
    n = 40 + n
    rng = np.random.default_rng(seed)
    x: F = rng.normal(size=(n, d)) + 4.0 * rng.integers(0, k, size=(n, 1))
    full, scores = fit(x, k, rng)
    assert scores[-1] >= scores[0] - 1e-6
    plain, _ = fit(x, k, rng, kind="diagonal")
    table = confusion(full.predict(x), plain.predict(x), k)
    assert table.sum() == n and np.isfinite(bic(full, x))
    drawn, which = full.sample(11, rng)
    assert drawn.shape == (11, d) and which.max() < k
    means, covs = marginal(full, np.array([0, d - 1]))
    assert means.shape == (k, 2) and covs.shape == (k, 2, 2)


if __name__ == "__main__":
    main(0)
