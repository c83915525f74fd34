"""Running statistics see a batch once, whichever optimizer asks for its gradient, and as often as it asks."""

import numpy as np
import pytest

from typednn.contracts import Array
from typednn.layers import Backpropagation, BatchNorm, Chain, Linear, Relu, layout, state
from typednn.losses import Logits, cross_entropy
from typednn.optim import SAM, SGD, Optimizer, SharpnessAware, ZSharp, optimizer_step

RNG = np.random.default_rng(0)
X, LABELS = RNG.normal(size=(8, 4)), RNG.integers(0, 3, 8)


def passes() -> Backpropagation[Chain]:
    net = (
        Linear(4, 6, rng=0, dtype="float64")
        >> BatchNorm(6, dtype="float64")
        >> Relu()
        >> Linear(6, 3, rng=1, dtype="float64")
    )
    return Backpropagation(net, lambda scores, targets: cross_entropy(Logits(scores), targets))


def statistics(of: Backpropagation[Chain]) -> list[Array]:
    return [array.copy() for array in state(of.net).values()]


@pytest.mark.parametrize("optimizer", [SharpnessAware(SGD(0.1), SAM(0.5)), SharpnessAware(SGD(0.1), ZSharp(0.5))])
def test_a_sharpness_aware_step_records_what_a_plain_one_does(optimizer: Optimizer) -> None:
    plain, sharp = passes(), passes()
    for each, method in ((plain, SGD(0.1)), (sharp, optimizer)):
        memory = method.init(each.parameters, layout(each.net))
        optimizer_step(method, each.parameters, memory, each.objective(X, LABELS))
    for one, other in zip(statistics(plain), statistics(sharp), strict=True):
        assert np.array_equal(one, other)
    assert not np.array_equal(plain.parameters, sharp.parameters)


def test_the_next_batch_is_recorded_again() -> None:
    each = passes()
    before = statistics(each)
    each.objective(X, LABELS)(each.parameters)
    once = statistics(each)
    each.objective(X, LABELS)(each.parameters)
    assert not np.array_equal(before[0], once[0]) and not np.array_equal(once[0], statistics(each)[0])


def test_the_statistics_are_as_they_were_if_the_second_gradient_fails() -> None:
    each = passes()
    objective = each.objective(X, LABELS)
    objective(each.parameters)
    once = statistics(each)
    each.parameters[...] = np.nan
    with pytest.raises(Exception, match="nan"):
        objective(each.parameters)
    assert all(map(np.array_equal, once, statistics(each)))
