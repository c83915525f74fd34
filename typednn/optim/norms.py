"""The euclidean norm of a vector as one pass, right also where the squares leave the range of the dtype."""

import math

import numpy as np

from typednn.contracts import Array, Float, contract

# Sums of squares above it lost nothing that matters to underflow, in float32 and in float64.
_SAFE = 1e-20


@contract
def norm(vector: Float[Array, " n"]) -> float:
    """‖v‖₂ = √Σ vᵢ²; NaN or infinite exactly if an entry is, or if the norm itself is out of range."""
    return length(vector)


def length(vector: Array) -> float:
    """`norm` of a vector that a contract has judged already."""
    squares = float(np.vdot(vector, vector))  # np.dot would warn of an overflow
    if _SAFE < squares < math.inf and vector.itemsize >= 4:
        return math.sqrt(squares)
    return _scaled_norm(vector)


@contract
def _scaled_norm(vector: Float[Array, " n"]) -> float:
    """m ‖v/m‖₂ with m = max |vᵢ|, in double precision."""
    largest = float(np.abs(vector).max(initial=0.0))
    if largest == 0.0 or not math.isfinite(largest):
        return largest
    scaled = vector.astype(np.float64) / largest
    return largest * math.sqrt(float(np.dot(scaled, scaled)))


def stretch(radius: float, length: float, dtype: np.dtype, *, guard: float = 0.0) -> float:
    """ρ / (‖g‖ + guard), and 0 for a vector that is zero, or so small that no number of the dtype does it."""
    if (length + guard) * float(np.finfo(dtype).max) <= radius:
        return 0.0
    return radius / (length + guard)
