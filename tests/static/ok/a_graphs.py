'''Dense graph algorithms on adjacency matrices.

Nodes are 0..n-1.  A boolean matrix a has a[i, j] true when there is an edge from i to j.
'''
# mypy: no-warn-return-any

import itertools as it
import random
from collections import deque
from typing import Callable, Dict, List, Optional, Set, Union, overload

import numpy as np
from jaxtyping import Bool, Float, Int, Num

Adjacency = Bool[np.ndarray, 'n n']
Weights = Float[np.ndarray, 'n n']


def random_graph(n: int, p: float, rng: np.random.Generator) -> Bool[np.ndarray, '{n} {n}']:
    a = rng.random((n, n)) < p
    a = np.triu(a, k=1)
    return a | a.T


def grid_graph(h: int, w: int) -> Bool[np.ndarray, '{h}*{w} {h}*{w}']:
    a = np.zeros((h * w, h * w), dtype=bool)
    for i, j in it.product(range(h), range(w)):
        here = i * w + j
        if i + 1 < h:
            a[here, here + w] = True
        if j + 1 < w:
            a[here, here + 1] = True
    return a | a.T


def edge_list(a: Adjacency) -> Int[np.ndarray, 'edges 2']:
    return np.argwhere(np.triu(a))


def from_edges(edges: Int[np.ndarray, 'e 2'], n: int) -> Bool[np.ndarray, '{n} {n}']:
    a = np.zeros((n, n), dtype=np.bool_)
    src, dst = edges.T
    a[src, dst] = a[dst, src] = True
    return a


def incidence(edges: Int[np.ndarray, 'e 2'], n: int) -> Int[np.ndarray, '{n} e']:
    b = np.zeros((n, len(edges)), dtype=int)
    columns = np.arange(len(edges))
    b[edges[:, 0], columns] = -1
    b[edges[:, 1], columns] = 1
    return b


def degrees(a: Adjacency) -> Int[np.ndarray, ' n']:
    return a.sum(axis=1)


def laplacian(a: Adjacency) -> Int[np.ndarray, 'n n']:
    return np.diag(degrees(a)) - a.astype(int)


def spectral_embedding(a: Adjacency, k: int) -> Float[np.ndarray, 'n {k}']:
    '''Eigenvectors of the k smallest nonzero eigenvalues of the Laplacian.'''
    _, vectors = np.linalg.eigh(laplacian(a).astype(float))
    return vectors[:, 1:k + 1]


def pagerank(a: Adjacency, damping: float = 0.85, tol: float = 1e-10) -> Float[np.ndarray, ' n']:
    n = len(a)
    out = a.sum(axis=1, keepdims=True)
    p = np.where(out > 0, a / np.maximum(out, 1), 1.0 / n)
    r = np.full(n, 1.0 / n)
    while True:
        new = damping * r @ p + (1 - damping) / n
        if np.abs(new - r).sum() < tol:
            break
        r = new
    return new


def bfs(a: Adjacency, source: int) -> Int[np.ndarray, ' n']:
    '''Hops from source; -1 where there is no path.'''
    hops = np.full(a.shape[0], -1)
    hops[source] = 0
    queue = deque([source])
    while queue:
        node = queue.popleft()
        for neighbour in np.nonzero(a[node])[0]:
            if hops[neighbour] < 0:
                hops[neighbour] = hops[node] + 1
                queue.append(int(neighbour))
    return hops


def frontier_bfs(a: Adjacency, source: int) -> Int[np.ndarray, ' n']:
    n, _ = a.shape
    hops = -np.ones(n, dtype=int)
    frontier = np.arange(n) == source
    step = 0
    while frontier.any():
        hops[frontier] = step
        frontier = a[frontier].any(axis=0) & (hops < 0)
        step += 1
    return hops


def components(a: Adjacency) -> Dict[int, Int[np.ndarray, ' _']]:
    seen: Set[int] = set()
    found: Dict[int, Int[np.ndarray, ' _']] = {}
    for node in range(len(a)):
        if node in seen:
            continue
        members = np.flatnonzero(bfs(a, node) >= 0)
        seen.update(members.tolist())
        found[len(found)] = members
    return found


def floyd_warshall(w: Weights) -> Weights:
    d = w.copy()
    np.fill_diagonal(d, 0.0)
    for k in range(d.shape[0]):
        np.minimum(d, d[:, k, None] + d[None, k, :], out=d)
    return d


def min_plus(x: Float[np.ndarray, 'i j'], y: Float[np.ndarray, 'j k']) -> Float[np.ndarray, 'i k']:
    return (x[:, :, None] + y).min(axis=1)


def power(x: Num[np.ndarray, 'n n'], e: int) -> Num[np.ndarray, 'n n']:
    if e == 0:
        return np.eye(len(x), dtype=x.dtype)
    half = power(x, e // 2)
    return half @ half @ x if e % 2 else half @ half


def triangles(a: Adjacency) -> int:
    return int(np.trace(power(a.astype(int), 3))) // 6


def induced(a: Adjacency, nodes: Union[List[int], Int[np.ndarray, ' s'], Bool[np.ndarray, ' n']]) -> Bool[np.ndarray, '_ _']:
    if isinstance(nodes, list):
        return a[nodes][:, nodes]
    return a[np.ix_(nodes, nodes)]


@overload
def neighbours(a: Adjacency, node: int) -> Int[np.ndarray, ' _']: ...
@overload
def neighbours(a: Adjacency, node: None = None) -> List[Int[np.ndarray, ' _']]: ...
def neighbours(a: Adjacency, node: Optional[int] = None) -> Union[Int[np.ndarray, ' _'], List[Int[np.ndarray, ' _']]]:
    '''The neighbours of one node, or of every node.'''
    return [np.flatnonzero(row) for row in a] if node is None else np.flatnonzero(a[node])


def smooth(a: Adjacency, signal: Float[np.ndarray, 'n *f'], rounds: int) -> Float[np.ndarray, 'n *f']:
    '''Replaces each value by the mean over the node and its neighbours.'''
    m = a + np.eye(len(a))
    m /= m.sum(axis=1)[:, None]
    for _ in range(rounds):
        signal = m @ signal
    return signal


def main(seed: int) -> None:
    h, w, k, f = random.Random(seed).sample(range(3, 8), 4)
    rng = np.random.default_rng(seed)
    grid, n = grid_graph(h, w), h * w
    noise = random_graph(n, 0.2, rng)
    for a in (grid, noise):
        edges = edge_list(a)
        assert np.array_equal(from_edges(edges, n), a)
        b = incidence(edges, n)
        assert np.array_equal(b @ b.T, laplacian(a))
        assert np.array_equal(bfs(a, 0), frontier_bfs(a, 0))
        assert np.isclose(pagerank(a).sum(), 1)
        assert sum(len(c) for c in components(a).values()) == n
        ragged = neighbours(a)
        assert [len(r) for r in ragged] == degrees(a).tolist()
        assert np.array_equal(neighbours(a, n - 1), ragged[-1])
        assert triangles(a) == 0 or a is noise
    searches: List[Callable[[Adjacency, int], Int[np.ndarray, ' n']]] = [bfs, frontier_bfs]
    w0 = np.where(grid, 1.0, np.inf)
    d = floyd_warshall(w0)
    assert all(np.array_equal(d[0], search(grid, 0)) for search in searches)
    assert np.array_equal(min_plus(d, d), d)
    assert np.array_equal(min_plus(d[:k], d[:, :f]), d[:k, :f])
    assert spectral_embedding(grid, 2).shape == (n, 2)
    assert len(components(grid)) == 1
    keep = [0, n - 1]
    mask = np.isin(np.arange(n), keep)
    assert np.array_equal(induced(noise, keep), induced(noise, mask))
    assert induced(noise, np.array(keep)).shape == (2, 2)
    signal = rng.normal(size=(n, f))
    assert np.allclose(smooth(grid, signal, k)[:, 0], smooth(grid, signal[:, 0], k))


if __name__ == '__main__':
    main(0)
