"""Many neurons at once: synchronous and block-sequential runs, and where a deterministic map ends (Brent).

A symmetric network, run synchronously, ends in a fixed point or goes to and fro between two states; an
antisymmetric one without ties has period 4 (Goles; Bruck).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from typednn.contracts import Array, Int8, Int64, contract
from typednn.errors import ConfigError
from typednn.hopfield.net import SpinNet, decided, weighted
from typednn.hopfield.spins import require_spins


@contract
@dataclass(frozen=True, eq=False)
class Cycle:
    """`state` is on the cycle; it took `tail` steps to come onto it, and comes back after `period`."""

    state: Int8[Array, " neurons"]
    tail: int
    period: int

    @property
    def fixed(self) -> bool:
        return self.period == 1


Step: TypeAlias = Callable[[Int8[Array, " neurons"]], Int8[Array, " neurons"]]
"""Where the whole network goes from a state."""


@contract
def find_cycle(step: Step, start: Int8[Array, " neurons"], *, most_steps: int = 1_000_000) -> Cycle:
    """Where the run s, f(s), f(f(s)), … goes round, by Brent's algorithm."""
    seen, period = start, 1
    state, limit = step(start), 1
    for _ in range(most_steps):
        if np.array_equal(state, seen):
            return Cycle(*_entry(step, start, period), period)
        if period == limit:
            seen, limit, period = state, 2 * limit, 0
        state, period = step(state), period + 1
    raise ConfigError(f"no cycle in {most_steps} steps: allow more with most_steps")


@contract
def _entry(step: Step, start: Int8[Array, " neurons"], period: int) -> tuple[Int8[Array, " neurons"], int]:
    """The first state of the cycle, and how far it is."""
    ahead = start
    for _ in range(period):
        ahead = step(ahead)
    tail, state = 0, start
    while not np.array_equal(state, ahead):
        state, ahead, tail = step(state), step(ahead), tail + 1
    return state, tail


@contract
def update_synchronously(
    net: SpinNet, state: Int8[Array, "*batch {net.neurons}"]
) -> Int8[Array, "*batch {net.neurons}"]:
    """Every neuron's turn at once."""
    return net.wanted(state)


@contract
def settle_synchronously(net: SpinNet, state: Int8[Array, "{net.neurons}"], *, most_steps: int = 1_000_000) -> Cycle:
    """The cycle in which synchronous updates end."""
    require_spins(state)
    return find_cycle(net.wanted, state, most_steps=most_steps)


@contract
def update_blocks(
    net: SpinNet, state: Int8[Array, "{net.neurons}"], blocks: Sequence[Sequence[int]]
) -> Int8[Array, "{net.neurons}"]:
    """One block after the other, the neurons of a block at once."""
    require_spins(state)
    after = state.copy()
    for block in blocks:
        for neuron in block:
            net.require_neuron(neuron)
        chosen: Int64[Array, " block"] = np.array(block, np.int64)
        field = weighted(net.weights[chosen], after) - net.threshold.values[chosen]
        after[chosen] = decided(field, after[chosen], net.tie)
    return after


@contract
def settle_blocks(
    net: SpinNet, state: Int8[Array, "{net.neurons}"], blocks: Sequence[Sequence[int]], *, most_steps: int = 1_000_000
) -> Cycle:
    """The cycle in which sweeps over the blocks end."""
    return find_cycle(lambda s: update_blocks(net, s, blocks), state, most_steps=most_steps)
