"""V57, V59: clipping bounds the gradient, before momentum."""

import numpy as np

from typednn import optim
from typednn.theorems.rounding import gamma
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER
from typednn.theorems.verifiednn.steps import after_steps

_CLIPPED = "γ_(n+12): the norm, the quotient, the product, the difference"


@CHAPTER.theorem(
    "V57.1",
    Mode.PROPERTY,
    original="sgdStepClipped",
    domain="1 to 50 parameters, gradients of norms 1e-100 to 1e100, bounds 1e-3 to 1e3",
    tolerance=_CLIPPED,
)
def clipping_bounds_the_gradient(trial: Trial) -> None:
    """The step is η g min(1, c/‖g‖): of norm at most η c, in the direction of g, and η g itself if ‖g‖ ≤ c."""
    for case in trial.cases(quick=300, full=20_000):
        n = int(case.rng.integers(1, 51))
        g = case.rng.normal(size=n) * 10.0 ** case.rng.integers(-100, 101)
        bound = float(10.0 ** case.rng.uniform(-3, 3))
        if case.number % 2:
            g *= bound * case.rng.uniform(0.5, 2) / float(np.linalg.norm(g))
        case.given(g=g, bound=bound)
        step = -after_steps(optim.SGD(0.5, clip_norm=bound), np.zeros(n), [g])
        length = float(np.sqrt(np.sum((g / np.abs(g).max()) ** 2))) * float(np.abs(g).max())
        case.at_most(float(np.linalg.norm(step)), 0.5 * bound, gamma(n + 12) * bound)
        case.near(step, 0.5 * g * min(1.0, bound / length), gamma(n + 12) * np.abs(0.5 * g))
        if length <= bound * (1 - gamma(n + 12)):
            case.equal(step, 0.5 * g, "the gradient itself")


@CHAPTER.theorem(
    "V57.2",
    Mode.EXACT,
    original="sgdStepClipped",
    domain="gradients (3, 4) 2^k for k from -10 to 10, bound 5",
)
def clipping_is_exact_where_the_norm_is(trial: Trial) -> None:
    """g = (3, 4)·2^k has the norm 5·2^k: clipped to 5 it is (3, 4) for k ≥ 0, and itself for k ≤ 0."""
    for case, k in trial.each(range(-10, 11)):
        g = np.array([3.0, 4.0]) * 2.0**k
        case.given(g=g)
        case.equal(
            -after_steps(optim.SGD(1.0, clip_norm=5.0), np.zeros(2), [g]), np.array([3.0, 4.0]) * min(1.0, 2.0**k)
        )


@CHAPTER.theorem(
    "V59",
    Mode.PROPERTY,
    original="momentumStepClipped",
    domain="1 to 20 parameters, up to 10 steps",
    tolerance="γ_(T(n+16)) times the sum of the norms: each step with the rounding of a clipped one",
)
def momentum_clips_before_it_accelerates(trial: Trial) -> None:
    """Momentum with a bound c is momentum on the clipped gradients; its velocity is at most c/(1 − β)."""
    for case in trial.cases(quick=100, full=5000):
        n, steps, beta = int(case.rng.integers(1, 21)), int(case.rng.integers(1, 11)), float(case.rng.uniform(0, 0.95))
        gradients, bound = case.rng.normal(size=(steps, n)) * 3, float(case.rng.uniform(0.1, 5))
        case.given(gradients=gradients, beta=beta, bound=bound)
        clipped = [g * min(1.0, bound / float(np.linalg.norm(g))) for g in gradients]
        found = after_steps(optim.Momentum(0.5, beta, clip_norm=bound), np.zeros(n), list(gradients))
        allowed = gamma(steps * (n + 16)) * steps * bound / (1 - beta)
        case.near(found, after_steps(optim.Momentum(0.5, beta), np.zeros(n), clipped), allowed)
        case.at_most(float(np.linalg.norm(found)), 0.5 * steps * bound / (1 - beta), allowed)
