"""Unlearning: the network dreams from random states, and what it settles in is weakened a little.

    W ← W − ε s sᵀ,   s the stable state reached from a random one

Hopfield, Feinstein, Palmer: 'Unlearning' has a stabilizing effect in collective memories. Nature 304, 1983.
"""

import numpy as np

from typednn.contracts import Array, Float64, Real, contract
from typednn.errors import ConfigError
from typednn.hopfield.dynamics.schedules import Shuffled
from typednn.hopfield.dynamics.settling import stabilize
from typednn.hopfield.scalar import Scalar
from typednn.hopfield.spins import random_patterns
from typednn.hopfield.symmetric import HopfieldNet


@contract
def unlearn(
    weights: Real[Array, "neurons neurons"], *, dreams: int, rate: Scalar, rng: np.random.Generator
) -> Float64[Array, "neurons neurons"]:
    """A copy of the weights after so many dreams."""
    if dreams < 0 or not 0.0 < rate < float("inf"):
        raise ConfigError(f"{dreams} dreams at the rate {rate}: give at least 0 dreams and a rate above 0")
    changed = weights.astype(np.float64)
    for _ in range(dreams):
        start = random_patterns(1, len(weights), rng)[0]
        dream = stabilize(HopfieldNet(changed), start, Shuffled(rng)).state.astype(np.float64)
        changed = changed - rate * np.outer(dream, dream)
        np.fill_diagonal(changed, 0.0)
    return changed
