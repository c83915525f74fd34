"""Nesterov's accelerated gradient: the gradient is taken where the velocity alone would carry the parameters.

    v⁺ = βv + ∇L(θ − ηβv),   θ⁺ = θ − ηv⁺

The look-ahead is ηβv, not βv: with βv the gradient is taken 1/η times too far away. L2 decay belongs to the
loss, so that its λθ too is taken at the look-ahead. The same method is often written in φ = θ − ηβv:
v⁺ = βv + ∇L(φ), φ⁺ = φ − η(∇L(φ) + βv⁺).

Nesterov: A method of solving a convex programming problem with convergence rate O(1/k²). 1983.
Sutskever, Martens, Dahl, Hinton: On the importance of initialization and momentum. ICML 2013.
"""

from dataclasses import dataclass, field

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.optim.checking import FRACTION, settle
from typednn.optim.gradients import clip_scale, effective_gradient
from typednn.optim.layout import Layout
from typednn.optim.momentum import accelerate
from typednn.optim.objective import Objective, Step, misfit, usable_norm
from typednn.optim.saving import UNSAVED
from typednn.optim.schedules import Schedule, rate_at
from typednn.optim.settings import settle_descent
from typednn.optim.sgd import descend


@contract
@dataclass
class NesterovState:
    """The number of steps taken, and the velocity."""

    steps: int
    velocity: Float[Array, " parameters"]
    origin: Float[Array, " parameters"] = field(repr=False, compare=False, metadata=UNSAVED)
    scratch: Float[Array, "2 parameters"] = field(repr=False, compare=False, metadata=UNSAVED)


@dataclass(frozen=True)
class Nesterov:
    """v⁺ = βv + ∇L(θ − ηβv), θ⁺ = θ − ηv⁺."""

    learning_rate: float | Schedule
    momentum: float = 0.9
    weight_decay: float = 0.0
    decoupled: bool = False
    clip_norm: float | None = None

    def __post_init__(self) -> None:
        settle_descent(self)
        settle(self, "momentum", FRACTION)

    @contract
    def init(self, parameters: Float[Array, " parameters"], layout: Layout | None = None) -> NesterovState:
        """The state before the first step: no velocity."""
        scratch = np.empty((2, parameters.size), parameters.dtype)
        return NesterovState(0, np.zeros_like(parameters), np.empty_like(parameters), scratch)

    @contract
    def step(self, parameters: Float[Array, " parameters"], state: NesterovState, objective: Objective) -> Step:
        """One step, in place. If the objective fails, the parameters are what they were."""
        if state.velocity.shape != parameters.shape or state.velocity.dtype != parameters.dtype:
            raise misfit(state.velocity, parameters)
        rate = rate_at(self.learning_rate, state.steps)
        np.copyto(state.origin, parameters)
        try:
            descend(parameters, state.velocity, state.scratch[0], rate=rate * self.momentum)
            loss, gradient = objective(parameters)
            length = usable_norm(loss, gradient, parameters)
            decay = 0.0 if self.decoupled else self.weight_decay
            scale = clip_scale(length, self.clip_norm)
            gradient = effective_gradient(gradient, parameters, state.scratch, scale=scale, decay=decay)
        finally:
            np.copyto(parameters, state.origin)
        if self.decoupled:
            np.multiply(parameters, 1.0 - rate * self.weight_decay, out=parameters)
        accelerate(parameters, state.velocity, gradient, state.scratch[0], rate=rate, momentum=self.momentum)
        state.steps += 1
        return Step(float(loss), length)
