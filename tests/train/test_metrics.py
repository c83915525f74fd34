"""Metrics: exact against counting by hand, and the law of Wilson's interval."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.train.problem import network, points
from typednn.errors import ConfigError, DataError
from typednn.losses import Logits, cross_entropy
from typednn.train import (
    accuracy,
    confusion_matrix,
    evaluate,
    per_class_accuracy,
    predict_probabilities,
    wilson_interval,
)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_confusion_counts_pairs(pairs: list[tuple[int, int]]) -> None:
    labels, predicted = np.array([a for a, _ in pairs]), np.array([b for _, b in pairs])
    confusion = confusion_matrix(labels, predicted, 4)
    assert all(confusion[i, j] == pairs.count((i, j)) for i in range(4) for j in range(4))
    assert accuracy(labels, predicted) == np.trace(confusion) / len(pairs)
    for label, share in enumerate(per_class_accuracy(confusion)):
        of_class = [b for a, b in pairs if a == label]
        assert np.isnan(share) if not of_class else share == of_class.count(label) / len(of_class)


@pytest.mark.parametrize("labels", [[0, 4], [-1, 0]])
def test_a_class_outside_is_an_error(labels: list[int]) -> None:
    with pytest.raises(DataError, match=r"outside 0\.\.3"):
        confusion_matrix(np.array(labels), np.array([0, 0]), 4)


@pytest.mark.parametrize(
    ("correct", "examples", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662), (9807, 10_000, 0.9778, 0.9832)],
)
def test_wilson_known_values(correct: int, examples: int, low: float, high: float) -> None:
    """The third is Newcombe's example (1998, table I, method 3)."""
    assert wilson_interval(correct, examples) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 10_000), st.data())
def test_wilson_ends_solve_the_score_equation(examples: int, data: st.DataObject) -> None:
    correct = data.draw(st.integers(0, examples))
    share = correct / examples
    z = 1.959963984540054
    for end in wilson_interval(correct, examples):
        assert 0.0 <= end <= 1.0
        assert (share - end) ** 2 == pytest.approx(z * z * end * (1 - end) / examples, abs=1e-9)
    low, high = wilson_interval(correct, examples)
    assert low <= share + 1e-12
    assert share <= high + 1e-12


def test_wilson_refuses_nonsense() -> None:
    with pytest.raises(DataError, match="3 of 2 examples"):
        wilson_interval(3, 2)
    with pytest.raises(DataError, match="0 of 0 examples"):
        wilson_interval(0, 0)
    with pytest.raises(ConfigError, match="confidence is 95"):
        wilson_interval(1, 2, confidence=95)


@pytest.mark.parametrize("count", [1, 999, 1000, 1001, 2500])
def test_evaluation_in_parts_is_that_of_the_whole(count: int) -> None:
    (x, labels), net = points(count), network()
    whole, _ = cross_entropy(net(x).view(Logits), labels)
    seen = evaluate(net, x, labels)
    assert seen.examples == count
    assert seen.loss == pytest.approx(whole, rel=1e-6)
    assert seen.accuracy == np.mean(net(x).argmax(axis=1) == labels)
    assert np.array_equal(seen.per_class(), per_class_accuracy(seen.confusion), equal_nan=True)


def test_probabilities_sum_to_one_in_the_networks_precision() -> None:
    probabilities = predict_probabilities(network(), points(1234)[0])
    assert probabilities.dtype == np.float32
    assert probabilities.shape == (1234, 3)
    assert np.abs(probabilities.sum(axis=1) - 1).max() < 1e-6
