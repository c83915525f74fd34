"""Gradient descent with momentum, the heavy ball.

    v⁺ = βv + g̃,   θ⁺ = θ − ηv⁺,   g̃ = g · min(1, c/‖g‖) + λθ

The velocity is the discounted sum Σ βᵗ⁻ᵏ gₖ, not an average. Decoupled decay shrinks θ by the factor 1 − ηλ
instead of adding λθ to the gradient.

Polyak: Some methods of speeding up the convergence of iteration methods. 1964.
Loshchilov, Hutter: Decoupled weight decay regularization. ICLR 2019.
"""

from dataclasses import dataclass, field

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.optim.blend import blend
from typednn.optim.checking import FRACTION, settle
from typednn.optim.gradients import clip_scale, effective_gradient
from typednn.optim.layout import Layout
from typednn.optim.objective import Objective, Step, misfit, usable_norm
from typednn.optim.saving import UNSAVED
from typednn.optim.schedules import Schedule, rate_at
from typednn.optim.settings import settle_descent


@contract
@dataclass
class MomentumState:
    """The number of steps taken, and the velocity."""

    steps: int
    velocity: Float[Array, " parameters"]
    scratch: Float[Array, "2 parameters"] = field(repr=False, compare=False, metadata=UNSAVED)


@dataclass(frozen=True)
class Momentum:
    """v⁺ = βv + g, θ⁺ = θ − ηv⁺."""

    learning_rate: float | Schedule
    momentum: float = 0.9
    weight_decay: float = 0.0
    decoupled: bool = False
    clip_norm: float | None = None

    def __post_init__(self) -> None:
        settle_descent(self)
        settle(self, "momentum", FRACTION)

    @contract
    def init(self, parameters: Float[Array, " parameters"], layout: Layout | None = None) -> MomentumState:
        """The state before the first step: no velocity."""
        scratch = np.empty((2, parameters.size), parameters.dtype)
        return MomentumState(0, np.zeros_like(parameters), scratch)

    @contract
    def step(self, parameters: Float[Array, " parameters"], state: MomentumState, objective: Objective) -> Step:
        """One step, in place: two passes over the vectors without decay and clipping."""
        if state.velocity.shape != parameters.shape or state.velocity.dtype != parameters.dtype:
            raise misfit(state.velocity, parameters)
        rate = rate_at(self.learning_rate, state.steps)
        loss, gradient = objective(parameters)
        length = usable_norm(loss, gradient, parameters)
        decay = 0.0 if self.decoupled else self.weight_decay
        scale = clip_scale(length, self.clip_norm)
        if scale != 1.0 or decay:
            gradient = effective_gradient(gradient, parameters, state.scratch, scale=scale, decay=decay)
        if self.decoupled:
            np.multiply(parameters, 1.0 - rate * self.weight_decay, out=parameters)
        accelerate(parameters, state.velocity, gradient, state.scratch[0], rate=rate, momentum=self.momentum)
        state.steps += 1
        return Step(float(loss), length)


def accelerate(
    parameters: Array, velocity: Array, gradient: Array, scratch: Array, *, rate: float, momentum: float
) -> None:
    """v ← βv + g, θ ← θ − ηv, over vectors that the contracts of a step have judged."""
    blend(1.0, gradient, momentum, velocity, scratch)
    blend(-rate, velocity, 1.0, parameters, scratch)
