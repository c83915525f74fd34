"""Examples, their selection and their split; labels, their counts and their one-hot form."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from tests.data.small import images, labels, unseen
from typednn.contracts import Array, UInt8
from typednn.data.examples import Dataset, Examples
from typednn.data.labels import count_classes, one_hot
from typednn.data.shuffling import Lcg
from typednn.data.splitting import split
from typednn.errors import ConfigError, DataError, ShapeError

LABELS = st_numpy.arrays(np.uint8, st_numpy.array_shapes(max_dims=3), elements=st.integers(0, 6))


def made(count: int) -> Examples[int, int]:
    """The first pixel of each image tells its position."""
    pictures = images(count)
    pictures[:, 0, 0] = np.arange(count)
    return Examples(pictures, labels(count))


def positions(examples: Examples[int, int]) -> list[int]:
    return [int(position) for position in examples.images[:, 0, 0]]


def test_images_and_labels_must_belong_together() -> None:
    with pytest.raises(ShapeError, match=r'"labels" is uint8\[4\], expected UInt8 "examples" with examples = 5'):
        Examples(images(5), labels(4))


def test_scaled_images_are_no_examples() -> None:
    with pytest.raises(ShapeError, match=r'"images" is float64.*expected UInt8'):
        Examples(unseen(images(5).astype(float)), labels(5))


def test_some_can_be_selected() -> None:
    examples = made(10)
    assert positions(examples.select(slice(3))) == [0, 1, 2]
    assert np.shares_memory(examples.select(slice(3)).images, examples.images)
    chosen = examples.select(np.array([7, 2, 7]))
    assert positions(chosen) == [7, 2, 7]
    assert chosen.labels.tolist() == [1, 2, 1]
    assert len(chosen) == 3


def test_there_are_as_many_classes_as_the_highest_label_says() -> None:
    train: Examples[int, int] = Examples(images(3), labels(3))
    test: Examples[int, int] = Examples(images(2), np.array([6, 0], dtype=np.uint8))
    assert Dataset("made up", train, test).classes == 7


@given(st.integers(1, 60), st.data())
def test_a_split_is_a_partition_that_keeps_the_order(count: int, data: st.DataObject) -> None:
    validation = data.draw(st.integers(0, count - 1))
    parts = split(made(count), validation, rng=np.random.default_rng(0))
    assert [len(part) for part in parts] == [count - validation, validation]
    for part in parts:
        assert positions(part) == sorted(positions(part))
        assert part.labels.tolist() == [position % 3 for position in positions(part)]
    assert sorted(positions(parts[0]) + positions(parts[1])) == list(range(count))


def test_a_split_repeats_with_its_seed() -> None:
    once, again, other = (split(made(40), 10, rng=Lcg(seed))[1] for seed in (1, 1, 2))
    assert positions(once) == positions(again) != positions(other)


@pytest.mark.parametrize("validation", [-1, 10, 11])
def test_a_split_leaves_something_to_train_on(validation: int) -> None:
    with pytest.raises(ConfigError, match=f"{validation} of 10 examples for validation: expected at least 0"):
        split(made(10), validation, rng=Lcg(0))


@given(LABELS, st.integers(7, 12))
def test_one_hot_has_a_single_one_at_the_label(y: UInt8[Array, "..."], classes: int) -> None:
    hot = one_hot(y, classes)
    assert hot.shape == (*y.shape, classes) and hot.dtype == np.float32
    assert np.array_equal(hot.argmax(axis=-1), y)
    assert (hot.sum(axis=-1) == 1).all() and set(hot.ravel().tolist()) <= {0.0, 1.0}


@given(LABELS, st.integers(7, 12))
def test_the_counts_are_the_sums_of_one_hot(y: UInt8[Array, "..."], classes: int) -> None:
    sums = one_hot(y, classes).reshape(-1, classes).sum(axis=0)
    assert count_classes(y, classes).tolist() == sums.tolist()


@pytest.mark.parametrize("label", [10, 255, -1])
def test_a_label_outside_the_classes_is_refused(label: int) -> None:
    y = np.array([0, 9, label, label], dtype=np.int16)
    for function in (one_hot, count_classes):
        with pytest.raises(DataError, match=rf"label {label} of example 2 is outside 0\.\.9 \(2 such labels\)"):
            function(y, 10)


def test_there_must_be_a_class() -> None:
    with pytest.raises(ConfigError, match="0 classes: there must be at least one"):
        one_hot(np.zeros(0, dtype=np.int64), 0)
