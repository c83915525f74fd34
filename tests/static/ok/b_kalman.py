"""The Kalman filter and the Rauch-Tung-Striebel smoother for linear Gaussian models."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float64
from numpy import ndarray


@dataclass(frozen=True)
class Gaussian:
    mean: Float64[ndarray, " n"]
    cov: Float64[ndarray, "n n"]

    @classmethod
    def standard(cls, n: int) -> Gaussian:
        return cls(np.zeros(n), np.eye(n))

    @classmethod
    def fitted(cls, samples: Float64[ndarray, "count n"]) -> Gaussian:
        mean = samples.mean(axis=0)
        centred = samples - mean
        return cls(mean=mean, cov=centred.T @ centred / len(samples))

    def sample(self, rng: np.random.Generator, count: int) -> Float64[ndarray, "{count} n"]:
        factor = np.linalg.cholesky(self.cov)
        return self.mean + rng.standard_normal((count, len(self.mean))) @ factor.T

    def log_density(self, x: Float64[ndarray, " n"]) -> float:
        delta = x - self.mean
        _, log_det = np.linalg.slogdet(2 * np.pi * self.cov)
        return float(-0.5 * (delta @ np.linalg.solve(self.cov, delta) + log_det))

    def marginal(self, keep: list[int]) -> Gaussian:
        return Gaussian(self.mean[keep], self.cov[np.ix_(keep, keep)])


@dataclass(frozen=True)
class Model:
    """x' = F x + noise(Q), z = H x + noise(R)."""

    transition: Float64[ndarray, "n n"]
    process_noise: Float64[ndarray, "n n"]
    observation: Float64[ndarray, "m n"]
    observation_noise: Float64[ndarray, "m m"]

    @property
    def state_size(self) -> int:
        return self.transition.shape[0]

    @classmethod
    def constant_velocity(cls, dimensions: int, dt: float, noise: float) -> Model:
        """Positions and velocities; only positions are seen."""
        eye = np.eye(dimensions)
        zero = np.zeros((dimensions, dimensions))
        transition = np.block([[eye, dt * eye], [zero, eye]])
        return cls(
            transition=transition,
            process_noise=noise * np.eye(2 * dimensions),
            observation=np.hstack([eye, zero]),
            observation_noise=np.eye(dimensions),
        )


def predict(model: Model, belief: Gaussian) -> Gaussian:
    f = model.transition
    return Gaussian(f @ belief.mean, f @ belief.cov @ f.T + model.process_noise)


def update(model: Model, belief: Gaussian, z: Float64[ndarray, " m"]) -> tuple[Gaussian, float]:
    """The belief after seeing z, and the log-likelihood of z."""
    h = model.observation
    innovation = z - h @ belief.mean
    s = h @ belief.cov @ h.T + model.observation_noise
    gain = np.linalg.solve(s, h @ belief.cov).T
    identity = np.eye(model.state_size)
    likelihood = Gaussian(np.zeros(len(z)), s).log_density(innovation)
    posterior = Gaussian(belief.mean + gain @ innovation, (identity - gain @ h) @ belief.cov)
    return posterior, likelihood


def filter_series(
    model: Model, prior: Gaussian, series: Float64[ndarray, "time m"]
) -> tuple[list[Gaussian], float]:
    beliefs = []
    total = 0.0
    belief = prior
    for z in series:
        belief, log_likelihood = update(model, predict(model, belief), z)
        total += log_likelihood
        beliefs.append(belief)
    return beliefs, total


def smooth(model: Model, beliefs: list[Gaussian]) -> list[Gaussian]:
    f = model.transition
    result = [beliefs[-1]]
    for belief in reversed(beliefs[:-1]):
        ahead = predict(model, belief)
        gain = np.linalg.solve(ahead.cov, f @ belief.cov).T
        mean = belief.mean + gain @ (result[0].mean - ahead.mean)
        cov = belief.cov + gain @ (result[0].cov - ahead.cov) @ gain.T
        result.insert(0, replace(belief, mean=mean, cov=cov))
    return result


def trajectory(beliefs: list[Gaussian]) -> Float64[ndarray, "time n"]:
    return np.stack([belief.mean for belief in beliefs])


def simulate(
    model: Model, start: Float64[ndarray, " n"], steps: int, rng: np.random.Generator
) -> Float64[ndarray, "{steps} m"]:
    m = model.observation.shape[0]
    seen = np.empty((steps, m))
    x = start
    for t in range(steps):
        x = model.transition @ x
        seen[t] = model.observation @ x + 0.1 * rng.standard_normal(m)
    return seen


def main(seed: int) -> None:
    d, time, count = random.Random(seed).sample(range(3, 31, 4), 3)
    rng = np.random.default_rng(seed)
    model = Model.constant_velocity(d, 0.1, 0.01)
    series = simulate(model, np.ones(2 * d), time, rng)
    beliefs, total = filter_series(model, Gaussian.standard(2 * d), series)
    assert np.isfinite(total)
    path = trajectory(smooth(model, beliefs))
    assert path.shape == (time, 2 * d)
    samples = beliefs[-1].sample(rng, count)
    assert samples.shape == (count, 2 * d)
    assert Gaussian.fitted(samples).mean.shape == (2 * d,)
    assert beliefs[0].marginal([0, 1]).cov.shape == (2, 2)


if __name__ == "__main__":
    main(0)
