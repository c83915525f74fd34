"""Loss and gradient in one call, in memory that is used again."""

import tracemalloc

import numpy as np
import pytest

from typednn.contracts import Array
from typednn.errors import ConfigError, ShapeError
from typednn.layers import (
    Backpropagation,
    Chain,
    Dropout,
    Embedding,
    Linear,
    Relu,
    flatten_parameters,
    gradient_like,
    layout,
    loss_and_gradient,
    number_of_parameters,
    parameter_vector,
)
from typednn.losses import Logits, cross_entropy, mse
from typednn.optim import Momentum, MomentumState


def classification(scores: Array, targets: Array) -> tuple[float, Array]:
    return cross_entropy(Logits(scores), targets)


def digits(batch: int, seed: int = 0) -> tuple[Array, Array]:
    rng = np.random.default_rng(seed)
    return rng.random((batch, 784), dtype=np.float32), rng.integers(0, 10, batch)


def perceptron() -> Chain:
    return Linear(784, 128, rng=0) >> Relu() >> Linear(128, 10, rng=1)


def test_it_is_forward_loss_and_backward() -> None:
    net = perceptron()
    x, targets = digits(32)
    step = loss_and_gradient(net, x, targets, classification)
    y, cache = net.forward(x)
    value, dy = classification(y, targets)
    gradient = gradient_like(net)
    net.backward(dy, cache, gradient)
    assert step.loss == value and step.gradient.shape == (101_770,) and step.gradient.dtype == np.float32
    np.testing.assert_array_equal(step.output, y)
    np.testing.assert_array_equal(step.gradient, parameter_vector(gradient))


def test_descent_in_the_flat_vector_trains_the_layers() -> None:
    net = perceptron()
    x, targets = digits(64)
    backpropagation = Backpropagation(net, classification)
    losses = []
    for _ in range(60):
        step = backpropagation(x, targets)
        losses.append(step.loss)
        backpropagation.parameters -= 0.1 * step.gradient
    assert losses[-1] < 0.05 * losses[0]
    assert (net(x).argmax(axis=1) == targets).all()


def test_an_optimizer_can_do_it() -> None:
    net = perceptron()
    x, targets = digits(64)
    backpropagation = Backpropagation(net, classification)
    optimizer = Momentum(learning_rate=0.05)
    state = optimizer.init(backpropagation.parameters, layout(net))
    objective = backpropagation.objective(x, targets)
    losses = [optimizer.step(parameter_vector(net), state, objective).loss for _ in range(40)]
    assert losses[0] == loss_and_gradient(perceptron(), x, targets, classification).loss
    assert losses[-1] < 0.05 * losses[0]
    with pytest.raises(ConfigError, match="is a function of its own parameters"):
        objective(flatten_parameters(net))


def test_batches_of_several_sizes_do_not_disturb_each_other() -> None:
    net = perceptron()
    backpropagation = Backpropagation(net, classification)
    for batch in (64, 17, 64, 1, 17):
        x, targets = digits(batch, seed=batch)
        expected = loss_and_gradient(net.copy(), x, targets, classification)
        step = backpropagation(x, targets)
        assert step.loss == expected.loss
        np.testing.assert_array_equal(step.gradient, expected.gradient)


def test_no_array_is_allocated_in_a_step_beyond_small_temporaries() -> None:
    """The hidden layer alone has 32 KiB. NumPy's buffer for converting a mask has 32 KiB too, the mask 8."""
    net = perceptron()
    x, targets = digits(64)
    scores = np.zeros((64, 10), np.float32)
    backpropagation = Backpropagation(net, lambda output, targets: (1.0, scores))
    for _ in range(3):
        backpropagation(x, targets)
    tracemalloc.start()
    backpropagation(x, targets)
    before, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    backpropagation(x, targets)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak - before < 48_000
    assert backpropagation.memory == 4 * 64 * (128 + 128 + 128 + 10 + 128 + 128)  # one are zeros


def test_random_layers_draw_from_the_given_generator() -> None:
    net = Linear(20, 30, rng=0) >> Dropout(0.5) >> Linear(30, 4, rng=1)
    rng = np.random.default_rng(0)
    x, targets = rng.normal(size=(8, 20)).astype(np.float32), rng.integers(0, 4, 8)
    backpropagation = Backpropagation(net, classification)
    losses = [backpropagation(x, targets, rng=np.random.default_rng(seed)).loss for seed in (1, 1, 2)]
    assert losses[0] == losses[1] != losses[2]
    assert backpropagation(x, targets).loss == classification(net(x), targets)[0]


def test_a_first_layer_of_integers_is_trained() -> None:
    net = Embedding(6, 3, rng=0) >> Linear(3, 1, rng=1)
    tokens, targets = np.arange(6)[:, None], np.zeros((6, 1, 1), np.float32)
    step = loss_and_gradient(net, tokens, targets, mse)
    assert step.gradient[:18].all()


def test_a_network_without_parameters_has_an_empty_gradient() -> None:
    step = loss_and_gradient(Relu() >> Relu(), np.ones((2, 3)), np.zeros((2, 3)), mse)
    assert step.loss == 1.0 and step.gradient.shape == (0,)


def test_the_network_is_not_changed() -> None:
    net = perceptron()
    before = flatten_parameters(net)
    x, targets = digits(8)
    loss_and_gradient(net, x, targets, classification)
    np.testing.assert_array_equal(flatten_parameters(net), before)
    assert number_of_parameters(net) == before.size


def test_a_replaced_array_is_noticed() -> None:
    net = perceptron()
    backpropagation = Backpropagation(net, classification)
    first = net.layers[0]
    assert isinstance(first, Linear)
    first.bias = np.ones(128, np.float32)
    with pytest.raises(ConfigError, match=r"bias of Linear\(784, 128\) was replaced after Backpropagation was made"):
        backpropagation(*digits(4))


def test_wrong_batches_are_refused() -> None:
    backpropagation = Backpropagation(perceptron(), classification)
    x, targets = digits(4)
    with pytest.raises(ShapeError, match=r'"targets" is int64\[3\], expected .* with batch = 4'):
        backpropagation(x, targets[:3])
    with pytest.raises(ShapeError, match=r'takes fan_in = 784, but it is given "4 783"'):
        backpropagation(x[:, 1:], targets)


def trained(steps: int = 5) -> tuple[Chain, MomentumState, Backpropagation[Chain]]:
    net = perceptron()
    backpropagation = Backpropagation(net, classification)
    optimizer = Momentum(learning_rate=0.05)
    state = optimizer.init(backpropagation.parameters, layout(net))
    for seed in range(steps):
        optimizer.step(backpropagation.parameters, state, backpropagation.objective(*digits(64, seed)))
    return net, state, backpropagation


def test_training_is_the_same_bit_for_bit() -> None:
    (first, state, _), (second, other_state, _) = trained(), trained()
    assert flatten_parameters(first).tobytes() == flatten_parameters(second).tobytes()
    assert state.velocity.tobytes() == other_state.velocity.tobytes()


def test_training_in_float32_makes_no_wider_array() -> None:
    """What is kept from step to step, and what one layer hands to the next."""
    net, state, backpropagation = trained()
    x, targets = digits(64)
    step = backpropagation(x, targets)
    y, cache = net.forward(x)
    kept = [state.velocity, state.scratch, step.gradient, step.output, backpropagation.parameters, y]
    kept += [array for array in cache.of_layers if isinstance(array, np.ndarray)]
    _, dy = classification(y, targets)
    for layer, each in zip(reversed(net.layers), reversed(cache.of_layers), strict=True):
        dy = layer.backward(dy, each, gradient_like(layer))
        kept.append(dy)
    assert len(kept) == 12 and {array.dtype for array in kept} == {np.dtype(np.float32)}


def test_no_array_is_allocated_in_a_step_of_the_optimizer() -> None:
    """Loss and update included; the parameters alone have 400 KB."""
    _, state, backpropagation = trained(3)
    optimizer = Momentum(learning_rate=0.05)
    x, targets = digits(64)
    tracemalloc.start()
    optimizer.step(backpropagation.parameters, state, backpropagation.objective(x, targets))
    before, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    optimizer.step(backpropagation.parameters, state, backpropagation.objective(x, targets))
    after, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak - before < 48_000 and abs(after - before) < 4_000
