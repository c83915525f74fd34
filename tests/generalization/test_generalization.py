"""Bounds: figures known from elsewhere, and what is refused."""

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from typednn import generalization
from typednn.errors import ConfigError, DataError

HALF = np.array([0.5, 0.5])


def test_a_bound_by_hand() -> None:
    assert generalization.pac_bayes_bound(0.0, 100, 0.05) == pytest.approx(math.sqrt(math.log(400) / 200))


def test_entropies() -> None:
    assert generalization.relative_entropy(np.array([1.0, 0.0]), HALF) == pytest.approx(math.log(2))
    assert generalization.relative_entropy(HALF, np.array([1.0, 0.0])) == math.inf
    assert generalization.gibbs(np.array([0.0, math.log(3)]), HALF) == pytest.approx([0.25, 0.75])


def test_the_complexity_of_two_opposite_hypotheses() -> None:
    """E|σ₁ + σ₂ + σ₃|/3 = ½."""
    assert generalization.rademacher(np.array([[1.0, 1, 1], [-1, -1, -1]])) == Fraction(1, 2)


def test_ridge_refuses_what_is_not_finite() -> None:
    for x, y in ((np.array([[np.nan]]), np.ones(1)), (np.ones((1, 1)), np.array([np.inf]))):
        with pytest.raises(DataError, match="NaN or infinity"):
            generalization.ridge(x, y, 1.0)


def test_ridge_solves_its_equations() -> None:
    x, y = np.random.default_rng(0).normal(size=(6, 2)), np.arange(6.0)
    w = generalization.ridge(x, y, 0.3)
    assert x.T @ (x @ w - y) / 6 + 0.3 * w == pytest.approx(np.zeros(2), abs=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: generalization.pac_bayes_bound(-1.0, 5, 0.1), "give KL ≥ 0"),
        (lambda: generalization.relative_entropy(np.array([0.5, 0.6]), HALF), "sum to 1"),
        (lambda: generalization.rademacher(np.ones((1, 17))), "1 to 16"),
        (lambda: generalization.ridge(np.ones((2, 1)), np.ones(2), 0.0), "a penalty above 0"),
        (lambda: generalization.gibbs(np.array([math.nan, 0.0]), HALF), "the value nan; expected finite"),
        (lambda: generalization.donsker_varadhan_gap(HALF, HALF, np.array([math.inf, 0.0])), "the value inf"),
        (lambda: generalization.rademacher(np.array([[1.0, math.nan]])), "the value nan"),
        (lambda: generalization.ridge_stability(0, 1.0, inputs=1.0, outputs=1.0), "on 0 examples"),
        (lambda: generalization.ridge_stability(3, 0.0, inputs=1.0, outputs=1.0), "a penalty above 0"),
        (lambda: generalization.ridge_stability(3, 1.0, inputs=-1.0, outputs=1.0), "bounds of at least 0"),
    ],
)
def test_what_cannot_be_is_refused(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        call()


def test_a_fixed_posterior_costs_less() -> None:
    fixed = generalization.pac_bayes_bound(1.0, 100, 0.05, posteriors="fixed")
    assert fixed == pytest.approx(math.sqrt((1 + math.log(20)) / 200)) and fixed < generalization.pac_bayes_bound(
        1.0, 100, 0.05
    )
    with pytest.raises(ConfigError, match='expected "all" or "fixed"'):
        generalization.pac_bayes_bound(1.0, 100, 0.05, posteriors="some")  # type: ignore[arg-type]  # on purpose


def test_normal_laws() -> None:
    assert generalization.normal_relative_entropy(1.0, 2.0, 1.0, 2.0) == 0.0
    assert generalization.normal_relative_entropy(1.0, 1.0, 0.0, 1.0) == 0.5
    with pytest.raises(ConfigError, match="expected both above 0"):
        generalization.normal_relative_entropy(0.0, 0.0, 0.0, 1.0)
