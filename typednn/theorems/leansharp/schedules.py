"""S78, S79, S82: falling learning rates: supermartingales, the conditions of Robbins and Monro, the cosine."""

from itertools import product
from math import cos, pi

import numpy as np

from typednn import optim
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.objectives import quadratic, with_gradient
from typednn.theorems.precise import algebra
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial


@CHAPTER.theorem(
    "S78",
    Mode.EXHAUSTIVE,
    original="zsharp_robbins_monro_almost_sure_convergence, zsharp_objective_as_convergence_of_submartingale",
    domain="½ w², the code's SGD with η_t = 1/8, 1/16, …, noise ±1, all nodes of the tree of 7 steps, from 1; "
    "exact floats",
)
def the_squares_are_a_supermartingale_on_the_tree(trial: Trial) -> None:
    """V_t = w_t² + σ² Σ_{s≥t} η_s² has E[V_{t+1} | w_t] ≤ V_t at every node: the supermartingale is shown, not
    assumed.
    """
    rates = [2.0 ** -(3 + t) for t in range(7)]
    for case, noise in trial.each(path for steps in range(7) for path in product((-1.0, 1.0), repeat=steps)):
        w = _walk(noise, rates)
        children = [_walk((*noise, sign), rates) ** 2 for sign in (-1.0, 1.0)]
        t = len(noise)
        rest = [sum(rate**2 for rate in rates[s:]) for s in (t, t + 1)]
        case.given(noise=noise)
        case.at_most(sum(children) / 2 + rest[1], w * w + rest[0])
        case.equal(sum(children) / 2, (1 - rates[t]) ** 2 * w * w + rates[t] ** 2)


@CHAPTER.theorem("S79.1", Mode.SYMBOLIC, original="RobbinsMonro record", domain="the infinite series")
def the_original_s_conditions_miss_one(trial: Trial) -> None:
    """η_t = 2^{−t} has η_t > 0 and Σ η_t² = 4/3 < ∞, which is all that the record asks; but Σ η_t = 2 < ∞."""
    sympy = algebra()
    t = sympy.symbols("t", integer=True, nonnegative=True)
    rate = sympy.Rational(1, 2) ** t
    facts = {
        "positive": bool(rate.is_positive),
        "Σ η_t² = 4/3": sympy.summation(rate**2, (t, 0, sympy.oo)) == sympy.Rational(4, 3),
        "Σ η_t = 2": sympy.summation(rate, (t, 0, sympy.oo)) == 2,
        "Σ 1/(t+1) = ∞": not sympy.Sum(1 / (t + 1), (t, 0, sympy.oo)).is_convergent(),
    }
    for case, (claim, holds) in trial.each(facts.items()):
        case.require(holds, claim)


@CHAPTER.counterexample(
    "S79.2",
    original="RobbinsMonro record without Σ η_t = ∞",
    domain="½ w² from 1, η_t = 2^{−t−2}, 200 steps of the code",
    instead="With Σ η_t = ∞ as well the iterates converge to the minimum; 1/(t + 1) is such a schedule (V85.1).",
)
def positive_square_summable_rates_reach_the_minimum(trial: Trial) -> None:
    """Gradient descent with η_t > 0 and Σ η_t² < ∞ converges to the minimum of a convex quadratic."""
    for case, steps in trial.each((50, 200)):
        w, optimizer = np.ones(1), optim.SGD(lambda t: 2.0 ** (-t - 2))
        state = optimizer.init(w)
        for _ in range(steps):
            optimizer.step(w, state, quadratic(1.0))
        case.require(float(w[0]) > 0.57, "it freezes on the way")
        trial.say(f"after {steps} steps w = {float(w[0]):.12f}, and the minimum is 0")


@CHAPTER.theorem(
    "S82",
    Mode.EXHAUSTIVE,
    original="cosine_decay_zero, cosine_decay_antitone, cosine_argument_in_range, cosine_argument_mono",
    domain="T = 1, …, 60, steps up to T + 10, η_max = 1, η_min = 0 and 1/8",
    tolerance="8 u: a cosine and four operations",
)
def the_cosine_schedule_falls_to_its_floor(trial: Trial) -> None:
    """η_min + ½(η_max − η_min)(1 + cos(πt/T)): η_max at 0, η_min from T on, never rising."""
    for case, (steps, floor) in trial.each(product(range(1, 61), (0.0, 0.125))):
        rates = [optim.Cosine(1.0, steps, floor)(t) for t in range(steps + 11)]
        case.equal((rates[0], set(rates[steps:])), (1.0, {floor}))
        case.require(rates == sorted(rates, reverse=True), "antitone")
        exact = [floor + (1 - floor) / 2 * (1 + cos(pi * t / steps)) for t in range(steps)]
        case.near(np.array(rates[:steps]), np.array(exact), 8 * 2.0**-53)


def _walk(noise: tuple[float, ...], rates: list[float]) -> float:
    w, optimizer = np.ones(1), optim.SGD(lambda t: rates[t])
    state = optimizer.init(w)
    for error in noise:
        optimizer.step(w, state, with_gradient(w + error))
    return float(w[0])
