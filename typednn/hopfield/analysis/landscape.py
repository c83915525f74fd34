"""The whole landscape of a small network: energies of all 2ⁿ states, who leads where, fixed points, basins."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from typednn.contracts import Array, Bool, Int8, Int64, Real, contract
from typednn.errors import ConfigError
from typednn.hopfield.net import SpinNet
from typednn.hopfield.spins import all_states, index_of, require_enumerable
from typednn.hopfield.symmetric import HopfieldNet

_PIECE = 2**15


@contract
def all_energies(net: HopfieldNet) -> Real[Array, "2**{net.neurons}"]:
    """E(s) of all states, in the order of `all_states`."""
    states = all_states(net.neurons)
    return np.concatenate([net.energy(states[k : k + _PIECE]) for k in range(0, len(states), _PIECE)])


@contract
class Landscape:
    """All states of at most 20 neurons and where each turn leads; a state is known by its place in `all_states`."""

    states: Int8[Array, "states neurons"]
    after: Int64[Array, "neurons states"]

    def __init__(self, net: SpinNet) -> None:
        require_enumerable(net.neurons)
        self.net, self.states = net, all_states(net.neurons)
        self.after = np.empty((net.neurons, len(self.states)), np.int64)
        places = np.arange(len(self.states))
        for start in range(0, len(self.states), _PIECE):
            piece = slice(start, start + _PIECE)
            up = net.wanted(self.states[piece]) > 0
            for neuron in range(net.neurons):
                bit = np.int64(1) << neuron
                self.after[neuron, piece] = np.where(up[:, neuron], places[piece] | bit, places[piece] & ~bit)

    @cached_property
    def stable(self) -> Bool[Array, " states"]:
        """Which states no neuron would leave."""
        return np.asarray((self.after == np.arange(len(self.states))).all(axis=0))

    @property
    def fixed_points(self) -> Int8[Array, "points neurons"]:
        """The stable states."""
        return self.states[self.stable]

    def sweep(self, order: Sequence[int] | None = None) -> Int64[Array, " states"]:
        """Where one sweep in this order leads from each state."""
        place = np.arange(len(self.states))
        for neuron in self._order(order):
            place = self.after[neuron, place]
        return place

    def ends(self, order: Sequence[int] | None = None) -> Int64[Array, " states"]:
        """Where sweeps in this order end, for each state; −1 where they go round for ever."""
        end = self.sweep(order)
        for _ in range(self.net.neurons + 1):  # 2^(n+1) sweeps, more than there are states
            end = end[end]
        return np.where(self.stable[end], end, -1)

    def basin(self, point: Int8[Array, " neurons"], order: Sequence[int] | None = None) -> Int64[Array, " members"]:
        """The states that end in this one."""
        return np.flatnonzero(self.ends(order) == int(index_of(point)))

    def basin_sizes(self, order: Sequence[int] | None = None) -> dict[int, int]:
        """How many states end in each fixed point, by its place; −1 stands for those that go round."""
        places, sizes = np.unique(self.ends(order), return_counts=True)
        return {int(place): int(size) for place, size in zip(places, sizes, strict=True)}

    def _order(self, order: Sequence[int] | None) -> Sequence[int]:
        neurons = range(self.net.neurons)
        if order is not None and set(order) != set(neurons):
            raise ConfigError(
                f"the order {list(order)} is not of the neurons 0 to {len(neurons) - 1}: it needs them all"
            )
        return neurons if order is None else order


@contract
def retrieval_distance(
    landscape: Landscape, pattern: Int8[Array, "{landscape.net.neurons}"], order: Sequence[int] | None = None
) -> int:
    """The largest d such that all states within Hamming distance d end in the pattern; −1 if it leaves itself."""
    apart = np.count_nonzero(landscape.states != pattern, axis=1)
    lost = landscape.ends(order) != int(index_of(pattern))
    return int(apart[lost].min()) - 1 if lost.any() else landscape.net.neurons
