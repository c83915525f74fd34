"""Heavy tails and robust means: known cases, and what is refused."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from typednn import noise
from typednn.errors import ConfigError, DataError, TypednnError
from typednn.sharpness.heavy_tails import ESTIMATORS, heavy_tail_experiment

RNG = np.random.default_rng(0)


def test_normal_noise_has_variance_two() -> None:
    assert noise.alpha_stable(2.0, (200_000,), rng=np.random.default_rng(1)).var() == pytest.approx(2.0, rel=0.03)


def test_the_scale_scales() -> None:
    one, three = (noise.alpha_stable(1.3, (5,), rng=np.random.default_rng(2), scale=s) for s in (1.0, 3.0))
    assert three == pytest.approx(3 * one)


def test_the_median_of_a_triangle_is_fermat_s_point() -> None:
    """Of (0, 0), (1, 0), (½, √3/2) it is the centre."""
    found = noise.geometric_median(np.array([[0, 0], [1, 0], [0.5, np.sqrt(0.75)]]), tolerance=1e-12)
    assert found.point == pytest.approx([0.5, np.sqrt(0.75) / 3])
    assert found.total == pytest.approx(np.sqrt(3))
    assert found.gap <= 1e-11


def test_the_median_may_be_a_point_of_the_sample() -> None:
    """Weiszfeld's own step is not defined there; an obtuse corner of a triangle is such a point."""
    sample = np.array([[0, 0], [10, 1], [-10, 1.0]])
    assert noise.geometric_median(sample).point == pytest.approx([0, 0], abs=1e-6)
    assert noise.geometric_median(np.array([[1.0, 2.0]])).gap == 0.0


@pytest.mark.parametrize("scale", [1e-300, 1e-20, 1.0, 1e160, 1e300])
def test_the_median_of_very_small_and_very_large_points(scale: float) -> None:
    """Squares of distances leave the range of float64 there; distances of 1e-15 are not nothing."""
    points = np.random.default_rng(0).normal(size=(7, 2))
    one, found = noise.geometric_median(points), noise.geometric_median(points * scale)
    assert found.point / scale == pytest.approx(one.point, rel=1e-6)
    assert found.total / scale == pytest.approx(one.total)
    assert 0.0 < found.gap / scale <= 1e-8


def test_a_sample_point_where_the_search_begins_is_left() -> None:
    """The median by coordinates, (1, 1), is a point of the sample here, and not the best: Vardi and Zhang's step."""
    sample = np.array([[0.0, 0.0], [10.0, 1.0], [1.0, 10.0], [1.0, 1.0], [9.0, 0.0], [0.0, 9.0], [8.0, 8.0]])
    start = np.median(sample, axis=0)
    assert any(np.array_equal(start, point) for point in sample)
    found = noise.geometric_median(sample)
    assert found.total < np.linalg.norm(sample - start, axis=1).sum() - 0.1
    assert found.gap <= 1e-9 * found.total


def test_clipping_and_medians_of_means() -> None:
    sample = np.array([[3.0, 4.0], [0.3, 0.4], [30, 40]])
    assert noise.clipped_mean(sample, 5.0) == pytest.approx(np.array([6.3, 8.4]) / 3)
    assert noise.clipped_mean(np.zeros((2, 1)), 1e300).tolist() == [0.0]
    assert noise.clipped_mean(np.array([[3e200, 4e200], [0.0, 0.0]]), 5.0) == pytest.approx([1.5, 2.0])
    assert noise.median_of_means(sample, 1) == pytest.approx(sample.mean(axis=0))
    assert noise.median_of_means(sample, 3) == pytest.approx(noise.geometric_median(sample).point)


def test_an_experiment_has_a_row_for_each_estimator() -> None:
    found = heavy_tail_experiment(2.0, np.ones(2), rng=np.random.default_rng(0), steps=60, runs=3)
    assert [each.estimator for each in found] == list(ESTIMATORS)
    assert all(0 < each.median <= each.high < 0.8 for each in found)  # normal noise: all of them arrive


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: noise.alpha_stable(2.5, (3,), rng=RNG), ConfigError, "give 0 < α ≤ 2"),
        (lambda: noise.alpha_stable(1.5, (3,), rng=RNG, scale=0.0), ConfigError, "a scale above 0"),
        (lambda: noise.alpha_stable(1.5, (3,), rng=RNG, scale=np.inf), ConfigError, "a scale above 0"),
        (lambda: noise.clipped_mean(np.array([[1.0, np.inf]]), 1.0), DataError, "vectors with inf"),
        (lambda: noise.median_of_means(np.array([[1.0, np.nan]]), 1), ConfigError, "all finite: False"),
        (lambda: noise.tail_index(np.ones(5), 5), ConfigError, "fewer than there are values"),
        (lambda: noise.tail_index(np.ones(5), 2), DataError, "has no index"),
        (lambda: noise.tail_index(np.zeros(5), 2), DataError, "finite ones above 0"),
        (lambda: noise.geometric_median(np.ones((0, 2))), ConfigError, r"0 point\(s\)"),
        (lambda: noise.geometric_median(np.full((2, 2), np.nan)), ConfigError, "all finite: False"),
        (lambda: noise.clipped_mean(np.ones((2, 2)), 0.0), ConfigError, "a norm above 0"),
        (lambda: noise.median_of_means(np.ones((2, 2)), 3), ConfigError, "no more than there are vectors"),
        (lambda: noise.z_filtered_mean(np.ones((0, 2)), 1.0), ConfigError, "the mean of no vectors"),
    ],
)
def test_what_cannot_be_is_refused(call: Callable[[], object], error: type[TypednnError], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


def test_tails_by_hand() -> None:
    assert noise.Cauchy(2.0).tail(2.0) == 0.5 and noise.Cauchy(2.0).tail(0.0) == 1.0
    assert noise.Pareto(2.0, 3.0).tail(6.0) == 0.25 and noise.Pareto().tail(0.5) == 1.0
    for wrong in (lambda: noise.Cauchy(0.0), lambda: noise.Pareto(-1.0), lambda: noise.Pareto(1.0, math.inf)):
        with pytest.raises(ConfigError, match="expected a number above 0"):
            wrong()


def test_a_signal_under_a_coin() -> None:
    model = noise.SignalNoiseModel(np.array([0.0, 8.0]), np.array([[1.0, 0.0], [-3.0, 0.0]]), np.array([0.75, 0.25]))
    assert model.expected().tolist() == [0.0, 8.0] and model.second_moment() == 3.0 and model.tail(2.0) == 0.25
    assert model.preserved(0.5).tolist() == [1.0, 1.0]
    with pytest.raises(ConfigError, match="chances that sum to"):
        noise.SignalNoiseModel(np.zeros(1), np.zeros((1, 1)), np.array([0.5]))


def test_a_median_that_is_a_sample_is_reached() -> None:
    """Two of four points: the others pull with 1.946, which is below 2, so that steps shrink by a fiftieth only."""
    sample = np.array([[1.0, 0], [0, 1], [-1, 1], [-1, 1]])
    found = noise.geometric_median(sample)
    assert found.point.tolist() == [-1.0, 1.0] and found.gap == 0.0
