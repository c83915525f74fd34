"""V56, V61, V64, V66, V74: descent, settings, accumulated gradients, and what every step keeps."""

from dataclasses import fields, replace
from itertools import product
from math import sqrt
from typing import Any

import numpy as np

from typednn import optim
from typednn.optim import Optimizer, optimizer_step
from typednn.theorems.objectives import quadratic, with_gradient
from typednn.theorems.rounding import UNIT, gamma
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER
from typednn.theorems.verifiednn.steps import BINARY, after_steps


@CHAPTER.theorem("V56", Mode.EXACT, original="sgdStep", domain=f"two parameters, rates 0 and 1; {BINARY} and the rate")
def descent_is_the_formula(trial: Trial) -> None:
    """θ⁺ = θ − η g."""
    for rate in (0.0, 1.0):  # of degree 1 in the rate
        for case, point in trial.lattice(4, 2):
            theta, g = point[:2], point[2:]
            case.given(theta=theta, g=g, rate=rate)
            case.equal(after_steps(optim.SGD(rate), theta, [g]), theta - rate * g)


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
            changes: dict[str, Any] = {setting.name: value}  # of whichever type
            changed = replace(optimizer, **changes)
            after = {each.name: getattr(changed, each.name) for each in fields(changed)}
            case.equal(after, {**before, setting.name: value})
            case.equal({each.name: getattr(optimizer, each.name) for each in fields(optimizer)}, before)


@CHAPTER.theorem(
    "V64.1",
    Mode.EXACT,
    original="GradientAccumulator",
    domain=f"one to four gradients of one entry, of 1 or 2 examples each, together a power of two; {BINARY}",
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
