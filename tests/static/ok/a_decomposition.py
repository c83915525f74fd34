"""Linear decompositions with a fit/transform interface.

Attributes that end in an underscore exist after ``fit`` only.
"""
# mypy: disable-error-code="no-any-return"

import random
from abc import ABC, abstractmethod

import numpy as np
from jaxtyping import Float
from numpy import ndarray


class NotFittedError(RuntimeError):
    pass


class Decomposition(ABC):
    """Base class: centres the data, maps it to ``n_components`` coordinates and back.

    Parameters
    ----------
    n_components : int
        Number of coordinates to keep.
    """

    n_components: int
    mean_: Float[ndarray, " features"]
    components_: Float[ndarray, "components features"]

    def __init__(self, n_components: int) -> None:
        if n_components < 1:
            raise ValueError(f"n_components must be positive, got {n_components}")
        self.n_components = n_components
        self._fitted = False

    def fit(self, X: Float[ndarray, "samples features"]) -> "Decomposition":
        self.mean_ = X.mean(axis=0)
        self._fit_centred(X - self.mean_)
        self._fitted = True
        return self

    @abstractmethod
    def _fit_centred(self, X: Float[ndarray, "samples features"]) -> None: ...

    def transform(self, X: Float[ndarray, "samples features"]) -> Float[ndarray, "samples components"]:
        self._check()
        return (X - self.mean_) @ self.components_.T

    def inverse_transform(
        self, Z: Float[ndarray, "samples components"]
    ) -> Float[ndarray, "samples features"]:
        self._check()
        return Z @ self.components_ + self.mean_

    def fit_transform(self, X: Float[ndarray, "samples features"]) -> Float[ndarray, "samples _"]:
        return self.fit(X).transform(X)

    def reconstruction_error(self, X: Float[ndarray, "samples features"]) -> float:
        back = self.inverse_transform(self.transform(X))
        return float(np.mean((X - back) ** 2))

    @property
    def is_fitted(self) -> bool:
        return self._fitted

    def _check(self) -> None:
        if not self._fitted:
            raise NotFittedError(f"{type(self).__name__} is not fitted; call fit first")


class PCA(Decomposition):
    """Principal components by a singular value decomposition."""

    singular_values_: Float[ndarray, " components"]

    def __init__(self, n_components: int, *, whiten: bool = False) -> None:
        super().__init__(n_components)
        self.whiten = whiten
        self._n = 0

    def _fit_centred(self, X: Float[ndarray, "samples features"]) -> None:
        _, s, vt = np.linalg.svd(X, full_matrices=False)
        self.components_ = vt[: self.n_components]
        self.singular_values_ = s[: self.n_components]
        self._n = X.shape[0]

    @property
    def explained_variance_(self) -> Float[ndarray, " components"]:
        return self.singular_values_**2 / (self._n - 1)

    @property
    def scale_(self) -> Float[ndarray, " components"]:
        return np.sqrt(self.explained_variance_)

    def transform(self, X: Float[ndarray, "samples features"]) -> Float[ndarray, "samples components"]:
        Z = super().transform(X)
        if self.whiten:
            Z = Z / self.scale_
        return Z

    def inverse_transform(
        self, Z: Float[ndarray, "samples components"]
    ) -> Float[ndarray, "samples features"]:
        return super().inverse_transform(Z * self.scale_ if self.whiten else Z)

    @classmethod
    def for_variance(cls, X: Float[ndarray, "n d"], ratio: float) -> "PCA":
        """The smallest PCA that explains at least ``ratio`` of the variance of ``X``."""
        centred = X - X.mean(axis=0, keepdims=True)
        eigenvalues = np.linalg.eigvalsh(centred.T @ centred)[::-1]
        explained = np.cumsum(eigenvalues) / eigenvalues.sum()
        k = int(np.searchsorted(explained, ratio)) + 1
        model = cls(min(k, X.shape[1]))
        model.fit(X)
        return model


class CovariancePCA(PCA):
    """The same subspace from the covariance matrix; cheaper when samples >> features."""

    def _fit_centred(self, X: Float[ndarray, "samples features"]) -> None:
        n, d = X.shape
        covariance: Float[ndarray, "features features"] = X.T @ X / (n - 1)
        values, vectors = np.linalg.eigh(covariance)
        order = np.argsort(values)[::-1][: self.n_components]
        self.components_ = vectors[:, order].T
        self.singular_values_ = np.sqrt(np.maximum(values[order], 0.0) * (n - 1))
        self._n = n


class RandomProjection(Decomposition):
    """Johnson-Lindenstrauss: an orthonormal random basis, independent of the data."""

    def __init__(self, n_components: int, seed: int = 0) -> None:
        super().__init__(n_components)
        self.seed = seed

    def _fit_centred(self, X: Float[ndarray, "samples features"]) -> None:
        rng = np.random.default_rng(self.seed)
        d = X.shape[-1]
        q, _ = np.linalg.qr(rng.standard_normal((d, self.n_components)))
        self.components_ = q.T


def subspace_angle(a: Decomposition, b: Decomposition) -> float:
    """Largest principal angle between the row spaces, in degrees."""
    cosines = np.linalg.svd(a.components_ @ b.components_.T, compute_uv=False)
    return float(np.degrees(np.arccos(np.clip(cosines.min(), -1.0, 1.0))))


def main(seed: int) -> None:
    k, d, low = random.Random(seed).sample(range(2, 10), 3)
    k, d = sorted((k, d))
    n = d + low + 10
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, d)) * np.arange(1, d + 1)
    models: list[Decomposition] = [
        PCA(k),
        PCA(k, whiten=True),
        CovariancePCA(k),
        RandomProjection(k, seed),
    ]
    for model in models:
        assert not model.is_fitted
        Z = model.fit_transform(X)
        assert Z.shape == (n, k)
        assert model.inverse_transform(Z).shape == X.shape
    errors = [model.reconstruction_error(X) for model in models]
    assert np.isclose(errors[0], errors[1]) and errors[0] <= errors[3] + 1e-9
    assert subspace_angle(models[0], models[2]) < 1e-3
    enough = PCA.for_variance(X, 0.9)
    assert enough.explained_variance_.shape == (enough.n_components,)
    try:
        PCA(k).transform(X)
    except NotFittedError as error:
        assert "PCA" in str(error)


if __name__ == "__main__":
    main(0)
