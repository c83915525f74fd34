"""Resampling statistics: bootstrap, permutation tests, histograms, robust estimates."""

import random
from collections.abc import Callable
from typing import Literal, NamedTuple, overload

import numpy as np
from jaxtyping import Bool, Float, Int, Num, Real
from numpy import ndarray as Array

Sample = Real[Array, " n"]
Statistic = Callable[[Float[Array, "*batch n"]], Float[Array, "*batch"]]


class Interval(NamedTuple):
    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low


class Histogram(NamedTuple):
    counts: Int[Array, " bins"]
    edges: Float[Array, " bins+1"]

    @property
    def centres(self) -> Float[Array, " bins"]:
        return (self.edges[1:] + self.edges[:-1]) / 2.0

    def density(self) -> Float[Array, " bins"]:
        widths = np.diff(self.edges)
        return self.counts / (self.counts.sum() * widths)


def mean(x: Float[Array, "*batch n"]) -> Float[Array, "*batch"]:
    return np.asarray(x.mean(axis=-1))


def median(x: Float[Array, "*batch n"]) -> Float[Array, "*batch"]:
    return np.asarray(np.median(x, axis=-1))


def trimmed_mean(x: Float[Array, "*batch n"]) -> Float[Array, "*batch"]:
    """Without the lowest and the highest value."""
    return np.asarray(np.sort(x, axis=-1)[..., 1:-1].mean(axis=-1))


def bootstrap(
    x: Float[Array, " n"], statistic: Statistic, replicates: int, rng: np.random.Generator
) -> Float[Array, " {replicates}"]:
    n = x.shape[0]
    index = rng.integers(0, n, size=(replicates, n))
    return statistic(x[index])


def jackknife(x: Float[Array, " n"], statistic: Statistic) -> Float[Array, " n"]:
    n = x.size
    others: Bool[Array, "n n"] = ~np.eye(n, dtype=bool)
    leave_one_out = np.broadcast_to(x, (n, n))[others].reshape(n, n - 1)
    return statistic(leave_one_out)


def percentile_interval(replicates: Float[Array, " b"], level: float = 0.95) -> Interval:
    tail = 50.0 * (1.0 - level)
    low, high = np.percentile(replicates, [tail, 100.0 - tail])
    return Interval(float(low), float(high))


def permutation_test(
    a: Float[Array, " n"], b: Float[Array, " m"], rounds: int, rng: np.random.Generator
) -> tuple[float, Float[Array, " {rounds}"]]:
    """The share of random splits with a larger difference of means."""
    pooled = np.concatenate([a, b])
    n = len(a)
    differences = np.empty(rounds)
    for i in range(rounds):
        shuffled = rng.permutation(pooled)
        differences[i] = shuffled[:n].mean() - shuffled[n:].mean()
    observed = a.mean() - b.mean()
    return float(np.mean(np.abs(differences) >= abs(observed))), differences


def histogram(x: Real[Array, " n"], bins: int) -> Histogram:
    edges = np.linspace(x.min(), x.max(), bins + 1)
    index = np.digitize(x, edges[1:-1])
    return Histogram(np.bincount(index, minlength=bins), edges)


def joint_histogram(
    x: Float[Array, " n"], y: Float[Array, " n"], rows: int, columns: int
) -> Float[Array, "rows={rows} columns={columns}"]:
    table, _, _ = np.histogram2d(x, y, bins=(rows, columns))
    return table


def mutual_information(table: Float[Array, "rows columns"]) -> float:
    joint = table / table.sum()
    independent = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    positive = joint > 0
    return float(np.sum(joint[positive] * np.log(joint[positive] / independent[positive])))


def standardise(x: Float[Array, "n d"]) -> Float[Array, "n d"]:
    return (x - np.mean(x, axis=0)) / np.std(x, axis=0, ddof=1)


def correlation(x: Float[Array, "n d"]) -> Float[Array, "d d"]:
    z = standardise(x)
    return z.T @ z / (len(x) - 1)


def cross_covariance(x: Float[Array, "n p"], y: Float[Array, "m q"]) -> Float[Array, "p q"]:
    """The samples must be paired."""
    if x.shape[0] != y.shape[0]:
        raise ValueError("x and y need the same number of samples")
    dx, dy = x - x.mean(axis=0), y - y.mean(axis=0)
    return dx.T @ dy / x.shape[0]


@overload
def ranks(x: Num[Array, " n"], ties: Literal["first"]) -> Int[Array, " n"]: ...
@overload
def ranks(x: Num[Array, " n"], ties: Literal["mean"] = ...) -> Float[Array, " n"]: ...
def ranks(x: Num[Array, " n"], ties: str = "mean") -> Int[Array, " n"] | Float[Array, " n"]:
    order = np.argsort(x, kind="stable")
    position = np.empty(len(x), dtype=np.int64)
    position[order] = np.arange(len(x))
    if ties == "first":
        return position
    _, group, sizes = np.unique(x, return_inverse=True, return_counts=True)
    return (np.bincount(group, weights=position) / sizes)[group]


def spearman(x: Float[Array, " n"], y: Float[Array, " n"]) -> float:
    both = np.stack([ranks(x), ranks(y)], axis=1)
    return float(correlation(both)[0, 1])


def calibration(z: Num[Array, "#n"], scale: Num[Array, "#n"]) -> Num[Array, "_"]:
    return z * scale


def empirical_cdf(x: Sample, at: Real[Array, " m"]) -> Float[Array, " m"]:
    return np.searchsorted(np.sort(x), at, side="right") / len(x)


def main(seed: int) -> None:
    n, m, d, b = random.Random(seed).sample(range(4, 36, 4), 4)
    rng = np.random.default_rng(seed)
    x, y, table = rng.normal(size=n), rng.normal(1.0, size=m), rng.normal(size=(n, d))
    for statistic in (mean, median, trimmed_mean):
        assert percentile_interval(bootstrap(x, statistic, b, rng)).width >= 0.0
        assert jackknife(x, statistic).shape == (n,) and statistic(table).shape == (n,)
    assert np.isclose(mean(jackknife(x, mean)), mean(x))
    p_value, null = permutation_test(x, y, b, rng)
    assert 0.0 <= p_value <= 1.0 and null.shape == (b,)
    counted = histogram(x, d)
    assert counted.counts.sum() == n and counted.centres.shape == counted.density().shape
    two = joint_histogram(x, table[:, 0], d, b)
    assert mutual_information(two) >= -1e-12 and two.shape == (d, b)
    assert np.allclose(np.diag(correlation(table)), 1.0)
    assert cross_covariance(table, x[:, None]).shape == (d, 1)
    assert spearman(x, np.exp(x)) > 0.99 and ranks(x, "first").max() == n - 1
    assert calibration(x, np.ones(1)).shape == calibration(x, x).shape == (n,)
    assert empirical_cdf(x, y).shape == (m,)


if __name__ == "__main__":
    main(0)
