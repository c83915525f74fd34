"""What cannot be an optimizer says so when it is made, in words that are pinned here."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from tests.optim.every import BASES
from tests.optim.objectives import constant_gradient
from typednn.errors import ConfigError
from typednn.optim import (
    ASAM,
    SAM,
    SGD,
    Adam,
    AdamW,
    Constant,
    Deviations,
    FriendlySAM,
    Momentum,
    Nesterov,
    Percentile,
    PerEpoch,
    SharpnessAware,
    ZFilter,
    ZSharp,
    zsharp_preset,
)
from typednn.optim.base import base_step
from typednn.optim.optimizer import optimizer_step

NONNEGATIVE = "a number at least 0, such as 0.1"
POSITIVE = "a number greater than 0, such as 0.1"
FRACTION = "a number in [0, 1), such as 0.9"


@pytest.mark.parametrize(
    ("make", "name", "value", "expected"),
    [
        (SGD, "learning_rate", -0.1, NONNEGATIVE),
        (SGD, "learning_rate", math.nan, NONNEGATIVE),
        (SGD, "learning_rate", math.inf, NONNEGATIVE),
        (SGD, "learning_rate", "0.1", NONNEGATIVE),
        (SGD, "weight_decay", -1.0, NONNEGATIVE),
        (SGD, "clip_norm", 0.0, POSITIVE),
        (Momentum, "momentum", 1.0, FRACTION),
        (Momentum, "momentum", -0.1, FRACTION),
        (Nesterov, "momentum", math.nan, FRACTION),
        (Nesterov, "momentum", True, FRACTION),
        (Adam, "beta1", 1.0, FRACTION),
        (Adam, "beta2", 1.5, FRACTION),
        (AdamW, "epsilon", 0, POSITIVE),
        (SAM, "radius", -1, NONNEGATIVE),
        (SAM, "norm", 0.5, "a number at least 1, or infinite, such as 2"),
        (ASAM, "eta", -1, NONNEGATIVE),
        (FriendlySAM, "decay", 1, FRACTION),
        (FriendlySAM, "sigma", -1, NONNEGATIVE),
        (Percentile, "percent", 101, "a number in [0, 100], such as 95"),
        (Deviations, "deviations", -1, NONNEGATIVE),
        (Deviations, "keep", "middle", "one of 'outliers', 'inliers'"),
        (ZFilter, "scope", "layer", "one of 'tensor', 'global', 'vector'"),
        (ZFilter, "fallback", "all", "one of 'nothing', 'top_fifth'"),
        (ZFilter, "ddof", 2, "one of 0, 1"),
        (ZFilter, "min_ndim", 1.5, "a whole number, at least 0"),
        (ZSharp, "placement", "both", "one of 'ascent', 'descent'"),
        (ZSharp, "radius_scope", "layer", "one of 'tensor', 'global'"),
    ],
)
def test_refused_with_name_value_and_what_was_expected(
    make: Callable[..., object], name: str, value: object, expected: str
) -> None:
    needed = {"learning_rate": 0.1} if make in (SGD, Momentum, Nesterov) else {}
    with pytest.raises(ConfigError) as caught:
        make(**needed | {name: value})
    assert str(caught.value) == f"{make.__name__}: {name} is {value!r}; expected {expected}"


def test_refused_combinations_and_names() -> None:
    with pytest.raises(ConfigError, match='scope is "global" and the threshold is in standard deviations'):
        ZFilter(Deviations(), "global")
    with pytest.raises(ConfigError, match="no ZSharp preset 'lean'; expected one of 'paper', 'bangyen', "):
        zsharp_preset("lean")


def test_whole_numbers_are_numbers() -> None:
    assert Momentum(1, 0, 2) == Momentum(1.0, 0.0, 2.0)
    assert repr(SAM(np.float32(0.5), np.int64(2))) == "SAM(radius=0.5, norm=2.0)"  # type: ignore[arg-type]  # what NumPy code computes
    assert repr(PerEpoch(Constant(1), np.int64(3))).endswith("steps_per_epoch=3)")  # type: ignore[arg-type]  # likewise
    parameters, optimizer = np.zeros(1), Momentum(1, 0)
    optimizer.step(parameters, optimizer.init(parameters), constant_gradient([1.0]))
    assert parameters.tolist() == [-1.0]


@pytest.mark.parametrize("loss", [math.nan, math.inf, -math.inf])
def test_a_loss_that_is_no_number_stops_the_step(loss: float) -> None:
    parameters, optimizer = np.ones(1), SGD(0.1)
    with pytest.raises(ConfigError, match=f"the loss is {loss}; no step was taken. Look at the data for NaN"):
        optimizer.step(parameters, optimizer.init(parameters), lambda w: (loss, np.ones(1)))
    assert parameters.tolist() == [1.0]


def test_a_gradient_in_the_memory_of_the_parameters_is_refused() -> None:
    """L = ½‖w‖² written carelessly: a step, or SAM's way back, would change it while it is used."""
    parameters, optimizer = np.ones(2), SharpnessAware(SGD(0.1), SAM())
    with pytest.raises(ConfigError, match="the gradient lies in the memory of the parameters"):
        optimizer.step(parameters, optimizer.init(parameters), lambda w: (1.0, w))
    assert parameters.tolist() == [1.0, 1.0]


def test_a_loss_of_any_real_type_will_do() -> None:
    parameters, optimizer = np.ones(1), SGD(0.5)
    step = optimizer.step(parameters, optimizer.init(parameters), lambda w: (np.float32(2.0), np.ones(1)))  # type: ignore[arg-type,return-value]  # what float32 code computes
    assert (type(step.loss), step.loss, parameters.tolist()) == (float, 2.0, [0.5])


def test_the_state_of_another_optimizer_is_refused() -> None:
    parameters = np.ones(2)
    sharp = SharpnessAware(BASES["sgd"], SAM())
    with pytest.raises(ConfigError, match="SGD was given a MomentumState; expected the SGDState that"):
        base_step(SGD(0.1), parameters, BASES["momentum"].init(parameters), constant_gradient([1.0, 1.0]))
    with pytest.raises(ConfigError, match="SharpnessAware was given a SGDState; expected the SharpnessState"):
        optimizer_step(sharp, parameters, SGD(0.1).init(parameters), constant_gradient([1.0, 1.0]))
    with pytest.raises(ConfigError, match="SGD was given a SharpnessState; expected the SGDState"):
        optimizer_step(SGD(0.1), parameters, sharp.init(parameters), constant_gradient([1.0, 1.0]))


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        (ASAM(), "ASAM treats weights and biases differently, and was not told where the tensors lie"),
        (ZSharp(), "ZSharp filters tensor by tensor, and was not told where the tensors lie"),
    ],
)
def test_rules_that_need_the_layout_ask_for_it(rule: ASAM | ZSharp, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        SharpnessAware(SGD(0.1), rule).init(np.ones(4))
    with pytest.raises(ConfigError, match="the layout describes 3 parameters and the vector has 4"):
        SharpnessAware(SGD(0.1), rule).init(np.ones(4), {"weight": (3, 1)})
