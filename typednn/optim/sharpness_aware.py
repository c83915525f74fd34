"""A sharpness-aware step: the base optimizer is given the gradient at w + ε instead of that at w.

    g = ∇L(w),  ε = rule(g),  g' = ∇L(w + ε) on the same batch,  w restored bit for bit,  base step with g'

To the base optimizer this is an objective like any other: `Sharpened`. Hence any base will do, and Nesterov's
takes the sharpened gradient at its look-ahead. A batch in `Shards` has an ε for each shard, and the mean of
their g' (m-sharpness).
"""

from dataclasses import dataclass, field
from functools import partial

import numpy as np

from typednn.contracts import Array, Float, contract, without_contract
from typednn.errors import ConfigError
from typednn.optim.accumulating import Shards
from typednn.optim.base import BaseOptimizer, BaseState, base_step
from typednn.optim.layout import Layout
from typednn.optim.objective import Objective, Step, misfit, usable_norm
from typednn.optim.rule import AscentMemory, Rule
from typednn.optim.saving import UNSAVED


@contract
@dataclass
class SharpnessState:
    """The state of the base optimizer, the memory of the rule, and room for a copy of the weights."""

    base: BaseState
    memory: AscentMemory
    weights: Float[Array, " parameters"] = field(repr=False, compare=False, metadata=UNSAVED)


@dataclass(frozen=True)
class SharpnessAware:
    """A base optimizer above a rule: `SharpnessAware(Momentum(0.1), SAM(radius=0.05))`."""

    base: BaseOptimizer
    rule: Rule

    @contract
    def init(self, parameters: Float[Array, " parameters"], layout: Layout | None = None) -> SharpnessState:
        """The state before the first step. ASAM and ZSharp need the layout."""
        base = self.base.init(parameters, layout)
        return SharpnessState(base, self.rule.init(parameters, layout), np.empty_like(parameters))

    @contract
    def step(self, parameters: Float[Array, " parameters"], state: SharpnessState, objective: Objective) -> Step:
        """One step, in place. The loss is that at w, the gradient norm that of what the base was given."""
        if isinstance(objective, Shards):
            return self._step_in_shards(parameters, state, objective)
        sharpened = Sharpened(objective, self.rule, state)
        # The step of the base judges the same parameters, and what it is given for a gradient.
        step = _base_step(self.base, parameters, state.base, partial(_sharpen, sharpened))
        state.memory = sharpened.memory or state.memory
        return step

    @contract
    def _step_in_shards(self, parameters: Float[Array, " parameters"], state: SharpnessState, shards: Shards) -> Step:
        if state.memory.average is not None:
            raise ConfigError(
                f"{type(self.rule).__name__} keeps an average of the batches' gradients, which "
                "has no meaning for shards; give it the whole batch as one objective"
            )
        sharpened = tuple(Sharpened(objective, self.rule, state) for objective in shards.objectives)
        objective = Shards(sharpened, shards.examples, shards.accumulator)
        return base_step(self.base, parameters, state.base, objective)


@dataclass
class Sharpened:
    """The objective of which the gradient at w is that of another at w + ε(w), and the loss that at w."""

    objective: Objective
    rule: Rule
    state: SharpnessState
    memory: AscentMemory | None = None  # after the call: what the rule will remember if the step succeeds

    @contract
    def __call__(self, parameters: Float[Array, " parameters"]) -> tuple[float, Float[Array, " parameters"]]:
        """Two gradients; the parameters are bit for bit what they were, also if the second one fails."""
        weights, memory = self.state.weights, self.state.memory
        if weights.shape != parameters.shape:
            raise misfit(weights, parameters)
        loss, gradient = self.objective(parameters)
        gradient_norm = usable_norm(loss, gradient, parameters)
        np.copyto(weights, parameters)
        try:
            self.memory = self.rule.perturb(gradient, weights, memory, parameters, gradient_norm=gradient_norm)
            np.add(parameters, weights, out=parameters)
            _, gradient = self.objective(parameters)  # the base optimizer looks at it for NaN
        finally:
            np.copyto(parameters, weights)
        return loss, self.rule.descent(gradient, memory)


_base_step, _sharpen = without_contract(base_step), without_contract(Sharpened.__call__)
