"""Batches: the examples in order or shuffled, so many at a time, each exactly once."""

from collections.abc import Iterator

import numpy as np

from typednn.contracts import Array, Float, Integer, contract
from typednn.data.shuffling import Shuffler
from typednn.errors import ConfigError


@contract
def batches(
    inputs: Float[Array, "n *features"],
    labels: Integer[Array, " n"],
    size: int,
    *,
    rng: Shuffler | None = None,
    drop_last: bool = False,
) -> Iterator[tuple[Float[Array, "batch *features"], Integer[Array, " batch"]]]:
    """One pass over the examples, shuffled by `rng`, or in order (as views) without one.

    The last batch is as short as it must be, or left out with `drop_last`.

        for epoch in range(epochs):
            for x, y in batches(inputs, labels, 64, rng=rng): ...
    """
    count = count_batches(len(inputs), size, drop_last=drop_last)
    if rng is None:
        return _in_order(inputs, labels, size, count)
    return _shuffled(inputs, labels, rng.permutation(len(inputs)), size, count)


def count_batches(examples: int, size: int, *, drop_last: bool = False) -> int:
    """⌈examples / size⌉, or ⌊examples / size⌋ with `drop_last`; never none at all."""
    if size < 1:
        raise ConfigError(f"the batch size is {size}; it must be at least 1")
    count = examples // size if drop_last else -(-examples // size)
    if not count:
        raise ConfigError(
            f"{examples} examples give no batch of {size}"
            + (" with drop_last: take a smaller size" if drop_last and examples else ": give at least one example")
        )
    return count


@contract
def _in_order(
    inputs: Float[Array, "n *features"], labels: Integer[Array, " n"], size: int, count: int
) -> Iterator[tuple[Float[Array, "batch *features"], Integer[Array, " batch"]]]:
    for start in range(0, count * size, size):
        piece = slice(start, start + size)
        yield inputs[piece], labels[piece]


@contract
def _shuffled(
    inputs: Float[Array, "n *features"],
    labels: Integer[Array, " n"],
    order: Integer[Array, " n"],
    size: int,
    count: int,
) -> Iterator[tuple[Float[Array, "batch *features"], Integer[Array, " batch"]]]:
    for start in range(0, count * size, size):
        chosen: Integer[Array, " batch"] = order[start : start + size]
        yield np.take(inputs, chosen, axis=0), labels[chosen]
