"""V65, V66: the optimizers are a closed type, and mypy sees a forgotten one (its complaint is expected below)."""

from typing import assert_never

import numpy as np
import pytest

from tests.optim.every import LAYOUT, OPTIMIZERS, every_optimizer
from tests.optim.problems import batch_objective, parameters_like_a_network
from typednn.optim import (
    SGD,
    Adam,
    AdamW,
    Momentum,
    Nesterov,
    Optimizer,
    SharpnessAware,
    optimizer_step,
    save_state,
)


def gradients_a_step(optimizer: Optimizer) -> int:
    match optimizer:
        case SGD() | Momentum() | Nesterov() | Adam() | AdamW():
            return 1
        case SharpnessAware():
            return 2
        case _:
            assert_never(optimizer)


def forgets_one(optimizer: Optimizer) -> int:
    match optimizer:
        case SGD() | Momentum() | Nesterov() | Adam():
            return 1
        case SharpnessAware():
            return 2
        case _:
            assert_never(optimizer)  # type: ignore[arg-type]  # AdamW is missing; strict mypy wants this comment


def test_a_match_over_all_of_them_is_complete() -> None:
    assert {gradients_a_step(optimizer) for optimizer in OPTIMIZERS.values()} == {1, 2}
    with pytest.raises(AssertionError):
        forgets_one(AdamW())


@every_optimizer
def test_a_step_keeps_every_shape(optimizer: Optimizer) -> None:
    """V66."""
    parameters = parameters_like_a_network()
    state = optimizer.init(parameters, LAYOUT)
    optimizer_step(optimizer, parameters, state, batch_objective(0))
    shapes = {value.shape for value in save_state(state).values() if isinstance(value, np.ndarray)}
    assert shapes <= {parameters.shape}
