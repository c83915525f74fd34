"""Small simulations: wave equation, SIR, PageRank, a sparse matrix, LQR, particle filter, game of life, TSP."""

import heapq
import random
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple, TypeVar

import numpy as np
from jaxtyping import Bool, Float, Int, UInt8
from numpy import ndarray as Array

T = TypeVar("T")


@dataclass
class Wave:
    u: Float[Array, "h w"]
    before: Float[Array, "h w"]
    speed: float = 0.4

    @classmethod
    def drop(cls, h: int, w: int) -> "Wave":
        y, x = np.mgrid[0:h, 0:w]
        u = np.exp(-((y - h / 2) ** 2 + (x - w / 2) ** 2) / 4.0)
        return cls(u, u.copy())

    def laplacian(self) -> Float[Array, "h w"]:
        p = np.pad(self.u, 1, mode="reflect")
        return p[:-2, 1:-1] + p[2:, 1:-1] + p[1:-1, :-2] + p[1:-1, 2:] - 4 * self.u

    def step(self) -> None:
        after = 2 * self.u - self.before + self.speed**2 * self.laplacian()
        self.before, self.u = self.u, after

    def energy(self) -> float:
        velocity = self.u - self.before
        gy, gx = np.gradient(self.u)
        return float((velocity**2).sum() + self.speed**2 * (gx**2 + gy**2).sum())


def runge_kutta(
    f: Callable[[float, Float[Array, " s"]], Float[Array, " s"]], y: Float[Array, " s"], times: Float[Array, " t"]
) -> Float[Array, "t s"]:
    out = np.empty((len(times), len(y)))
    out[0] = y
    for i in range(len(times) - 1):
        t, h = times[i], times[i + 1] - times[i]
        k1 = f(t, y)
        k2 = f(t + h / 2, y + h / 2 * k1)
        k3 = f(t + h / 2, y + h / 2 * k2)
        k4 = f(t + h, y + h * k3)
        y = y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        out[i + 1] = y
    return out


def sir(beta: float, gamma: float) -> Callable[[float, Float[Array, "3"]], Float[Array, "3"]]:
    def rate(_: float, state: Float[Array, "3"]) -> Float[Array, "3"]:
        s, i, _r = state
        new, gone = beta * s * i, gamma * i
        return np.array([-new, new - gone, gone])

    return rate


class CSR:
    def __init__(
        self, data: Float[Array, " nnz"], columns: Int[Array, " nnz"], starts: Int[Array, " starts"], width: int
    ) -> None:
        self.data, self.columns, self.starts, self.width = data, columns, starts, width

    @classmethod
    def from_dense(cls, dense: Float[Array, "r c"]) -> "CSR":
        rows, columns = np.nonzero(dense)
        starts = np.searchsorted(rows, np.arange(dense.shape[0] + 1))
        return cls(dense[rows, columns], columns, starts, dense.shape[1])

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.starts) - 1, self.width

    def __matmul__(self, x: Float[Array, " c"]) -> Float[Array, " r"]:
        products = self.data * x[self.columns]
        sums = np.concatenate([[0.0], np.cumsum(products)])
        return sums[self.starts[1:]] - sums[self.starts[:-1]]

    def rows(self) -> Generator[tuple[Int[Array, " k"], Float[Array, " k"]], None, None]:
        for a, b in zip(self.starts[:-1], self.starts[1:]):
            yield self.columns[a:b], self.data[a:b]


def pagerank(links: Bool[Array, "n n"], damping: float = 0.85, tolerance: float = 1e-10) -> Float[Array, " n"]:
    n = links.shape[0]
    out = links.sum(axis=1)
    dangling = out == 0
    transition = np.where(dangling[:, None], 1.0 / n, links / np.maximum(out, 1)[:, None])
    rank = np.full(n, 1.0 / n)
    for _ in range(1000):
        new = damping * (rank @ transition) + (1 - damping) / n
        if np.abs(new - rank).sum() < tolerance:
            return new
        rank = new
    return rank


def lqr(
    a: Float[Array, "n n"], b: Float[Array, "n m"], q: Float[Array, "n n"], r: Float[Array, "m m"], horizon: int
) -> list[Float[Array, "m n"]]:
    p = q
    gains: list[Float[Array, "m n"]] = []
    for _ in range(horizon):
        k = np.linalg.solve(r + b.T @ p @ b, b.T @ p @ a)
        p = q + a.T @ p @ (a - b @ k)
        gains.append(k)
    return gains[::-1]


def rollout(
    a: Float[Array, "n n"], b: Float[Array, "n m"], gains: Sequence[Float[Array, "m n"]], x0: Float[Array, " n"]
) -> tuple[Float[Array, "t n"], Float[Array, "s m"]]:
    xs, us = [x0], []
    for k in gains:
        u = -k @ xs[-1]
        us.append(u)
        xs.append(a @ xs[-1] + b @ u)
    return np.array(xs), np.array(us)


@dataclass
class Particles:
    states: Float[Array, "p d"]
    weights: Float[Array, " p"]
    rng: np.random.Generator = field(repr=False)

    def __len__(self) -> int:
        return self.states.shape[0]

    def move(self, noise: float) -> "Particles":
        jitter = noise * self.rng.standard_normal(self.states.shape)
        return Particles(self.states + jitter, self.weights, self.rng)

    def weigh(self, observation: Float[Array, " d"], scale: float) -> "Particles":
        squared = ((self.states - observation) ** 2).sum(axis=1)
        logw = np.log(self.weights) - squared / (2 * scale**2)
        w = np.exp(logw - logw.max())
        return Particles(self.states, w / w.sum(), self.rng)

    def resample(self) -> "Particles":
        n = len(self)
        positions = (np.arange(n) + self.rng.random()) / n
        chosen = np.minimum(np.searchsorted(np.cumsum(self.weights), positions), n - 1)
        return Particles(self.states[chosen], np.full(n, 1 / n), self.rng)

    def mean(self) -> Float[Array, " d"]:
        return self.weights @ self.states

    def effective(self) -> float:
        return 1.0 / float(self.weights @ self.weights)


def life(cells: Bool[Array, "h w"], generations: int) -> Bool[Array, "h w"]:
    for _ in range(generations):
        neighbours = sum(
            np.roll(cells, shift, axis=(0, 1)).astype(int) for shift in product((-1, 0, 1), repeat=2) if shift != (0, 0)
        )
        cells = (neighbours == 3) | (cells & (neighbours == 2))
    return cells


def mandelbrot(h: int, w: int, limit: int) -> Int[Array, "{h} {w}"]:
    y, x = np.ogrid[-1.2 : 1.2 : h * 1j, -2 : 0.6 : w * 1j]
    c = x + 1j * y
    z = np.zeros_like(c)
    steps = np.zeros(c.shape, dtype=int)
    for _ in range(limit):
        alive = np.abs(z) <= 2
        z[alive] = z[alive] ** 2 + c[alive]
        steps += alive
    return steps


def tour_length(points: Float[Array, "n 2"], order: Int[Array, " n"]) -> float:
    ring = points[np.append(order, order[0])]
    return float(np.linalg.norm(np.diff(ring, axis=0), axis=1).sum())


def two_opt(points: Float[Array, "n 2"], rng: np.random.Generator, rounds: int) -> Int[Array, " n"]:
    n = len(points)
    order = rng.permutation(n)
    best = tour_length(points, order)
    for _ in range(rounds):
        i, j = np.sort(rng.choice(n, 2, replace=False))
        trial = np.concatenate([order[:i], order[i:j][::-1], order[j:]])
        if (length := tour_length(points, trial)) < best:
            order, best = trial, length
    return order


def dijkstra(weights: Float[Array, "n n"], start: int) -> Float[Array, " n"]:
    distance = np.full(len(weights), np.inf)
    distance[start] = 0
    heap = [(0.0, start)]
    while heap:
        d, u = heapq.heappop(heap)
        if d > distance[u]:
            continue
        for v, w in enumerate(weights[u]):
            if np.isfinite(w) and d + w < distance[v]:
                distance[v] = d + w
                heapq.heappush(heap, (float(distance[v]), v))
    return distance


def floyd_warshall(weights: Float[Array, "n n"]) -> Float[Array, "n n"]:
    d = weights.copy()
    np.fill_diagonal(d, 0.0)
    for k in range(len(d)):
        d = np.minimum(d, d[:, k, None] + d[None, k, :])
    return d


class Image(NamedTuple):
    pixels: UInt8[Array, "h w 3"]

    @property
    def grey(self) -> Float[Array, "h w"]:
        return self.pixels @ np.array([0.299, 0.587, 0.114])

    def histogram(self, bins: int = 16) -> Int[Array, "3 {bins}"]:
        return np.stack([np.histogram(self.pixels[..., ch], bins=bins, range=(0, 256))[0] for ch in range(3)])

    def halved(self) -> "Image":
        h, w = self.pixels.shape[0] // 2 * 2, self.pixels.shape[1] // 2 * 2
        even = self.pixels[:h, :w].astype(float)
        return Image(even.reshape(h // 2, 2, w // 2, 2, 3).mean(axis=(1, 3)).round().astype(np.uint8))

    def sobel(self) -> Float[Array, "a b"]:
        kernel = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
        windows = np.lib.stride_tricks.sliding_window_view(self.grey, (3, 3))
        gx = np.einsum("hwij,ij->hw", windows, kernel)
        gy = np.einsum("hwij,ij->hw", windows, kernel.T)
        return np.hypot(gx, gy)


def option_price(
    spot: float, strike: float, paths: int, steps: int, rng: np.random.Generator
) -> tuple[float, Float[Array, "{paths} {steps}+1"]]:
    dt = 1.0 / steps
    increments = -0.02 * dt + 0.2 * np.sqrt(dt) * rng.standard_normal((paths, steps))
    logs = np.concatenate([np.zeros((paths, 1)), increments.cumsum(axis=1)], axis=1)
    prices = spot * np.exp(logs)
    return float(np.maximum(prices[:, -1] - strike, 0).mean()), prices


def main(seed: int) -> None:
    h, w, n, m, p = random.Random(seed).sample(range(4, 14), 5)
    rng = np.random.default_rng(seed)
    wave = Wave.drop(h, w)
    for _ in range(3):
        wave.step()
    assert wave.u.shape == (h, w) and wave.energy() > 0
    path = runge_kutta(sir(2.0, 0.5), np.array([0.9, 0.1, 0.0]), np.linspace(0, 1, n))
    assert path.shape == (n, 3)
    dense = rng.random((n, m)) * (rng.random((n, m)) < 0.5)
    sparse = CSR.from_dense(dense)
    assert sparse.shape == (n, m) and np.allclose(sparse @ np.ones(m), dense.sum(1))
    assert len(list(sparse.rows())) == n
    assert pagerank(rng.random((n, n)) < 0.4).shape == (n,)
    a, b = np.eye(n), rng.random((n, m))
    gains = lqr(a, b, np.eye(n), np.eye(m), p)
    xs, us = rollout(a, b, gains, np.ones(n))
    assert xs.shape == (p + 1, n) and us.shape == (p, m)
    cloud = Particles(rng.random((p, m)), np.full(p, 1 / p), rng)
    assert cloud.move(0.1).weigh(np.zeros(m), 1.0).resample().mean().shape == (m,)
    assert life(rng.random((h, w)) < 0.3, 3).shape == (h, w)
    assert mandelbrot(h, w, 5).shape == (h, w)
    points = rng.random((n, 2))
    assert two_opt(points, rng, 20).shape == (n,)
    weights = np.where(rng.random((n, n)) < 0.5, rng.random((n, n)), np.inf)
    assert np.allclose(dijkstra(weights, 0)[1:], floyd_warshall(weights)[0, 1:])
    image = Image(rng.integers(0, 256, (h, w, 3), dtype=np.uint8))
    assert image.histogram().shape == (3, 16) and image.sobel().shape == (h - 2, w - 2)
    assert image.halved().pixels.shape == (h // 2, w // 2, 3)
    assert option_price(1.0, 1.0, n, m, rng)[1].shape == (n, m + 1)


if __name__ == "__main__":
    main(0)
