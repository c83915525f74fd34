"""Hebb's rule: W = Σₖ pₖ pₖᵀ, without the diagonal; what a pattern's neurons do together, they do for each other."""

import numpy as np
from numpy.typing import DTypeLike

from typednn.contracts import Array, Float, Int8, Real, contract
from typednn.errors import ConfigError
from typednn.hopfield.spins import require_patterns

_ROWS = 512


@contract
def hebbian(patterns: Int8[Array, "patterns neurons"], dtype: DTypeLike = np.int32) -> Real[Array, "neurons neurons"]:
    """W = Σₖ pₖ pₖᵀ − m I, exactly: integers, or a float dtype that holds them (one matrix, no second)."""
    require_patterns(patterns)
    kind = np.dtype(dtype)
    if kind.kind not in "if" or len(patterns) > _largest_count(kind):
        raise ConfigError(f"{kind} does not hold the integers up to {len(patterns)}: use np.int32 or np.float32")
    neurons = patterns.shape[1]
    weights = np.empty((neurons, neurons), kind)
    # BLAS knows these two, and each holds all sums exactly.
    columns = patterns.astype(np.float32) if len(patterns) < 2**24 else patterns.astype(np.float64)
    if kind == columns.dtype:
        np.matmul(columns.T, columns, out=weights)
    else:
        for row in range(0, neurons, _ROWS):
            weights[row : row + _ROWS] = columns[:, row : row + _ROWS].T @ columns
    np.fill_diagonal(weights, 0)
    return weights


def _largest_count(kind: np.dtype) -> int:
    """Up to where the dtype holds every integer."""
    return int(np.iinfo(kind).max) if kind.kind == "i" else 2 ** (np.finfo(kind).nmant + 1)


@contract
def hebbian_normalised(
    patterns: Int8[Array, "patterns neurons"], dtype: DTypeLike = np.float64
) -> Float[Array, "neurons neurons"]:
    """W / N: with a zero threshold the same dynamics, and fields of order 1."""
    weights = hebbian(patterns, dtype)
    weights /= patterns.shape[1]
    return weights
