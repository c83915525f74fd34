"""Adam and AdamW: each parameter with a step size of its own, from averages of its gradient and its square.

    m⁺ = β₁m + (1 − β₁)g̃,   s⁺ = β₂s + (1 − β₂)g̃²
    θ⁺ = θ − η · m̂ / (√ŝ + ε),   m̂ = m⁺/(1 − β₁ᵗ),   ŝ = s⁺/(1 − β₂ᵗ)

t counts from 1. Adam adds the decay λθ to the gradient; AdamW shrinks θ by the factor 1 − ηλ instead.

Kingma, Ba: Adam: a method for stochastic optimization. ICLR 2015.
Loshchilov, Hutter: Decoupled weight decay regularization. ICLR 2019.
"""

import math
from dataclasses import dataclass, field

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.optim.checking import FRACTION, POSITIVE, settle
from typednn.optim.gradients import clip_scale, effective_gradient
from typednn.optim.layout import Layout
from typednn.optim.objective import Objective, Step, misfit, usable_norm
from typednn.optim.saving import UNSAVED
from typednn.optim.schedules import Schedule, rate_at
from typednn.optim.settings import settle_descent


@contract
@dataclass
class AdamState:
    """The number of steps taken, and the averages of the gradient and of its square."""

    steps: int
    mean: Float[Array, " parameters"]
    square: Float[Array, " parameters"]
    scratch: Float[Array, "2 parameters"] = field(repr=False, compare=False, metadata=UNSAVED)


@dataclass(frozen=True)
class Adam:
    """Adam; its weight decay is the L2 one."""

    learning_rate: float | Schedule = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    weight_decay: float = 0.0
    clip_norm: float | None = None

    def __post_init__(self) -> None:
        _settle(self)

    @contract
    def init(self, parameters: Float[Array, " parameters"], layout: Layout | None = None) -> AdamState:
        """The state before the first step: both averages 0."""
        return _init(parameters)

    @contract
    def step(self, parameters: Float[Array, " parameters"], state: AdamState, objective: Objective) -> Step:
        """One step, in place."""
        return _step(self, parameters, state, objective, decay=self.weight_decay, decoupled=0.0)


@dataclass(frozen=True)
class AdamW:
    """Adam with decoupled weight decay."""

    learning_rate: float | Schedule = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    weight_decay: float = 0.01
    clip_norm: float | None = None

    def __post_init__(self) -> None:
        _settle(self)

    @contract
    def init(self, parameters: Float[Array, " parameters"], layout: Layout | None = None) -> AdamState:
        """The state before the first step: both averages 0."""
        return _init(parameters)

    @contract
    def step(self, parameters: Float[Array, " parameters"], state: AdamState, objective: Objective) -> Step:
        """One step, in place."""
        return _step(self, parameters, state, objective, decay=0.0, decoupled=self.weight_decay)


def _settle(settings: Adam | AdamW) -> None:
    settle_descent(settings)
    settle(settings, "beta1", FRACTION)
    settle(settings, "beta2", FRACTION)
    settle(settings, "epsilon", POSITIVE)


@contract
def _init(parameters: Float[Array, " parameters"]) -> AdamState:
    scratch = np.empty((2, parameters.size), parameters.dtype)
    return AdamState(0, np.zeros_like(parameters), np.zeros_like(parameters), scratch)


@contract
def _step(
    settings: Adam | AdamW,
    parameters: Float[Array, " parameters"],
    state: AdamState,
    objective: Objective,
    *,
    decay: float,
    decoupled: float,
) -> Step:
    if state.mean.shape != parameters.shape or state.mean.dtype != parameters.dtype:
        raise misfit(state.mean, parameters)
    rate = rate_at(settings.learning_rate, state.steps)
    loss, gradient = objective(parameters)
    length = usable_norm(loss, gradient, parameters)
    gradient = effective_gradient(
        gradient,
        parameters,
        state.scratch,
        scale=clip_scale(length, settings.clip_norm),
        decay=decay,
    )
    average(state.mean, state.square, gradient, state.scratch[1], beta1=settings.beta1, beta2=settings.beta2)
    state.steps += 1
    # √ŝ + ε and m̂ have their corrections taken out of the passes: m̂/(√ŝ + ε) = (m/(√s + ε√c₂)) √c₂/c₁.
    correction = math.sqrt(1.0 - settings.beta2**state.steps)
    spread = np.sqrt(state.square, out=state.scratch[1])
    spread += settings.epsilon * correction
    direction = np.divide(state.mean, spread, out=spread)
    if decoupled:
        parameters *= 1.0 - rate * decoupled
    direction *= rate * correction / (1.0 - settings.beta1**state.steps)
    parameters -= direction
    return Step(float(loss), length)


@contract
def average(
    mean: Float[Array, " parameters"],
    square: Float[Array, " parameters"],
    gradient: Float[Array, " parameters"],
    scratch: Float[Array, " parameters"],
    *,
    beta1: float,
    beta2: float,
) -> None:
    """m ← β₁m + (1 − β₁)g,  s ← β₂s + (1 − β₂)g²"""
    np.multiply(mean, beta1, out=mean)
    np.multiply(gradient, 1.0 - beta1, out=scratch)
    np.add(mean, scratch, out=mean)
    np.multiply(square, beta2, out=square)
    np.multiply(gradient, gradient, out=scratch)
    np.multiply(scratch, 1.0 - beta2, out=scratch)
    np.add(square, scratch, out=square)
