"""S77: rates on functions that are not convex: how small gradients become on average, with the constants."""

from itertools import product
from math import sqrt

import numpy as np

from typednn import optim, sharpness
from typednn.contracts import Array
from typednn.sharpness import Dent, Waves
from typednn.theorems.chance import CONFIDENCE, exponent
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.objectives import with_gradient
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_LANDSCAPES: tuple[Waves | Dent, ...] = (Waves(), Waves(((1.0, 0.0), (1.0, 1.0))), Dent())
_STARTS = ((2.0, -1.0), (3.0, 0.1))
_STEPS = (16, 64, 256)
_DOMAIN = (
    "two variables; Σ (1 − cos w_i), L = 1; 2 − cos x − cos(x + y), L = 2.62; Σ w²/(1 + w²), L = 2; from (2, −1) and "
    "near a saddle or on the plain, (3, 1/10); noise ±½ on each entry; T = 16, 64, 256; the upper confidence bound"
)


@CHAPTER.theorem(
    "S77.1",
    Mode.MONTE_CARLO,
    original="zsharp_nonconvex_rate, z_score_nonconvex_rate_complete",
    standing=Standing.GAP_CLOSED,
    domain=_DOMAIN,
    confidence=CONFIDENCE,
)
def the_gradients_vanish_on_average(trial: Trial) -> None:
    """(1/T) Σ E‖∇f(w_t)‖² ≤ (2(f_0 − f*) + Lσ²)/√T with η = 1/√T, ηL ≤ 1; here a filter with z ≤ 1 keeps all."""
    runs = trial.size(1500, 50_000)
    for case, (f, start, steps) in trial.each(product(_LANDSCAPES, _STARTS, _STEPS)):
        w = np.tile(np.array(start), runs)
        optimizer, squares = optim.SGD(1 / sqrt(steps)), np.zeros(runs)
        state = optimizer.init(w)
        case.given(f=f, start=start, steps=steps)
        for _ in range(steps):
            g = f.gradient(w.reshape(runs, 2))
            squares += (g**2).sum(axis=1) / steps
            noisy = g + case.rng.choice([-0.5, 0.5], size=g.shape)
            optimizer.step(w, state, with_gradient(noisy.ravel()))
        case.equal(optim.filtered_gradient(noisy[0], 1.0), noisy[0], "the filter keeps both entries")
        bound = sharpness.gradient_bound(steps, f(np.array(start)), smoothness=f.smoothness, variance=0.5)
        case.at_most(_upper(squares, _steepest(f)), bound)
        case.stands_for(runs)


@CHAPTER.theorem(
    "S77.2",
    Mode.MONTE_CARLO,
    original="sam_nonconvex_rate_from_envelope, sam_nonconvex_rate_complete",
    standing=Standing.GAP_CLOSED,
    domain=f"{_DOMAIN}; ρ = 1/8, 1/2; T = 256 in the full budget; without the assumption that each step descends",
    confidence=CONFIDENCE,
)
def the_gradients_of_sam_vanish_on_average(trial: Trial) -> None:
    """With SAM and η = 1/(2L√T), (1/T) Σ E‖∇f(w_t)‖² ≤ (8L(f_0 − f*) + σ² + 2L²ρ²)/√T."""
    runs = trial.size(1500, 50_000)
    grid = product(_LANDSCAPES, _STARTS, _STEPS[: trial.size(2, 3)], (0.125, 0.5))
    for case, (f, start, steps, radius) in trial.each(grid):
        w, squares = np.tile(np.array(start), (runs, 1)), np.zeros(runs)
        rate = 1 / (2 * f.smoothness * sqrt(steps))
        case.given(f=f, start=start, steps=steps, radius=radius)
        for step in range(steps):
            g = f.gradient(w)
            squares += (g**2).sum(axis=1) / steps
            noise = case.rng.choice([-0.5, 0.5], size=g.shape)
            up = radius * (g + noise) / np.linalg.norm(g + noise, axis=1, keepdims=True)
            if step == 0:
                rule = optim.SAM(radius)
                ours = np.array([optim.ascent(row, row, rule) for row in (g + noise)[:4]])
                case.require(np.allclose(up[:4], ours, rtol=1e-12, atol=0), "ε is the code's")
            w = w - rate * (f.gradient(w + up) + noise)
        rise, smooth = f(np.array(start)), f.smoothness
        bound = sharpness.sharpened_gradient_bound(steps, rise, smoothness=smooth, variance=0.5, radius=radius)
        case.at_most(_upper(squares, _steepest(f)), bound)
        case.stands_for(runs)


def _steepest(f: Waves | Dent) -> float:
    """At least ‖∇f‖² anywhere: ‖A‖² times the number of forms; 2 · (3√3/8)² for the dent."""
    return f.smoothness * len(f.forms) if isinstance(f, Waves) else 2 * 27 / 64


def _upper(sample: Array, most: float) -> float:
    """An upper bound of the mean of numbers in [0, most] that fails with probability 10^-6/54 at most.

    Maurer, Pontil: Empirical Bernstein bounds. 2009.
    """
    n, chance = len(sample), exponent(2 * 54)
    spread = sqrt(2 * float(sample.var(ddof=1)) * chance / n)
    return float(sample.mean()) + spread + 7 * most * chance / (3 * (n - 1))
