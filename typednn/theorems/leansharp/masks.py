"""S14–S22: the z-score mask in both directions, and the gradient that it filters."""

from fractions import Fraction
from itertools import permutations, product
from math import sqrt

import numpy as np

from typednn import ops, optim
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.leansharp.vectors import GRID, MASKS, THRESHOLDS, outliers, vectors, whole
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


@CHAPTER.theorem("S14", Mode.EXHAUSTIVE, original="zScoreMask (seed)", domain=MASKS)
def the_outlier_mask_is_decided_in_whole_numbers(trial: Trial) -> None:
    """m_i = 1 iff |g_i − μ| ≥ zσ, decided without rounding: the direction of ZSharp."""
    for case, (g, z) in trial.each(product(vectors(4), THRESHOLDS)):
        case.given(g=g, z=z)
        case.equal(optim.zscore_mask(g, float(z)), np.array(outliers(g, z)))


@CHAPTER.theorem("S15", Mode.EXHAUSTIVE, original="zScoreMask (head)", domain=MASKS)
def the_inlier_mask_is_the_complement(trial: Trial) -> None:
    """m_i = 1 iff |g_i − μ| ≤ zσ; every entry is an outlier or an inlier, and both exactly where it is an equality."""
    for case, (g, z) in trial.each(product(vectors(4), THRESHOLDS)):
        case.given(g=g, z=z)
        outer, inner = (optim.zscore_mask(g, float(z), keep="outliers"), optim.zscore_mask(g, float(z), keep="inliers"))
        case.require(np.all(outer | inner), "each entry is one of them")
        deviations, squares = whole(g)
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
        seed, head = optim.filtered_gradient(g, 1.0), optim.filtered_gradient(g, 1.0, keep="inliers")
        case.equal(seed, np.array([5.0, 0, 0, 0, 0]))
        case.equal(head, np.array([0, 1.0, 1, 1, 1]))
        trial.say(f"of {g.tolist()} the earlier one keeps {seed.tolist()}, the later one {head.tolist()}")


@CHAPTER.theorem("S16", Mode.EXHAUSTIVE, original="hadamard, inner_hadamard_comm", domain=f"m, u, v: {GRID}, 3 entries")
def a_mask_is_self_adjoint(trial: Trial) -> None:
    """⟨m ⊙ u, v⟩ = ⟨u, m ⊙ v⟩, and the filtered gradient is g ⊙ m."""
    triples = [np.array(v, dtype=np.float64) for v in product(range(-1, 2), repeat=3)]
    masks = [np.array(m, dtype=np.float64) for m in product((0, 1), repeat=3)]
    for case, (m, u, v) in trial.each(product(masks, triples, triples)):
        case.equal(float(ops.dot(ops.vmul(m, u), v)), float(ops.dot(u, ops.vmul(m, v))))
    for case, g in trial.each(vectors(3)):
        case.equal(optim.filtered_gradient(g, 1.0), g * optim.zscore_mask(g, 1.0))


@CHAPTER.theorem(
    "S17",
    Mode.EXHAUSTIVE,
    original="norm_filtered_gradient_le, norm_sq_filtered_gradient_le",
    domain=f"{MASKS}, both ways",
)
def filtering_is_a_projection(trial: Trial) -> None:
    """⟨g̃, g⟩ = ‖g̃‖² and ‖g‖² = ‖g̃‖² + ‖g − g̃‖², so ‖g̃‖ ≤ ‖g‖."""
    for case, (g, z) in trial.each(product(vectors(4), THRESHOLDS)):
        for keep in ("outliers", "inliers"):
            kept = optim.filtered_gradient(g, float(z), keep=keep)
            case.given(g=g, z=z, keep=keep)
            squares = float(ops.norm_sq(kept))
            case.equal(float(ops.dot(kept, g)), squares)
            case.equal(float(ops.norm_sq(g)), squares + float(ops.norm_sq(g - kept)))
            case.at_most(squares, float(ops.norm_sq(g)))


@CHAPTER.theorem(
    "S18.1", Mode.EXHAUSTIVE, original="zscore_mask_nonempty", domain=f"{MASKS} where the hypothesis holds"
)
def some_entry_is_kept(trial: Trial) -> None:
    """z ≤ 1 keeps some outlier, z ≥ 1 keeps some inlier."""
    for case, (g, z) in trial.each(product(vectors(4), THRESHOLDS)):
        case.given(g=g, z=z)
        if z <= 1:
            case.require(optim.zscore_mask(g, float(z)).any(), "an outlier")
        if z >= 1:
            case.require(optim.zscore_mask(g, float(z), keep="inliers").any(), "an inlier")


@CHAPTER.theorem(
    "S18.2",
    Mode.EXHAUSTIVE,
    original="zscore_mask_nonempty",
    standing=Standing.BEYOND,
    domain=f"{GRID}; tight for a single outlier",
)
def no_entry_is_further_than_the_root_of_n_minus_one(trial: Trial) -> None:
    """|g_i − μ|/σ ≤ √(n − 1), so that z > √(n − 1) keeps no outlier of a vector that is not constant."""
    for case, g in trial.each(vectors(4)):
        deviations, squares = whole(g)
        if case.assume(squares > 0):
            case.given(g=g)
            case.require(all(len(g) * d**2 <= (len(g) - 1) * squares for d in deviations), "the bound")
            case.equal(optim.zscore_mask(g, sqrt(len(g) - 1) + 0.01).any(), np.False_)
    for case, n in trial.each(range(2, 8)):
        g = np.zeros(n)
        g[0] = 1.0
        case.equal(optim.zscore_mask(g, sqrt(n - 1)).tolist(), [True] + [n == 2] * (n - 1), "tight")


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
        case.equal(optim.filtered_gradient(g, z), g)
        case.equal(optim.filtered_gradient(g, z, keep="inliers"), g)


@CHAPTER.theorem(
    "S20.1",
    Mode.EXHAUSTIVE,
    original="zscore_mask_idempotent, coord_eq_mask_mul, coord_preservation, zero_of_not_outlier, zero_of_outlier",
    domain=MASKS,
)
def the_mask_is_idempotent(trial: Trial) -> None:
    """m² = m; m_i = 1 keeps g_i as it is, m_i = 0 makes it 0."""
    for case, (g, z) in trial.each(product(vectors(4), THRESHOLDS)):
        mask, kept = optim.zscore_mask(g, float(z)), optim.filtered_gradient(g, float(z))
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
        once = optim.filtered_gradient(g, 1.0)
        twice = optim.filtered_gradient(once, 1.0)
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
        outside = [i for i, out in enumerate(outliers(g, Fraction(3, 2))) if out]
        if case.assume(len(outside) == 1 and g.any()):
            expected = np.zeros(4)
            expected[outside[0]] = g[outside[0]]
            case.equal(optim.filtered_gradient(g, 1.5), expected)


@CHAPTER.theorem(
    "S22.1",
    Mode.EXHAUSTIVE,
    original="z_score_mask_scale_invariance, zScoreMask_neg, filteredGradient_neg",
    domain=f"{MASKS}; k = −3, −1, 1/2, 7; shifts 1 and −5; all permutations of 3 entries",
)
def the_mask_knows_no_scale(trial: Trial) -> None:
    """mask(kg) = mask(g) for k ≠ 0, mask(g + c) = mask(g), filter(−g) = −filter(g), and order does not matter."""
    for case, (g, z) in trial.each(product(vectors(3), THRESHOLDS)):
        mask = optim.zscore_mask(g, float(z))
        case.given(g=g, z=z)
        for k in (-3.0, -1.0, 0.5, 7.0):
            case.equal(optim.zscore_mask(k * g, float(z)), mask)
        for shift in (1.0, -5.0):
            case.equal(optim.zscore_mask(g + shift, float(z)), mask)
        case.equal(optim.filtered_gradient(-g, float(z)), -optim.filtered_gradient(g, float(z)))
        for order in permutations(range(len(g))):
            case.equal(optim.zscore_mask(g[list(order)], float(z)), mask[list(order)])


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
        case.equal(optim.zscore_mask(np.ldexp(g, k), z), optim.zscore_mask(g, z))
