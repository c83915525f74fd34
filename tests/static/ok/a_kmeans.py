"""k-means: Lloyd's algorithm, k-means++ seeding and a minibatch variant, as plain functions."""
# mypy: disable-error-code="no-any-return"

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy.random import Generator

Points = Float[np.ndarray, "n d"]
Centres = Float[np.ndarray, "k d"]
Labels = Int[np.ndarray, " n"]


class Clustering(NamedTuple):
    centres: Centres
    labels: Labels
    inertia: float
    steps: int


def squared_distances(x: Points, centres: Centres) -> Float[np.ndarray, "n k"]:
    difference = x[:, None, :] - centres[None, :, :]
    return (difference**2).sum(axis=-1)


def squared_distances_fast(x: Points, centres: Centres) -> Float[np.ndarray, "n k"]:
    """Same as above through |x|^2 - 2 x.c + |c|^2, without the n*k*d temporary."""
    norms_x = np.einsum("ij,ij->i", x, x)
    norms_c = np.einsum("ij,ij->i", centres, centres)
    d2 = norms_x[:, np.newaxis] - 2.0 * x @ centres.T + norms_c
    np.maximum(d2, 0.0, out=d2)
    return d2


def nearest(x: Points, centres: Centres) -> Labels:
    return squared_distances_fast(x, centres).argmin(axis=1)


def seed_plus_plus(x: Points, count: int, rng: Generator) -> Float[np.ndarray, "{count} d"]:
    n = len(x)
    chosen = [x[rng.integers(n)]]
    while len(chosen) < count:
        d2 = squared_distances(x, np.stack(chosen)).min(axis=1)
        total = d2.sum()
        p = d2 / total if total > 0 else np.full(n, 1.0 / n)
        chosen.append(x[rng.choice(n, p=p)])
    return np.stack(chosen)


def means_by_mask(x: Points, labels: Labels, old: Centres) -> Centres:
    new = old.copy()
    for j in range(len(old)):
        mask: Bool[np.ndarray, " n"] = labels == j
        if mask.any():
            new[j] = x[mask].mean(axis=0)
    return new


def means_by_onehot(x: Points, labels: Labels, old: Centres) -> Centres:
    k = old.shape[0]
    onehot = np.eye(k)[labels]
    counts = onehot.sum(axis=0)
    sums = onehot.T @ x
    filled = sums / np.maximum(counts, 1.0)[:, None]
    return np.where(counts[:, None] > 0, filled, old)


def lloyd(x: Points, centres: Centres, max_steps: int = 50) -> Clustering:
    labels = nearest(x, centres)
    step = 0
    for step in range(1, max_steps + 1):
        centres = means_by_onehot(x, labels, centres)
        new_labels = nearest(x, centres)
        if np.array_equal(new_labels, labels):
            break
        labels = new_labels
    inertia = squared_distances(x, centres)[np.arange(len(x)), labels].sum()
    return Clustering(centres, labels, float(inertia), step)


def best_of(x: Points, k: int, restarts: int, rng: Generator) -> Clustering:
    runs = (lloyd(x, seed_plus_plus(x, k, rng)) for _ in range(restarts))
    return min(runs, key=lambda run: run.inertia)


def elbow(x: Points, ks: Sequence[int], rng: Generator) -> Float[np.ndarray, " _"]:
    return np.array([best_of(x, k, 2, rng).inertia for k in ks])


def minibatches(x: Points, size: int, rng: Generator) -> Iterator[Float[np.ndarray, "_ d"]]:
    order = rng.permutation(len(x))
    for start in range(0, len(x), size):
        yield x[order[start : start + size]]


def minibatch_kmeans(x: Points, centres: Centres, size: int, rng: Generator) -> Centres:
    centres = centres.copy()
    counts = np.zeros(len(centres))
    for batch in minibatches(x, size, rng):
        for row, j in zip(batch, nearest(batch, centres)):
            counts[j] += 1
            centres[j] += (row - centres[j]) / counts[j]
    return centres


def silhouette(x: Points, labels: Labels, k: int) -> Float[np.ndarray, " n"]:
    distance = np.sqrt(squared_distances(x, x))
    onehot = np.eye(k)[labels]
    sizes = onehot.sum(axis=0)
    mean_to_cluster = distance @ onehot / np.maximum(sizes, 1)
    own = mean_to_cluster[np.arange(len(x)), labels]
    mean_to_cluster[np.arange(len(x)), labels] = np.inf
    other = mean_to_cluster.min(axis=1)
    return (other - own) / np.maximum(own, other)


def confusion(a: Labels, b: Labels, rows: int, cols: int) -> Int[np.ndarray, "{rows} {cols}"]:
    table = np.zeros((rows, cols), dtype=np.int64)
    np.add.at(table, (a, b), 1)
    return table


def main(seed: int) -> None:
    size = random.Random(seed)
    rng = np.random.default_rng(seed)
    k, d = size.sample(range(3, 8), 2)
    n = size.randint(20, 30)
    x = rng.normal(size=(n, d)) + 5.0 * rng.integers(k, size=n)[:, None]
    start = seed_plus_plus(x, k, rng)
    run = best_of(x, k, 3, rng)
    assert run.centres.shape == (k, d) and run.labels.shape == (n,)
    assert np.allclose(squared_distances(x, start), squared_distances_fast(x, start))
    by_mask = means_by_mask(x, nearest(x, start), start)
    assert np.allclose(by_mask, means_by_onehot(x, nearest(x, start), start))
    assert silhouette(x, run.labels, k).max() <= 1.0
    assert len(elbow(x, range(1, k + 1), rng)) == k
    online = minibatch_kmeans(x, start, 7, rng)
    table = confusion(run.labels, nearest(x, online), k, k)
    assert table.sum() == n
    parity: Int[np.ndarray, " n"] = np.arange(n) % 2
    assert confusion(run.labels, parity, k, 2).sum() == n


if __name__ == "__main__":
    main(0)
