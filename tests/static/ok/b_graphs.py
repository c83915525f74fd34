"""Graphs as matrices: Laplacians, PageRank, random walks, components, spectral clustering."""

import random
from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from jaxtyping import Bool, Float, Float64, Int, Int32, Integer
from numpy import ndarray as Array

Adjacency = Float[Array, "nodes nodes"]
Edge = tuple[int, int]


def from_edges(nodes: int, edges: Iterable[Edge], directed: bool = False) -> Float[Array, "{nodes} {nodes}"]:
    a = np.zeros((nodes, nodes))
    for i, j in edges:
        a[i, j] = 1.0
        if not directed:
            a[j, i] = 1.0
    return a


def from_points(points: Float[Array, "nodes d"], k: int) -> Adjacency:
    """The k nearest neighbours of each point, made symmetric."""
    distance = np.linalg.norm(points[:, None, :] - points[None, :, :], axis=-1)
    np.fill_diagonal(distance, np.inf)
    near = np.argsort(distance, axis=1)[:, :k]
    a = np.zeros(distance.shape)
    a[np.arange(len(points))[:, None], near] = 1.0
    return np.maximum(a, a.T)


def degrees(a: Adjacency) -> Float[Array, " nodes"]:
    return a.sum(axis=1)


def laplacian(a: Adjacency, normalised: bool = True) -> Adjacency:
    d = degrees(a)
    if not normalised:
        return np.diag(d) - a
    scale = np.where(d > 0, 1.0 / np.sqrt(np.maximum(d, 1e-12)), 0.0)
    return np.eye(len(d)) - scale[:, None] * a * scale[None, :]


def incidence(a: Adjacency) -> Float[Array, "edges nodes"]:
    """One row for each undirected edge: -1 at its tail, +1 at its head."""
    tails, heads = np.nonzero(np.triu(a))
    rows = np.arange(tails.size)
    b = np.zeros((tails.size, a.shape[0]))
    b[rows, tails] = -1.0
    b[rows, heads] = 1.0
    return b


def transition(a: Adjacency) -> Adjacency:
    """Row-stochastic; a node without a successor jumps anywhere."""
    out = a.sum(axis=1, keepdims=True)
    uniform = np.full_like(a, 1.0 / a.shape[0])
    return np.where(out > 0, a / np.maximum(out, 1.0), uniform)


def pagerank(a: Adjacency, damping: float = 0.85, tolerance: float = 1e-10) -> Float[Array, " nodes"]:
    n = a.shape[0]
    p = transition(a)
    rank = np.full(n, 1.0 / n)
    change = np.inf
    while change > tolerance:
        previous = rank
        rank = (1.0 - damping) / n + damping * (previous @ p)
        change = np.abs(rank - previous).sum()
    return rank


def personalised(a: Adjacency, seeds: Float[Array, "users nodes"]) -> Float[Array, "users nodes"]:
    """Closed form: one linear system for all users."""
    system = np.eye(a.shape[0]) - 0.85 * transition(a).T
    return 0.15 * np.linalg.solve(system, seeds.T).T


def walks(
    a: Adjacency, starts: Int[Array, " walkers"], steps: int, rng: np.random.Generator
) -> Int[Array, "walkers {steps}+1"]:
    cumulative = transition(a).cumsum(axis=1)
    path = np.zeros((len(starts), steps + 1), dtype=np.int64)
    path[:, 0] = starts
    for t in range(steps):
        u = rng.random((len(starts), 1))
        path[:, t + 1] = np.minimum((u > cumulative[path[:, t]]).sum(axis=1), len(a) - 1)
    return path


def reachable(a: Adjacency, start: int) -> Bool[Array, " nodes"]:
    seen = np.zeros(a.shape[0], dtype=bool)
    frontier = seen.copy()
    frontier[start] = True
    while frontier.any():
        seen |= frontier
        frontier = (a[frontier].sum(axis=0) > 0) & ~seen
    return seen


def components(a: Adjacency) -> Int32[Array, " nodes"]:
    label = np.full(a.shape[0], -1, dtype=np.int32)
    for node in range(a.shape[0]):
        if label[node] < 0:
            label[reachable(a, node)] = label.max() + 1
    return label


def shortest_paths(a: Adjacency) -> Adjacency:
    """Floyd and Warshall."""
    distance = np.where(a > 0, 1.0, np.inf)
    np.fill_diagonal(distance, 0.0)
    for k in range(len(a)):
        distance = np.minimum(distance, distance[:, k, None] + distance[k])
    return distance


def embedding(a: Adjacency, dimensions: int) -> Float64[Array, "nodes {dimensions}"]:
    values, vectors = np.linalg.eigh(laplacian(a))
    order = np.argsort(values)[1 : dimensions + 1]
    return vectors[:, order]


def k_means(
    x: Float[Array, "n d"], k: int, rounds: int, rng: np.random.Generator
) -> tuple[Int[Array, " n"], Float[Array, "{k} d"]]:
    centres = x[rng.choice(len(x), size=k, replace=False)]
    label = np.zeros(len(x), dtype=np.int64)
    for _ in range(rounds):
        label = ((x[:, None] - centres[None]) ** 2).sum(axis=-1).argmin(axis=1)
        for c in range(k):
            members = x[label == c]
            if len(members) > 0:
                centres[c] = members.mean(axis=0)
    return label, centres


def modularity(a: Adjacency, label: Integer[Array, " nodes"]) -> float:
    d = degrees(a)
    same = label[:, None] == label[None, :]
    expected = np.outer(d, d) / d.sum()
    return float(((a - expected) * same).sum() / d.sum())


def message_passing(
    a: Adjacency, h: Float[Array, "nodes d_in"], weights: list[Float[Array, "_ _"]]
) -> Float[Array, "nodes d_out"]:
    """A graph convolution for each weight matrix."""
    propagate = np.eye(len(a)) - 0.5 * laplacian(a)
    for w in weights[:-1]:
        h = np.tanh(propagate @ h @ w)
    return propagate @ h @ weights[-1]


def degree_table(a: Adjacency) -> dict[int, Int[Array, " group"]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for node, degree in enumerate(degrees(a)):
        groups[int(degree)].append(node)
    return {degree: np.array(members) for degree, members in groups.items()}


def main(seed: int) -> None:
    nodes, d, walkers, users = random.Random(seed).sample(range(5, 40, 5), 4)
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(nodes, d))
    a = from_points(points, k=3)
    ring = from_edges(nodes, [(i, (i + 1) % nodes) for i in range(nodes)], directed=True)
    b = incidence(a)
    assert np.allclose(b.T @ b, laplacian(a, normalised=False))
    assert np.isclose(pagerank(a).sum(), 1.0) and np.allclose(pagerank(ring), 1.0 / nodes)
    assert np.allclose(personalised(a, np.ones((users, nodes))).sum(axis=1), nodes)
    assert walks(a, rng.integers(0, nodes, size=walkers), 6, rng).shape == (walkers, 7)
    label = components(a)
    assert reachable(a, 0).sum() == (label == label[0]).sum()
    assert shortest_paths(ring).max() == nodes - 1
    clusters, centres = k_means(embedding(a, 3), 4, rounds=3, rng=rng)
    assert clusters.shape == (nodes,) and centres.shape == (4, 3)
    assert -1.0 <= modularity(a, clusters) <= 1.0
    layers = [rng.normal(size=(d, 7)), rng.normal(size=(7, users))]
    assert message_passing(a, points, layers).shape == (nodes, users)
    assert sum(len(group) for group in degree_table(a).values()) == nodes


if __name__ == "__main__":
    main(0)
