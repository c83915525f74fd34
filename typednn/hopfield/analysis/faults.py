"""Faults: deleted neurons, the terms of a damaged field, and whether any damage of a size can flip a memory.

    (W_D p)_u = (W p)_u − Σ_{v∈D} W_uv p_v,   Σ_{v∈D} W_uv p_k(v) = |D| p_k(u) + X
    X = Σ_{v∈D} Σ_{l≠k} p_l(u) p_l(v) p_k(v),   |X| ≤ (m − 1)|D|

For orthogonal patterns, m(d + 1) < N keeps every live neuron of every pattern.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from typednn.contracts import Array, Int8, contract
from typednn.errors import ConfigError
from typednn.hopfield.learning.hebbian import hebbian
from typednn.hopfield.net import decided
from typednn.hopfield.outer import Threshold
from typednn.hopfield.spins import require_patterns
from typednn.hopfield.symmetric import HopfieldNet
from typednn.hopfield.tie import Tie


@contract
def delete_neurons(net: HopfieldNet, deleted: Collection[int]) -> HopfieldNet:
    """The network with the rows, columns and thresholds of these neurons set to zero."""
    for neuron in deleted:
        net.require_neuron(neuron)
    gone = np.array(sorted(set(deleted)), np.int64)
    weights, threshold = net.weights.copy(), net.threshold.values.copy()
    weights[gone] = 0
    weights[:, gone] = 0
    threshold[gone] = 0
    return HopfieldNet(weights, Threshold(threshold), tie=net.tie)


@dataclass(frozen=True)
class FieldTerms:
    """p_k(u) times the field at a live neuron u = signal + crosstalk of the intact net − deleted − deleted_crosstalk.

    signal = N − m, for the pattern and the missing self-couplings; deleted = |D|; all exact.
    """

    signal: int
    crosstalk: int
    deleted: int
    deleted_crosstalk: int

    @property
    def aligned(self) -> int:
        return self.signal + self.crosstalk - self.deleted - self.deleted_crosstalk


@contract
def field_terms(patterns: Int8[Array, "patterns neurons"], k: int, deleted: Collection[int], neuron: int) -> FieldTerms:
    """The terms of the damaged Hebbian field at pattern k, times p_k(u)."""
    require_patterns(patterns)
    count, neurons = patterns.shape
    if not (0 <= k < count and 0 <= neuron < neurons and all(0 <= v < neurons for v in deleted)):
        raise ConfigError(f"pattern {k}, neuron {neuron}: there are {count} patterns of {neurons} neurons")
    if neuron in deleted:
        raise ConfigError(f"neuron {neuron} is deleted: the field is looked at where a neuron is left")
    rows, gone = patterns.astype(np.int64), np.array(sorted(set(deleted)), np.int64)
    others = np.delete(np.arange(count), k)
    here = rows[others, neuron] * rows[k, neuron]
    crosstalk = int(here @ (rows[others] @ rows[k]))
    lost = int(here @ (rows[np.ix_(others, gone)] @ rows[k, gone]))
    return FieldTerms(neurons - count, crosstalk, len(gone), lost)


@dataclass(frozen=True)
class Counterexample:
    """Deleting these neurons turns this live neuron of this pattern: p_u h_u is `aligned`."""

    pattern: int
    neuron: int
    deleted: tuple[int, ...]
    aligned: int


@contract
def find_fault(
    patterns: Int8[Array, "patterns neurons"], failures: int, *, tie: Tie = Tie.PLUS
) -> Counterexample | None:
    """The worst deletion of at most so many neurons, if it turns a live neuron; None if the memories tolerate all.

    Exact for every set of that size: at neuron u the worst set takes the largest of the w_uv p_v p_u.
    """
    require_patterns(patterns)
    neurons = patterns.shape[1]
    if not 0 <= failures < neurons:
        raise ConfigError(f"{failures} failures of {neurons} neurons: give a number from 0 to {neurons - 1}")
    weights = hebbian(patterns, np.int64)
    worst: Counterexample | None = None
    for k, pattern in enumerate(patterns):
        support = weights * np.outer(pattern, pattern)  # each neuron's part of p_u h_u; 0 on the diagonal
        order = np.argsort(-support, axis=1, kind="stable")[:, :failures]
        taken = np.take_along_axis(support, order, axis=1)
        aligned = support.sum(axis=1) - np.maximum(taken, 0).sum(axis=1)
        turned = decided(aligned * pattern, pattern, tie) != pattern
        for neuron in np.flatnonzero(turned):
            if worst is None or aligned[neuron] < worst.aligned:
                gone = tuple(sorted(int(v) for v in order[neuron][taken[neuron] > 0]))
                worst = Counterexample(k, int(neuron), gone, int(aligned[neuron]))
    return worst


@contract
def tolerated(patterns: Int8[Array, "patterns neurons"], *, tie: Tie = Tie.PLUS) -> int:
    """The largest number of failures, whichever they are, that turn no live neuron; −1: some turn without one."""
    low, high = -1, patterns.shape[1] - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if find_fault(patterns, middle, tie=tie) is None else (low, middle - 1)
    return low
