"""Linear transforms in the style of scikit-learn: scaling, PCA, whitening, and a pipeline of them."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from typing import Generic, Optional, TypeVar

import numpy as np
from jaxtyping import Float
from numpy import ndarray

T = TypeVar("T", bound="Transform")


class NotFitted(Exception):
    """A transform was used before `fit`."""


class Transform(ABC):
    @abstractmethod
    def fit(self: T, x: Float[ndarray, "samples features"]) -> T: ...

    @abstractmethod
    def transform(self, x: Float[ndarray, "samples features"]) -> Float[ndarray, "samples out"]: ...

    def fit_transform(self, x: Float[ndarray, "samples features"]) -> Float[ndarray, "samples out"]:
        return self.fit(x).transform(x)


class Scaler(Transform):
    def __init__(self, with_scale: bool = True) -> None:
        self.with_scale = with_scale
        self.mean_: Optional[Float[ndarray, " features"]] = None
        self.scale_: Optional[Float[ndarray, " features"]] = None

    def fit(self, x: Float[ndarray, "samples features"]) -> Scaler:
        self.mean_ = x.mean(axis=0)
        deviation = x.std(axis=0)
        deviation[deviation == 0.0] = 1.0
        self.scale_ = deviation if self.with_scale else np.ones_like(deviation)
        return self

    def transform(self, x: Float[ndarray, "samples features"]) -> Float[ndarray, "samples features"]:
        if self.mean_ is None or self.scale_ is None:
            raise NotFitted("Scaler")
        return (x - self.mean_) / self.scale_


class PCA(Transform):
    def __init__(self, components: int) -> None:
        self.components = components
        self._basis: Optional[Float[ndarray, "{self.components} features"]] = None
        self._mean: Optional[Float[ndarray, " features"]] = None
        self._variance: Optional[Float[ndarray, " {self.components}"]] = None

    def fit(self, x: Float[ndarray, "samples features"]) -> PCA:
        mean = x.mean(axis=0)
        centred = x - mean
        _, s, vt = np.linalg.svd(centred, full_matrices=False)
        keep = self.components
        self._mean, self._basis = mean, vt[:keep]
        self._variance = s[:keep] ** 2 / (x.shape[0] - 1)
        return self

    @property
    def basis(self) -> Float[ndarray, "{self.components} features"]:
        if self._basis is None:
            raise NotFitted("PCA")
        return self._basis

    @property
    def variance(self) -> Float[ndarray, " {self.components}"]:
        if self._variance is None:
            raise NotFitted("PCA")
        return self._variance

    @property
    def ratio(self) -> Float[ndarray, " {self.components}"]:
        return self.variance / self.variance.sum()

    def transform(self, x: Float[ndarray, "samples features"]) -> Float[ndarray, "samples {self.components}"]:
        return (x - self._mean) @ self.basis.T

    def inverse(self, z: Float[ndarray, "samples {self.components}"]) -> Float[ndarray, "samples features"]:
        back = z @ self.basis
        if self._mean is not None:
            back = back + self._mean
        return back


class Whitening(PCA):
    """PCA with unit variance."""

    def transform(self, x: Float[ndarray, "samples features"]) -> Float[ndarray, "samples {self.components}"]:
        return super().transform(x) / np.sqrt(self.variance)

    def inverse(self, z: Float[ndarray, "samples {self.components}"]) -> Float[ndarray, "samples features"]:
        return super().inverse(z * np.sqrt(self.variance)[np.newaxis])


class Pipeline(Transform, Generic[T]):
    def __init__(self, first: Transform, last: T) -> None:
        self.first, self.last = first, last

    def fit(self, x: Float[ndarray, "samples features"]) -> Pipeline[T]:
        self.last.fit(self.first.fit_transform(x))
        return self

    def transform(self, x: Float[ndarray, "samples features"]) -> Float[ndarray, "samples out"]:
        return self.last.transform(self.first.transform(x))


def reconstruction_error(model: PCA, x: Float[ndarray, "samples features"]) -> Float[ndarray, " samples"]:
    rest = x - model.inverse(model.transform(x))
    return np.linalg.norm(rest, axis=1)


def power_iteration(
    cov: Float[ndarray, "f f"], rounds: int, rng: np.random.Generator
) -> tuple[float, Float[ndarray, " f"]]:
    """The leading eigenvalue and its vector."""
    v = rng.normal(size=len(cov))
    for _ in range(rounds):
        v = cov @ v
        v = v / np.linalg.norm(v)
    return float(v @ cov @ v), v


def deflated(cov: Float[ndarray, "f f"], count: int, rng: np.random.Generator) -> Float[ndarray, "{count} f"]:
    found = []
    rest = cov.copy()
    for _ in range(count):
        value, v = power_iteration(rest, 50, rng)
        rest = rest - value * np.outer(v, v)
        found.append(v)
    return np.stack(found)


def main(seed: int) -> None:
    samples, features, components = random.Random(seed).sample(range(6, 15), 3)
    samples, components = samples + 20, 2 + components % 4
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(samples, features)) @ rng.normal(size=(features, features))
    pca = PCA(components).fit(x)
    assert pca.transform(x).shape == (samples, components)
    assert reconstruction_error(pca, x).shape == (samples,)
    assert np.isclose(pca.ratio.sum(), 1.0)
    white = Whitening(components).fit(x)
    assert np.allclose(np.cov(white.transform(x), rowvar=False), np.eye(components))
    assert np.allclose(white.inverse(white.transform(x)), pca.inverse(pca.transform(x)))
    pipeline = Pipeline(Scaler(), PCA(components)).fit(x)
    assert pipeline.transform(x).shape == (samples, components)
    assert Scaler(with_scale=False).fit_transform(x).shape == x.shape
    leading = deflated(np.cov(x.T), components, rng)
    assert leading.shape == (components, features)


if __name__ == "__main__":
    main(0)
