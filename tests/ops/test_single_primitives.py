"""What is special to single primitives: masks of attention, dropout's expectation, statistics, gelu."""

import itertools
import math

import numpy as np
import pytest

from typednn.errors import ConfigError, DataError
from typednn.ops import (
    attention,
    attention_vjp,
    attention_weights,
    batch_norm,
    batch_norm_inference,
    batch_statistics,
    causal_mask,
    dropout,
    dropout_mask,
    elu_vjp,
    embedding,
    embedding_vjp,
    gelu,
    layer_norm,
    leaky_relu_vjp,
    relu_vjp,
    rms_norm,
)

RNG = np.random.default_rng(0)
QUERIES, KEYS, VALUES = RNG.normal(size=(2, 3, 4)), RNG.normal(size=(2, 5, 4)), RNG.normal(size=(2, 5, 6))


def test_attention_weights_are_convex_and_follow_the_keys() -> None:
    weights = attention_weights(QUERIES, KEYS)
    assert (weights > 0).all()
    np.testing.assert_allclose(weights.sum(axis=-1), 1.0)
    order = np.array([3, 1, 4, 0, 2])
    turned = attention(QUERIES, KEYS[:, order], VALUES[:, order])
    np.testing.assert_allclose(turned, attention(QUERIES, KEYS, VALUES), rtol=1e-12)


def test_what_is_masked_has_no_influence() -> None:
    mask = np.array([True, True, False, True, False])
    few = attention(QUERIES, KEYS[:, mask], VALUES[:, mask])
    np.testing.assert_allclose(attention(QUERIES, KEYS, VALUES, mask=np.tile(mask, (3, 1))), few, rtol=1e-12)


def test_a_query_that_may_see_no_key_gets_zero_and_sends_nothing_back() -> None:
    mask = np.ones((3, 5), bool)
    mask[1] = False
    assert not attention(QUERIES, KEYS, VALUES, mask=mask)[:, 1].any()
    dq, dk, dv = attention_vjp(np.ones((2, 3, 6)), QUERIES, KEYS, VALUES, mask=mask)
    assert not dq[:, 1].any()
    assert np.isfinite(dk).all() and np.isfinite(dv).all()


def test_attention_is_finite_for_huge_scores() -> None:
    huge = attention(1e150 * QUERIES, 1e150 * KEYS, VALUES)
    assert np.isfinite(huge).all()


def test_causal_mask_lets_no_one_look_ahead() -> None:
    assert causal_mask(3).tolist() == [[True, False, False], [True, True, False], [True, True, True]]


def test_the_expectation_of_dropout_is_the_input() -> None:
    """Over all 2ⁿ masks with their probabilities; exact, since all are multiples of a power of two."""
    x = np.array([3.0, -1.5, 0.25, 8.0])
    mean = np.zeros(4)
    for mask in itertools.product([True, False], repeat=4):
        kept = sum(mask)
        mean += 0.5**kept * 0.5 ** (4 - kept) * dropout(x, np.array(mask), rate=0.5)
    assert mean.tolist() == x.tolist()


def test_dropout_keeps_the_share_that_it_promises() -> None:
    """Six standard deviations around n (1 − p)."""
    n, rate = 100_000, 0.3
    kept = int(dropout_mask(np.zeros(n), rate=rate, rng=np.random.default_rng(1)).sum())
    assert abs(kept - n * (1 - rate)) < 6 * math.sqrt(n * rate * (1 - rate))
    again = dropout_mask(np.zeros(n), rate=rate, rng=np.random.default_rng(1))
    assert kept == again.sum()


@pytest.mark.parametrize("rate", [-0.1, 1.0, float("nan")])
def test_a_rate_that_is_no_probability_is_refused(rate: float) -> None:
    with pytest.raises(ConfigError, match=r"dropout rate is .*, expected at least 0 and below 1"):
        dropout(np.ones(2), np.ones(2, bool), rate=rate)


def test_normalised_rows_have_mean_zero_and_variance_just_below_one() -> None:
    x = RNG.normal(3.0, 2.0, size=(4, 7))
    one, zero = np.ones(7), np.zeros(7)
    for unit, axis in ((layer_norm(x, one, zero), 1), (batch_norm(x, one, zero), 0)):
        np.testing.assert_allclose(unit.mean(axis=axis), 0.0, atol=1e-14)
        assert (unit.var(axis=axis) < 1.0).all()
        np.testing.assert_allclose(unit.var(axis=axis), 1.0, rtol=1e-4)
    np.testing.assert_allclose(np.square(rms_norm(x, one)).mean(axis=1), 1.0, rtol=1e-4)


def test_batch_norm_with_its_own_statistics_is_that_of_training() -> None:
    x, gain, bias = RNG.normal(size=(6, 3)), RNG.normal(size=3), RNG.normal(size=3)
    statistics = batch_statistics(x)
    np.testing.assert_allclose(statistics, (x.mean(axis=0), x.var(axis=0)))
    np.testing.assert_allclose(batch_norm_inference(x, gain, bias, statistics), batch_norm(x, gain, bias))


def test_embedding_adds_up_the_cotangents_of_one_entry() -> None:
    table = np.arange(8.0).reshape(4, 2)
    indices = np.array([[1, 3, 1]])
    assert embedding(indices, table).tolist() == [[[2.0, 3.0], [6.0, 7.0], [2.0, 3.0]]]
    dy = np.array([[[1.0, 2.0], [4.0, 8.0], [16.0, 32.0]]])
    assert embedding_vjp(dy, indices, table).tolist() == [[0, 0], [17, 34], [0, 0], [4, 8]]


@pytest.mark.parametrize("wrong", [-1, 4])
def test_an_index_outside_of_the_table_is_refused(wrong: int) -> None:
    with pytest.raises(DataError, match=f"index {wrong} in a table of 4 entries, expected 0 to 3"):
        embedding(np.array([0, wrong]), np.ones((4, 2)))


def test_gelu_is_as_close_to_the_exact_form_as_it_says() -> None:
    x = np.linspace(-8.0, 8.0, 4001)
    exact = np.array([value * 0.5 * math.erfc(-value / math.sqrt(2.0)) for value in x])
    distance = np.max(np.abs(gelu(x) - exact))
    assert 4e-4 < distance < 5e-4


def test_rectifiers_take_the_slope_from_the_left_at_their_kink() -> None:
    """Which lies in Clarke's subdifferential, between the slopes on both sides."""
    one, kink = np.ones(3), np.array([-1e-9, 0.0, 1e-9])
    assert relu_vjp(one, kink).tolist() == [0.0, 0.0, 1.0]
    assert leaky_relu_vjp(one, kink, slope=0.25).tolist() == [0.25, 0.25, 1.0]
    assert elu_vjp(one, kink, alpha=0.5)[1:].tolist() == [0.5, 1.0]
