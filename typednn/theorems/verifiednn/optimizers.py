"""V56–V61, V64, V66: steps of optimizers, in exact arithmetic where they are polynomials of their data.

Rates and momenta are powers of two here, so that floats compute without rounding.
"""

from dataclasses import fields, replace
from itertools import product
from math import sqrt
from typing import Any

import numpy as np

from typednn import optim
from typednn.contracts import Array, Float, contract
from typednn.optim import Objective, Optimizer, optimizer_step
from typednn.theorems.objectives import quadratic, with_gradient
from typednn.theorems.rounding import UNIT, gamma
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER

_BINARY = "as polynomials in parameters and gradients"
_CLIPPED = "γ_(n+12): the norm, the quotient, the product, the difference"


@CHAPTER.theorem("V56", Mode.EXACT, original="sgdStep", domain=f"two parameters, rates 0 and 1; {_BINARY} and the rate")
def descent_is_the_formula(trial: Trial) -> None:
    """θ⁺ = θ − η g."""
    for rate in (0.0, 1.0):  # of degree 1 in the rate
        for case, point in trial.lattice(4, 2):
            theta, g = point[:2], point[2:]
            case.given(theta=theta, g=g, rate=rate)
            case.equal(_after(optim.SGD(rate), theta, [g]), theta - rate * g)


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
        step = -_after(optim.SGD(0.5, clip_norm=bound), np.zeros(n), [g])
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
        case.equal(-_after(optim.SGD(1.0, clip_norm=5.0), np.zeros(2), [g]), np.array([3.0, 4.0]) * min(1.0, 2.0**k))


@CHAPTER.theorem(
    "V58.1", Mode.EXACT, original="momentumStep", domain=f"one parameter, momenta 0, ½, ¾, up to five steps; {_BINARY}"
)
def momentum_is_the_formula(trial: Trial) -> None:
    """v⁺ = β v + g and θ⁺ = θ − η v⁺, that is θ_T = θ_0 − η Σ_t Σ_{k≤t} β^{t−k} g_k; β = 0 is descent."""
    for beta, steps in product((0.0, 0.5, 0.75), range(1, 6)):
        for case, point in trial.lattice(1 + steps, 1):
            theta, gradients = point[:1], point[1:, None]
            case.given(beta=beta, theta=theta, gradients=gradients)
            found = _after(optim.Momentum(0.5, beta), theta, list(gradients))
            velocities = [sum(beta ** (t - k) * gradients[k] for k in range(t + 1)) for t in range(steps)]
            case.equal(found, theta - 0.5 * sum(velocities))
            if beta == 0.0:
                case.equal(found, _after(optim.SGD(0.5), theta, list(gradients)), "descent")


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
        found = _after(optim.Momentum(0.5, beta, clip_norm=bound), np.zeros(n), list(gradients))
        allowed = gamma(steps * (n + 16)) * steps * bound / (1 - beta)
        case.near(found, _after(optim.Momentum(0.5, beta), np.zeros(n), clipped), allowed)
        case.at_most(float(np.linalg.norm(found)), 0.5 * steps * bound / (1 - beta), allowed)


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
            _run(optim.Nesterov(rate, beta), found, [quadratic(a)] * steps)
            case.equal(float(found[0]), theta)
            case.equal(theta - rate * beta * v, phi, "the textbooks' form")


@CHAPTER.theorem(
    "V61",
    Mode.EXHAUSTIVE,
    original="updateLearningRate, updateMomentum, initSGD, initMomentum",
    domain="every setting of SGD, Momentum, Nesterov, Adam and AdamW",
)
def a_setting_is_changed_alone(trial: Trial) -> None:
    """replace(optimizer, setting=value) has that setting, and all others as before; the optimizer itself is frozen."""
    optimizers = (optim.SGD(0.1), optim.Momentum(0.1), optim.Nesterov(0.1), optim.Adam(0.1), optim.AdamW(0.1))
    for optimizer in optimizers:
        for case, setting in trial.each(fields(optimizer)):
            before = {each.name: getattr(optimizer, each.name) for each in fields(optimizer)}
            value: object = not before[setting.name] if isinstance(before[setting.name], bool) else 0.25
            case.given(optimizer=optimizer, setting=setting.name)
            changes: dict[str, Any] = {setting.name: value}
            changed = replace(optimizer, **changes)
            after = {each.name: getattr(changed, each.name) for each in fields(changed)}
            case.equal(after, {**before, setting.name: value})
            case.equal({each.name: getattr(optimizer, each.name) for each in fields(optimizer)}, before)


@CHAPTER.theorem(
    "V64.1",
    Mode.EXACT,
    original="GradientAccumulator",
    domain=f"one to four gradients of one entry, of 1 or 2 examples each, together a power of two; {_BINARY}",
)
def accumulated_gradients_are_those_of_the_batch(trial: Trial) -> None:
    """After adding g_k of n_k examples, get_and_reset gives Σ n_k g_k / Σ n_k, and starts again from nothing."""
    for number in range(1, 5):
        for examples in product((1, 2), repeat=number):
            if sum(examples) not in (1, 2, 4, 8):  # the quotient is exact for these
                continue
            for case, point in trial.lattice(number, 1):
                case.given(gradients=point, examples=examples)
                accumulator = optim.GradientAccumulator.like(np.zeros(1))
                for _ in range(2):
                    for g, count in zip(point, examples, strict=True):
                        accumulator.add(np.array([g]), count)
                    mean = accumulator.get_and_reset()
                    case.equal(mean, [float(np.dot(point, examples)) / sum(examples)])


@CHAPTER.theorem(
    "V66.2",
    Mode.PROPERTY,
    original="3 × preserves_dimension",
    domain="every optimizer, sharpness-aware ones too; 1 to 30 parameters, float32 and float64",
)
def a_step_keeps_shape_and_dtype(trial: Trial) -> None:
    """A step changes the parameters in place: same array, same shape, same dtype, all finite."""
    sharp = [optim.SharpnessAware(optim.SGD(0.1), rule) for rule in (optim.SAM(), optim.ASAM(), optim.FriendlySAM())]
    optimizers: list[Optimizer] = [optim.SGD(0.1), optim.Momentum(0.1), optim.Nesterov(0.1), optim.Adam(0.1)]
    optimizers += [optim.AdamW(0.1), *sharp, optim.SharpnessAware(optim.SGD(0.1), optim.ZSharp())]
    for case, optimizer in trial.each([each for each in optimizers for _ in range(trial.size(10, 500))]):
        n, dtype = int(case.rng.integers(1, 31)), str(case.rng.choice(["f4", "f8"]))
        theta = case.rng.normal(size=n).astype(dtype)
        case.given(optimizer=optimizer, theta=theta)
        state = optimizer.init(theta, {"weight": (n,)})
        for _ in range(3):
            optimizer_step(optimizer, theta, state, quadratic(1))
        case.equal((theta.shape, theta.dtype.str[1:]), ((n,), dtype))
        case.require(np.all(np.isfinite(theta)), "finite")


@CHAPTER.theorem(
    "V74.1",
    Mode.PROPERTY,
    original="training diagnostics",
    domain="1 to 200 parameters, rates up to 1",
    tolerance="(γ_(n+8) + u max|θ|/max|Δ|): the norm, and the rounding of θ − η g",
)
def the_change_is_the_rate_times_the_gradient(trial: Trial) -> None:
    """‖θ⁺ − θ‖ = η ‖g‖ for descent without clipping, with the norm that the step reports."""
    for case in trial.cases(quick=200, full=10_000):
        n, rate = int(case.rng.integers(1, 201)), float(case.rng.uniform(0.001, 1))
        theta, g = case.rng.normal(size=(2, n))
        case.given(theta=theta, g=g, rate=rate)
        after = theta.copy()
        step = optim.SGD(rate).step(after, optim.SGD(rate).init(after), with_gradient(g))
        change = float(np.linalg.norm(after - theta))
        allowed = gamma(n + 8) * change + UNIT * sqrt(n) * 2 * float(np.abs([theta, after]).max())
        case.near(change, rate * step.gradient_norm, allowed)


@contract
def _after(
    optimizer: optim.BaseOptimizer, start: Float[Array, " parameters"], gradients: list[Float[Array, " parameters"]]
) -> Float[Array, " parameters"]:
    """The parameters after a step with each of the gradients."""
    theta = start.copy()
    _run(optimizer, theta, [with_gradient(g) for g in gradients])
    return theta


@contract
def _run(optimizer: optim.BaseOptimizer, theta: Float[Array, " parameters"], objectives: list[Objective]) -> None:
    state = optimizer.init(theta)
    for objective in objectives:
        optimizer_step(optimizer, theta, state, objective)
