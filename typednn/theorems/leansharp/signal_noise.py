"""S93, S94: a signal with noise, and what a mask preserves of it."""

from fractions import Fraction
from itertools import product
from math import sqrt

import numpy as np

from typednn import optim
from typednn.contracts import Array
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


@CHAPTER.theorem(
    "S93",
    Mode.EXHAUSTIVE,
    original="SignalNoiseModel: vector_mean_observed_expected, vector_mean_stability, noise_expected_norm_sq, "
    "noise_norm_sq_tail_prob",
    domain="signals from {−2, …, 2}³, all noise from {−σ, 0, σ}³ with σ = 1, 2, uniformly; l = 1, 2, 4, 8",
)
def signal_plus_noise(trial: Trial) -> None:
    """E mean(g + ξ) = mean(g), |mean(g + ξ) − mean(g)| ≤ ‖ξ‖/√n, E‖ξ‖² ≤ nσ², P(‖ξ‖² ≥ l) ≤ nσ²/l."""
    for case, (signal, sigma) in trial.each(product(product(range(-2, 3), repeat=3), (1, 2))):
        law = list(product((-sigma, 0, sigma), repeat=3))
        shifts = [Fraction(sum(xi), 3) for xi in law]
        squares = [sum(x * x for x in xi) for xi in law]
        case.given(signal=signal, sigma=sigma)
        observed = [Fraction(sum(a + b for a, b in zip(signal, xi, strict=True)), 3) for xi in law]
        case.equal(sum(observed, Fraction(0)) / 27, Fraction(sum(signal), 3))
        case.require(all(s**2 <= Fraction(q, 3) for s, q in zip(shifts, squares, strict=True)), "stability")
        case.require(Fraction(sum(squares), 27) <= 3 * sigma**2, "the second moment")
        for l in (1, 2, 4, 8):  # noqa: E741  # the inventory's letter
            case.require(Fraction(sum(q >= l for q in squares), 27) <= Fraction(3 * sigma**2, l), "Markov")


@CHAPTER.theorem(
    "S94",
    Mode.PROPERTY,
    original="preservation_prob_lower_bound (the implication is assumed)",
    standing=Standing.GAP_CLOSED,
    domain="random gradients of 2 to 50 entries, z from 0 to 2, noise just below the margin",
)
def entries_with_a_margin_are_preserved(trial: Trial) -> None:
    """If ‖ξ‖(1 + 1/√n + z/√n) < m_i = ||g_i − μ| − zσ|, the mask of entry i is that without noise: the threshold is
    derived.
    """
    for case in trial.cases(200, 10_000):
        n, z = int(case.rng.integers(2, 51)), float(case.rng.uniform(0, 2))
        g = case.rng.normal(size=n)
        margins = np.abs(np.abs(g - g.mean()) - z * g.std())
        xi = case.rng.normal(size=n)
        size = float(np.median(margins)) / (1 + (1 + z) / sqrt(n)) * float(case.rng.uniform(0.3, 0.999))
        xi *= size / np.linalg.norm(xi)
        safe = size * (1 + (1 + z) / sqrt(n)) < margins * (1 - 1e-9)
        case.given(g=g, z=z, xi=xi)
        if case.assume(safe.any()):
            case.equal(_mask(g + xi, z)[safe], _mask(g, z)[safe])


def _mask(g: Array, z: float) -> Array:
    return optim.zscore_mask(g, z)
