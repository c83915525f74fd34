"""S109: sharpness is measured: trace, worst loss, the cycle of SAM around a minimum."""

from itertools import product
from math import log, sqrt

import numpy as np

from typednn import optim, sharpness
from typednn.theorems.chance import CONFIDENCE
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.leansharp.tensors import bowl
from typednn.theorems.objectives import quadratic
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_ROUNDED = "2^12 u of the terms: a few thousand rounded operations"
_ALLOWED = 2.0**12 * UNIT


@CHAPTER.theorem(
    "S109.1",
    Mode.MONTE_CARLO,
    original="sharpness measurement",
    standing=Standing.GAP_CLOSED,
    domain="random symmetric matrices of 8 rows; Hoeffding's allowance, as |vᵀAv − tr A| ≤ Σ_{i≠j} |a_ij|",
    confidence=CONFIDENCE,
)
def hutchinson_s_mean_is_the_trace(trial: Trial) -> None:
    """The mean of vᵀAv over random signs v is tr A up to chance."""
    problems, samples = trial.size(5, 20), trial.size(400, 20_000)
    for case in trial.cases(problems, problems):
        root = case.rng.normal(size=(8, 8))
        matrix = root + root.T
        found = sharpness.trace(matrix.__matmul__, 8, rng=case.rng, samples=samples)
        reach = float(np.abs(matrix - np.diag(np.diag(matrix))).sum())
        case.at_most(abs(found.value - float(np.trace(matrix))), reach * sqrt(2 * log(2 * problems / 1e-6) / samples))
        case.stands_for(samples)


@CHAPTER.theorem(
    "S109.2",
    Mode.PROPERTY,
    original="sharpness measurement: the worst loss",
    standing=Standing.GAP_CLOSED,
    domain="random convex quadratics of up to 5 variables, where the worst loss is known",
    tolerance=_ROUNDED,
)
def the_worst_loss_found_is_a_lower_bound(trial: Trial) -> None:
    """L(w) ≤ what projected ascent finds ≤ L_SAM(w), and it finds at least 0.8 of the rise."""
    for case in trial.cases(40, 2000):
        n, radius = int(case.rng.integers(1, 6)), float(case.rng.uniform(0.1, 1.0))
        root, w = case.rng.normal(size=(n, n)), case.rng.normal(size=n)
        matrix = root @ root.T + 0.1 * np.eye(n)
        value = 0.5 * float(w @ matrix @ w)
        exact = sharpness.sam_objective_of_quadratic(matrix, matrix @ w, value, radius)
        found = sharpness.worst_loss(bowl(matrix), w, radius, rng=case.rng)
        case.given(matrix=matrix, w=w, radius=radius)
        scale = _ALLOWED * (1 + exact)
        case.at_most(value, found, scale)
        case.at_most(found, exact, scale)
        case.at_most(0.8 * (exact - value), found - value, scale, "most of the rise")


@CHAPTER.theorem(
    "S109.3",
    Mode.EXHAUSTIVE,
    original="sharpness before and after",
    standing=Standing.BEYOND,
    domain="½ a w², a = 1, 2, 4, η = 1/8, 3/16, ρ = 1/4, 1/2, from 1; 400 steps of the code",
    tolerance="1e-9: the cycle is reached geometrically",
)
def sam_circles_a_minimum_in_one_dimension(trial: Trial) -> None:
    """For 0 < ηa < 1, SAM with a fixed ρ ends in a cycle of amplitude ηaρ/(2 − ηa) around the minimum."""
    for case, (a, rate, radius) in trial.each(product((1.0, 2.0, 4.0), (0.125, 0.1875), (0.25, 0.5))):
        w, optimizer = np.array([1.0]), optim.SharpnessAware(optim.SGD(rate), optim.SAM(radius))
        state = optimizer.init(w)
        for _ in range(400):
            optimizer.step(w, state, quadratic(a))
        case.given(a=a, rate=rate, radius=radius)
        amplitude, before = rate * a * radius / (2 - rate * a), float(w[0])
        case.near(abs(before), amplitude, 1e-9, "the amplitude")
        optimizer.step(w, state, quadratic(a))
        case.near(float(w[0]), -before, 1e-9, "it jumps to the other side")
