"""Bounds and gaps by hand, and what is refused."""

import numpy as np
import pytest

from typednn.errors import ConfigError
from typednn.noise import breakdown_point, empirical_mean
from typednn.sharpness import (
    Bowl,
    Dent,
    Waves,
    alignment,
    ball_bound,
    descent_gap,
    falling_rate,
    falling_rate_bound,
    gradient_bound,
    step_moments,
    taylor_remainder,
)


def test_bounds_by_hand() -> None:
    assert ball_bound(2, 4.0, rate=0.25, convexity=2.0, smoothness=4.0, radius=0.5) == 2.0
    assert falling_rate(0, convexity=1.0, smoothness=3.0) == 0.5
    assert falling_rate_bound(1, 2.0, convexity=1.0, smoothness=1.0, variance=1.0) == pytest.approx(8 / 3)
    assert gradient_bound(16, 1.0, smoothness=1.0, variance=2.0) == 1.0


def test_a_rate_that_is_too_high_has_no_bound() -> None:
    with pytest.raises(ConfigError, match=r"the rate 1.0 is not in \(0, 2/\(μ \+ L\)\]"):
        ball_bound(1, 1.0, rate=1.0, convexity=1.0, smoothness=3.0, radius=0.1)


def test_gaps_by_hand() -> None:
    w, step = np.array([1.0, 2.0]), np.array([1.0, 0.0])
    assert descent_gap(Bowl((1.0, 3.0)), w, step) == 2.0
    assert [taylor_remainder(Bowl(), w, step, order) for order in (0, 1, 2)] == [3.0, 1.0, 0.0]


def test_alignment_by_hand() -> None:
    found = alignment(np.array([2.0]), np.zeros(1), np.array([3.0]), convexity=1.0, smoothness=1.0)
    assert (found.towards, found.length, found.holds) == (2.0, -5.0, False)


def test_moments_of_a_step() -> None:
    found = step_moments(np.eye(1), np.ones(1), np.array([[1.0], [-1.0]]), np.array([0.5, 0.5]), 0.5)
    assert (found.value, found.square, found.variance) == (0.25, 0.5, 1.0)
    with pytest.raises(ConfigError, match=r"chances that sum to 1\.5"):
        step_moments(np.eye(1), np.ones(1), np.ones((2, 1)), np.array([0.5, 1.0]), 0.5)


def test_landscapes_have_their_minima() -> None:
    assert Waves()(np.zeros(2)) == Dent()(np.zeros(2)) == 0.0
    assert Waves().smoothness == 1.0 and Waves().gradient(np.zeros((5, 2))).shape == (5, 2)


@pytest.mark.parametrize("shape", [(0, 2), (3, 0)])
def test_a_breakdown_point_needs_a_sample(shape: tuple[int, int]) -> None:
    with pytest.raises(ConfigError, match="give at least one each"):
        breakdown_point(empirical_mean, np.zeros(shape))


def test_what_never_breaks_down() -> None:
    assert breakdown_point(lambda sample: np.zeros(2), np.ones((4, 2))) == 5 / 4
