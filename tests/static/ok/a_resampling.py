"""Resampling statistics: bootstrap, jackknife, permutation tests, on one interface.

>>> bootstrap(mean, np.arange(5.0), draws=200, rng=np.random.default_rng(0)).centre
2.0
"""
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial, reduce, wraps
from typing import Generic, ParamSpec, Protocol, TypeVar, runtime_checkable

import numpy as np
from jaxtyping import Bool, Float, Int, Shaped
from numpy.random import Generator

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Sample = Float[np.ndarray, " n"] | Float[np.ndarray, "n d"]


@runtime_checkable
class Statistic(Protocol[T_co]):
    def __call__(self, sample: Sample, /) -> T_co: ...


@dataclass(frozen=True)
class Bootstrap(Generic[T]):
    centre: T
    replicates: list[T]

    def map(self, f: Callable[[T], float]) -> Bootstrap[float]:
        return Bootstrap(f(self.centre), [f(r) for r in self.replicates])

    def __len__(self) -> int:
        return len(self.replicates)


def count_calls(function: Callable[P, T]) -> Callable[P, T]:
    calls = 0

    @wraps(function)
    def counted(*args: P.args, **kwargs: P.kwargs) -> T:
        nonlocal calls
        calls += 1
        counts[function.__name__] = calls
        return function(*args, **kwargs)

    return counted


counts: dict[str, int] = {}


def mean(sample: Sample) -> float:
    return float(sample.mean())


@count_calls
def covariance(sample: Sample) -> Float[np.ndarray, "d d"]:
    x = sample[:, None] if sample.ndim == 1 else sample
    centred = x - x.mean(axis=0)
    return centred.T @ centred / (len(x) - 1)


def column_means(sample: Sample) -> Float[np.ndarray, " d"]:
    if sample.ndim == 1:
        sample = sample.reshape(-1, 1)
    return np.mean(sample, axis=0)


def largest_eigenvalue(matrix: Float[np.ndarray, "d d"]) -> float:
    return float(np.linalg.eigvalsh(matrix)[-1])


def resamples(sample: Sample, draws: int, rng: Generator) -> Iterator[Sample]:
    n = sample.shape[0]
    for _ in range(draws):
        yield sample[rng.integers(0, n, size=n)]


def bootstrap(statistic: Statistic[T], sample: Sample, draws: int, rng: Generator) -> Bootstrap[T]:
    return Bootstrap(statistic(sample), [statistic(s) for s in resamples(sample, draws, rng)])


def bootstrap_threads(statistic: Statistic[T], sample: Sample, seeds: Sequence[int]) -> Bootstrap[T]:
    def one(seed: int) -> T:
        return statistic(next(resamples(sample, 1, np.random.default_rng(seed))))

    with ThreadPoolExecutor(max_workers=2) as pool:
        futures = [pool.submit(one, seed) for seed in seeds]
        whole = pool.submit(statistic, sample)
        return Bootstrap(whole.result(), [f.result() for f in futures])


def interval(values: Float[np.ndarray, " b"], level: float = 0.9) -> tuple[float, float]:
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def jackknife(statistic: Statistic[Float[np.ndarray, " k"]], x: Float[np.ndarray, "n d"]) -> Float[np.ndarray, "n k"]:
    n = len(x)
    rows = [statistic(np.delete(x, i, axis=0)) for i in range(n)]
    full = statistic(x)
    return n * full - (n - 1) * np.vstack(rows)


def means_of_all(x: Float[np.ndarray, "n d"], draws: int, rng: Generator) -> Float[np.ndarray, "{draws} d"]:
    """All resamples at once: an (draws, n, d) array, averaged over the middle."""
    index = rng.integers(len(x), size=(draws, len(x)))
    return x[index].mean(axis=1)


def permutation_test(
    a: Float[np.ndarray, " n"],
    b: Float[np.ndarray, " m"],
    draws: int,
    rng: Generator,
    difference: Callable[[Float[np.ndarray, " n"], Float[np.ndarray, " m"]], float] | None = None,
) -> float:
    if difference is None:
        difference = lambda u, v: float(u.mean() - v.mean())  # noqa: E731
    pooled = np.concatenate((a, b))
    observed = abs(difference(a, b))
    extreme = 0
    for _ in range(draws):
        rng.shuffle(pooled)
        left, right = pooled[: a.size], pooled[a.size :]
        extreme += abs(difference(left, right)) >= observed
    return (extreme + 1) / (draws + 1)


def ranks(x: Shaped[np.ndarray, " n"]) -> Int[np.ndarray, " n"]:
    order = np.argsort(x, kind="stable")
    r = np.empty_like(order)
    r[order] = np.arange(len(x))
    return r


def correlation(x: Float[np.ndarray, "n d"], *, rank: bool = False) -> Float[np.ndarray, "d d"]:
    if rank:
        x = np.stack([ranks(column) for column in x.T], axis=1).astype(np.float64)
    z = (x - x.mean(0)) / x.std(0)
    return z.T @ z / z.shape[0]


def trimmed(x: Float[np.ndarray, "n d"], z: float) -> tuple[Float[np.ndarray, "_ d"], Bool[np.ndarray, " n"]]:
    """Without the rows in which any coordinate is more than z deviations off."""
    deviations = np.abs(x - np.median(x, axis=0)) / x.std(axis=0)
    keep = (deviations <= z).all(axis=1)
    return x[keep], keep


def running_moments(chunks: Iterator[Float[np.ndarray, "_ d"]]) -> tuple[int, Float[np.ndarray, " d"], Float[np.ndarray, " d"]]:
    """Count, mean and variance in one pass (Chan's parallel update)."""
    State = tuple[int, Float[np.ndarray, " d"], Float[np.ndarray, " d"]]

    def merge(left: State, right: State) -> State:
        n, mu, s = left
        m, nu, q = right
        delta = nu - mu
        total = n + m
        return total, mu + delta * m / total, s + q + delta**2 * n * m / total

    parts = ((len(c), c.mean(axis=0), c.var(axis=0) * len(c)) for c in chunks)
    count, centre, squares = reduce(merge, parts)
    return count, centre, squares / count


def main(seed: int) -> None:
    n, m, d, draws = random.Random(seed).sample(range(4, 14), 4)
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n + 10, d))
    flat = bootstrap(mean, x[:, 0], draws, rng)
    assert interval(np.array(flat.replicates))[0] <= interval(np.array(flat.replicates))[1]
    top = bootstrap(covariance, x, draws, rng).map(largest_eigenvalue)
    assert len(top) == draws and counts["covariance"] >= draws
    assert covariance(x[:, 0]).shape == (1, 1) and column_means(x[:, 0]).size == 1
    threaded = bootstrap_threads(column_means, x, seeds=range(m))
    assert np.stack(threaded.replicates).shape == (m, d)
    assert np.allclose(jackknife(column_means, x), x)
    assert means_of_all(x, draws, rng).shape == (draws, d)
    scaled = partial(permutation_test, draws=20, rng=rng)
    assert 0 < scaled(x[:n, 0], x[n:, 0] + 9) <= scaled(x[:n, 0], x[:m, 1], difference=lambda a, b: 0.0) == 1
    assert np.allclose(np.diag(correlation(x)), 1) and np.allclose(correlation(x, rank=True)[0, 0], 1)
    kept, mask = trimmed(x, 2.0)
    assert len(kept) == mask.sum()
    total, mu, var = running_moments(iter(np.array_split(x, 3)))
    assert total == len(x) and np.allclose(mu, x.mean(0)) and np.allclose(var, x.var(0))


if __name__ == "__main__":
    main(0)
