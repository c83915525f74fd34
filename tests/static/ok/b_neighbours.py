"""Nearest neighbours, decision stumps and AdaBoost: classifiers without calculus."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from jaxtyping import Bool, Float, Int, Shaped

Distance = Callable[[Float[np.ndarray, "m d"], Float[np.ndarray, "n d"]], Float[np.ndarray, "m n"]]
T = TypeVar("T", bound="Classifier")


def euclidean(a: Float[np.ndarray, "m d"], b: Float[np.ndarray, "n d"]) -> Float[np.ndarray, "m n"]:
    return np.linalg.norm(a[:, None] - b[None, :], axis=-1)


def cosine(a: Float[np.ndarray, "m d"], b: Float[np.ndarray, "n d"]) -> Float[np.ndarray, "m n"]:
    lengths = np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1))
    return 1.0 - (a @ b.T) / lengths


class Classifier(ABC):
    """Fitted by a class method, because an unfitted model is of no use."""

    @classmethod
    @abstractmethod
    def fit(cls: type[T], x: Float[np.ndarray, "n d"], y: Int[np.ndarray, " n"]) -> T: ...

    @abstractmethod
    def predict(self, x: Float[np.ndarray, "m d"]) -> Int[np.ndarray, " m"]: ...

    def accuracy(self, x: Float[np.ndarray, "m d"], y: Int[np.ndarray, " m"]) -> float:
        return float(np.mean(self.predict(x) == y))


class KNearest(Classifier):
    k = 3
    distance: Distance = staticmethod(euclidean)

    def __init__(self, x: Float[np.ndarray, "n d"], y: Int[np.ndarray, " n"]) -> None:
        self.x, self.y = x, y
        self.classes = int(y.max()) + 1

    @classmethod
    def fit(cls, x: Float[np.ndarray, "n d"], y: Int[np.ndarray, " n"]) -> KNearest:
        return cls(x, y)

    def neighbours(self, x: Float[np.ndarray, "m d"]) -> Int[np.ndarray, "m {self.k}"]:
        distances = euclidean(x, self.x)
        nearest = np.argpartition(distances, self.k, axis=1)[:, : self.k]
        order = np.take_along_axis(distances, nearest, axis=1).argsort(axis=1)
        return np.take_along_axis(nearest, order, axis=1)

    def votes(self, x: Float[np.ndarray, "m d"]) -> Int[np.ndarray, "m {self.classes}"]:
        labels = self.y[self.neighbours(x)]
        return np.stack([np.bincount(row, minlength=self.classes) for row in labels])

    def predict(self, x: Float[np.ndarray, "m d"]) -> Int[np.ndarray, " m"]:
        return self.votes(x).argmax(axis=1)


@dataclass(frozen=True)
class Stump(Classifier):
    """Class `above` where one feature exceeds a threshold, else `below`."""

    feature: int
    threshold: float
    below: int
    above: int

    @classmethod
    def fit(cls, x: Float[np.ndarray, "n d"], y: Int[np.ndarray, " n"]) -> Stump:
        uniform = np.full(len(y), 1.0 / len(y))
        return cls.fit_weighted(x, y, uniform)

    @classmethod
    def fit_weighted(
        cls, x: Float[np.ndarray, "n d"], y: Int[np.ndarray, " n"], weights: Float[np.ndarray, " n"]
    ) -> Stump:
        thresholds = np.median(x, axis=0)
        above: Bool[np.ndarray, "n d"] = x > thresholds
        wrong = above != (y[:, None] == 1)
        errors: Float[np.ndarray, " d"] = weights @ wrong
        flipped = errors > 0.5
        best = int(np.argmin(np.where(flipped, 1.0 - errors, errors)))
        low, high = (1, 0) if flipped[best] else (0, 1)
        return cls(best, float(thresholds[best]), low, high)

    def predict(self, x: Float[np.ndarray, "m d"]) -> Int[np.ndarray, " m"]:
        return np.where(x[:, self.feature] > self.threshold, self.above, self.below)


class AdaBoost(Classifier):
    def __init__(self, stumps: list[Stump], alphas: Float[np.ndarray, " rounds"]) -> None:
        self.stumps = stumps
        self.alphas = alphas

    @classmethod
    def fit(cls, x: Float[np.ndarray, "n d"], y: Int[np.ndarray, " n"], rounds: int = 4) -> AdaBoost:
        weights = np.full(x.shape[0], 1.0 / x.shape[0])
        stumps, alphas = [], []
        for _ in range(rounds):
            stump = Stump.fit_weighted(x, y, weights)
            missed = stump.predict(x) != y
            error = float(np.clip(weights[missed].sum(), 1e-6, 1.0 - 1e-6))
            alpha = 0.5 * np.log((1.0 - error) / error)
            weights = weights * np.exp(np.where(missed, alpha, -alpha))
            weights /= weights.sum()
            stumps.append(stump)
            alphas.append(alpha)
        return cls(stumps, np.array(alphas))

    def margins(self, x: Float[np.ndarray, "m d"]) -> Float[np.ndarray, " m"]:
        signs = np.array([2 * stump.predict(x) - 1 for stump in self.stumps])
        return self.alphas @ signs

    def predict(self, x: Float[np.ndarray, "m d"]) -> Int[np.ndarray, " m"]:
        return (self.margins(x) > 0).astype(np.int64)


def confusion(
    truth: Int[np.ndarray, " n"], guess: Int[np.ndarray, " n"], classes: int
) -> Int[np.ndarray, "{classes} {classes}"]:
    table = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(table, (truth, guess), 1)
    return table


def split(
    x: Float[np.ndarray, "n d"], y: Shaped[np.ndarray, " n"], share: float, rng: np.random.Generator
) -> tuple[
    Float[np.ndarray, "train d"],
    Shaped[np.ndarray, " train"],
    Float[np.ndarray, "test d"],
    Shaped[np.ndarray, " test"],
]:
    chosen: npt.NDArray[np.bool_] = rng.random(len(x)) < share
    chosen[:8] = np.arange(8) % 2 == 0
    return x[chosen], y[chosen], x[~chosen], y[~chosen]


def main(seed: int) -> None:
    n, d, m = random.Random(seed).sample(range(9, 40, 3), 3)
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, d))
    y = (x[:, 0] + 0.1 * rng.normal(size=n) > 0).astype(np.int64)
    y[:2] = 0, 1
    queries = rng.normal(size=(m, d))
    x_train, y_train, x_test, y_test = split(x, y, 0.7, rng)
    assert len(x_train) + len(x_test) == n and len(y_train) + len(y_test) == n
    for kind in (KNearest, Stump, AdaBoost):
        model = kind.fit(x, y)
        assert model.predict(queries).shape == (m,)
        assert 0.0 <= model.accuracy(x, y) <= 1.0
    knn = KNearest.fit(x, y)
    assert knn.neighbours(queries).shape == (m, 3) and knn.votes(queries).sum() == 3 * m
    assert np.all(knn.neighbours(x)[:, 0] == np.arange(n))
    assert confusion(y, knn.predict(x), 2).sum() == n
    assert cosine(queries, x).shape == (m, n)


if __name__ == "__main__":
    main(0)
