"""S65–S68: alignment: gradients that point away from the minimum, with noise and after filtering."""

from fractions import Fraction
from itertools import combinations_with_replacement, product

import numpy as np

from typednn import optim, sharpness
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.leansharp.exact import POINTS, aligned, dot, squares
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial


@CHAPTER.theorem(
    "S65", Mode.EXHAUSTIVE, original="AlignmentCondition", domain="½ Σ a_i w_i², a from {1, 2, 3}², w in {−3, …, 3}²"
)
def gradients_of_convex_quadratics_are_aligned(trial: Trial) -> None:
    """μ‖w − w*‖² ≤ ⟨g, w − w*⟩ and ‖g‖ ≤ L‖w − w*‖ for g = ∇f, μ and L the outer curvatures: also for μ = L."""
    for case, (a, b, x, y) in trial.each(product((1, 2, 3), (1, 2, 3), range(-3, 4), range(-3, 4))):
        case.require(aligned([x, y], [a * x, b * y], min(a, b), max(a, b)), "aligned")
        case.require(not aligned([1, 1], [a, b], max(a, b) + 1, max(a, b)), "no better μ at (1, 1)")
        w, g, zero = np.array([x, y], np.float64), np.array([a * x, b * y], np.float64), np.zeros(2)
        for mu, smooth in ((min(a, b), max(a, b)), (max(a, b), max(a, b)), (1, 1)):
            found = sharpness.alignment(w, zero, g, convexity=float(mu), smoothness=float(smooth)).holds
            case.equal(found, aligned([x, y], [a * x, b * y], mu, smooth), "the code's predicate")


@CHAPTER.theorem(
    "S66",
    Mode.EXHAUSTIVE,
    original="StochasticAlignment",
    domain="w − w* from {−2, …, 2}², gradients with two equally likely values from {−1, 0, 2}², η = 1/4, 1/2, μ "
    "= 1/2, 1",
)
def stochastic_alignment_is_the_contraction_itself(trial: Trial) -> None:
    """2η⟨E g̃, w − w*⟩ − η²E‖g̃‖² ≥ ημ‖w − w*‖² holds if and only if E‖w⁺ − w*‖² ≤ (1 − ημ)‖w − w*‖²."""
    values = list(product((-1, 0, 2), repeat=2))
    pairs = combinations_with_replacement(values, 2)
    for case, (d, (g, h)) in trial.each(product(product(range(-2, 3), repeat=2), pairs)):
        for rate, mu in product((Fraction(1, 4), Fraction(1, 2)), (Fraction(1, 2), Fraction(1))):
            mean = [Fraction(a + b, 2) for a, b in zip(g, h, strict=True)]
            second = Fraction(dot(g, g) + dot(h, h), 2)
            aligned = 2 * rate * dot(mean, d) - rate**2 * second >= rate * mu * dot(d, d)
            after = [squares([a - rate * b for a, b in zip(d, each, strict=True)]) for each in (g, h)]
            case.given(d=d, g=g, h=h, rate=rate, mu=mu)
            case.equal(aligned, sum(after, Fraction(0)) / 2 <= (1 - rate * mu) * dot(d, d))


@CHAPTER.theorem(
    "S67",
    Mode.EXHAUSTIVE,
    original="alignment_filtered_gradient",
    domain="g and w − w* from {−2, …, 2}³, the code's filter with z = 1, (μ, L) = (1/2, 2), (1, 3)",
)
def alignment_survives_a_filter_that_removes_what_points_away(trial: Trial) -> None:
    """If g is aligned, and each removed coordinate has (w − w*)_i g_i ≤ 0, then the filtered g is aligned."""
    filtered = [optim.filtered_gradient(g, 1.0) for g in POINTS]
    for case, ((g, kept), d) in trial.each(product(zip(POINTS, filtered, strict=True), POINTS)):
        removed = (kept == 0) & (g != 0)
        if not removed.any() or np.any((d * g)[removed] > 0):
            continue
        for mu, smooth in ((Fraction(1, 2), 2), (Fraction(1), 3)):
            whole = aligned(d.tolist(), g.tolist(), mu, smooth)
            if whole:
                case.given(g=g, d=d)
                case.require(aligned(d.tolist(), kept.tolist(), mu, smooth), "still aligned")


@CHAPTER.theorem(
    "S68.1",
    Mode.EXHAUSTIVE,
    original="deterministic_implies_stochastic_alignment",
    domain="g and w − w* from {−2, …, 2}², μ = 1/2, 1, L = 1, 2, η = 1/8, 1/4, 1/2, 1",
)
def alignment_contracts_for_small_rates(trial: Trial) -> None:
    """If g is aligned and ηL² ≤ μ, then ‖w − ηg − w*‖² ≤ (1 − ημ)‖w − w*‖²."""
    grid = list(product(range(-2, 3), repeat=2))
    for case, (d, g, mu, smooth) in trial.each(product(grid, grid, (Fraction(1, 2), Fraction(1)), (1, 2))):
        for rate in (Fraction(1, 8), Fraction(1, 4), Fraction(1, 2), Fraction(1)):
            if aligned(d, g, mu, smooth) and rate * smooth**2 <= mu:
                after = squares([a - rate * b for a, b in zip(d, g, strict=True)])
                case.given(d=d, g=g, mu=mu, smooth=smooth, rate=rate)
                case.require(after <= (1 - rate * mu) * squares(d), "it contracts")


@CHAPTER.theorem(
    "S68.2",
    Mode.EXHAUSTIVE,
    original="alignment_condition_of_signal_noise, alignment_of_sam_signal_conditions",
    domain="½ Σ a_i w_i², a from {1, 2}², w from {−4, …, 4}², noise from {−1, 0, 1}²",
)
def little_noise_leaves_alignment(trial: Trial) -> None:
    """If ‖noise‖ ≤ δ‖w − w*‖ with δ < μ, then ∇f + noise is aligned with μ − δ and L + δ; for SAM, δ = Lρ/‖w − w*‖."""
    grid = product((1, 2), (1, 2), range(-4, 5), range(-4, 5), (-1, 0, 1), (-1, 0, 1))
    for case, (a, b, x, y, u, v) in trial.each(grid):
        for delta in (Fraction(1, 4), Fraction(1, 2)):
            if (x or y) and u * u + v * v <= delta**2 * (x * x + y * y):
                case.given(curvatures=(a, b), w=(x, y), noise=(u, v), delta=delta)
                mu, smooth = min(a, b) - delta, max(a, b) + delta
                case.require(aligned([x, y], [a * x + u, b * y + v], mu, smooth), "aligned")


@CHAPTER.theorem(
    "S68.3",
    Mode.EXHAUSTIVE,
    original="alignment_condition_of_curvature_bound",
    domain="½ wᵀAw with eigenvalues from {1, 2, 4}² along the axes turned by (3, 4)/5 and (5, 12)/13, w in {−5, …, 5}²",
)
def bounded_curvature_aligns(trial: Trial) -> None:
    """If μI ⪯ ∇²f ⪯ LI, then ∇f is aligned with μ and L."""
    turns = ((3, 4, 5), (5, 12, 13))
    for case, (a, b, (p, q, r), x, y) in trial.each(product((1, 2, 4), (1, 2, 4), turns, range(-5, 6), range(-5, 6))):
        u, v = p * x + q * y, q * x - p * y  # r times the coordinates along the turned axes
        g = [Fraction(p * a * u + q * b * v, r * r), Fraction(q * a * u - p * b * v, r * r)]
        case.given(eigenvalues=(a, b), turn=(p, q), w=(x, y))
        case.require(aligned([x, y], g, min(a, b), max(a, b)), "aligned")
