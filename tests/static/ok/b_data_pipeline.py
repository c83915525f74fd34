"""From raw records to training batches: parsing, cleaning, encoding, batching."""

import itertools
import math
import random
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from typing import NotRequired, Optional, TypedDict

import numpy as np
from jaxtyping import Bool, Float, Float32, Float64, Int, Integer, Real, Shaped
from numpy import ndarray as Array

Matrix = Float64[Array, "rows columns"]


class Record(TypedDict):
    values: list[float]
    label: str
    weight: NotRequired[float]


class Batch(TypedDict):
    inputs: Float32[Array, "batch columns"]
    targets: Int[Array, " batch"]
    weights: Optional[Float[Array, " batch"]]


def parse(records: Sequence[Record]) -> tuple[Matrix, list[str]]:
    matrix = np.array([record["values"] for record in records], dtype=np.float64)
    return matrix, [record["label"] for record in records]


def weights_of(records: Sequence[Record]) -> Optional[Float[Array, " rows"]]:
    if all("weight" not in record for record in records):
        return None
    return np.array([record.get("weight", 1.0) for record in records])


def missing(x: Matrix) -> Bool[Array, "rows columns"]:
    return np.isnan(x)


def impute(x: Matrix) -> Matrix:
    """Replace missing entries by the column's mean."""
    hole = missing(x)
    means = np.nanmean(x, axis=0)
    return np.where(hole, means, x)


def drop_incomplete(x: Matrix) -> tuple[Float64[Array, "kept columns"], Int[Array, " kept"]]:
    keep = ~missing(x).any(axis=1)
    return x[keep], np.flatnonzero(keep)


def with_indicators(x: Matrix) -> Float[Array, "rows 2*columns"]:
    return np.concatenate([impute(x), missing(x).astype(float)], axis=1)


def min_max(x: Matrix, low: Optional[Float[Array, " columns"]] = None) -> Matrix:
    base = x.min(axis=0) if low is None else low
    spread = x.max(axis=0) - base
    return (x - base) / np.where(spread > 0, spread, 1.0)


def encode_labels(labels: Sequence[str]) -> tuple[Int[Array, " rows"], dict[str, int]]:
    table = {name: i for i, name in enumerate(sorted(set(labels)))}
    return np.array([table[name] for name in labels]), table


def one_hot(index: Integer[Array, "*shape"], classes: int) -> Float32[Array, "*shape {classes}"]:
    return np.eye(classes, dtype=np.float32)[index]


def ensure_matrix(x: Real[Array, " n"] | Real[Array, "n d"]) -> Real[Array, "n columns"]:
    if x.ndim == 2:
        return x
    return x.reshape(-1, 1)


def align(
    a: Float[Array, "n d"], b: Float[Array, "m d"]
) -> tuple[Float[Array, "common d"], Float[Array, "common d"]]:
    if len(a) == len(b):
        return a, b
    common = min(len(a), len(b))
    return a[:common], b[:common]


def shuffled(
    x: Shaped[Array, "rows ..."], y: Shaped[Array, " rows"], rng: np.random.Generator
) -> tuple[Shaped[Array, "rows ..."], Shaped[Array, " rows"]]:
    order = rng.permutation(len(x))
    return x[order], y[order]


def batches(
    x: Float32[Array, "rows columns"],
    y: Int[Array, " rows"],
    size: int,
    weights: Optional[Float[Array, " rows"]] = None,
) -> Iterator[Batch]:
    for start in range(0, len(x), size):
        part = slice(start, start + size)
        w = None if weights is None else weights[part]
        yield {"inputs": x[part], "targets": y[part], "weights": w}


def weighted_accuracy(scores: Float32[Array, "batch classes"], batch: Batch) -> float:
    hits = scores.argmax(axis=1) == batch["targets"]
    weights = batch["weights"]
    return float(hits.mean()) if weights is None else float(hits @ weights / weights.sum())


def running_mean() -> Generator[Optional[Float[Array, " columns"]], Float[Array, "n columns"], None]:
    """Send matrices, get the mean of all rows so far."""
    count, mean = 0, None
    while True:
        rows = yield mean
        count += len(rows)
        change = rows.sum(axis=0) - len(rows) * (0.0 if mean is None else mean)
        mean = change / count if mean is None else mean + change / count


def apply_all(x: Matrix, steps: Iterable[Callable[[Matrix], Matrix]]) -> Matrix:
    for step in steps:
        x = step(x)
    return x


def chunks(x: Shaped[Array, "n *rest"], size: int) -> list[Shaped[Array, "_ *rest"]]:
    return [x[i : i + size] for i in range(0, x.shape[0], size)]


def main(seed: int) -> None:
    rows, columns, classes, size = random.Random(seed).sample(range(4, 32, 4), 4)
    rng = np.random.default_rng(seed)
    names = [f"class {i}" for i in range(classes)]
    records: list[Record] = [
        {"values": list(rng.normal(size=columns)), "label": name}
        for name in itertools.islice(itertools.cycle(names), rows)
    ]
    assert weights_of(records) is None
    records[0]["weight"] = 2.0
    records[1]["values"][0] = math.nan
    x, labels = parse(records)
    y, table = encode_labels(labels)
    kept, where = drop_incomplete(x)
    assert kept.shape == (rows - 1, columns) and where.shape == (rows - 1,)
    assert with_indicators(x).shape == (rows, 2 * columns)
    clean = apply_all(x, [impute, min_max])
    assert min_max(clean, np.zeros(columns)).max() <= 1.0
    assert one_hot(y, classes).shape == (rows, classes) and len(table) == min(rows, classes)
    assert ensure_matrix(y).shape == (rows, 1)
    short, long = align(clean, np.ones((rows + 3, columns)))
    assert short.shape == long.shape == ensure_matrix(clean).shape
    mixed, mixed_y = shuffled(clean, y, rng)
    weights = weights_of(records)
    for batch in batches(mixed.astype(np.float32), mixed_y, size, weights):
        scores = np.ones((len(batch["targets"]), classes), dtype=np.float32) + batch["inputs"][:, :1]
        assert 0.0 <= weighted_accuracy(scores, batch) <= 1.0
    averages = running_mean()
    next(averages)
    means = [averages.send(part) for part in chunks(clean, 3)]
    assert means[-1] is not None and np.allclose(means[-1], clean.mean(axis=0))


if __name__ == "__main__":
    main(0)
