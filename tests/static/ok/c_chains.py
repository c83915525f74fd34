"""Markov chains: long-run shares, absorption, hitting times, PageRank, reversals, simulation."""

import random
from collections import Counter
from itertools import pairwise

import numpy as np
from jaxtyping import Bool, Float, Int, jaxtyped  # noqa: F401 - the hook uses it
from numpy import ndarray as A


class Chain:
    """A finite chain; rows of `p` sum to one."""

    p: Float[A, "s s"]

    def __init__(self, p: Float[A, "s s"], names: list[str] | None = None):
        if not np.allclose(p.sum(axis=1), 1.0):
            raise ValueError("rows must sum to one")
        self.p = p
        self.names = names or [f"s{i}" for i in range(len(p))]

    def __len__(self) -> int:
        return self.p.shape[0]

    def __matmul__(self, other: "Chain") -> "Chain":
        return Chain(self.p @ other.p, self.names)

    def __pow__(self, steps: int) -> "Chain":
        return Chain(np.linalg.matrix_power(self.p, steps), self.names)

    @classmethod
    def from_counts(cls, counts: Int[A, "s s"]) -> "Chain":
        smoothed = counts + 1.0
        return cls(smoothed / smoothed.sum(axis=1, keepdims=True))

    @classmethod
    def estimate(cls, path: Int[A, " t"], states: int) -> "Chain":
        counts = np.zeros((states, states), dtype=np.int64)
        np.add.at(counts, (path[:-1], path[1:]), 1)
        return cls.from_counts(counts)

    def stationary(self) -> Float[A, " s"]:
        """π P = π, Σ π = 1, by least squares."""
        n = len(self)
        system = np.vstack([self.p.T - np.eye(n), np.ones((1, n))])
        right = np.concatenate([np.zeros(n), [1.0]])
        solution, *_ = np.linalg.lstsq(system, right, rcond=None)
        return solution

    def after(self, start: Float[A, " s"], steps: int) -> Float[A, "{steps}+1 s"]:
        rows = [start]
        for _ in range(steps):
            rows.append(rows[-1] @ self.p)
        return np.array(rows)

    def reversed(self) -> "Chain":
        pi = self.stationary()
        return Chain((self.p * pi[:, None]).T / pi[:, None])

    def entropy_rate(self) -> float:
        logs = np.log(np.where(self.p > 0, self.p, 1.0))
        return float(-(self.stationary() @ (self.p * logs).sum(axis=1)))

    def sample(self, steps: int, rng: np.random.Generator, start: int = 0) -> Int[A, " {steps}"]:
        path = np.empty(steps, dtype=np.intp)
        state = start
        cumulative = self.p.cumsum(axis=1)
        for t in range(steps):
            path[t] = state
            state = int(np.searchsorted(cumulative[state], rng.random()).clip(0, len(self) - 1))
        return path

    def hitting(self, target: int) -> Float[A, " s"]:
        """Expected steps until the target is met."""
        others = np.delete(np.arange(len(self)), target)
        q = self.p[np.ix_(others, others)]
        times = np.zeros(len(self))
        times[others] = np.linalg.solve(np.eye(len(others)) - q, np.ones(len(others)))
        return times


class Absorbing(Chain):
    def __init__(self, transient: Float[A, "t t"], exits: Float[A, "t r"]) -> None:
        t, r = exits.shape
        whole = np.block([[transient, exits], [np.zeros((r, t)), np.eye(r)]])
        super().__init__(whole)
        self.q, self.r = transient, exits

    @property
    def fundamental(self) -> Float[A, "t t"]:
        return np.linalg.inv(np.eye(self.q.shape[0]) - self.q)

    def absorption(self) -> Float[A, "t r"]:
        return self.fundamental @ self.r

    def durations(self) -> Float[A, " t"]:
        return self.fundamental.sum(axis=1)


def google(links: Bool[A, "n n"], damping: float = 0.85) -> Float[A, "n n"]:
    n = links.shape[0]
    out = links.sum(axis=1)
    dangling = out == 0
    rows = np.where(dangling[:, None], 1.0 / n, links / np.maximum(out, 1)[:, None])
    return damping * rows + (1.0 - damping) / n


def page_rank(links: Bool[A, "n n"], rounds: int = 60) -> Float[A, " n"]:
    g = google(links)
    rank = np.full(g.shape[0], 1.0 / g.shape[0])
    for _ in range(rounds):
        rank = rank @ g
    return rank


def bigrams(path: Int[A, " t"]) -> Counter[tuple[int, int]]:
    return Counter((int(a), int(b)) for a, b in pairwise(path))


def spectral_gap(p: Float[A, "s s"]) -> float:
    sizes = np.sort(np.abs(np.linalg.eigvals(p)))
    return float(1.0 - sizes[-2])


def metropolis(weights: Float[A, " s"], propose: Float[A, "s s"]) -> Float[A, "s s"]:
    ratio = weights[None, :] * propose.T / (weights[:, None] * propose)
    moves = propose * np.minimum(1.0, ratio)
    np.fill_diagonal(moves, 0.0)
    return moves + np.diag(1.0 - moves.sum(axis=1))


def main(seed: int) -> None:
    s, t, r = random.Random(seed).sample(range(3, 10), 3)
    rng = np.random.default_rng(seed)
    chain = Chain(rng.dirichlet(np.ones(s), size=s))
    pi = chain.stationary()
    assert np.allclose(pi @ chain.p, pi) and np.allclose((chain**3 @ chain).p, (chain**4).p)
    assert chain.after(np.eye(s)[0], t).shape == (t + 1, s)
    assert np.allclose(chain.reversed().stationary(), pi)
    path = chain.sample(200, rng)
    assert len(Chain.estimate(path, s)) == s and sum(bigrams(path).values()) == 199
    assert chain.hitting(1)[1] == 0.0 and chain.entropy_rate() > 0
    both = rng.dirichlet(np.ones(t + r), size=t)
    absorbing = Absorbing(both[:, :t], both[:, t:])
    assert np.allclose(absorbing.absorption().sum(axis=1), 1.0)
    assert absorbing.durations().shape == (t,) and len(absorbing) == t + r
    assert np.isclose(page_rank(rng.random((s, s)) < 0.4).sum(), 1.0)
    moves = metropolis(pi, np.full((s, s), 1.0 / s))
    assert np.allclose(pi @ moves, pi) and 0.0 < spectral_gap(moves) <= 1.0


if __name__ == "__main__":
    main(0)
