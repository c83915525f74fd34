"""A data pipeline: records of different lengths, protocols of steps, generators, generic data sets."""

from __future__ import annotations

import random
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, Protocol, TypeVar, runtime_checkable

import numpy as np
from jaxtyping import Bool, Float, Float32, Int
from numpy import ndarray as Array

Item = TypeVar("Item")
Out = TypeVar("Out")


@runtime_checkable
class Step(Protocol):
    def __call__(self, x: Float[Array, "rows columns"]) -> Float[Array, "rows columns"]: ...


@dataclass(frozen=True)
class Series:
    name: str
    values: Float[Array, "length channels"]
    label: int = 0

    @property
    def length(self) -> int:
        return self.values.shape[0]

    def last(self, count: int) -> Float[Array, "_ channels"]:
        return self.values[-count:]


@dataclass(frozen=True)
class Batch:
    x: Float32[Array, "batch longest channels"]
    mask: Bool[Array, "batch longest"]
    y: Int[Array, " batch"]

    def __len__(self) -> int:
        return len(self.y)

    @property
    def lengths(self) -> Int[Array, " batch"]:
        return self.mask.sum(axis=1)

    def means(self) -> Float[Array, "batch channels"]:
        total = np.einsum("btc,bt->bc", self.x, self.mask)
        return total / self.lengths[:, None]


class Dataset(Generic[Item]):
    def __init__(self, items: Iterable[Item]) -> None:
        self._items = list(items)

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, at: int) -> Item:
        return self._items[at]

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    def map(self, f: Callable[[Item], Out]) -> Dataset[Out]:
        return Dataset(f(item) for item in self)

    def shuffled(self, rng: np.random.Generator) -> Dataset[Item]:
        return Dataset([self._items[i] for i in rng.permutation(len(self))])

    def split(self, share: float) -> tuple[Dataset[Item], Dataset[Item]]:
        cut = int(share * len(self))
        return Dataset(self._items[:cut]), Dataset(self._items[cut:])


@dataclass
class Standardise:
    mean: Float[Array, " channels"]
    scale: Float[Array, " channels"]

    @classmethod
    def of(cls, series: Iterable[Series]) -> Standardise:
        everything = np.concatenate([each.values for each in series], axis=0)
        return cls(everything.mean(axis=0), everything.std(axis=0) + 1e-8)

    def __call__(self, x: Float[Array, "rows channels"]) -> Float[Array, "rows channels"]:
        return (x - self.mean) / self.scale


def detrended(x: Float[Array, "rows columns"]) -> Float[Array, "rows columns"]:
    t = np.linspace(-1.0, 1.0, len(x))[:, None]
    design = np.hstack([np.ones_like(t), t])
    coefficients = np.linalg.lstsq(design, x, rcond=None)[0]
    return x - design @ coefficients


def smoothed(x: Float[Array, "rows columns"], width: int) -> Float[Array, "rows columns"]:
    window: deque[Float[Array, " columns"]] = deque(maxlen=width)
    out = np.empty_like(x)
    for i, row in enumerate(x):
        window.append(row)
        out[i] = np.mean(np.stack(list(window)), axis=0)
    return out


def clipped(low: float, high: float) -> Step:
    def step(x: Float[Array, "rows columns"]) -> Float[Array, "rows columns"]:
        return x.clip(low, high)

    return step


@dataclass
class Chain:
    steps: list[Step] = field(default_factory=list)

    def then(self, step: Step) -> Chain:
        return Chain([*self.steps, step])

    def __call__(self, x: Float[Array, "rows columns"]) -> Float[Array, "rows columns"]:
        for step in self.steps:
            x = step(x)
        return x

    def on(self, series: Series) -> Series:
        return Series(series.name, self(series.values), series.label)


def collate(items: list[Series]) -> Batch:
    """Pad with zeros to the longest."""
    longest = max(each.length for each in items)
    channels = items[0].values.shape[1]
    x = np.zeros((len(items), longest, channels), dtype=np.float32)
    for row, each in zip(x, items):
        row[: each.length] = each.values
    lengths = np.array([each.length for each in items])
    mask = np.arange(longest) < lengths[:, None]
    return Batch(x, mask, np.array([each.label for each in items]))


def batches(data: Iterable[Series], size: int, *, keep_last: bool = True) -> Iterator[Batch]:
    held: list[Series] = []
    for each in data:
        held.append(each)
        if len(held) == size:
            yield collate(held)
            held = []
    if held and keep_last:
        yield collate(held)


def by_label(data: Iterable[Series]) -> Mapping[int, list[Float[Array, "_ channels"]]]:
    groups: defaultdict[int, list[Float[Array, "_ channels"]]] = defaultdict(list)
    for each in data:
        groups[each.label].append(each.values)
    return groups


def prototypes(groups: Mapping[int, list[Float[Array, "_ channels"]]]) -> dict[int, Float[Array, " channels"]]:
    return {label: np.concatenate(parts).mean(axis=0) for label, parts in groups.items()}


def classify(batch: Batch, known: dict[int, Float[Array, " channels"]]) -> Int[Array, " batch"]:
    labels = np.array(sorted(known))
    centres = np.stack([known[int(label)] for label in labels])
    gaps = batch.means()[:, None, :] - centres[None, :, :]
    return labels[np.linalg.norm(gaps, axis=-1).argmin(axis=-1)]


@contextmanager
def seeded(seed: int) -> Iterator[np.random.Generator]:
    yield np.random.default_rng(seed)


def make(count: int, channels: int, rng: np.random.Generator) -> Iterator[Series]:
    for i in range(count):
        label = i % 3
        length = int(rng.integers(5, 15))
        yield Series(f"s{i}", rng.normal(loc=label, size=(length, channels)), label)


def main(seed: int) -> None:
    count, channels, size = random.Random(seed).sample(range(3, 12), 3)
    with seeded(seed) as rng:
        data = Dataset(make(3 * count, channels, rng)).shuffled(rng)
        train, test = data.split(0.5)
        scale = Standardise.of(train)
        chain = Chain().then(scale).then(clipped(-3.0, 3.0)).then(partial(smoothed, width=2))
        known = prototypes(by_label(train.map(chain.on)))
        right = 0
        for batch in batches(test.map(chain.on), size):
            assert batch.x.shape == (len(batch), batch.lengths.max(), channels)
            right += int((classify(batch, known) == batch.y).sum())
        assert 0 <= right <= len(test)
        assert detrended(data[0].values).shape == data[0].last(100).shape


if __name__ == "__main__":
    main(0)
