"""Many probes at once, each as if it ran alone: the asynchronous sweep 0, 1, 2, … as matrix products.

The fields of a block of neurons are one product for all probes; inside the block a flip corrects the fields
of those who come later. So the result is that of the neurons one after the other, and the time that of BLAS.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from typednn.contracts import Array, Bool, Float, Int8, contract
from typednn.errors import ConfigError
from typednn.hopfield.hebbian_net import HebbianNet
from typednn.hopfield.net import SpinNet
from typednn.hopfield.spins import require_spins
from typednn.hopfield.tie import Tie

_BLOCK = 64


@contract
@dataclass(frozen=True, eq=False)
class SettledBatch:
    """Where the probes ended, and which of them are fixed points."""

    states: Int8[Array, "probes neurons"]
    fixed: Bool[Array, " probes"]
    sweeps: int


@contract
def settle_batch(net: SpinNet, states: Int8[Array, "probes {net.neurons}"], *, most_sweeps: int = 1000) -> SettledBatch:
    """Sweep in the order 0, 1, 2, … until every probe is stable."""
    require_spins(states)
    if most_sweeps < 1:
        raise ConfigError(f"the run may take {most_sweeps} sweeps: allow at least 1")
    kind = net.weights.dtype if net.weights.dtype.kind == "f" else np.dtype(np.float64)
    spins = states.astype(kind)
    moving = np.arange(len(states))
    sweep = 0
    while len(moving) and sweep < most_sweeps:
        probes = spins[moving]
        changed = _sweep(net, probes)
        spins[moving] = probes
        moving = moving[changed]
        sweep += 1
    fixed = np.ones(len(states), np.bool_)
    fixed[moving] = False
    return SettledBatch(spins.astype(np.int8), fixed, sweep)


class _Fields(ABC):
    """Where the fields of a block of neurons come from, for all probes."""

    @abstractmethod
    def of(self, block: slice) -> Array:
        """The fields, one row for each probe."""

    @abstractmethod
    def moved(self, block: slice, change: Array) -> None:
        """What the states of the block have changed by."""


class _FromWeights(_Fields):
    """S Wᵀ."""

    def __init__(self, net: SpinNet, spins: Array) -> None:
        self.net, self.spins = net, spins

    def of(self, block: slice) -> Array:
        fields: Array = self.spins @ self.net.weights[block].astype(self.spins.dtype, copy=False).T
        return fields

    def moved(self, block: slice, change: Array) -> None:
        """The states themselves are looked at."""


class _FromOverlaps(_Fields):
    """(S Ξᵀ) Ξ − m S, with the overlaps S Ξᵀ kept up to date: O(m) for a field instead of O(N)."""

    def __init__(self, net: HebbianNet, spins: Array) -> None:
        self.patterns, self.spins = net.columns.astype(spins.dtype, copy=False), spins
        self.overlaps = spins @ self.patterns.T

    def of(self, block: slice) -> Array:
        fields: Array = self.overlaps @ self.patterns[:, block]
        fields -= len(self.patterns) * self.spins[:, block]
        return fields

    def moved(self, block: slice, change: Array) -> None:
        self.overlaps += change @ self.patterns[:, block].T


@contract
def _sweep(net: SpinNet, spins: Float[Array, "probes neurons"]) -> Bool[Array, " probes"]:
    """One sweep, in place; says which probes changed."""
    changed = np.zeros(len(spins), np.bool_)
    source = _FromOverlaps(net, spins) if isinstance(net, HebbianNet) else _FromWeights(net, spins)
    for start in range(0, net.neurons, _BLOCK):
        block = slice(start, start + _BLOCK)
        fields = source.of(block) - net.threshold.values[block].astype(spins.dtype)
        before = spins[:, block].copy()
        _turns(net, block, fields, spins[:, block])
        change = spins[:, block] - before
        changed |= change.any(axis=1)
        source.moved(block, change)
    return changed


def _turns(net: SpinNet, block: slice, fields: Array, spins: Array) -> None:
    """One neuron of the block after the other, in place; its flip corrects the fields of the others."""
    inner = net.weights[block, block].astype(spins.dtype, copy=False)
    for k in range(len(inner)):
        before = spins[:, k]
        after = _decided(fields[:, k], before, net.tie)
        who = np.flatnonzero(after != before)
        if len(who):
            fields[who] += np.outer(after[who] - before[who], inner[:, k])
            spins[who, k] = after[who]


def _decided(field: Array, before: Array, tie: Tie) -> Array:
    """As `decided`, on states that are floats."""
    at_zero = {Tie.PLUS: 1.0, Tie.MINUS: -1.0}.get(tie, before)
    return np.where(field == 0, at_zero, np.sign(field))
