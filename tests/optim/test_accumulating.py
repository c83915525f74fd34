"""V64: a batch in parts is the batch."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.optim.objectives import constant_gradient, rationals, sequence_of
from typednn.contracts import Array
from typednn.errors import ConfigError, ShapeError
from typednn.optim import SGD, GradientAccumulator, Momentum, Objective, Shards

# A power of two of examples in total: the mean is then exact in floating point.
parts = st.sampled_from([(1, 1), (1, 3), (2, 2), (5, 3), (4, 4, 8), (1, 2, 4, 1), (16,)])
rows = st.lists(st.integers(-1000, 1000), min_size=2, max_size=2)


@given(parts, st.data())
def test_mean_is_exactly_the_weighted_mean_and_the_accumulator_is_empty_again(
    examples: tuple[int, ...], data: st.DataObject
) -> None:
    accumulator = GradientAccumulator.like(np.zeros(2))
    for _ in range(2):
        gradients = [data.draw(rows) for _ in examples]
        buffer = np.empty(2)
        for gradient, count in zip(gradients, examples, strict=True):
            buffer[:] = gradient
            accumulator.add(buffer, count)
        buffer.fill(np.nan)  # what was added must not be looked at again
        expected = [
            Fraction(sum(g[i] * count for g, count in zip(gradients, examples, strict=True)), sum(examples))
            for i in (0, 1)
        ]
        assert rationals(accumulator.get_and_reset()) == expected
        assert accumulator.examples == 0
        with pytest.raises(ConfigError, match="no gradient was added"):
            accumulator.get_and_reset()


def squared_errors(x: Array, y: Array) -> Objective:
    """The mean of ½(x·w − y)² over the examples, and its gradient."""

    def objective(w: Array) -> tuple[float, Array]:
        errors = x @ w - y
        return float(0.5 * errors @ errors / len(y)), x.T @ errors / len(y)

    return objective


@pytest.mark.parametrize("examples", [(8,), (4, 4), (2, 2, 2, 2), (1, 3, 4), (7, 1)])
def test_micro_batches_are_one_batch(examples: tuple[int, ...]) -> None:
    """Exactly where the parts' sizes are powers of two, as integers are not rounded then."""
    rng = np.random.default_rng(0)
    x, y = rng.integers(-4, 5, (8, 3)) * 1.0, rng.integers(-4, 5, 8) * 1.0
    whole, split = np.array([1.0, 2.0, -1.0]), np.array([1.0, 2.0, -1.0])
    ends = np.cumsum(examples)
    shards = Shards(
        tuple(squared_errors(x[end - n : end], y[end - n : end]) for n, end in zip(examples, ends, strict=True)),
        examples,
        GradientAccumulator.like(split),
    )
    optimizer = Momentum(2.0**-10, 0.5)
    states = optimizer.init(whole), optimizer.init(split)
    for _ in range(3):
        one = optimizer.step(whole, states[0], squared_errors(x, y))
        many = optimizer.step(split, states[1], shards)
        assert split.tolist() == pytest.approx(whole.tolist(), rel=1e-13)
        assert many.loss == pytest.approx(one.loss, rel=1e-13)
    if examples in [(8,), (4, 4), (2, 2, 2, 2)]:
        assert split.tolist() == whole.tolist()


def test_a_shard_that_fails_leaves_nothing_behind() -> None:
    parameters, optimizer = np.zeros(1), SGD(1.0)
    accumulator = GradientAccumulator.like(parameters)
    bad = Shards((constant_gradient([5.0]), constant_gradient([np.nan])), (1, 1), accumulator)
    state = optimizer.init(parameters)
    with pytest.raises(ConfigError, match="not finite"):
        optimizer.step(parameters, state, bad)
    assert parameters.tolist() == [0.0]
    optimizer.step(parameters, state, Shards((sequence_of([[2.0]]),), (3,), accumulator))
    assert parameters.tolist() == [-2.0]


def test_what_cannot_be_accumulated() -> None:
    accumulator = GradientAccumulator.like(np.zeros(2))
    with pytest.raises(ConfigError, match="a gradient of 0 examples was added; expected at least 1"):
        accumulator.add(np.zeros(2), 0)
    with pytest.raises(ShapeError, match='"gradient" is float64'):
        accumulator.add(np.zeros(3))
    objective = constant_gradient([1.0, 1.0])
    shards, longer = Shards((objective,), (1,), accumulator), np.zeros(3)
    with pytest.raises(ShapeError, match="the accumulator was made for 2 parameters of float64, and these are 3"):
        SGD(0.1).step(longer, SGD(0.1).init(longer), shards)
    for objectives, examples in [((), ()), ((objective,), (1, 2)), ((objective,), (0,))]:
        with pytest.raises(ConfigError, match="expected at least one, and a number of examples, at least 1"):
            Shards(objectives, examples, accumulator)
