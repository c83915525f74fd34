"""Sequences: asymmetric weights that lead from each pattern to the next, W = Σₛ p^{s+1} (p^s)ᵀ."""

import numpy as np

from typednn.contracts import Array, Int8, Int64, Real, contract
from typednn.errors import DataError
from typednn.hopfield.scalar import Scalar
from typednn.hopfield.spins import require_patterns


@contract
def sequence_weights(
    patterns: Int8[Array, "patterns neurons"], *, closed: bool = True
) -> Int64[Array, "neurons neurons"]:
    """Σₛ p^{s+1} (p^s)ᵀ, and from the last to the first if `closed`.

    With orthogonal patterns and synchronous updates, W p^s = N p^{s+1}: a sequence of any length is traversed.
    """
    require_patterns(patterns)
    if len(patterns) < 2:
        raise DataError("there is 1 pattern: a sequence has at least 2")
    rows = patterns.astype(np.int64)
    following = np.roll(rows, -1, axis=0) if closed else rows[1:]
    before = rows if closed else rows[:-1]
    weights: Int64[Array, "neurons neurons"] = following.T @ before
    return weights


@contract
def with_sequence(
    weights: Real[Array, "neurons neurons"], patterns: Int8[Array, "patterns neurons"], *, strength: Scalar
) -> Real[Array, "neurons neurons"]:
    """Hopfield's addition ΔW = A Σₛ p^{s+1}(p^s)ᵀ to weights that hold the patterns."""
    return weights + strength * sequence_weights(patterns, closed=False)
