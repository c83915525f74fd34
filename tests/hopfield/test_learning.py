"""Learning rules against their definitions."""

import numpy as np
import pytest

from typednn.errors import ConfigError, DataError
from typednn.hopfield import HopfieldNet, hebbian, random_patterns
from typednn.hopfield.learning import (
    clipped,
    exact_pseudo_inverse,
    hebbian_normalised,
    learn_storkey,
    palimpsest,
    perceptron,
    pseudo_inverse,
    sequence_weights,
    storkey,
    unlearn,
    with_sequence,
)
from typednn.hopfield.spins import as_spins

PATTERNS = random_patterns(4, 14, np.random.default_rng(0))


def test_hebbian_is_the_sum_of_outer_products() -> None:
    by_hand = sum(np.outer(p, p) for p in PATTERNS.astype(int)) - 4 * np.eye(14, dtype=int)
    for dtype in (np.int32, np.int64, np.float32, np.float64, np.int8):
        weights = hebbian(PATTERNS, dtype)
        assert weights.dtype == dtype
        assert np.array_equal(weights, by_hand)
    assert np.array_equal(hebbian_normalised(PATTERNS), by_hand / 14)
    many = random_patterns(3, 1100, np.random.default_rng(0))  # more than one block of rows
    assert np.array_equal(hebbian(many), hebbian(many, np.float32))


def test_pseudo_inverse_keeps_every_pattern() -> None:
    whole, denominator = exact_pseudo_inverse(PATTERNS)
    assert np.array_equal(whole @ PATTERNS.T, denominator * PATTERNS.T.astype(np.int64))
    assert np.array_equal(whole @ whole, denominator * whole)  # a projection
    assert np.allclose(pseudo_inverse(PATTERNS, diagonal=True), whole / denominator, atol=1e-12)
    net = HopfieldNet(pseudo_inverse(PATTERNS))
    assert net.is_stable(PATTERNS).all()
    with pytest.raises(DataError, match="linearly dependent"):
        pseudo_inverse(np.vstack([PATTERNS, -PATTERNS[:1]]))
    with pytest.raises(DataError, match="linearly dependent"):
        exact_pseudo_inverse(np.vstack([PATTERNS, PATTERNS[:1]]))


def test_storkey_is_its_definition() -> None:
    n, w = 14, np.zeros((14, 14))
    for xi in PATTERNS.astype(float):
        after = w.copy()
        for i in range(n):
            for j in range(n):
                if i != j:
                    h_ij = sum(w[i, k] * xi[k] for k in range(n) if k not in (i, j))
                    h_ji = sum(w[j, k] * xi[k] for k in range(n) if k not in (i, j))
                    after[i, j] += (xi[i] * xi[j] - xi[i] * h_ji - xi[j] * h_ij) / n
        w = after
    learned = storkey(PATTERNS)
    assert np.allclose(learned, w, atol=1e-12)
    assert np.array_equal(learned, learned.T)
    one_more = storkey(PATTERNS[:3])
    learn_storkey(one_more, PATTERNS[3])
    assert np.array_equal(one_more, learned)


@pytest.mark.parametrize("symmetric", [True, False])
def test_perceptron_reaches_its_margin(symmetric: bool) -> None:
    patterns = random_patterns(18, 40, np.random.default_rng(3))
    assert not HopfieldNet(hebbian(patterns)).is_stable(patterns).all()
    learned = perceptron(patterns, margin=0.3, symmetric=symmetric)
    assert learned.done
    fields = patterns * (patterns.astype(int) @ learned.weights.T) / np.linalg.norm(learned.weights, axis=1)
    assert fields.min() == pytest.approx(learned.least_stability)
    assert fields.min() > 0.3
    assert np.array_equal(learned.weights, learned.weights.T) is symmetric
    assert not perceptron(np.vstack([patterns, -patterns]), margin=9.0, most_sweeps=3).done


def test_clipped_and_palimpsest() -> None:
    assert np.array_equal(clipped(hebbian(PATTERNS)), np.sign(hebbian(PATTERNS)))
    patterns = random_patterns(60, 100, np.random.default_rng(0))
    weights = palimpsest(patterns, bound=3)
    assert np.abs(weights).max() == 3
    net = HopfieldNet(weights)
    wrong = (net.wanted(patterns) != patterns).mean(axis=1)
    assert wrong[-3:].mean() < 0.05 < 0.3 < wrong[:20].mean()  # the last are there, the first are overwritten


def test_sequences_are_traversed() -> None:
    rows = np.array([[1]])
    while len(rows) < 16:
        rows = np.block([[rows, rows], [rows, -rows]])
    patterns = as_spins(rows)[1:13]  # orthogonal
    weights = sequence_weights(patterns)
    for before, after in zip(patterns, np.roll(patterns, -1, axis=0), strict=True):
        assert np.array_equal(weights @ before, 16 * after.astype(int))
    added = with_sequence(hebbian(patterns), patterns, strength=0.5) - hebbian(patterns)
    assert np.array_equal(added, 0.5 * sequence_weights(patterns, closed=False))


def test_unlearning_weakens_what_is_dreamt_of() -> None:
    patterns = random_patterns(12, 60, np.random.default_rng(0))
    before = hebbian_normalised(patterns)
    after = unlearn(before, dreams=40, rate=0.001, rng=np.random.default_rng(1))
    assert np.array_equal(after, after.T) and not np.diagonal(after).any()
    wrong = [(HopfieldNet(w).wanted(patterns) != patterns).mean() for w in (before, after)]
    assert wrong[1] < wrong[0]


def test_refused() -> None:
    with pytest.raises(DataError, match="there are 0 patterns"):
        hebbian(np.zeros((0, 3), np.int8))
    with pytest.raises(DataError, match="here 3 stands"):
        hebbian(np.full((2, 3), 3, np.int8))
    with pytest.raises(ConfigError, match="int8 does not hold the integers up to 200"):
        hebbian(random_patterns(200, 3, np.random.default_rng(0)), np.int8)
    with pytest.raises(ConfigError, match="float16 does not hold"):
        hebbian(random_patterns(4000, 2, np.random.default_rng(0)), np.float16)
    with pytest.raises(DataError, match="a sequence has at least 2"):
        sequence_weights(PATTERNS[:1])
    with pytest.raises(ConfigError, match="bound is 0"):
        palimpsest(PATTERNS, bound=0)
    with pytest.raises(ConfigError, match="margin is -1"):
        perceptron(PATTERNS, margin=-1.0)
    with pytest.raises(ConfigError, match="a rate above 0"):
        unlearn(hebbian_normalised(PATTERNS), dreams=1, rate=0.0, rng=np.random.default_rng(0))
