"""From how far a pattern is certainly recalled: radii that are proved, not measured.

If h errors cannot turn any neuron's field against the pattern, then each turn of each neuron within that
distance sets it right, and every fair order, and one synchronous step, arrives at the pattern:

    Hebb:       N − m − 2hm − Σ_{l≠k} |⟨p_k, p_l⟩| > 0
    any net:    p_u h_u(p) − 2 · (the h largest |w_uv|) > 0 for all u
"""

import math

import numpy as np

from typednn.contracts import Array, Int8, Int64, contract
from typednn.errors import ConfigError
from typednn.hopfield.net import SpinNet
from typednn.hopfield.spins import require_patterns, require_spins

_ROWS = 256


@contract
def hebbian_radii(patterns: Int8[Array, "patterns neurons"]) -> Int64[Array, " patterns"]:
    """The largest h of the first line for each pattern, in a Hebbian network; −1 where not even h = 0 is proved."""
    require_patterns(patterns)
    count, neurons = patterns.shape
    rows = patterns.astype(np.float64)  # sums of ±1 are exact
    crosstalk = np.abs(rows @ rows.T).sum(axis=1).astype(np.int64) - neurons
    room = neurons - count - crosstalk
    return np.maximum(-(-room // (2 * count)) - 1, -1)


@contract
def certified_radius(net: SpinNet, pattern: Int8[Array, "{net.neurons}"]) -> int:
    """The largest h of the second line; −1 if the pattern itself is not strictly stable."""
    require_spins(pattern)
    aligned = (pattern * net.field(pattern)).astype(np.float64)
    radius = net.neurons
    for start in range(0, net.neurons, _ROWS):
        rows = slice(start, start + _ROWS)
        strongest = -np.sort(-np.abs(net.weights[rows]).astype(np.float64), axis=1)
        lost = 2.0 * np.cumsum(strongest, axis=1)
        safe = np.count_nonzero(lost < aligned[rows, None], axis=1)  # so many errors leave the field its sign
        radius = min(radius, int(np.where(aligned[rows] > 0, safe, -1).min()))
    return radius


def ball(neurons: int, radius: int) -> int:
    """How many states lie within a Hamming distance: Σ_{i≤h} C(N, i)."""
    if neurons < 1:
        raise ConfigError(f"{neurons} neurons: give at least 1")
    return sum(math.comb(neurons, i) for i in range(radius + 1))


def basin_bound(neurons: int, radius: int) -> float:
    """The share of all states that certainly end in a pattern with this radius."""
    return ball(neurons, radius) / 2**neurons
