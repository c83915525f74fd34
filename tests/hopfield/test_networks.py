"""Networks: energies against the definition, exactness, two-state variants, and what is refused."""

import re
from itertools import product

import numpy as np
import pytest

from typednn.contracts import Array
from typednn.errors import ConfigError, DataError, ShapeError, TypednnError
from typednn.hopfield import AsymmetricNet, Bias, HopfieldNet, Threshold, Tie, ZeroOneNet, as_spins, decompose
from typednn.hopfield.spins import all_states, flip_random, hamming, index_of, overlaps, require_enumerable
from typednn.hopfield.zero_one import as_zero_one, from_zero_one, spins_of_zero_one, zero_one_of_spins


def random_net(seed: int, neurons: int, tie: Tie = Tie.PLUS) -> HopfieldNet:
    """Integer weights, so small that fields of zero are common."""
    rng = np.random.default_rng(seed)
    upper = np.triu(rng.integers(-3, 4, (neurons, neurons)), 1)
    return HopfieldNet(upper + upper.T, Threshold(rng.integers(-2, 3, neurons)), tie=tie)


def energy_by_definition(net: HopfieldNet, s: Array) -> int:
    pairs = sum(int(net.weights[u, v]) * int(s[u]) * int(s[v]) for u, v in product(range(len(s)), repeat=2) if u != v)
    assert pairs % 2 == 0
    return -pairs // 2 + sum(int(t) * int(x) for t, x in zip(net.threshold.values, s, strict=True))


@pytest.mark.parametrize("seed", range(4))
def test_energy_is_the_definition_exactly(seed: int) -> None:
    net = random_net(seed, 6)
    states = all_states(6)
    energies = net.energy(states)
    assert energies.dtype == np.int64
    assert energies.tolist() == [energy_by_definition(net, s) for s in states]


def test_large_integers_stay_exact() -> None:
    weights = np.array([[0, 2**55 + 1], [2**55 + 1, 0]])
    assert HopfieldNet(weights).energy(np.array([1, 1], np.int8)) == -(2**55) - 1
    with pytest.raises(DataError, match="scale them down"):
        HopfieldNet(weights * 128)


def test_float32_weights_of_integers_give_the_same_energies() -> None:
    net = random_net(1, 9)
    other = HopfieldNet(net.weights.astype(np.float32), Threshold(net.threshold.values.astype(np.float32)))
    assert np.array_equal(other.energy(all_states(9)), net.energy(all_states(9)))


@pytest.mark.parametrize("tie", Tie)
def test_ties_are_as_chosen(tie: Tie) -> None:
    net = HopfieldNet(np.zeros((2, 2), np.int64), tie=tie)
    state = np.array([1, -1], np.int8)
    expected = {Tie.PLUS: [1, 1], Tie.MINUS: [-1, -1], Tie.KEEP: [1, -1]}[tie]
    assert net.wanted(state).tolist() == expected
    assert net.update(state, 1).tolist() == [1, expected[1]]


def test_states_and_their_places() -> None:
    states = all_states(5)
    assert len(np.unique(states, axis=0)) == 32
    assert index_of(states).tolist() == list(range(32))
    assert hamming(states, states[0]).max() == 5
    assert overlaps(states, states[3])[3] == 1.0
    assert overlaps(states, states[3])[31 - 3] == -1.0
    assert hamming(flip_random(states[3], 2, np.random.default_rng(0)), states[3]) == 2


@pytest.mark.parametrize("tie", Tie)
def test_zero_one_is_the_same_network(tie: Tie) -> None:
    net, states = random_net(3, 6, tie), all_states(6)
    other = zero_one_of_spins(net)
    active = as_zero_one(states)
    assert np.array_equal(from_zero_one(active), states)
    assert np.array_equal(other.wanted(active), as_zero_one(net.wanted(states)))
    assert len(set((other.energy(active) - net.energy(states)).tolist())) == 1
    back = spins_of_zero_one(other)
    assert np.array_equal(back.wanted(states), net.wanted(states))
    assert len(set((back.energy(states) - 4 * other.energy(active)).tolist())) == 1


def test_decomposition() -> None:
    w = np.random.default_rng(0).integers(-9, 9, (5, 5))
    a, s = decompose(w)
    assert np.array_equal(a + s, w) and np.array_equal(a, -a.T) and np.array_equal(s, s.T)
    assert (a * s).sum() == 0
    states = all_states(5).astype(float)
    assert not np.einsum("ki,ij,kj->k", states, a, states).any()


def test_threshold_and_bias_are_opposite() -> None:
    assert Bias(np.array([1, -2])).as_threshold().values.tolist() == [-1, 2]
    assert Threshold(np.array([1, -2])).as_bias().values.tolist() == [-1, 2]


W = np.array([[0, 1], [1, 0]])
REFUSED = [
    (lambda: HopfieldNet(np.array([[0, 1], [2, 0]])), DataError, r"not symmetric: 1 at \(0, 1\), and 2 at \(1, 0\)"),
    (lambda: HopfieldNet(np.array([[0, 1], [1, 7]])), DataError, r"neuron 1 sees itself: the weight at \(1, 1\) is 7"),
    (lambda: HopfieldNet(np.zeros((2, 3))), ShapeError, "neurons"),
    (lambda: HopfieldNet(W.astype(np.uint8)), DataError, "uint8 has none"),
    (lambda: HopfieldNet(np.array([[0, np.nan], [np.nan, 0]])), DataError, "must be finite"),
    (lambda: HopfieldNet(W, Threshold(np.zeros(3))), DataError, "3 thresholds for 2 neurons"),
    (lambda: HopfieldNet(W, Threshold(np.array([0.0, np.inf]))), DataError, "threshold of neuron 1 is inf"),
    (lambda: HopfieldNet(W).energy(np.array([1, 0], np.int8)), DataError, r"here 0 stands at \(1,\): 2 \* x - 1"),
    (lambda: HopfieldNet(W).field(np.array([1, -128], np.int8)), DataError, "here -128 stands"),
    (lambda: HopfieldNet(W).field(np.array([1, 1, 1], np.int8)), ShapeError, "neurons"),
    (lambda: HopfieldNet(W).update(np.array([1, 1], np.int8), 2), ConfigError, "no neuron 2: there are 0 to 1"),
    (lambda: HopfieldNet(W, Bias(np.zeros(2))), TypednnError, "threshold"),  # type: ignore[arg-type]  # on purpose
    (lambda: ZeroOneNet(W).energy(np.array([1, -1], np.int8)), DataError, "0 or 1, and here -1"),
    (lambda: AsymmetricNet(np.zeros((0, 0))), DataError, "at least one neuron"),
    (lambda: as_spins(np.array([0.5, 1])), DataError, "0.5 stands"),
    (lambda: require_enumerable(21), ConfigError, r"21 neurons have 2\^21 states"),
    (lambda: flip_random(np.ones(3, np.int8), 4, np.random.default_rng()), ConfigError, "cannot flip 4 of 3"),
]


@pytest.mark.parametrize(("act", "error", "message"), REFUSED, ids=[re.sub(r"\W+", "-", m) for *_, m in REFUSED])
def test_refused(act: object, error: type[Exception], message: str) -> None:
    assert callable(act)
    with pytest.raises(error, match=message):
        act()
