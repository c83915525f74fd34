"""Weights of few values: clipped to their sign, or kept between bounds while learning (a palimpsest)."""

import numpy as np

from typednn.contracts import Array, Int8, Int64, Real, contract
from typednn.errors import ConfigError
from typednn.hopfield.spins import require_patterns


@contract
def clipped(weights: Real[Array, "neurons neurons"]) -> Int8[Array, "neurons neurons"]:
    """sign(wᵢⱼ): one bit a synapse costs a factor √(2/π) of the signal-to-noise ratio."""
    return np.sign(weights).astype(np.int8)


@contract
def palimpsest(patterns: Int8[Array, "patterns neurons"], *, bound: int = 3) -> Int64[Array, "neurons neurons"]:
    """Hebb's rule with each weight kept in [−bound, bound] all the time: new patterns overwrite the oldest."""
    require_patterns(patterns)
    if bound < 1:
        raise ConfigError(f"the bound is {bound}: weights between -bound and bound need a bound of at least 1")
    weights = np.zeros((patterns.shape[1], patterns.shape[1]), np.int64)
    for pattern in patterns.astype(np.int64):
        weights += np.outer(pattern, pattern)
        np.clip(weights, -bound, bound, out=weights)
        np.fill_diagonal(weights, 0)
    return weights
