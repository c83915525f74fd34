"""All optimizers as one closed type: for code that is told by name which one to use."""

from typing import TypeAlias, assert_never

from typednn.contracts import Array, Float, contract, without_contract
from typednn.optim.adam import Adam, AdamW
from typednn.optim.base import BaseOptimizer, BaseState, base_step, own_state
from typednn.optim.momentum import Momentum
from typednn.optim.nesterov import Nesterov
from typednn.optim.objective import Objective, Step
from typednn.optim.sgd import SGD, SGDState
from typednn.optim.sharpness_aware import SharpnessAware, SharpnessState

Optimizer: TypeAlias = BaseOptimizer | SharpnessAware
State: TypeAlias = BaseState | SharpnessState

_base_step = without_contract(base_step)  # `optimizer_step` has judged the same arguments


@contract
def optimizer_step(
    optimizer: Optimizer,
    parameters: Float[Array, " parameters"],
    state: State,
    objective: Objective,
) -> Step:
    """`optimizer.step(...)` for an optimizer and a state of which only the closed types are known."""
    match optimizer:
        case SharpnessAware():
            return optimizer.step(parameters, own_state(optimizer, state, SharpnessState), objective)
        case SGD() | Momentum() | Nesterov() | Adam() | AdamW():
            if isinstance(state, SharpnessState):
                state = own_state(optimizer, state, SGDState)
            return _base_step(optimizer, parameters, state, objective)
        case _:
            assert_never(optimizer)
