"""V90: minimisers, convexity, smoothness and valid rates are predicates that are decided."""

from fractions import Fraction
from itertools import product

import numpy as np

from typednn.theorems.predicates import (
    convexity_gap,
    is_valid_rate,
    optimality_gap,
    smoothness_gap,
    strong_convexity_gap,
)
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER
from typednn.theorems.verifiednn.quadratics import descend, random_quadratic

_FLOATS = "1e-9 of the bound: a few hundred rounded operations"


@CHAPTER.theorem(
    "V90.1",
    Mode.PROPERTY,
    original="IsMinimizer, OptimalityGap, IsConvex, IsSmooth, IsStronglyConvex (opaque axioms)",
    standing=Standing.GAP_CLOSED,
    domain="random quadratics of 1 to 5 variables, random pairs of points",
    tolerance=_FLOATS,
)
def the_predicates_are_decided_on_quadratics(trial: Trial) -> None:
    """A quadratic is convex iff its eigenvalues are ≥ 0, L-smooth iff ‖A‖ ≤ L, μ-strongly convex iff μ ≤ λ_min."""
    for case in trial.cases(quick=200, full=10_000):
        f = random_quadratic(case.rng, int(case.rng.integers(1, 6)), least=-1.0 if case.number % 2 else 0.1)
        x, y = case.rng.normal(size=(2, len(f.minimiser))) * 3
        low, high = float(f.spectrum[0]), float(np.abs(f.spectrum).max())
        case.given(matrix=f.matrix, minimiser=f.minimiser, x=x, y=y)
        size = 1e-9 * (1 + high) * (1 + float((x - y) @ (x - y)) + float((x - f.minimiser) @ (x - f.minimiser)))
        case.at_most(0.0, smoothness_gap(f.gradient, x, y, high), size, "smooth")
        case.at_most(0.0, strong_convexity_gap(f, f.gradient, x, y, low), size, "strongly convex with λ_min")
        lowest = np.linalg.eigh(f.matrix)[1][:, 0]
        case.require(strong_convexity_gap(f, f.gradient, x, x + lowest, low + 0.01) < 0, "and with nothing greater")
        along = convexity_gap(f, x, x + 2 * lowest, 0.5)
        case.near(along, low / 2, 4 * size, "the gap along the lowest eigenvector is λ_min/2")
        if low > 0:
            case.at_most(0.0, convexity_gap(f, x, y, float(case.rng.random())), size, "convex")
            case.at_most(0.0, optimality_gap(f, f.minimiser, x), claim="the minimiser")


@CHAPTER.theorem(
    "V90.2",
    Mode.EXACT,
    original="IsValidConstantLearningRate",
    standing=Standing.GAP_CLOSED,
    domain="f = ½ L θ² for L = 1, 2, 4, rates k/8 from 1/8 to 4, with the code's SGD: 40 steps",
)
def a_rate_is_valid_iff_descent_converges(trial: Trial) -> None:
    """0 < α < 2/L iff α descends: |θ_t| = |1 − αL|^t shrinks; at 2/L it stays, above it grows."""
    for case, (smooth, eighths) in trial.each(product((1, 2, 4), range(1, 33))):
        rate = eighths / 8
        case.given(rate=rate, smooth=smooth)
        after = abs(descend(rate, smooth, (0.0,) * 10))
        case.equal(after < 1, is_valid_rate(rate, smooth), "it shrinks")
        case.equal(Fraction(after), abs(1 - Fraction(eighths, 8) * smooth) ** 10)
