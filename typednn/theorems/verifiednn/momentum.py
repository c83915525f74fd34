"""V58, V60: heavy ball and Nesterov's method are their formulas."""

from fractions import Fraction
from itertools import product

import numpy as np

from typednn import optim
from typednn.theorems.objectives import quadratic, with_gradient
from typednn.theorems.rounding import gamma
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER
from typednn.theorems.verifiednn.steps import BINARY, after_steps, take_steps


@CHAPTER.theorem(
    "V58.1", Mode.EXACT, original="momentumStep", domain=f"one parameter, momenta 0, ½, ¾, up to five steps; {BINARY}"
)
def momentum_is_the_formula(trial: Trial) -> None:
    """v⁺ = β v + g and θ⁺ = θ − η v⁺, that is θ_T = θ_0 − η Σ_t Σ_{k≤t} β^{t−k} g_k; β = 0 is descent."""
    for beta, steps in product((0.0, 0.5, 0.75), range(1, 6)):
        for case, point in trial.lattice(1 + steps, 1):
            theta, gradients = point[:1], point[1:, None]
            case.given(beta=beta, theta=theta, gradients=gradients)
            found = after_steps(optim.Momentum(0.5, beta), theta, list(gradients))
            velocities = [sum(beta ** (t - k) * gradients[k] for k in range(t + 1)) for t in range(steps)]
            case.equal(found, theta - 0.5 * sum(velocities))
            if beta == 0.0:
                case.equal(found, after_steps(optim.SGD(0.5), theta, list(gradients)), "descent")


@CHAPTER.theorem(
    "V58.2",
    Mode.PROPERTY,
    original="momentumStep",
    domain="random gradients, up to 40 steps, momenta up to 0.99",
    tolerance="γ_(3T+3) Σ β^{t−k} |g_k|: T steps of two rounded operations, and the sum that is compared with",
)
def the_velocity_is_a_discounted_sum(trial: Trial) -> None:
    """v_T = Σ_k β^{T−k} g_k."""
    for case in trial.cases(quick=100, full=5000):
        steps, beta = int(case.rng.integers(1, 41)), float(case.rng.uniform(0, 0.99))
        gradients = case.rng.normal(size=(steps, 3))
        case.given(gradients=gradients, beta=beta)
        theta, state = np.zeros(3), optim.Momentum(0.1, beta).init(np.zeros(3))
        for g in gradients:
            optim.Momentum(0.1, beta).step(theta, state, with_gradient(g))
        weights = beta ** np.arange(steps - 1, -1, -1)[:, None]
        allowed = gamma(3 * steps + 3) * (weights * np.abs(gradients)).sum(axis=0) * 4
        case.near(state.velocity, (weights * gradients).sum(axis=0), allowed)


@CHAPTER.theorem(
    "V60.1",
    Mode.EXACT,
    original="nesterovStep",
    standing=Standing.GAP_CLOSED,
    domain="f = ½ a θ² for a = 0, 1, 2, 3, rates ¼ and ½, momenta 0, ½, ¾, up to four steps; as polynomials in a, θ_0",
)
def nesterov_looks_ahead_by_what_it_will_move(trial: Trial) -> None:
    """v⁺ = β v + ∇f(θ − η β v), θ⁺ = θ − η v⁺; in φ = θ − η β v it is φ⁺ = φ − η (g + β v⁺), as textbooks write it."""
    for rate, beta, steps in product((0.25, 0.5), (0.0, 0.5, 0.75), range(1, 5)):
        for case, (a, start) in trial.each(product(range(steps + 2), range(2))):  # of degree `steps` in a, 1 in θ_0
            case.given(a=a, start=start, rate=rate, beta=beta, steps=steps)
            theta, v, phi, w = float(start), 0.0, float(start), 0.0
            for _ in range(steps):
                v = beta * v + a * (theta - rate * beta * v)
                theta -= rate * v
                w = beta * w + a * phi
                phi -= rate * (a * phi + beta * w)
            found = np.array([float(start)])
            take_steps(optim.Nesterov(rate, beta), found, [quadratic(a)] * steps)
            case.equal(float(found[0]), theta)
            case.equal(theta - rate * beta * v, phi, "the textbooks' form")


@CHAPTER.counterexample(
    "V60.2",
    original="nesterovStep, which looks ahead to θ − βv",
    domain="f = ½ θ², η = 1/8, β = 1/2, from θ = 1; exact",
    instead="The gradient belongs at θ − ηβv, where the velocity will carry θ; that is the textbooks' method (V60.1).",
)
def nesterov_looks_ahead_by_the_velocity(trial: Trial) -> None:
    """Nesterov's method takes the gradient at θ − βv."""
    for case, _ in trial.each([None]):
        rate, beta = Fraction(1, 8), Fraction(1, 2)
        claimed, correct, textbook = (_nesterov(scale, rate, beta) for scale in (Fraction(1), rate, None))
        case.equal(correct, textbook, "the look-ahead ηβv is the textbooks' form")
        case.require(claimed != textbook, "the look-ahead βv is another method")
        trial.say(
            f"after two steps: θ = {claimed} with the look-ahead βv, {correct} with ηβv, {textbook} by the textbook"
        )
        theta, optimizer = np.ones(1), optim.Nesterov(0.125, 0.5)
        state = optimizer.init(theta)
        for _ in range(2):
            optimizer.step(theta, state, lambda x: (0.0, x.copy()))
        case.equal(Fraction(float(theta[0])), textbook, "ours")


def _nesterov(scale: Fraction | None, rate: Fraction, beta: Fraction) -> Fraction:
    """Two steps on ½ θ² from 1: with the look-ahead scale·βv, or (None) the textbooks' two sequences."""
    theta, v = Fraction(1), Fraction(0)
    if scale is None:
        ahead = theta
        for _ in range(2):
            before, theta = theta, ahead - rate * ahead
            ahead = theta + beta * (theta - before)
        return theta
    for _ in range(2):
        v = beta * v + (theta - scale * beta * v)
        theta -= rate * v
    return theta
