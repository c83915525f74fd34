"""What chance is checked on: Boltzmann laws and kernels of small networks, laws and kernels of round numbers."""

import math
from functools import cache
from itertools import product

import numpy as np

from typednn.contracts import Array, Float64, contract
from typednn.hopfield.analysis import landscape, markov
from typednn.hopfield.sampling import boltzmann
from typednn.hopfield.symmetric import HopfieldNet
from typednn.theorems.hopfieldnet.subjects import STATES
from typednn.theorems.rounding import UNIT

LAW = "64 u: e^x within 2 u·|x|, at most 8 terms, a quotient; |E/T| ≤ 6"
TIGHT = 64 * UNIT


@cache
@contract
def laws_in_parts(states: int, parts: int) -> tuple[Float64[Array, "{states}"], ...]:
    """All laws of multiples of 1/parts, a power of two: with them floats compute exactly."""
    whole = (k for k in product(range(parts + 1), repeat=states) if sum(k) == parts)
    return tuple(np.array(k) / parts for k in whole)


@cache
def kernels_in_parts(states: int, parts: int) -> tuple[markov.Kernel, ...]:
    """All kernels of such laws."""
    return tuple(markov.Kernel(np.stack(rows)) for rows in product(laws_in_parts(states, parts), repeat=states))


@contract
def law_of(net: HopfieldNet, t: float) -> Float64[Array, " states"]:
    return boltzmann.boltzmann_law(landscape.all_energies(net).astype(np.float64), t)


def kernel_by_hand(net: HopfieldNet, t: float, accept: bool = False) -> Array:
    """The random-scan kernel, entry by entry."""
    matrix = np.zeros((8, 8))
    for k, u in product(range(8), range(3)):
        field = float(net.weights[u] @ STATES[k] - net.threshold.values[u])
        up = 1.0 / (1.0 + math.exp(-2.0 * field / t))
        if accept:
            flip = min(1.0, math.exp(-2.0 * STATES[k, u] * field / t))
            up = 1.0 - flip if STATES[k, u] > 0 else flip
        matrix[k, k | 1 << u] += up / 3.0
        matrix[k, k & ~(1 << u)] += (1.0 - up) / 3.0
    return matrix
