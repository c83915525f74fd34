"""Feeding a training loop: splits, transforms, batches, prefetching, metrics."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial, wraps
from typing import Generic, NamedTuple, ParamSpec, Protocol, TypeVar, runtime_checkable

import numpy as np
from jaxtyping import Bool, Float, Int, Integer
from numpy import ndarray
from numpy.random import Generator

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
U = TypeVar("U")

Features = Float[ndarray, "n d"]


class Batch(NamedTuple):
    x: Float[ndarray, "batch d"]
    y: Int[ndarray, " batch"]


@dataclass(frozen=True)
class Dataset:
    x: Float[ndarray, "n d"]
    y: Int[ndarray, " n"]

    def __post_init__(self) -> None:
        if self.y.size and self.y.min() < 0:
            raise ValueError(f"labels start at 0, got {self.y.min()}")

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, index: slice | Int[ndarray, " b"] | Bool[ndarray, " n"]) -> Dataset:
        return Dataset(self.x[index], self.y[index])

    def split(self, fraction: float, rng: Generator) -> tuple[Dataset, Dataset]:
        order = rng.permutation(len(self))
        cut = int(fraction * len(self))
        return self[order[:cut]], self[order[cut:]]

    def folds(self, k: int) -> Iterator[tuple[Dataset, Dataset]]:
        parts = np.array_split(np.arange(len(self)), k)
        for i, held_out in enumerate(parts):
            kept = np.concatenate(parts[:i] + parts[i + 1 :])
            yield self[kept], self[held_out]

    def batches(self, size: int, rng: Generator | None = None, *, drop_last: bool = False) -> Iterator[Batch]:
        n = len(self)
        order = np.arange(n) if rng is None else rng.permutation(n)
        stop = n - n % size if drop_last else n
        for start in range(0, stop, size):
            chosen = order[start : start + size]
            yield Batch(self.x[chosen], self.y[chosen])

    @property
    def classes(self) -> int:
        return int(self.y.max()) + 1

    def by_class(self) -> dict[int, Float[ndarray, "_ d"]]:
        groups: dict[int, list[Float[ndarray, " d"]]] = defaultdict(list)
        for row, label in zip(self.x, self.y):
            groups[int(label)].append(row)
        return {label: np.stack(rows) for label, rows in groups.items()}


@runtime_checkable
class Transform(Protocol):
    def fit(self, x: Features) -> None: ...
    def __call__(self, x: Features) -> Features: ...


class Standardise:
    mean: Float[ndarray, " d"]
    scale: Float[ndarray, " d"]

    def fit(self, x: Float[ndarray, "rows d"]) -> None:
        self.mean = x.mean(axis=0)
        self.scale = x.std(axis=0) + 1e-8

    def __call__(self, x: Float[ndarray, "rows d"]) -> Float[ndarray, "rows d"]:
        z: Float[ndarray, "rows d"] = (x - self.mean) / self.scale
        return z


class Winsorise:
    def __init__(self, q: float) -> None:
        self.q = q
        self.bounds: tuple[Float[ndarray, " d"], Float[ndarray, " d"]] | None = None

    def fit(self, x: Features) -> None:
        low, high = np.quantile(x, [self.q, 1 - self.q], axis=0)
        self.bounds = low, high

    def __call__(self, x: Features) -> Features:
        if self.bounds is None:
            return x
        low, high = self.bounds
        clipped: Features = np.clip(x, low, high)
        return clipped


class Pipeline(Generic[T]):
    """Transforms in order, then a function of the result."""

    def __init__(self, *transforms: Transform, last: Callable[[Features], T]) -> None:
        self.transforms = transforms
        self.last = last

    def fit(self, x: Features) -> Pipeline[T]:
        for transform in self.transforms:
            transform.fit(x)
            x = transform(x)
        return self

    def __call__(self, x: Features) -> T:
        for transform in self.transforms:
            x = transform(x)
        return self.last(x)

    def then(self, f: Callable[[T], U]) -> Pipeline[U]:
        return Pipeline(*self.transforms, last=lambda x: f(self.last(x)))


def timed(log: list[float]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            start = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                log.append(time.perf_counter() - start)

        return wrapper

    return decorate


def prefetch(jobs: Iterable[Callable[[], T]], pool: Executor) -> Iterator[T]:
    pending: Future[T] | None = None
    for job in jobs:
        following = pool.submit(job)
        if pending is not None:
            yield pending.result()
        pending = following
    if pending is not None:
        yield pending.result()


def noisy(batch: Batch, sigma: float, seed: int) -> Batch:
    rng = np.random.default_rng(seed)
    return batch._replace(x=batch.x + sigma * rng.normal(size=batch.x.shape))


def one_hot(y: Integer[ndarray, "*batch"], k: int) -> Float[ndarray, "*batch {k}"]:
    encoded: Float[ndarray, "*batch {k}"] = np.eye(k)[y]
    return encoded


LOG: list[float] = []


@timed(LOG)
def centroids(data: Dataset, k: int) -> Float[ndarray, "{k} d"]:
    h = one_hot(data.y, k)
    means: Float[ndarray, "{k} d"] = h.T @ data.x / np.maximum(h.sum(axis=0), 1)[:, None]
    return means


def accuracy(centres: Float[ndarray, "k d"], batches: Iterable[Batch]) -> float:
    right = seen = 0
    for x, y in batches:
        gap = ((x[:, None, :] - centres) ** 2).sum(-1)
        right += int((gap.argmin(-1) == y).sum())
        seen += len(y)
    return right / seen


def main(seed: int) -> None:
    size, d, k, folds = random.Random(seed).sample(range(2, 8), 4)
    n = random.Random(seed).randint(40, 60)
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % k
    data = Dataset(rng.normal(size=(n, d)) + 6.0 * labels[:, None], labels)
    train, test = data.split(0.75, rng)
    assert len(train) + len(test) == n
    prepare = Pipeline(Winsorise(0.01), Standardise(), last=lambda x: x).fit(train.x)
    prepared = Dataset(prepare(train.x), train.y)
    assert np.allclose(prepared.x.mean(axis=0), 0)
    norms = prepare.then(lambda x: np.linalg.norm(x, axis=1))(test.x)
    assert norms.shape == (len(test),) and Winsorise(0.1)(test.x) is test.x
    centres = centroids(prepared, k)
    assert len(LOG) >= 1 and accuracy(centres, prepared.batches(size)) > 0.5
    assert sum(len(b) for _, b in data.folds(folds)) == n and data.classes == k
    assert all(len(b.y) == size for b in data.batches(size, rng, drop_last=True))
    with ThreadPoolExecutor(2) as pool:
        jobs = [partial(noisy, b, 0.1, i) for i, b in enumerate(prepared.batches(size))]
        loaded = list(prefetch(jobs, pool))
    assert np.vstack([b.x for b in loaded]).shape == prepared.x.shape
    assert np.array_equal(np.concatenate([b.y for b in loaded]), prepared.y)
    assert sum(map(len, data[labels == 0].by_class().values())) == np.sum(labels == 0)
    assert len(data[: n // 2]) == n // 2
    try:
        Dataset(np.zeros((n, d)), labels - 1)
    except ValueError as error:
        assert "got -1" in str(error)


if __name__ == "__main__":
    main(0)
