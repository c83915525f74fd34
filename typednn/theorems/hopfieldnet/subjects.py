"""What chapter H is checked on: all small networks, orthogonal patterns."""

from collections.abc import Iterator
from functools import cache
from itertools import permutations, product

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float64, Int8, contract
from typednn.hopfield.analysis.landscape import Landscape, all_energies
from typednn.hopfield.asymmetric import AsymmetricNet
from typednn.hopfield.outer import Threshold
from typednn.hopfield.spins import all_states, as_spins
from typednn.hopfield.symmetric import HopfieldNet
from typednn.hopfield.tie import Tie

ALL_NETS = "all 729 networks of 3 neurons with weights and thresholds of −1, 0, 1, in all 8 states"
SOME_NETS = "all 27 networks of 3 neurons with weights of −1, 0, 1 and thresholds (1, 0, −1), in all 8 states"
LINEAR_IN_FOUR = "all real weights and thresholds of 4 neurons, in which both sides are linear; all 16 states"
TWO = "all 625 networks of 2 neurons with weights −2, …, 2, self-coupling included, in all 4 states"
TWELVE = "the first 1, 2, 3, 4 rows of a Hadamard matrix of 12, all 4,096 states"
ROUND: Float64[Array, "2 2"] = np.array([[0.5, 1.0], [-1.0, 0.5]])  # its states go round, four turns a round
STATES: Int8[Array, "8 3"] = all_states(3)
ORDERS = tuple(permutations(range(3)))


def net_of(weights: tuple[int, ...], thresholds: tuple[int, ...], tie: Tie = Tie.PLUS) -> HopfieldNet:
    """The network with these weights above the diagonal, row by row."""
    neurons = len(thresholds)
    matrix = np.zeros((neurons, neurons), np.int64)
    matrix[np.triu_indices(neurons, 1)] = weights
    return HopfieldNet(matrix + matrix.T, Threshold(np.array(thresholds, np.int64)), tie=tie)


@cache
def all_nets() -> tuple[HopfieldNet, ...]:
    return tuple(net_of(w, t) for w in product((-1, 0, 1), repeat=3) for t in product((-1, 0, 1), repeat=3))


@cache
def some_nets() -> tuple[HopfieldNet, ...]:
    return tuple(net_of(w, (1, 0, -1)) for w in product((-1, 0, 1), repeat=3))


@cache
def asymmetric_nets() -> tuple[AsymmetricNet, ...]:
    """Those of `TWO`."""
    matrices = (np.array(w).reshape(2, 2) for w in product(range(-2, 3), repeat=4))
    return tuple(AsymmetricNet(w, tie=Tie.MINUS) for w in matrices)


def net_at(point: Array, tie: Tie = Tie.PLUS) -> HopfieldNet:
    """Four neurons with the ten numbers of a point of the lattice."""
    whole = tuple(int(x) for x in point)
    return net_of(whole[:6], whole[6:], tie)


def random_net(rng: Generator, neurons: int, tie: Tie = Tie.PLUS, most: int = 3) -> HopfieldNet:
    """Integers from −most to most."""
    pairs = neurons * (neurons - 1) // 2
    weights, thresholds = rng.integers(-most, most + 1, pairs), rng.integers(-most, most + 1, neurons)
    return net_of(tuple(weights.tolist()), tuple(thresholds.tolist()), tie)


@cache
@contract
def hadamard(neurons: int) -> Int8[Array, "{neurons} {neurons}"]:
    """Orthogonal rows of ±1: Sylvester's for powers of two, Paley's for 12 and 20."""
    if neurons & (neurons - 1) == 0:
        both = np.arange(neurons)[:, None] & np.arange(neurons)
        return as_spins(1 - 2 * (np.bitwise_count(both).astype(np.int64) % 2))
    prime = neurons - 1
    squares = {k * k % prime for k in range(1, prime)}
    rows = np.ones((neurons, neurons), np.int64)
    for i, j in product(range(prime), repeat=2):
        rows[i + 1, j + 1] = 1 if i == j else 1 if (j - i) % prime in squares else -1
    rows[1:, 0] = -1
    return as_spins(rows)


@contract
def rows_of_twelve() -> list[Int8[Array, "_ 12"]]:
    """Those of `TWELVE`."""
    return [hadamard(12)[:count] for count in (1, 2, 3, 4)]


@contract
def pattern_sets(neurons: int, count: int) -> Iterator[Int8[Array, "{count} {neurons}"]]:
    """Every list of so many patterns."""
    states = all_states(neurons)
    for chosen in product(range(len(states)), repeat=count):
        yield states[list(chosen)]


@cache
def landscapes() -> tuple[Landscape, ...]:
    """Of `all_nets`."""
    return tuple(Landscape(net) for net in all_nets())


def all_turns(scape: Landscape) -> tuple[Array, Array, Array]:
    """For each neuron and state: who leads where, the change of energy, the change of the number of +1."""
    energy = all_energies(HopfieldNet(scape.net.weights, scape.net.threshold))
    plus = (scape.states > 0).sum(axis=1)
    return scape.after, energy[scape.after] - energy, plus[scape.after] - plus
