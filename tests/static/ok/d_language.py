"""Language features with arrays."""

import functools
import itertools
import json
import math
import random
import time
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import (
    Annotated,
    Any,
    ClassVar,
    Final,
    Generic,
    Literal,
    NamedTuple,
    Optional,
    ParamSpec,
    Protocol,
    TypeVar,
    Union,
    cast,
)

import numpy as np
from jaxtyping import Bool, Float, Float32, Int, Integer, Num, Shaped
from numpy import ndarray as Array

P = ParamSpec("P")
R = TypeVar("R")
K = TypeVar("K")
N_FEATURES: Final = 7
CLASSES = ("cat", "dog", "bird")
EMBEDDING: Float[Array, "3 4"] = np.arange(12.0).reshape(3, 4)


def timed(f: Callable[P, R]) -> Callable[P, R]:
    @functools.wraps(f)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        start = time.perf_counter()
        try:
            return f(*args, **kwargs)
        finally:
            wrapper.seconds = time.perf_counter() - start  # type: ignore[attr-defined]

    return wrapper


def retry(times: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    def decorate(f: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(f)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            for attempt in range(times):
                try:
                    return f(*args, **kwargs)
                except np.linalg.LinAlgError:
                    if attempt == times - 1:
                        raise
            raise AssertionError

        return wrapper

    return decorate


@timed
def embed(labels: Int[Array, " n"]) -> Float[Array, "n 4"]:
    return EMBEDDING[labels]


@retry(3)
def whiten(x: Float[Array, "n d"], *, ridge: float = 1e-6) -> tuple[Float[Array, "n d"], Float[Array, "d d"]]:
    centred = x - x.mean(0, keepdims=True)
    cov = np.cov(centred, rowvar=False) + ridge * np.eye(x.shape[1])
    values, vectors = np.linalg.eigh(cov)
    w = vectors @ np.diag(values**-0.5) @ vectors.T
    return centred @ w, w


@dataclass
class Config:
    width: int = 16
    depth: int = 2
    rate: float = 1e-2
    activation: Literal["relu", "tanh"] = "relu"

    def __post_init__(self) -> None:
        if self.width < 1:
            raise ValueError(f"width {self.width}")

    def replace(self, **changes: Any) -> "Config":
        return Config(**{**asdict(self), **changes})


@dataclass
class Batch(Generic[K]):
    key: K
    x: Float[Array, "b d"]
    y: Int[Array, " b"]

    def __len__(self) -> int:
        return len(self.x)

    def __iter__(self) -> Iterator[tuple[Float[Array, " d"], Int[Array, ""]]]:
        return zip(self.x, self.y)

    def split(self, at: int) -> tuple["Batch[K]", "Batch[K]"]:
        return Batch(self.key, self.x[:at], self.y[:at]), Batch(self.key, self.x[at:], self.y[at:])

    @staticmethod
    def join(parts: Sequence["Batch[K]"]) -> "Batch[K]":
        return Batch(parts[0].key, np.concatenate([p.x for p in parts]), np.concatenate([p.y for p in parts]))


class Network:
    ACTIVATIONS: ClassVar[dict[str, Callable[[Float[Array, "*s"]], Float[Array, "*s"]]]] = {
        "relu": lambda z: np.maximum(z, 0.0),
        "tanh": np.tanh,
    }

    def __init__(self, config: Config, n_in: int, n_out: int, rng: np.random.Generator) -> None:
        self.config = config
        sizes = [n_in, *[config.width] * config.depth, n_out]
        self.weights = [rng.normal(size=(a, b)) / math.sqrt(a) for a, b in itertools.pairwise(sizes)]
        self.biases = [np.zeros(b) for b in sizes[1:]]
        self.f = self.ACTIVATIONS[config.activation]

    def forward(self, x: Float[Array, "b i"]) -> list[Float[Array, "b _"]]:
        hs = [x]
        for k, (w, b) in enumerate(zip(self.weights, self.biases)):
            z = hs[-1] @ w + b
            hs.append(z if k == len(self.weights) - 1 else self.f(z))
        return hs

    def __call__(self, x: Float[Array, "b i"]) -> Float[Array, "b o"]:
        return self.forward(x)[-1]

    def backward(
        self, x: Float[Array, "b i"], y: Int[Array, " b"]
    ) -> tuple[float, list[tuple[Float[Array, "_ _"], Float[Array, "_"]]]]:
        hs = self.forward(x)
        z = hs[-1] - hs[-1].max(axis=1, keepdims=True)
        p = np.exp(z)
        p /= p.sum(axis=1, keepdims=True)
        rows = np.arange(len(x))
        loss = -np.log(p[rows, y]).mean()
        delta = p
        delta[rows, y] -= 1
        delta /= len(x)
        grads = []
        for k in reversed(range(len(self.weights))):
            grads.append((hs[k].T @ delta, delta.sum(axis=0)))
            if k:
                delta = delta @ self.weights[k].T
                delta *= hs[k] > 0 if self.config.activation == "relu" else 1 - hs[k] ** 2
        return float(loss), grads[::-1]

    def train(self, batches: Iterable[Batch[int]], epochs: int = 1) -> Generator[float, None, int]:
        steps = 0
        for batch in batches:
            loss, grads = self.backward(batch.x, batch.y)
            for (dw, db), w, b in zip(grads, self.weights, self.biases):
                w -= self.config.rate * dw
                b -= self.config.rate * db
            steps += 1
            yield loss
        return steps

    def state(self) -> dict[str, Float[Array, "..."]]:
        out: dict[str, Float[Array, "..."]] = {}
        for k, (w, b) in enumerate(zip(self.weights, self.biases)):
            out |= {f"w{k}": w, f"b{k}": b}
        return out

    @property
    def n_parameters(self) -> int:
        return sum(w.size + b.size for w, b in zip(self.weights, self.biases))


@contextmanager
def seeded(seed: int) -> Iterator[np.random.Generator]:
    rng = np.random.default_rng(seed)
    try:
        yield rng
    finally:
        del rng


def confusion(truth: Int[Array, " n"], guess: Int[Array, " n"], classes: int = 3) -> Int[Array, "{classes} {classes}"]:
    table = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(table, (truth, guess), 1)
    return table


def scores(table: Int[Array, "c c"]) -> dict[str, Float[Array, " c"]]:
    hits = table.diagonal()
    with np.errstate(invalid="ignore", divide="ignore"):
        precision = hits / table.sum(axis=0)
        recall = hits / table.sum(axis=1)
    f1 = 2 * precision * recall / (precision + recall)
    return {name: np.nan_to_num(v) for name, v in dict(precision=precision, recall=recall, f1=f1).items()}


def top_k(logits: Float[Array, "n c"], k: int) -> tuple[Int[Array, "n {k}"], Float[Array, "n {k}"]]:
    index = np.argpartition(logits, -k, axis=1)[:, -k:]
    values = np.take_along_axis(logits, index, axis=1)
    order = np.argsort(-values, axis=1)
    return np.take_along_axis(index, order, axis=1), np.take_along_axis(values, order, axis=1)


def block_diagonal(blocks: Sequence[Float[Array, "_ _"]]) -> Float[Array, "n m"]:
    rows, cols = zip(*(b.shape for b in blocks))
    out = np.zeros((sum(rows), sum(cols)))
    r = c = 0
    for b in blocks:
        out[r : r + b.shape[0], c : c + b.shape[1]] = b
        r, c = r + b.shape[0], c + b.shape[1]
    return out


def kronecker_sum(a: Float[Array, "n n"], b: Float[Array, "m m"]) -> Float[Array, "n*m n*m"]:
    return np.kron(a, np.eye(len(b))) + np.kron(np.eye(len(a)), b)


def poly_features(x: Float[Array, "n d"], degree: int) -> Float[Array, "n f"]:
    columns = [np.ones(len(x))]
    for k in range(1, degree + 1):
        for combo in itertools.combinations_with_replacement(range(x.shape[1]), k):
            columns.append(x[:, list(combo)].prod(axis=1))
    return np.stack(columns, axis=1)


def one_hot(labels: Int[Array, "*b"], classes: int) -> Float32[Array, "*b {classes}"]:
    return (labels[..., None] == np.arange(classes)).astype(np.float32)


def grid_search(
    f: Callable[[Float[Array, "2"]], float], steps: int
) -> tuple[Float[Array, "2"], Float[Array, "{steps} {steps}"]]:
    axis = np.linspace(-1, 1, steps)
    a, b = np.meshgrid(axis, axis, indexing="ij")
    values = np.array([[f(np.array([u, v])) for u, v in zip(ra, rb)] for ra, rb in zip(a, b)])
    i, j = np.unravel_index(values.argmin(), values.shape)
    return np.array([axis[i], axis[j]]), values


def bincount2d(points: Float[Array, "n 2"], bins: int) -> Float[Array, "{bins} {bins}"]:
    counts, _, _ = np.histogram2d(points[:, 0], points[:, 1], bins=bins, range=[[0, 1], [0, 1]])
    return counts


def group_means(x: Float[Array, "n d"], groups: Sequence[str]) -> dict[str, Float[Array, " d"]]:
    rows: dict[str, list[int]] = defaultdict(list)
    for i, g in enumerate(groups):
        rows[g].append(i)
    return {g: x[idx].mean(axis=0) for g, idx in rows.items()}


def running(x: Iterable[Float[Array, " d"]]) -> Iterator[tuple[Float[Array, " d"], Float[Array, " d"]]]:
    mean: Float[Array, " d"] | None = None
    m2: Float[Array, " d"] | None = None
    for n, each in enumerate(x, start=1):
        if mean is None or m2 is None:
            mean, m2 = each.copy(), np.zeros_like(each)
        else:
            delta = each - mean
            mean = mean + delta / n
            m2 = m2 + delta * (each - mean)
        yield mean, m2 / n


def main(seed: int) -> None:
    n, d, h, b = random.Random(seed).sample(range(6, 20), 4)
    with seeded(seed) as rng:
        x = rng.random((n, d))
        y = rng.integers(0, 3, n)
    assert embed(y).shape == (n, 4)
    assert whiten(rng.random((40, d)))[1].shape == (d, d)
    config = Config().replace(width=h)
    net = Network(config, d, 3, rng)
    data = Batch(seed, x, y)
    one, two = data.split(3)
    assert len(Batch.join([one, two])) == n
    losses = list(net.train([one, two, data]))
    assert len(losses) == 3 and net.n_parameters > 0 and net(x).shape == (n, 3)
    assert sum(v.size for v in net.state().values()) == net.n_parameters
    table = confusion(y, net(x).argmax(axis=1))
    assert scores(table)["f1"].shape == (3,)
    assert top_k(net(x), 2)[0].shape == (n, 2)
    assert block_diagonal([np.ones((2, 3)), np.ones((n, d))]).shape == (2 + n, 3 + d)
    assert kronecker_sum(np.eye(3), np.eye(4)).shape == (12, 12)
    assert poly_features(x[:, :2], 2).shape == (n, 6)
    assert one_hot(y, 3).shape == (n, 3)
    assert grid_search(lambda p: float(p @ p), 5)[1].shape == (5, 5)
    assert bincount2d(rng.random((b, 2)), 4).shape == (4, 4)
    assert group_means(x, ["a" if i % 2 else "b" for i in range(n)])["a"].shape == (d,)
    assert len(list(running(x))) == n


if __name__ == "__main__":
    main(0)
