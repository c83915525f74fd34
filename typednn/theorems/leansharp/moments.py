"""S10–S13: mean and deviation of a gradient's entries, and normalising."""

from fractions import Fraction
from itertools import product
from math import sqrt

import numpy as np

from typednn import ops
from typednn.contracts import Array
from typednn.optim import zscores
from typednn.theorems.differences import SOURCE, slope
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.leansharp.vectors import GRID, distances, moments, vectors
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_ROUNDED = "64 u of the largest entry: a mean, differences, a sum of squares, a root of at most 5 entries"
_ALLOWED = 64 * UNIT


@CHAPTER.theorem(
    "S10.1", Mode.EXHAUSTIVE, original="vectorMean, vectorVariance, vectorStd", domain=GRID, tolerance=_ROUNDED
)
def the_deviation_is_the_root_of_the_variance(trial: Trial) -> None:
    """The code's σ is √((1/n) Σ (v_i − μ)²), and its distances are |v_i − μ|."""
    for case, v in trial.each(vectors(4)):
        case.given(v=v)
        found, (mean, variance) = distances(v), moments(v)
        case.near(found, np.array([float(abs(Fraction(x) - mean)) for x in v]), 2 * _ALLOWED)
        case.near(zscores.spread(found), sqrt(variance), 2 * _ALLOWED)


@CHAPTER.theorem("S10.2", Mode.EXHAUSTIVE, original="vectorVariance", domain=f"{GRID}, as fractions")
def welford_s_variance_is_that_of_two_passes(trial: Trial) -> None:
    """m ← m + (v − m)/k, s ← s + (v − m)(v − m'), with m' the new mean: s/n is the variance."""
    for case, v in trial.each(vectors(4)):
        mean, squares = Fraction(0), Fraction(0)
        for k, x in enumerate(v.tolist(), 1):
            before, mean = mean, mean + (Fraction(x) - mean) / k
            squares += (Fraction(x) - before) * (Fraction(x) - mean)
        case.equal((mean, squares / len(v)), moments(v))


@CHAPTER.theorem(
    "S11",
    Mode.EXHAUSTIVE,
    original="vectorMean_smul, vectorVariance_smul, vectorStd_smul, vectorMean_sub_mean, vectorVariance_nonneg, "
    "eq_mean_of_vectorVariance_eq_zero",
    domain=f"{GRID}, k = −3, −1/2, 0, 2, as fractions; σ by the code",
    tolerance=_ROUNDED,
)
def mean_and_variance_scale(trial: Trial) -> None:
    """mean(kv) = k mean(v), var(kv) = k² var(v), std(kv) = |k| std(v), mean(v − μ) = 0, var ≥ 0, 0 only if constant."""
    for case, (v, k) in trial.each(product(vectors(4), (Fraction(-3), Fraction(-1, 2), Fraction(0), Fraction(2)))):
        case.given(v=v, k=k)
        (mean, variance), (scaled_mean, scaled_variance) = moments(v), moments(v * float(k))
        case.equal((scaled_mean, scaled_variance), (k * mean, k**2 * variance))
        case.equal(sum((Fraction(x) - mean for x in v), Fraction(0)), 0)
        case.equal(variance == 0, bool(np.all(v == v[0])))
        case.require(variance >= 0, "var ≥ 0")
        scaled = zscores.spread(distances(v * float(k)))
        case.near(scaled, float(abs(k)) * zscores.spread(distances(v)), 6 * _ALLOWED)


@CHAPTER.theorem(
    "S12",
    Mode.EXHAUSTIVE,
    original="abs_vectorMean_le_norm, vectorStd_le_norm",
    standing=Standing.GAP_CLOSED,
    domain=f"{GRID}, squares as fractions; σ by the code",
    tolerance=_ROUNDED,
)
def mean_and_deviation_are_below_the_norm(trial: Trial) -> None:
    """|mean| ≤ ‖v‖/√n and std ≤ ‖v‖/√n, since mean² + var = ‖v‖²/n: √n times sharper than the original."""
    for case, v in trial.each(vectors(4)):
        mean, variance = moments(v)
        squares = sum((Fraction(x) ** 2 for x in v), Fraction(0))
        case.equal(mean**2 + variance, squares / len(v))
        case.at_most(zscores.spread(distances(v)), sqrt(squares / len(v)), 2 * _ALLOWED)


@CHAPTER.theorem(
    "S13.1",
    Mode.EXHAUSTIVE,
    original="vectorNormalize, vectorMean_normalize",
    domain=f"{GRID}, ε = 1/16 and 1; the code's layer_norm",
    tolerance=_ROUNDED,
)
def normalised_vectors_have_this_mean_and_variance(trial: Trial) -> None:
    """(v − μ)/√(var + ε) has mean 0 and variance var/(var + ε) < 1."""
    for case, (v, epsilon) in trial.each(product(vectors(4), (Fraction(1, 16), Fraction(1)))):
        unit = ops.layer_norm(v, np.ones_like(v), np.zeros_like(v), epsilon=float(epsilon))
        variance = moments(v)[1]
        case.given(v=v, epsilon=epsilon)
        case.near(float(unit.mean()), 0.0, 2 * _ALLOWED)
        case.near(float(np.mean(unit**2)), float(variance / (variance + epsilon)), 4 * _ALLOWED)
        case.require(variance / (variance + epsilon) < 1, "variance < 1")


@CHAPTER.theorem(
    "S13.2",
    Mode.DIFFERENCES,
    original="contDiff_vectorMean, contDiff_vectorVariance, contDiff_vectorNormalize",
    domain="random vectors of 2 to 8 entries, also constant ones, ε = 1/16",
    tolerance=SOURCE,
)
def normalising_is_differentiable(trial: Trial) -> None:
    """For ε > 0, v ↦ (v − μ)/√(var + ε) has the derivative that the code's vjp computes, also where var = 0."""
    for case in trial.cases(50, 5000):
        n = int(case.rng.integers(2, 9))
        v = case.rng.normal(size=n) * (case.number % 5 > 0)
        u, direction = case.rng.normal(size=n), case.rng.normal(size=n)
        one, zero = np.ones(n), np.zeros(n)
        case.given(v=v, u=u, direction=direction)
        dx = ops.layer_norm_vjp(u, v, one, zero, epsilon=0.0625)[0]

        def along(t: float, v: Array = v, d: Array = direction, one: Array = one, zero: Array = zero) -> Array:
            return ops.layer_norm(v + t * d, one, zero, epsilon=0.0625)

        found = slope(along, u)
        case.near(float(dx @ direction), found.value, found.error)
