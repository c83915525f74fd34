"""Batches: each example exactly once, the last one short or left out."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data.small import unseen
from typednn.contracts import Array, Float64, Int64
from typednn.data.batches import batches, count_batches
from typednn.data.shuffling import Lcg, Shuffler
from typednn.errors import ConfigError, ShapeError

RNGS: dict[str, Callable[[], Shuffler | None]] = {
    "in order": lambda: None,
    "numpy": lambda: np.random.default_rng(3),
    "lcg": lambda: Lcg(3),
}


def examples(count: int) -> tuple[Float64[Array, "count 2"], Int64[Array, " count"]]:
    """The inputs tell their label."""
    labels = np.arange(count)
    return np.stack([labels, -labels], axis=1).astype(np.float64), labels


@given(st.integers(1, 60), st.integers(1, 70), st.sampled_from(list(RNGS)))
def test_the_batches_are_a_partition(count: int, size: int, rng: str) -> None:
    inputs, labels = examples(count)
    parts = list(batches(inputs, labels, size, rng=RNGS[rng]()))
    assert len(parts) == count_batches(count, size) == -(-count // size)
    assert [len(y) for _, y in parts[:-1]] == [size] * (len(parts) - 1)
    assert len(parts[-1][1]) == count - size * (len(parts) - 1)
    assert sorted(np.concatenate([y for _, y in parts])) == list(range(count))
    for x, y in parts:
        assert x[:, 0].tolist() == y.tolist() and x[:, 1].tolist() == (-y).tolist()


@given(st.integers(1, 60), st.integers(1, 60), st.sampled_from(list(RNGS)))
def test_drop_last_gives_the_same_batches_but_a_short_one(count: int, size: int, rng: str) -> None:
    if size > count:
        return
    inputs, labels = examples(count)
    whole = [y.tolist() for _, y in batches(inputs, labels, size, rng=RNGS[rng]())]
    dropped = [y.tolist() for _, y in batches(inputs, labels, size, rng=RNGS[rng](), drop_last=True)]
    assert dropped == [y for y in whole if len(y) == size]
    assert len(dropped) == count_batches(count, size, drop_last=True) == count // size


@pytest.mark.parametrize(("count", "size", "number"), [(60_000, 64, 938), (12_000, 64, 188), (5_000, 64, 79)])
def test_the_originals_numbers_of_batches(count: int, size: int, number: int) -> None:
    assert count_batches(count, size) == number


def test_without_a_generator_they_are_views_in_order() -> None:
    inputs, labels = examples(5)
    parts = list(batches(inputs, labels, 2))
    assert [y.tolist() for _, y in parts] == [[0, 1], [2, 3], [4]]
    assert all(np.shares_memory(x, inputs) and np.shares_memory(y, labels) for x, y in parts)


@pytest.mark.parametrize("rng", ["numpy", "lcg"])
def test_the_same_seed_gives_the_same_batches_and_each_epoch_others(rng: str) -> None:
    inputs, labels = examples(50)
    first, second = RNGS[rng](), RNGS[rng]()
    epochs = [[y.tolist() for _, y in batches(inputs, labels, 8, rng=first)] for _ in range(3)]
    again = [[y.tolist() for _, y in batches(inputs, labels, 8, rng=second)] for _ in range(3)]
    assert epochs == again
    assert epochs[0] != epochs[1] != epochs[2]


def test_images_need_not_be_flat() -> None:
    (x, y), *_ = batches(np.zeros((7, 28, 28), dtype=np.float32), np.zeros(7, dtype=np.uint8), 4)
    assert x.shape == (4, 28, 28) and y.shape == (4,)


def test_one_label_for_each_example() -> None:
    with pytest.raises(ShapeError, match=r'"labels" is int64\[4\], expected Integer "n" with n = 5'):
        batches(np.zeros((5, 2)), unseen(np.zeros(4, dtype=np.int64)), 2)


REFUSED = {
    (10, 0, False): "the batch size is 0; it must be at least 1",
    (10, -3, True): "the batch size is -3; it must be at least 1",
    (0, 4, False): "0 examples give no batch of 4: give at least one example",
    (0, 4, True): "0 examples give no batch of 4: give at least one example",
    (3, 4, True): "3 examples give no batch of 4 with drop_last: take a smaller size",
}


@pytest.mark.parametrize(("count", "size", "drop_last"), list(REFUSED))
def test_what_gives_no_batch_is_refused_at_once(count: int, size: int, drop_last: bool) -> None:
    inputs, labels = examples(count)
    with pytest.raises(ConfigError) as refused:
        batches(inputs, labels, size, drop_last=drop_last)
    assert str(refused.value) == REFUSED[count, size, drop_last]
