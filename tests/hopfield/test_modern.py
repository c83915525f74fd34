"""Modern networks: dense memories against sums, the continuous one against the attention of the layers."""

import math

import numpy as np
import pytest

from typednn.errors import ConfigError, ShapeError
from typednn.hopfield import DenseMemory, HebbianNet, HopfieldLayer, Tie, random_patterns, retrieve
from typednn.hopfield.modern import one_step_error, separations
from typednn.hopfield.modern.continuous import energy
from typednn.hopfield.spins import all_states, flip_random
from typednn.layers import Linear, MultiHeadAttention, gradient_like
from typednn.ops.attention import attention


@pytest.mark.parametrize("beta", [0.1, 0.25, 1.0, 7.0])
def test_the_update_is_attention(beta: float) -> None:
    """Exactly: the same bits as attention(q, X, X) with q = β√d ξ; at d = 16, β = ¼ with q = ξ itself."""
    rng = np.random.default_rng(0)
    stored, x = rng.normal(size=(9, 16)), rng.normal(size=(5, 16))
    assert np.array_equal(retrieve(stored, x, beta), attention(x * (beta * 4.0), stored, stored))
    assert np.array_equal(retrieve(stored, x, 0.25), attention(x, stored, stored))
    layer = HopfieldLayer(9, 16, beta=beta, dtype=np.float64)
    layer.stored[...] = stored
    assert np.array_equal(layer(x), retrieve(stored, x, beta))


def test_it_is_the_attention_layer_with_unit_weights() -> None:
    attending = MultiHeadAttention(16, 1, dtype=np.float64)
    for part in (attending.query, attending.key, attending.value, attending.output):
        part.weight[...] = np.eye(16)
    x = np.random.default_rng(1).normal(size=(1, 7, 16))
    assert np.array_equal(attending(x)[0], retrieve(x[0], x[0], 0.25))


def test_it_is_softmax_by_the_formula() -> None:
    rng = np.random.default_rng(0)
    stored, x, beta = rng.normal(size=(6, 5)), rng.normal(size=(3, 5)), 1.3
    weights = np.exp(beta * x @ stored.T)
    expected = weights / weights.sum(axis=1, keepdims=True) @ stored
    assert np.allclose(retrieve(stored, x, beta), expected, atol=1e-13)
    assert np.allclose(retrieve(stored, x, beta, steps=2), retrieve(stored, retrieve(stored, x, beta), beta))


def test_laws_of_the_continuous_network() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        stored = rng.normal(size=(6, 8)) * 2
        x, beta = rng.normal(size=(4, 8)), float(rng.uniform(0.1, 4))
        after = retrieve(stored, x, beta)
        assert (energy(stored, after, beta) <= energy(stored, x, beta) + 1e-12).all()
        assert (energy(stored, after, beta) >= -1e-12).all()  # on the hull of the patterns
        assert (energy(stored, after, beta) <= 2 * (stored**2).sum(axis=1).max() + 1e-12).all()
        step = one_step_error(stored, stored[2] + 0.05 * rng.normal(size=8), 2, beta)
        assert step.error <= step.bound * (1 + 1e-9)
    assert np.allclose(retrieve(stored, x, 1e-9), stored.mean(axis=0), atol=1e-6)
    assert np.allclose(retrieve(stored, stored[:1] * 1.01, 1e4), stored[0], atol=1e-9) == (separations(stored)[0] > 0)


@pytest.mark.parametrize("steps", [1, 3])
def test_the_layer_has_the_derivative_that_it_says(steps: int) -> None:
    rng = np.random.default_rng(0)
    layer = HopfieldLayer(4, 5, beta=0.7, steps=steps, rng=0, dtype=np.float64)
    x, dy, h = rng.normal(size=(2, 3, 5)), rng.normal(size=(2, 3, 5)), 1e-6
    _, cache = layer.forward(x)
    gradient = gradient_like(layer)
    dx = layer.backward(dy, cache, gradient)
    for array, found in ((x, dx), (layer.stored, gradient.stored)):
        for place in np.ndindex(array.shape):
            kept = array[place]
            array[place] = kept + h
            up = (layer(x) * dy).sum()
            array[place] = kept - h
            down = (layer(x) * dy).sum()
            array[place] = kept
            assert (up - down) / (2 * h) == pytest.approx(found[place], abs=1e-7)


def test_the_layer_goes_into_chains() -> None:
    net = Linear(6, 5) >> HopfieldLayer(4, 5) >> Linear(5, 2)
    assert net.check("batch 6") == "batch 2"
    assert net(np.zeros((3, 6), np.float32)).shape == (3, 2)


@pytest.mark.parametrize("tie", Tie)
def test_degree_two_is_the_classical_network(tie: Tie) -> None:
    patterns = random_patterns(3, 7, np.random.default_rng(0))
    dense, net = DenseMemory(patterns, 2, tie=tie), HebbianNet(patterns, tie=tie)
    for state in all_states(7):
        assert dense.energy(state) == 2 * int(net.energy(state)) - 3 * 7
        for neuron in range(7):
            assert np.array_equal(dense.update(state, neuron), net.update(state, neuron))


@pytest.mark.parametrize("degree", [2, 3, 4, 9, None])
def test_dense_energies_never_rise(degree: int | None) -> None:
    memory = DenseMemory(random_patterns(9, 8, np.random.default_rng(1)), degree)
    for state in all_states(8)[::11]:
        for neuron in range(8):
            rounding = 1e-12 * abs(memory.energy(state)) if degree is None else 0
            assert memory.energy(memory.update(state, neuron)) <= memory.energy(state) + rounding
    assert isinstance(memory.energy(state), float if degree is None else int)


def test_dense_memories_hold_more() -> None:
    rng = np.random.default_rng(2)
    patterns = random_patterns(200, 50, rng)
    for degree in (5, None):
        memory = DenseMemory(patterns, degree)
        assert all(np.array_equal(memory.settle(flip_random(p, 3, rng)), p) for p in patterns[:20])
    assert not HebbianNet(patterns).is_stable(patterns).any()


def test_refused() -> None:
    stored = np.eye(3)
    with pytest.raises(ConfigError, match="beta is 0"):
        retrieve(stored, stored, 0.0)
    with pytest.raises(ConfigError, match="beta is -2"):
        HopfieldLayer(3, 4, beta=-2.0)
    with pytest.raises(ConfigError, match="0 updates"):
        HopfieldLayer(3, 4, steps=0)
    with pytest.raises(ConfigError, match="degree is 1"):
        DenseMemory(random_patterns(2, 3, np.random.default_rng(0)), 1)
    with pytest.raises(ShapeError, match="neurons = 3"):
        DenseMemory(random_patterns(2, 3, np.random.default_rng(0)), 2).energy(np.ones(4, np.int8))
    assert math.isclose(float(energy(stored, stored, 1.0)[0]), -math.log(math.e + 2) + 1 + math.log(3))
