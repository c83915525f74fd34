"""The tail index of a sample: for P(|X| > x) ~ C x^(−α), Hill's estimate from the k largest values.

1/α̂ = (1/k) Σ_{i≤k} log(X_(i) / X_(k+1)),   X_(1) ≥ X_(2) ≥ …

For an exact power law α/α̂ · k is a sum of k exponentials, so that the interval is α̂ (1 ± q/√k) to first order.

Hill: A simple general approach to inference about the tail of a distribution. 1975.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.errors import ConfigError, DataError


@dataclass(frozen=True)
class TailIndex:
    """α̂ from the k largest values, with an asymptotic interval."""

    value: float
    low: float
    high: float
    largest: int


@contract
def tail_index(sample: Float[Array, " n"], largest: int, *, confidence: float = 0.95) -> TailIndex:
    """Hill's estimate from so many of the largest |values|."""
    if not (1 <= largest < sample.size and 0.0 < confidence < 1.0):
        raise ConfigError(
            f"a tail index of {sample.size} values from the {largest} largest at confidence {confidence}: "
            "give at least 1 and fewer than there are values, and 0 < confidence < 1"
        )
    top = np.sort(np.abs(sample))[::-1][: largest + 1]
    if not (math.isfinite(float(top[0])) and top[-1] > 0.0):
        raise DataError(
            f"the {largest + 1} largest |values| run from {top[0]} to {top[-1]}; expected finite ones above 0"
        )
    mean = float(np.mean(np.log(top[:-1] / top[-1])))
    if mean == 0.0:
        raise DataError(f"the {largest + 1} largest |values| are all {top[0]}: a tail of one value has no index")
    share = NormalDist().inv_cdf((1.0 + confidence) / 2.0) / math.sqrt(largest)
    return TailIndex(1.0 / mean, max(0.0, 1.0 - share) / mean, (1.0 + share) / mean, largest)
