"""S86–S92: breakdown of means and medians."""

from fractions import Fraction
from itertools import combinations, product
from math import pi

import numpy as np

from typednn import noise
from typednn.contracts import Array, Float64, contract
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial

_FLOATS = "1e-6 of the scale: the median is found to a gap of 1e-9"


@CHAPTER.theorem(
    "S86",
    Mode.EXHAUSTIVE,
    original="empiricalMean, mean_unbounded, mean_breakdown_point_zero",
    domain="samples of 1 to 20 numbers, targets ±10^k up to 10^12; exact in fractions, and by the code",
    tolerance="2^-48 of the target: the code's sum and quotient are rounded",
)
def one_sample_moves_the_mean_anywhere(trial: Trial) -> None:
    """For any target there is one bad sample with which the mean is the target: the breakdown point is at most 1/n."""
    for case, (n, k, sign) in trial.each(product(range(1, 21), range(13), (-1, 1))):
        target, good = Fraction(sign * 10**k), [Fraction(i, 4) for i in range(n - 1)]
        bad = n * target - sum(good, Fraction(0))
        case.equal(sum([*good, bad], Fraction(0)) / n, target)
        sample = np.array([[float(x)] for x in (*good, bad)])
        case.near(float(noise.empirical_mean(sample)[0]), float(target), 2.0**-48 * 10.0**k)


@CHAPTER.theorem(
    "S87",
    Mode.PROPERTY,
    original="geometricMedian, exists_isMin_on_finite_sum_norm",
    domain="random samples of 1 to 12 points in 1 to 4 dimensions, with repeated points and points on a line; "
    "100 other points",
    tolerance=_FLOATS,
)
def the_geometric_median_is_certified(trial: Trial) -> None:
    """No point has a smaller sum of distances than total − gap; at a point of the sample ‖Σ unit vectors‖ ≤
    multiplicity.
    """
    for case in trial.cases(80, 4000):
        n, d = int(case.rng.integers(1, 13)), int(case.rng.integers(1, 5))
        sample = case.rng.normal(size=(n, d))
        if case.number % 3 == 0:
            sample = np.round(sample)  # repeated points
        elif case.number % 3 == 1:
            sample = np.outer(case.rng.normal(size=n), sample[0])  # a line
        case.given(sample=sample)
        found = noise.geometric_median(sample, steps=2000)
        near = found.point + case.rng.normal(size=(100, d)) * 10.0 ** case.rng.uniform(-6, 1, (100, 1))
        others = np.concatenate([near, sample])
        totals = np.linalg.norm(others[:, None] - sample[None], axis=2).sum(axis=1)
        case.at_most(found.total - found.gap, float(totals.min()), 1e-9 * (1 + found.total), "the certificate")
        case.at_most(found.gap, 1e-3 * found.total, 1e-12, "the gap is small")


@CHAPTER.theorem(
    "S88",
    Mode.PROPERTY,
    original="median_bounded_subset",
    domain="up to 4 outliers of norm 10^12 against 5 to 9 fixed points in 2 to 4 dimensions",
    tolerance=_FLOATS,
)
def a_majority_holds_the_median(trial: Trial) -> None:
    """If 2n_f > n, ‖median‖ ≤ ‖g_{i0}‖ + 2 Σ_fixed ‖g_i − g_{i0}‖/(2n_f − n), whatever the other points are."""
    for case in trial.cases(60, 3000):
        d, fixed = int(case.rng.integers(2, 5)), int(case.rng.integers(5, 10))
        bad = int(case.rng.integers(1, min(5, fixed)))
        sample = case.rng.normal(size=(fixed + bad, d))
        sample[fixed:] *= 10.0 ** float(case.rng.uniform(3, 12))
        found = noise.geometric_median(sample, tolerance=1e-12)
        reach = 2 * float(np.linalg.norm(sample[:fixed] - sample[0], axis=1).sum()) / (fixed - bad)
        case.given(sample=sample)
        case.at_most(float(np.linalg.norm(found.point)), float(np.linalg.norm(sample[0])) + reach, 1e-6 * (1 + reach))


@CHAPTER.theorem(
    "S89",
    Mode.EXHAUSTIVE,
    original="median_breakdown",
    domain="1 to 4 fixed points against one more that all lie at 10^k, k = 1, …, 9",
    tolerance=_FLOATS,
)
def a_majority_of_outliers_takes_the_median(trial: Trial) -> None:
    """If 2n_f < n, points that all lie at y take the median to y, wherever that is."""
    for case, (fixed, k) in trial.each(product(range(1, 5), range(1, 10))):
        y = np.full(3, 10.0**k)
        sample = np.concatenate([np.eye(4, 3)[:fixed], np.tile(y, (fixed + 1, 1))])
        case.near(noise.geometric_median(sample).point, y, 1e-6 * 10.0**k)


@CHAPTER.theorem(
    "S90.1",
    Mode.EXHAUSTIVE,
    original="geometric_median_breakdown_point_ge_half",
    domain="3 to 7 points in the plane, each set of fewer than half of them moved to 10^6; 300 steps",
    tolerance=_FLOATS,
)
def fewer_than_half_cannot_break_the_median(trial: Trial) -> None:
    """Whichever fewer than half of the points are replaced, the median stays in a ball that the others decide."""
    for case, (n, bad) in trial.each(
        (points, bad)
        for points in range(3, 8)
        for size in range(1, (points + 1) // 2)
        for bad in combinations(range(points), size)
    ):
        moved = _polygon(n)
        moved[list(bad)] = 1e6
        good = [i for i in range(n) if i not in bad]
        reach = 2 * float(np.linalg.norm(moved[good] - moved[good[0]], axis=1).sum()) / (n - 2 * len(bad))
        case.given(n=n, bad=bad)
        case.at_most(float(np.linalg.norm(noise.geometric_median(moved, steps=300).point)), 1 + reach, 1e-3)


@CHAPTER.theorem(
    "S90.2",
    Mode.EXHAUSTIVE,
    original="geometric_median_breakdown_point_ge_half, mean_breakdown_point_zero",
    domain="polygons of 3, 5, 7, 9 points; samples moved to 10^6 and 10^9 times the size along each axis",
)
def breakdown_points_are_found(trial: Trial) -> None:
    """The mean, and the mean of z-filtered samples, break down with 1 of n, the geometric median with (n + 1)/2."""
    for case, n in trial.each((3, 5, 7, 9)):
        points = _polygon(n)
        case.given(n=n)
        case.equal(noise.breakdown_point(noise.empirical_mean, points), Fraction(1, n))
        case.equal(noise.breakdown_point(lambda sample: noise.z_filtered_mean(sample, 1.0), points), Fraction(1, n))
        case.equal(noise.breakdown_point(_median, points), Fraction((n + 1) // 2, n))


@CHAPTER.theorem(
    "S91",
    Mode.EXHAUSTIVE,
    original="median_bounded_mean_unbounded_one_outlier_of_majority, median_and_zfiltered_mean_bounded_subset",
    domain="samples of 3, 5, 9 points, one of them at 10^k, k = 3, 5, 7",
    tolerance=_FLOATS,
)
def one_outlier_separates_median_and_mean(trial: Trial) -> None:
    """With one outlier at distance D the mean is at D/n or so, and the median stays within the bound of S88."""
    for case, (n, k) in trial.each(product((3, 5, 9), (3, 5, 7))):
        sample = np.zeros((n, 2))
        sample[:, 0] = np.arange(n) / n
        sample[-1] = 10.0**k
        median = noise.geometric_median(sample, tolerance=1e-11).point
        reach = 2 * float(np.linalg.norm(sample[:-1] - sample[0], axis=1).sum()) / (n - 2)
        case.given(n=n, k=k)
        case.at_most(float(np.linalg.norm(median)), reach, 1e-3)
        case.at_most(10.0**k / n, float(np.linalg.norm(sample.mean(axis=0))))


@CHAPTER.theorem(
    "S92.1",
    Mode.EXHAUSTIVE,
    original="zFilteredEmpiricalMean bounds",
    domain="pairs of vectors from {−2, 0, 1, 2}³, z = 1",
    tolerance="1e-12: norms are rounded",
)
def the_filtered_mean_is_below_the_mean_of_norms(trial: Trial) -> None:
    """‖mean of filtered samples‖ ≤ mean of ‖samples‖ ≤ the largest."""
    points = [np.array(point, dtype=np.float64) for point in product((-2, 0, 1, 2), repeat=3)]
    for case, (x, y) in trial.each(product(points, points[::3])):
        lengths = [float(np.linalg.norm(each)) for each in (x, y)]
        found = float(np.linalg.norm(noise.z_filtered_mean(np.array([x, y]), 1.0)))
        case.at_most(found, sum(lengths) / 2, 1e-12)
        case.at_most(sum(lengths) / 2, max(lengths), 1e-12)


@CHAPTER.counterexample(
    "S92.2",
    original="the z-filter as a robust estimator",
    domain="four samples, one of them at 10^6 (1, −1, 1, −1) + small",
    instead="The bound of S92.1 holds, and grows with the outlier; the median's does not (S88).",
)
def the_filtered_mean_is_robust(trial: Trial) -> None:
    """One outlier among n samples cannot move the z-filtered mean arbitrarily."""
    for case, size in trial.each((1e3, 1e6, 1e9)):
        sample = np.zeros((4, 4))
        sample[-1] = size * np.array([1.0, -1, 1, -1])
        moved = float(np.linalg.norm(noise.z_filtered_mean(sample, 1.0)))
        case.equal(moved, size / 2)
        median = noise.geometric_median(sample).point
        case.equal(median, np.zeros(4))
        trial.say(f"an outlier of size {size:g} moves the filtered mean to {moved:g}; the median stays at 0")


def _median(sample: Array) -> Array:
    return noise.geometric_median(sample, steps=300).point


@contract
def _polygon(n: int) -> Float64[Array, "{n} 2"]:
    """On the unit circle."""
    angles = 2 * pi * np.arange(n) / n
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)
