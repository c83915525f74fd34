"""Storkey's rule: Hebb's, less what the network already says. Local, incremental, symmetric.

    wᵢⱼ ← wᵢⱼ + (ξᵢξⱼ − ξᵢhⱼᵢ − ξⱼhᵢⱼ) / N,   hᵢⱼ = Σ_{k≠i,j} wᵢₖ ξₖ

Storkey: Increasing the capacity of a Hopfield network without sacrificing functionality. ICANN 1997.
"""

import numpy as np

from typednn.contracts import Array, Float64, Int8, contract
from typednn.hopfield.spins import require_patterns


@contract
def storkey(patterns: Int8[Array, "patterns neurons"]) -> Float64[Array, "neurons neurons"]:
    """Learn the patterns one after the other."""
    require_patterns(patterns)
    weights = np.zeros((patterns.shape[1], patterns.shape[1]))
    for pattern in patterns:
        learn_storkey(weights, pattern)
    return weights


@contract
def learn_storkey(weights: Float64[Array, "neurons neurons"], pattern: Int8[Array, " neurons"]) -> None:
    """Learn one more pattern, in place."""
    xi = pattern.astype(np.float64)
    h = (weights @ xi)[:, None] - weights * xi  # the diagonal of the weights is 0, so that k = i adds nothing
    against = xi[:, None] * h.T
    weights += (np.outer(xi, xi) - (against + against.T)) / len(xi)
    np.fill_diagonal(weights, 0.0)
