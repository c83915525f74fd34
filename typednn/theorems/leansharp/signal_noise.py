"""S93, S94: a signal with noise, and what a mask preserves of it."""

from fractions import Fraction
from itertools import product
from math import sqrt

import numpy as np

from typednn import noise, optim
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


@CHAPTER.theorem(
    "S93",
    Mode.EXHAUSTIVE,
    original="SignalNoiseModel: vector_mean_observed_expected, vector_mean_stability, noise_expected_norm_sq, "
    "noise_norm_sq_tail_prob",
    domain="signals from {−2, …, 2}³, all noise from {−σ, 0, σ}³ with σ = 1, 2, uniformly; l = 1, 2, 4, 8; fractions",
    tolerance="1e-12 for the code's expectations; none for the theorem",
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
        model = noise.SignalNoiseModel(np.array(signal, float), np.array(law, float), np.full(27, 1 / 27))
        case.near(model.expected(), np.array(signal, float), 1e-12, "the code's expectation")
        case.near(model.second_moment(), sum(squares) / 27, 1e-12 * sum(squares))
        for l in (1, 2, 4, 8):  # noqa: E741  # the inventory's letter
            case.require(Fraction(sum(q >= l for q in squares), 27) <= Fraction(3 * sigma**2, l), "Markov")
            case.near(model.tail(float(l)), sum(q >= l for q in squares) / 27, 1e-12, "the code's tail")


@CHAPTER.theorem(
    "S94.1",
    Mode.PROPERTY,
    original="preservation_prob_lower_bound (the implication is assumed)",
    standing=Standing.GAP_CLOSED,
    domain="random gradients of 2 to 50 entries, z from 0 to 2, noise just below the margin, also along one entry",
)
def entries_with_a_margin_are_preserved(trial: Trial) -> None:
    """If ‖ξ‖(1 + 1/√n + z/√n) < m_i = ||g_i − μ| − zσ|, the mask of entry i is that without noise: the threshold is
    derived.
    """
    for case in trial.cases(200, 10_000):
        n, z = int(case.rng.integers(2, 51)), float(case.rng.uniform(0, 2))
        g, xi = case.rng.normal(size=n), case.rng.normal(size=n)
        if case.number % 2:
            xi[1:] = 0.0
        reach = optim.preserved_noise(g, z)
        exact = np.abs(np.abs(g - g.mean()) - z * g.std()) / (1 + (1 + z) / sqrt(n))
        size = float(np.median(reach)) * float(case.rng.uniform(0.3, 0.999))
        xi *= size / np.linalg.norm(xi)
        safe = size < reach * (1 - 1e-9)
        case.given(g=g, z=z, xi=xi)
        if case.assume(safe.any()):
            case.require(np.allclose(reach, exact, rtol=1e-9, atol=1e-14), "the formula")
            case.require(optim.mask_margin(g, z) == optim.preservation_margin(g, z).min(), "the least margin")
            case.equal(optim.zscore_mask(g + xi, z)[safe], optim.zscore_mask(g, z)[safe])


@CHAPTER.theorem(
    "S94.2",
    Mode.EXHAUSTIVE,
    original="preservation_prob_lower_bound",
    standing=Standing.GAP_CLOSED,
    domain="gradients from {−8, −3, 0, 5, 9}³, z = 1/2, 5/4, all 27 noises from {−1, 0, 1}³/2; the code's mask",
    tolerance="1e-12: sums of 27 chances",
)
def so_likely_is_an_entry_preserved(trial: Trial) -> None:
    """P(entry i is kept, or removed, as without noise) ≥ 1 − nσ²/r_i², r_i = m_i/(1 + (1 + z)/√n), nσ² = E‖ξ‖²."""
    law = [np.array(xi) / 2 for xi in product((-1.0, 0.0, 1.0), repeat=3)]
    for case, (entries, z) in trial.each(product(product((-8.0, -3.0, 0.0, 5.0, 9.0), repeat=3), (0.5, 1.25))):
        g = np.array(entries)
        reach, mask = optim.preserved_noise(g, z), optim.zscore_mask(g, z)
        kept = np.mean([optim.zscore_mask(g + xi, z) == mask for xi in law], axis=0)
        model = noise.SignalNoiseModel(g, np.array(law), np.full(27, 1 / 27))
        second = model.second_moment()
        chances = model.preserved(z)
        for i in range(3):
            if reach[i] ** 2 > second * (1 + 1e-9):  # else the bound is below 0, and says nothing
                case.given(g=g, z=z, entry=i)
                case.near(float(chances[i]), float(kept[i]), 1e-12, "the code's chance")
                case.at_most(1 - second / float(reach[i]) ** 2, float(kept[i]))
