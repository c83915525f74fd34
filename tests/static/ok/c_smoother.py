"""A Kalman filter with the Rauch-Tung-Striebel smoother, in frozen dataclasses."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from jaxtyping import Float

Array = np.ndarray


@dataclass(frozen=True)
class Gaussian:
    mean: Float[Array, " s"]
    cov: Float[Array, "s s"]

    @property
    def dim(self) -> int:
        return self.mean.shape[0]

    @cached_property
    def scale(self) -> Float[Array, "s s"]:
        return np.linalg.cholesky(self.cov)

    def sample(self, count: int, rng: np.random.Generator) -> Float[Array, "{count} s"]:
        noise = rng.standard_normal((count, self.dim))
        return self.mean + noise @ self.scale.T

    def log_density(self, x: Float[Array, " s"]) -> float:
        white = np.linalg.solve(self.scale, x - self.mean)
        log_det = np.log(np.diag(self.scale)).sum()
        return float(-0.5 * white @ white - log_det - 0.5 * self.dim * np.log(2 * np.pi))


@dataclass(frozen=True)
class Model:
    """x' = A x + w, z = H x + v."""

    transition: Float[Array, "s s"]
    observe: Float[Array, "o s"]
    process: Float[Array, "s s"]
    noise: Float[Array, "o o"]
    labels: tuple[str, ...] = field(default=(), compare=False)

    def predict(self, belief: Gaussian) -> Gaussian:
        mean = self.transition @ belief.mean
        cov = self.transition @ belief.cov @ self.transition.T + self.process
        return Gaussian(mean, cov)

    def expected(self, belief: Gaussian) -> Gaussian:
        h = self.observe
        return Gaussian(h @ belief.mean, h @ belief.cov @ h.T + self.noise)

    def gain(self, cov: Float[Array, "s s"]) -> Float[Array, "s o"]:
        innovation = self.observe @ cov @ self.observe.T + self.noise
        return np.linalg.solve(innovation, self.observe @ cov).T

    def update(self, belief: Gaussian, z: Float[Array, " o"]) -> Gaussian:
        k = self.gain(belief.cov)
        rest = np.eye(belief.cov.shape[0]) - k @ self.observe
        mean = belief.mean + k @ (z - self.observe @ belief.mean)
        cov = rest @ belief.cov @ rest.T + k @ self.noise @ k.T
        return Gaussian(mean, cov)

    def without_noise(self) -> Model:
        return replace(self, process=np.zeros_like(self.process))


def filtered(model: Model, start: Gaussian, zs: Iterable[Float[Array, " o"]]) -> Iterator[Gaussian]:
    belief = start
    for z in zs:
        belief = model.update(model.predict(belief), z)
        yield belief


def smoothed(model: Model, beliefs: Sequence[Gaussian]) -> list[Gaussian]:
    """Backwards: what the future says of the present."""
    out = [beliefs[-1]]
    for now in reversed(beliefs[:-1]):
        ahead = model.predict(now)
        gain = np.linalg.solve(ahead.cov, model.transition @ now.cov).T
        later = out[-1]
        mean = now.mean + gain @ (later.mean - ahead.mean)
        cov = now.cov + gain @ (later.cov - ahead.cov) @ gain.T
        out.append(Gaussian(mean, cov))
    return out[::-1]


def means(beliefs: Sequence[Gaussian]) -> Float[Array, "time s"]:
    return np.stack([belief.mean for belief in beliefs])


def bands(beliefs: Sequence[Gaussian], width: float = 2.0) -> tuple[Float[Array, "time s"], Float[Array, "time s"]]:
    centre = means(beliefs)
    spread = width * np.sqrt(np.array([np.diag(belief.cov) for belief in beliefs]))
    return centre - spread, centre + spread


def simulate(
    model: Model, start: Float[Array, " s"], steps: int, rng: np.random.Generator
) -> tuple[Float[Array, "{steps} s"], Float[Array, "{steps} o"]]:
    s, o = model.transition.shape[0], model.observe.shape[0]
    xs, zs = np.zeros((steps, s)), np.zeros((steps, o))
    x = start
    for t in range(steps):
        x = model.transition @ x + rng.multivariate_normal(np.zeros(s), model.process)
        xs[t] = x
        zs[t] = model.observe @ x + rng.multivariate_normal(np.zeros(o), model.noise)
    return xs, zs


def rotation_model(pairs: int, o: int, rng: np.random.Generator) -> Model:
    block = np.array([[0.9, -0.1], [0.1, 0.9]])
    a = np.kron(np.eye(pairs), block)
    s = 2 * pairs
    return Model(a, rng.normal(size=(o, s)), 0.1 * np.eye(s), 0.2 * np.eye(o))


def main(seed: int) -> None:
    pairs, o, steps = random.Random(seed).sample(range(2, 9), 3)
    rng = np.random.default_rng(seed)
    model = rotation_model(pairs, o, rng)
    s = 2 * pairs
    start = Gaussian(np.zeros(s), np.eye(s))
    xs, zs = simulate(model, start.sample(1, rng)[0], steps, rng)
    beliefs = list(filtered(model, start, zs))
    better = smoothed(model, beliefs)
    assert means(better).shape == xs.shape == (steps, s)
    low, high = bands(better)
    assert np.all(low <= high)
    assert np.isfinite(sum(model.expected(b).log_density(z) for b, z in zip(beliefs, zs)))
    assert np.all(model.without_noise().process == 0.0)


if __name__ == "__main__":
    main(0)
