"""Clustering: k-means with careful seeding, its silhouette, agglomeration by single links."""

import random
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray as Array

Points = Float[Array, "n d"]
Centres = Float[Array, "k d"]
Labels = Int[Array, " n"]


class Clustering(NamedTuple):
    centres: Centres
    labels: Labels
    inertia: float


def squared_distances(a: Float[Array, "n d"], b: Float[Array, "m d"]) -> Float[Array, "n m"]:
    """|a|² - 2 a·b + |b|², never below zero."""
    cross = a @ b.T
    aa = np.einsum("nd,nd->n", a, a)
    bb = np.sum(b * b, axis=1)
    return np.maximum(aa[:, None] - 2.0 * cross + bb[None, :], 0.0)


def seeded(x: Points, k: int, rng: np.random.Generator) -> Float[Array, "{k} d"]:
    """k-means++: each next centre far from the ones before."""
    n, d = x.shape
    centres = np.empty((k, d))
    centres[0] = x[rng.integers(n)]
    nearest = squared_distances(x, centres[:1])[:, 0]
    for j in range(1, k):
        chosen = rng.choice(n, p=nearest / nearest.sum())
        centres[j] = x[chosen]
        nearest = np.minimum(nearest, squared_distances(x, centres[j][None])[:, 0])
    return centres


def assign(x: Points, centres: Centres) -> tuple[Labels, Float[Array, " n"]]:
    distances = squared_distances(x, centres)
    labels = distances.argmin(axis=1)
    return labels, distances[np.arange(len(x)), labels]


def means(x: Points, labels: Labels, old: Centres) -> Centres:
    """The mean of each cluster; an empty one stays where it was."""
    k = old.shape[0]
    members = labels[:, None] == np.arange(k)
    counts = members.sum(axis=0)
    sums = members.T.astype(float) @ x
    full = counts > 0
    new = old.copy()
    new[full] = sums[full] / counts[full, None]
    return new


def history(x: Points, centres: Centres, rounds: int) -> Iterator[Clustering]:
    for _ in range(rounds):
        labels, distances = assign(x, centres)
        yield Clustering(centres, labels, float(distances.sum()))
        moved = means(x, labels, centres)
        if np.allclose(moved, centres):
            return
        centres = moved


def fit(x: Points, k: int, rng: np.random.Generator, restarts: int = 3) -> Clustering:
    best: Clustering | None = None
    for _ in range(restarts):
        *_, last = history(x, seeded(x, k, rng), 20)
        if best is None or last.inertia < best.inertia:
            best = last
    assert best is not None
    return best


def one_hot(labels: Labels, k: int) -> Bool[Array, "n {k}"]:
    table = np.zeros((labels.shape[0], k), dtype=bool)
    table[np.arange(labels.shape[0]), labels] = True
    return table


def silhouette(x: Points, labels: Labels, k: int) -> Float[Array, " n"]:
    """(b - a) / max(a, b): a inside one's own cluster, b to the next one."""
    member = one_hot(labels, k).astype(float)
    sizes = member.sum(axis=0)
    to_cluster = np.sqrt(squared_distances(x, x)) @ member
    own = np.take_along_axis(to_cluster, labels[:, None], axis=1)[:, 0]
    a = own / np.maximum(sizes[labels] - 1.0, 1.0)
    others = np.where(member > 0, np.inf, to_cluster / np.maximum(sizes, 1.0))
    b = others.min(axis=1)
    return (b - a) / np.maximum(a, b)


def single_links(x: Points) -> tuple[Int[Array, "n-1 2"], Float[Array, " n-1"]]:
    """The edges of the smallest spanning tree, by Prim's method."""
    n = len(x)
    distance = np.sqrt(squared_distances(x, x))
    inside = np.zeros(n, dtype=bool)
    inside[0] = True
    best, parent = distance[0].copy(), np.zeros(n, dtype=int)
    edges, lengths = np.empty((n - 1, 2), dtype=int), np.empty(n - 1)
    for step in range(n - 1):
        candidate = np.where(inside, np.inf, best)
        at = int(candidate.argmin())
        edges[step] = parent[at], at
        lengths[step] = best[at]
        inside[at] = True
        closer = distance[at] < best
        parent[closer] = at
        best = np.where(closer, distance[at], best)
    return edges, lengths


def main(seed: int) -> None:
    n, d, k = random.Random(seed).sample(range(3, 12), 3)
    n = n + 24
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, d))
    found = fit(x, k, rng)
    assert found.centres.shape == (k, d) and found.labels.shape == (n,)
    scores = silhouette(x, found.labels, k)
    assert scores.shape == (n,) and np.all(scores <= 1.0)
    edges, lengths = single_links(x)
    order = np.argsort(lengths)[::-1]
    assert edges[order].shape == (n - 1, 2)
    assert one_hot(found.labels, k).sum() == n


if __name__ == "__main__":
    main(0)
