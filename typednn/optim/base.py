"""The optimizers that take one gradient a step, as one closed type: what a sharpness-aware one stands on."""

from typing import TypeAlias, TypeVar, assert_never

from typednn.contracts import Array, Float, contract
from typednn.errors import ConfigError
from typednn.optim.adam import Adam, AdamState, AdamW
from typednn.optim.momentum import Momentum, MomentumState
from typednn.optim.nesterov import Nesterov, NesterovState
from typednn.optim.objective import Objective, Step
from typednn.optim.sgd import SGD, SGDState

BaseOptimizer: TypeAlias = SGD | Momentum | Nesterov | Adam | AdamW
BaseState: TypeAlias = SGDState | MomentumState | NesterovState | AdamState

_State = TypeVar("_State")


@contract
def base_step(
    optimizer: BaseOptimizer,
    parameters: Float[Array, " parameters"],
    state: BaseState,
    objective: Objective,
) -> Step:
    """`optimizer.step(...)` for an optimizer and a state of which only the closed types are known."""
    match optimizer:
        case SGD():
            return optimizer.step(parameters, own_state(optimizer, state, SGDState), objective)
        case Momentum():
            return optimizer.step(parameters, own_state(optimizer, state, MomentumState), objective)
        case Nesterov():
            return optimizer.step(parameters, own_state(optimizer, state, NesterovState), objective)
        case Adam() | AdamW():
            return optimizer.step(parameters, own_state(optimizer, state, AdamState), objective)
        case _:
            assert_never(optimizer)


def own_state(optimizer: object, state: object, kind: type[_State]) -> _State:
    """The state, which must be of the kind that the optimizer's `init` gives."""
    if isinstance(state, kind):
        return state
    raise ConfigError(
        f"{type(optimizer).__name__} was given a {type(state).__name__}; "
        f"expected the {kind.__name__} that its init() gives"
    )
