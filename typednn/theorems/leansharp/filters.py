"""S10–S25: mean and deviation of a gradient's entries, the z-score mask in both directions, hard thresholds.

The mask is decided in whole numbers: with d_i = n g_i − Σ g, |g_i − μ| ≥ zσ means n d_i² ≥ z² Σ d².
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations, product
from math import log, sqrt

import numpy as np

from typednn import ops
from typednn.contracts import Array, Float, contract
from typednn.optim import filtered_gradient, zscore_mask
from typednn.optim.zscores import spread, write_distances
from typednn.theorems.differences import SOURCE, slope
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_ROUNDED = "64 u of the largest entry: a mean, differences, a sum of squares, a root of at most 5 entries"
_ALLOWED = 64 * UNIT
_THRESHOLDS = (Fraction(0), Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(2), Fraction(5, 2))
_GRID = "vectors of 1 to 4 entries from {−2, …, 2}"
_MASKS = f"{_GRID}; z = 0, 1/2, 1, 3/2, 2, 5/2"


@CHAPTER.theorem(
    "S10.1", Mode.EXHAUSTIVE, original="vectorMean, vectorVariance, vectorStd", domain=_GRID, tolerance=_ROUNDED
)
def the_deviation_is_the_root_of_the_variance(trial: Trial) -> None:
    """The code's σ is √((1/n) Σ (v_i − μ)²), and its distances are |v_i − μ|."""
    for case, v in trial.each(_vectors(4)):
        case.given(v=v)
        distances, (mean, variance) = _distances(v), _moments(v)
        case.near(distances, np.array([float(abs(Fraction(x) - mean)) for x in v]), 2 * _ALLOWED)
        case.near(spread(distances), sqrt(variance), 2 * _ALLOWED)


@CHAPTER.theorem("S10.2", Mode.EXHAUSTIVE, original="vectorVariance", domain=f"{_GRID}, as fractions")
def welford_s_variance_is_that_of_two_passes(trial: Trial) -> None:
    """m ← m + (v − m)/k, s ← s + (v − m)(v − m'), with m' the new mean: s/n is the variance."""
    for case, v in trial.each(_vectors(4)):
        mean, squares = Fraction(0), Fraction(0)
        for k, x in enumerate(v.tolist(), 1):
            before, mean = mean, mean + (Fraction(x) - mean) / k
            squares += (Fraction(x) - before) * (Fraction(x) - mean)
        case.equal((mean, squares / len(v)), _moments(v))


@CHAPTER.theorem(
    "S11",
    Mode.EXHAUSTIVE,
    original="vectorMean_smul, vectorVariance_smul, vectorStd_smul, vectorMean_sub_mean, vectorVariance_nonneg, "
    "eq_mean_of_vectorVariance_eq_zero",
    domain=f"{_GRID}, k = −3, −1/2, 0, 2, as fractions; σ by the code",
    tolerance=_ROUNDED,
)
def mean_and_variance_scale(trial: Trial) -> None:
    """mean(kv) = k mean(v), var(kv) = k² var(v), std(kv) = |k| std(v), mean(v − μ) = 0, var ≥ 0, 0 only if constant."""
    for case, (v, k) in trial.each(product(_vectors(4), (Fraction(-3), Fraction(-1, 2), Fraction(0), Fraction(2)))):
        case.given(v=v, k=k)
        (mean, variance), (scaled_mean, scaled_variance) = _moments(v), _moments(v * float(k))
        case.equal((scaled_mean, scaled_variance), (k * mean, k**2 * variance))
        case.equal(sum((Fraction(x) - mean for x in v), Fraction(0)), 0)
        case.equal(variance == 0, bool(np.all(v == v[0])))
        case.require(variance >= 0, "var ≥ 0")
        scaled = spread(_distances(v * float(k)))
        case.near(scaled, float(abs(k)) * spread(_distances(v)), 6 * _ALLOWED)


@CHAPTER.theorem(
    "S12",
    Mode.EXHAUSTIVE,
    original="abs_vectorMean_le_norm, vectorStd_le_norm",
    standing=Standing.GAP_CLOSED,
    domain=f"{_GRID}, squares as fractions; σ by the code",
    tolerance=_ROUNDED,
)
def mean_and_deviation_are_below_the_norm(trial: Trial) -> None:
    """|mean| ≤ ‖v‖/√n and std ≤ ‖v‖/√n, since mean² + var = ‖v‖²/n: √n times sharper than the original."""
    for case, v in trial.each(_vectors(4)):
        mean, variance = _moments(v)
        squares = sum((Fraction(x) ** 2 for x in v), Fraction(0))
        case.equal(mean**2 + variance, squares / len(v))
        case.at_most(spread(_distances(v)), sqrt(squares / len(v)), 2 * _ALLOWED)


@CHAPTER.theorem(
    "S13.1",
    Mode.EXHAUSTIVE,
    original="vectorNormalize, vectorMean_normalize",
    domain=f"{_GRID}, ε = 1/16 and 1; the code's layer_norm",
    tolerance=_ROUNDED,
)
def normalised_vectors_have_this_mean_and_variance(trial: Trial) -> None:
    """(v − μ)/√(var + ε) has mean 0 and variance var/(var + ε) < 1."""
    for case, (v, epsilon) in trial.each(product(_vectors(4), (Fraction(1, 16), Fraction(1)))):
        unit = ops.layer_norm(v, np.ones_like(v), np.zeros_like(v), epsilon=float(epsilon))
        variance = _moments(v)[1]
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


@CHAPTER.theorem("S14", Mode.EXHAUSTIVE, original="zScoreMask (seed)", domain=_MASKS)
def the_outlier_mask_is_decided_in_whole_numbers(trial: Trial) -> None:
    """m_i = 1 iff |g_i − μ| ≥ zσ, decided without rounding: the direction of ZSharp."""
    for case, (g, z) in trial.each(product(_vectors(4), _THRESHOLDS)):
        case.given(g=g, z=z)
        case.equal(zscore_mask(g, float(z)), np.array(_outliers(g, z)))


@CHAPTER.theorem("S15", Mode.EXHAUSTIVE, original="zScoreMask (head)", domain=_MASKS)
def the_inlier_mask_is_the_complement(trial: Trial) -> None:
    """m_i = 1 iff |g_i − μ| ≤ zσ; every entry is an outlier or an inlier, and both exactly where it is an equality."""
    for case, (g, z) in trial.each(product(_vectors(4), _THRESHOLDS)):
        case.given(g=g, z=z)
        outer, inner = (zscore_mask(g, float(z), keep="outliers"), zscore_mask(g, float(z), keep="inliers"))
        case.require(np.all(outer | inner), "each entry is one of them")
        deviations, squares = _whole(g)
        equal = [len(g) * d**2 == z**2 * squares for d in deviations]
        case.equal(outer & inner, np.array(equal))


@CHAPTER.counterexample(
    "S69.2",
    original="zScoreMask before and after August 2026",
    domain="(5, 1, 1, 1, 1)",
    instead="The two directions are complementary (S15); ZSharp keeps the outliers, and the code has both by name.",
)
def the_two_generations_filter_alike(trial: Trial) -> None:
    """The filter of the later LeanSharp is the filter of the earlier one, and of ZSharp."""
    for case, g in trial.each([np.array([5.0, 1.0, 1.0, 1.0, 1.0])]):
        seed, head = filtered_gradient(g, 1.0), filtered_gradient(g, 1.0, keep="inliers")
        case.equal(seed, np.array([5.0, 0, 0, 0, 0]))
        case.equal(head, np.array([0, 1.0, 1, 1, 1]))
        trial.say(f"of {g.tolist()} the earlier one keeps {seed.tolist()}, the later one {head.tolist()}")


@CHAPTER.theorem(
    "S16", Mode.EXHAUSTIVE, original="hadamard, inner_hadamard_comm", domain=f"m, u, v: {_GRID}, 3 entries"
)
def a_mask_is_self_adjoint(trial: Trial) -> None:
    """⟨m ⊙ u, v⟩ = ⟨u, m ⊙ v⟩, and the filtered gradient is g ⊙ m."""
    vectors = [np.array(v, dtype=np.float64) for v in product(range(-1, 2), repeat=3)]
    masks = [np.array(m, dtype=np.float64) for m in product((0, 1), repeat=3)]
    for case, (m, u, v) in trial.each(product(masks, vectors, vectors)):
        case.equal(float(ops.dot(ops.vmul(m, u), v)), float(ops.dot(u, ops.vmul(m, v))))
    for case, g in trial.each(_vectors(3)):
        case.equal(filtered_gradient(g, 1.0), g * zscore_mask(g, 1.0))


@CHAPTER.theorem(
    "S17",
    Mode.EXHAUSTIVE,
    original="norm_filtered_gradient_le, norm_sq_filtered_gradient_le",
    domain=f"{_MASKS}, both ways",
)
def filtering_is_a_projection(trial: Trial) -> None:
    """⟨g̃, g⟩ = ‖g̃‖² and ‖g‖² = ‖g̃‖² + ‖g − g̃‖², so ‖g̃‖ ≤ ‖g‖."""
    for case, (g, z) in trial.each(product(_vectors(4), _THRESHOLDS)):
        for keep in ("outliers", "inliers"):
            kept = filtered_gradient(g, float(z), keep=keep)
            case.given(g=g, z=z, keep=keep)
            squares = float(ops.norm_sq(kept))
            case.equal(float(ops.dot(kept, g)), squares)
            case.equal(float(ops.norm_sq(g)), squares + float(ops.norm_sq(g - kept)))
            case.at_most(squares, float(ops.norm_sq(g)))


@CHAPTER.theorem(
    "S18.1", Mode.EXHAUSTIVE, original="zscore_mask_nonempty", domain=f"{_MASKS} where the hypothesis holds"
)
def some_entry_is_kept(trial: Trial) -> None:
    """z ≤ 1 keeps some outlier, z ≥ 1 keeps some inlier."""
    for case, (g, z) in trial.each(product(_vectors(4), _THRESHOLDS)):
        case.given(g=g, z=z)
        if z <= 1:
            case.require(zscore_mask(g, float(z)).any(), "an outlier")
        if z >= 1:
            case.require(zscore_mask(g, float(z), keep="inliers").any(), "an inlier")


@CHAPTER.theorem(
    "S18.2",
    Mode.EXHAUSTIVE,
    original="zscore_mask_nonempty",
    standing=Standing.BEYOND,
    domain=f"{_GRID}; tight for a single outlier",
)
def no_entry_is_further_than_the_root_of_n_minus_one(trial: Trial) -> None:
    """|g_i − μ|/σ ≤ √(n − 1), so that z > √(n − 1) keeps no outlier of a vector that is not constant."""
    for case, g in trial.each(_vectors(4)):
        deviations, squares = _whole(g)
        if case.assume(squares > 0):
            case.given(g=g)
            case.require(all(len(g) * d**2 <= (len(g) - 1) * squares for d in deviations), "the bound")
            case.equal(zscore_mask(g, sqrt(len(g) - 1) + 0.01).any(), np.False_)
    for case, n in trial.each(range(2, 8)):
        g = np.zeros(n)
        g[0] = 1.0
        case.equal(zscore_mask(g, sqrt(n - 1)).tolist(), [True] + [n == 2] * (n - 1), "tight")


@CHAPTER.theorem(
    "S19",
    Mode.EXHAUSTIVE,
    original="filtered_gradient_eq_self_of_std_zero",
    domain="constants −3.7 to 1e6 of 1 to 9 entries",
)
def a_constant_gradient_is_kept(trial: Trial) -> None:
    """σ = 0 implies g̃ = g, in both directions, for constants whose mean is rounded too."""
    for case, (value, n, z) in trial.each(product((-3.7, 0.0, 0.1, 1 / 3, 1e6), range(1, 10), (0.0, 1.0, 3.0))):
        g = np.full(n, value)
        case.given(g=g, z=z)
        case.equal(filtered_gradient(g, z), g)
        case.equal(filtered_gradient(g, z, keep="inliers"), g)


@CHAPTER.theorem(
    "S20.1",
    Mode.EXHAUSTIVE,
    original="zscore_mask_idempotent, coord_eq_mask_mul, coord_preservation, zero_of_not_outlier, zero_of_outlier",
    domain=_MASKS,
)
def the_mask_is_idempotent(trial: Trial) -> None:
    """m² = m; m_i = 1 keeps g_i as it is, m_i = 0 makes it 0."""
    for case, (g, z) in trial.each(product(_vectors(4), _THRESHOLDS)):
        mask, kept = zscore_mask(g, float(z)), filtered_gradient(g, float(z))
        case.equal(mask.astype(float) ** 2, mask.astype(float))
        case.equal(kept[mask], g[mask])
        case.equal(kept[~mask], np.zeros(int(np.sum(~mask))))


@CHAPTER.counterexample(
    "S20.2",
    original="filteredGradient",
    domain="two vectors of 5 entries",
    instead="The mask is (S20.1); the filter is not, because a filtered gradient has another mean and deviation.",
)
def filtering_twice_is_filtering_once(trial: Trial) -> None:
    """filter(filter(g)) = filter(g)."""
    for case, g in trial.each([np.array([-1.0, -1, 0, 1, 2]), np.array([-1.0, -1, -1, 4, 5])]):
        once = filtered_gradient(g, 1.0)
        twice = filtered_gradient(once, 1.0)
        case.require(not np.array_equal(once, twice), "the second time changes it")
        trial.say(f"with z = 1: {g.tolist()} → {(once + 0.0).tolist()} → {(twice + 0.0).tolist()}")


@CHAPTER.theorem(
    "S21",
    Mode.EXHAUSTIVE,
    original="single_outlier_extraction",
    domain="integer vectors of 4 entries up to 6 with mean 0",
)
def a_single_outlier_is_extracted(trial: Trial) -> None:
    """If the mean is 0 and only entry i has |g_i| ≥ zσ, then g̃ = g_i e_i."""
    for case, rest in trial.each(product(range(-2, 3), repeat=3)):
        g = np.array([-float(sum(rest)), *map(float, rest)])
        outside = [i for i, out in enumerate(_outliers(g, Fraction(3, 2))) if out]
        if case.assume(len(outside) == 1 and g.any()):
            expected = np.zeros(4)
            expected[outside[0]] = g[outside[0]]
            case.equal(filtered_gradient(g, 1.5), expected)


@CHAPTER.theorem(
    "S22.1",
    Mode.EXHAUSTIVE,
    original="z_score_mask_scale_invariance, zScoreMask_neg, filteredGradient_neg",
    domain=f"{_MASKS}; k = −3, −1, 1/2, 7; shifts 1 and −5; all permutations of 3 entries",
)
def the_mask_knows_no_scale(trial: Trial) -> None:
    """mask(kg) = mask(g) for k ≠ 0, mask(g + c) = mask(g), filter(−g) = −filter(g), and order does not matter."""
    for case, (g, z) in trial.each(product(_vectors(3), _THRESHOLDS)):
        mask = zscore_mask(g, float(z))
        case.given(g=g, z=z)
        for k in (-3.0, -1.0, 0.5, 7.0):
            case.equal(zscore_mask(k * g, float(z)), mask)
        for shift in (1.0, -5.0):
            case.equal(zscore_mask(g + shift, float(z)), mask)
        case.equal(filtered_gradient(-g, float(z)), -filtered_gradient(g, float(z)))
        for order in permutations(range(len(g))):
            case.equal(zscore_mask(g[list(order)], float(z)), mask[list(order)])


@CHAPTER.theorem(
    "S22.2",
    Mode.PROPERTY,
    original="z_score_mask_scale_invariance",
    domain="normal gradients of up to 1000 entries, factors that are powers of two from 2^-200 to 2^200",
)
def the_mask_knows_no_scale_at_any_size(trial: Trial) -> None:
    """mask(2^k g) = mask(g), bit for bit, where the squares of the entries over- or underflow as well."""
    for case in trial.cases(100, 3000):
        g, k = case.rng.normal(size=int(case.rng.integers(2, 1001))), int(case.rng.integers(-200, 201)) * 4
        z = float(case.rng.uniform(0.2, 3))
        case.given(g=g, k=k, z=z)
        case.equal(zscore_mask(np.ldexp(g, k), z), zscore_mask(g, z))


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
    support = [v for v in _vectors(3) if len(v) == 3]
    for case, (z, keep) in trial.each(product(_THRESHOLDS, ("outliers", "inliers"))):
        filtered = [
            filtered_gradient(v, float(z), keep="inliers" if keep == "inliers" else "outliers") for v in support
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
    confidence=1 - 1e-6,
)
def uniform_noise_stays_centred(trial: Trial) -> None:
    """The mean of filtered samples of a symmetric law is 0 up to chance."""
    for case in trial.cases(1, 1):
        runs = trial.size(4000, 200_000)
        mean = np.mean([filtered_gradient(xi, 1.0) for xi in case.rng.uniform(-1, 1, (runs, 5))], axis=0)
        case.at_most(np.abs(mean), sqrt(2 * log(2 * 5 / 1e-6) / runs))
        case.stands_for(runs)


@CHAPTER.theorem(
    "S24.1", Mode.EXHAUSTIVE, original="chebyshev_vector, zScoreMask_coverage", domain=f"{_MASKS}, z > 0, σ > 0"
)
def few_entries_are_outliers(trial: Trial) -> None:
    """The share of entries with |g_i − μ| ≥ zσ is at most 1/z², that of inliers at least 1 − 1/z²."""
    for case, (g, z) in trial.each(product(_vectors(4), _THRESHOLDS[1:])):
        if case.assume(_whole(g)[1] > 0):
            outer, inner = zscore_mask(g, float(z)), zscore_mask(g, float(z), keep="inliers")
            case.given(g=g, z=z)
            case.require(Fraction(int(outer.sum()), len(g)) <= 1 / z**2, "the outliers")
            case.require(Fraction(int(inner.sum()), len(g)) >= 1 - 1 / z**2, "the inliers")


@CHAPTER.theorem("S24.2", Mode.EXHAUSTIVE, standing=Standing.BEYOND, domain="z = 1, 2, …, 6")
def chebyshev_s_bound_is_attained(trial: Trial) -> None:
    """Of (1, −1, 0, …, 0) with 2z² entries, z whole, exactly the share 1/z² is z deviations away or more."""
    for case, z in trial.each(range(1, 7)):
        g = np.zeros(2 * z * z)
        g[0], g[1] = 1.0, -1.0
        case.equal(Fraction(int(zscore_mask(g, float(z)).sum()), len(g)), Fraction(1, z * z))


@CHAPTER.theorem(
    "S25.1", Mode.EXHAUSTIVE, original="hardThreshold", domain="x in quarters up to 3, τ in quarters up to 2"
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


@contract
def _vectors(longest: int) -> Iterator[Float[Array, " entries"]]:
    for n in range(1, longest + 1):
        for values in product(range(-2, 3), repeat=n):
            yield np.array(values, dtype=np.float64)


@contract
def _distances(v: Float[Array, " entries"]) -> Float[Array, " entries"]:
    out = np.empty_like(v)
    write_distances(v, out)
    return out


def _moments(v: Array) -> tuple[Fraction, Fraction]:
    """Mean and population variance."""
    values = [Fraction(x) for x in v.tolist()]
    mean = sum(values, Fraction(0)) / len(values)
    return mean, sum(((x - mean) ** 2 for x in values), Fraction(0)) / len(values)


def _whole(g: Array) -> tuple[list[int], int]:
    """d_i = n g_i − Σ g, and Σ d²."""
    values = [int(x) for x in g.tolist()]
    deviations = [len(values) * x - sum(values) for x in values]
    return deviations, sum(d**2 for d in deviations)


def _outliers(g: Array, z: Fraction) -> list[bool]:
    deviations, squares = _whole(g)
    return [len(g) * d**2 >= z**2 * squares for d in deviations]


def _threshold(x: Fraction, tau: Fraction) -> Fraction:
    return x if abs(x) >= tau else Fraction(0)
