"""S23–S25: filtered noise, the share of outliers, hard thresholds."""

from fractions import Fraction
from itertools import product
from math import log, sqrt

import numpy as np

from typednn import ops, optim
from typednn.theorems.chance import CONFIDENCE
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.leansharp.vectors import MASKS, THRESHOLDS, vectors, whole
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


@CHAPTER.theorem(
    "S23.1",
    Mode.EXHAUSTIVE,
    original="filtered_noise_mean_zero, zFilteredEmpiricalMean_symmetric_noise_mean_zero, "
    "integral_odd_eq_zero_of_symmetric",
    domain="uniform laws on all vectors of 3 entries from {−2, …, 2}, which is symmetric; z of S14; means of two "
    "samples",
)
def symmetric_noise_stays_centred(trial: Trial) -> None:
    """If ξ and −ξ have one law, then E filter(ξ) = 0, and so has the mean of two filtered samples."""
    support = [v for v in vectors(3) if len(v) == 3]
    for case, (z, keep) in trial.each(product(THRESHOLDS, ("outliers", "inliers"))):
        filtered = [
            optim.filtered_gradient(v, float(z), keep="inliers" if keep == "inliers" else "outliers") for v in support
        ]
        case.given(z=z, keep=keep)
        case.equal(np.sum(filtered, axis=0), np.zeros(3))
        rows = np.array(filtered)
        means = (rows[:, None] + rows[None, :]) / 2  # of all pairs of samples
        case.equal(means.sum(axis=(0, 1)), np.zeros(3))
        case.stands_for(len(support))


@CHAPTER.theorem(
    "S23.2",
    Mode.MONTE_CARLO,
    original="filtered_noise_mean_zero",
    domain="uniform noise on [−1, 1]^5, z = 1; Hoeffding's allowance for each of the five means",
    confidence=CONFIDENCE,
)
def uniform_noise_stays_centred(trial: Trial) -> None:
    """The mean of filtered samples of a symmetric law is 0 up to chance."""
    for case in trial.cases(1, 1):
        runs = trial.size(4000, 200_000)
        mean = np.mean([optim.filtered_gradient(xi, 1.0) for xi in case.rng.uniform(-1, 1, (runs, 5))], axis=0)
        case.at_most(np.abs(mean), sqrt(2 * log(2 * 5 / 1e-6) / runs))
        case.stands_for(runs)


@CHAPTER.theorem(
    "S24.1", Mode.EXHAUSTIVE, original="chebyshev_vector, zScoreMask_coverage", domain=f"{MASKS}, z > 0, σ > 0"
)
def few_entries_are_outliers(trial: Trial) -> None:
    """The share of entries with |g_i − μ| ≥ zσ is at most 1/z², that of inliers at least 1 − 1/z²."""
    for case, (g, z) in trial.each(product(vectors(4), THRESHOLDS[1:])):
        if case.assume(whole(g)[1] > 0):
            outer, inner = optim.zscore_mask(g, float(z)), optim.zscore_mask(g, float(z), keep="inliers")
            case.given(g=g, z=z)
            case.require(Fraction(int(outer.sum()), len(g)) <= 1 / z**2, "the outliers")
            case.require(Fraction(int(inner.sum()), len(g)) >= 1 - 1 / z**2, "the inliers")


@CHAPTER.theorem("S24.2", Mode.EXHAUSTIVE, standing=Standing.BEYOND, domain="z = 1, 2, …, 6")
def chebyshev_s_bound_is_attained(trial: Trial) -> None:
    """Of (1, −1, 0, …, 0) with 2z² entries, z whole, exactly the share 1/z² is z deviations away or more."""
    for case, z in trial.each(range(1, 7)):
        g = np.zeros(2 * z * z)
        g[0], g[1] = 1.0, -1.0
        case.equal(Fraction(int(optim.zscore_mask(g, float(z)).sum()), len(g)), Fraction(1, z * z))


@CHAPTER.theorem(
    "S25.1",
    Mode.EXHAUSTIVE,
    original="hardThreshold",
    domain="x in quarters up to 3, τ up to 2; exact floats",
)
def a_hard_threshold_shrinks(trial: Trial) -> None:
    """T_τ(x) = x if |x| ≥ τ, else 0: |T(x)| ≤ |x|, T(T(x)) = T(x), and for τ < 0 nothing is removed."""
    for case, (x, tau) in trial.each(product(range(-12, 13), range(-4, 9))):
        x, tau = Fraction(x, 4), Fraction(tau, 4)
        once = _threshold(x, tau)
        case.require(abs(once) <= abs(x), "it shrinks")
        case.equal(_threshold(once, tau), once)
        if tau < 0:
            case.equal(once, x)
        else:
            case.equal(ops.prune(np.array([float(x)]), threshold=float(tau)), np.array([float(once)]), "the code's")


@CHAPTER.counterexample(
    "S25.2",
    original="filtered_gradient_eq_zero_of_neg_threshold, Lipschitz claims of a filter",
    domain="two points at distance 2^-k around the threshold",
    instead="It is a projection for a fixed mask (S17); at the threshold it jumps by τ.",
)
def a_hard_threshold_is_lipschitz(trial: Trial) -> None:
    """There is an L with |T(x) − T(y)| ≤ L |x − y|."""
    for case, k in trial.each((4, 16, 40)):
        gap = Fraction(1, 2**k)
        quotient = abs(_threshold(Fraction(1), Fraction(1)) - _threshold(1 - gap, Fraction(1))) / gap
        case.equal(quotient, 2**k)
        trial.say(f"between 1 and 1 − 2^-{k} it rises with slope {float(quotient):.3g}")


def _threshold(x: Fraction, tau: Fraction) -> Fraction:
    return x if abs(x) >= tau else Fraction(0)
