"""Stochastic gradient descent.

    θ⁺ = θ − η (g̃ + λθ),   g̃ = g · min(1, c/‖g‖)

For plain descent L2 decay and decoupled decay are the same: both shrink θ by the factor 1 − ηλ.

Robbins, Monro: A stochastic approximation method. Annals of Mathematical Statistics 22, 1951.
"""

from dataclasses import dataclass, field

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.optim.blend import blend
from typednn.optim.gradients import clip_scale
from typednn.optim.layout import Layout
from typednn.optim.objective import Objective, Step, misfit, usable_norm
from typednn.optim.saving import UNSAVED
from typednn.optim.schedules import Schedule, rate_at
from typednn.optim.settings import settle_descent


@contract
@dataclass
class SGDState:
    """The number of steps taken."""

    steps: int
    scratch: Float[Array, " parameters"] = field(repr=False, compare=False, metadata=UNSAVED)


@dataclass(frozen=True)
class SGD:
    """θ⁺ = θ − ηg, optionally with weight decay λ and the gradient clipped to norm c."""

    learning_rate: float | Schedule
    weight_decay: float = 0.0
    clip_norm: float | None = None

    def __post_init__(self) -> None:
        settle_descent(self)

    @contract
    def init(self, parameters: Float[Array, " parameters"], layout: Layout | None = None) -> SGDState:
        """The state before the first step."""
        return SGDState(0, np.empty_like(parameters))

    @contract
    def step(self, parameters: Float[Array, " parameters"], state: SGDState, objective: Objective) -> Step:
        """One step, in place."""
        if state.scratch.shape != parameters.shape or state.scratch.dtype != parameters.dtype:
            raise misfit(state.scratch, parameters)
        rate = rate_at(self.learning_rate, state.steps)
        loss, gradient = objective(parameters)
        length = usable_norm(loss, gradient, parameters)
        if self.weight_decay:
            np.multiply(parameters, 1.0 - rate * self.weight_decay, out=parameters)
        descend(parameters, gradient, state.scratch, rate=rate * clip_scale(length, self.clip_norm))
        state.steps += 1
        return Step(float(loss), length)


@contract
def descend(
    parameters: Float[Array, " parameters"],
    direction: Float[Array, " parameters"],
    scratch: Float[Array, " parameters"],
    *,
    rate: float,
) -> None:
    """θ ← θ − ηd"""
    blend(-rate, direction, 1.0, parameters, scratch)
