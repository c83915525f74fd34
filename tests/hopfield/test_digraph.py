"""The general network: Kruse's exercise, classical networks and feed-forward nets as instances, what is refused."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from tests.hopfield.test_networks import random_net
from typednn.errors import ConfigError, DataError
from typednn.hopfield.digraph import (
    NeuralNetwork,
    NeuronKind,
    Parameters,
    from_chain,
    is_acyclic,
    is_stable,
    layered_phase,
    layering,
    path_weight,
    states,
    update,
    work_phase,
)
from typednn.hopfield.digraph.network import linear, only_inputs, sign
from typednn.hopfield.digraph.phases import update_synchronously
from typednn.hopfield.spins import all_states
from typednn.layers import Linear, Relu, Tanh

# Row u, column v of the exercise's matrix is the weight from v to u; thresholds 1, activations 0 and 1.
MATRIX = [[0, 0, 4], [1, 0, 0], [-2, 3, 0]]
EDGES = {(v, u): MATRIX[u][v] for u in range(3) for v in range(3) if MATRIX[u][v]}


def exercise() -> Parameters:
    network = NeuralNetwork([NeuronKind()] * 3, frozenset(EDGES), {0, 1}, {2}, allows=lambda a: a in (0, 1))
    return Parameters(network, EDGES, [1, 1, 1])


def test_the_exercise() -> None:
    net = exercise()
    assert work_phase(net, (1, 0, 0), [2, 0, 1] * 2) == (0, 0, 0)
    assert is_stable(net, (0, 0, 0))
    run = list(states(net, (1, 0, 0), [2, 1, 0, 2, 1, 0, 2, 1, 0]))
    seen = [state for k, state in enumerate(run) if k == 0 or state != run[k - 1]]
    assert seen[:7] == [(1, 0, 0), (1, 1, 0), (0, 1, 0), (0, 1, 1), (0, 0, 1), (1, 0, 1), (1, 0, 0)]
    assert [s for s in product((0, 1), repeat=3) if is_stable(net, s)] == [(0, 0, 0), (1, 1, 1)]
    assert only_inputs(net.network, (1, 0, 0)) and not only_inputs(net.network, (0, 0, 1))


def test_a_classical_network_is_an_instance() -> None:
    net = random_net(2, 5)
    everyone = frozenset(range(5))
    edges = {(v, u): int(net.weights[u, v]) for u in everyone for v in everyone if u != v}
    general = NeuralNetwork(
        [NeuronKind(act=sign)] * 5, frozenset(edges), everyone, everyone, allows=lambda a: a in (-1, 1)
    )
    parameters = Parameters(general, edges, [int(t) for t in net.threshold.values])
    for s in all_states(5):
        state = tuple(int(x) for x in s)
        for neuron in range(5):
            assert update(parameters, state, neuron) == tuple(net.update(s, neuron).tolist())
        assert update_synchronously(parameters, state) == tuple(net.wanted(s).tolist())
        assert is_stable(parameters, state) == bool(net.is_stable(s))


@pytest.mark.parametrize("seed", range(5))
def test_a_feed_forward_net_is_an_instance(seed: int) -> None:
    """On dyadic numbers floats are exact, so that the two agree to the last bit, and so do the two kinds of phases."""
    rng = np.random.default_rng(seed)
    chain = Linear(3, 4, dtype=np.float64) >> Relu() >> Linear(4, 2, dtype=np.float64) >> Linear(2, 2, dtype=np.float64)
    for layer in chain.layers:
        if isinstance(layer, Linear):
            layer.weight[...] = rng.integers(-8, 9, layer.weight.shape) / 4
            layer.bias[...] = rng.integers(-8, 9, layer.bias.shape) / 4
    net = from_chain(chain)
    x = rng.integers(-8, 9, 3) / 4
    exact = net([Fraction(float(v)) for v in x])
    assert exact == [Fraction(float(y)) for y in chain(x[None])[0]]
    start = net.start([Fraction(float(v)) for v in x])
    one_by_one = work_phase(net.parameters, start, net.order)
    assert one_by_one == layered_phase(net.parameters, start, net.layers[1:])
    assert work_phase(net.parameters, start, [*net.order[:4][::-1], *net.order[4:]]) == one_by_one
    assert layering(net.parameters.network)[1:] == [list(layer) for layer in net.layers[1:]]
    assert is_stable(net.parameters, one_by_one)


def test_layers_are_there_exactly_where_no_circle_is() -> None:
    """All 64 graphs of three neurons with edges between different ones."""
    pairs = [(v, u) for v in range(3) for u in range(3) if u != v]
    for chosen in product((False, True), repeat=6):
        edges = frozenset(pair for pair, there in zip(pairs, chosen, strict=True) if there)
        network = NeuralNetwork([NeuronKind()] * 3, edges, {0}, {2})
        reached = set(edges)
        for _ in range(3):
            reached |= {(a, d) for a, b in reached for c, d in edges if b == c}
        assert is_acyclic(network) == all((u, u) not in reached for u in range(3))
        if is_acyclic(network):
            layers = layering(network)
            depth = {u: k for k, layer in enumerate(layers) for u in layer}
            assert all(depth[v] < depth[u] for v, u in edges)


def test_a_linear_net_computes_sums_over_ways() -> None:
    weights: dict[tuple[int, int], Fraction | int] = {
        (0, 1): Fraction(2, 3),
        (0, 2): Fraction(-5),
        (1, 2): Fraction(1, 7),
        (1, 3): Fraction(3),
        (2, 3): 4,
    }
    network = NeuralNetwork([NeuronKind(act=lambda a, n, t: a), *[NeuronKind(act=linear)] * 3], set(weights), {0}, {3})
    parameters = Parameters(network, weights)
    by_hand = Fraction(2, 3) * 3 + Fraction(-5) * 4 + Fraction(2, 3) * Fraction(1, 7) * 4
    assert path_weight(parameters, 0, 3) == by_hand
    assert work_phase(parameters, (Fraction(5, 2), 0, 0, 0), [1, 2, 3])[3] == by_hand * Fraction(5, 2)


def test_refused() -> None:
    kinds = [NeuronKind()] * 3
    with pytest.raises(ConfigError, match="0 input and 1 output"):
        NeuralNetwork(kinds, EDGES, set(), {2})
    with pytest.raises(ConfigError, match="output neuron 3 is not there"):
        NeuralNetwork(kinds, EDGES, {0}, {3})
    with pytest.raises(ConfigError, match=r"edge \(0, 5\) leaves"):
        NeuralNetwork(kinds, {(0, 5)}, {0}, {2})
    with pytest.raises(DataError, match="weight of 1 from 1 to 0, and no edge"):
        Parameters(exercise().network, {(1, 0): 1})
    with pytest.raises(DataError, match="2 thresholds for 3 neurons"):
        Parameters(exercise().network, EDGES, [1, 1])
    with pytest.raises(DataError, match="does not allow these weights"):
        network = NeuralNetwork(kinds, frozenset(EDGES), {0}, {2}, allows_weights=lambda w: min(w.values()) >= 0)
        Parameters(network, EDGES)
    with pytest.raises(DataError, match="neuron 0 cannot have the activation 2"):
        update(exercise(), (2, 0, 0), 1)
    with pytest.raises(DataError, match="2 activations for 3 neurons"):
        update(exercise(), (0, 0), 1)
    with pytest.raises(ConfigError, match="no neuron 3"):
        update(exercise(), (0, 0, 0), 3)
    with pytest.raises(DataError, match=r"neuron 0 gets the activation 0\.5"):
        network = NeuralNetwork([NeuronKind(act=lambda a, n, t: 0.5)], set(), {0}, {0}, allows=lambda a: a == 0)
        update(Parameters(network, {}), (0,), 0)
    with pytest.raises(DataError, match="circle among the neurons"):
        layering(exercise().network)
    with pytest.raises(ConfigError, match="no counterpart"):
        from_chain(Linear(2, 2) >> Tanh())
