"""The mean of a few numbers with Student's confidence interval: what runs with several seeds are summed up by."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from typednn.errors import ConfigError

_PIECES = 2000


@dataclass(frozen=True)
class Mean:
    """The mean, and the half-width of its interval: exact for normal numbers, infinite for a single one."""

    value: float
    half_width: float


def mean_with_interval(values: Sequence[float], confidence: float = 0.95) -> Mean:
    """x̄ ± t s/√n with Student's quantile t of n − 1 degrees of freedom."""
    n = len(values)
    if n == 0 or not 0.0 < confidence < 1.0:
        raise ConfigError(
            f"the mean of {n} numbers at confidence {confidence}: give at least one, and 0 < confidence < 1"
        )
    mean = math.fsum(values) / n
    if n == 1:
        return Mean(mean, math.inf)
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (n - 1))
    return Mean(mean, student_quantile((1.0 + confidence) / 2.0, n - 1) * spread / math.sqrt(n))


@cache
def student_quantile(probability: float, degrees: int) -> float:
    """The t with P(T ≤ t) = probability ≥ 1/2, by bisection."""
    low, high = 0.0, 1.0
    while _share_below(high, degrees) < probability:
        high *= 2.0
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (middle, high) if _share_below(middle, degrees) < probability else (low, middle)
    return high


def _share_below(t: float, degrees: int) -> float:
    """P(T ≤ t) for t ≥ 0. With T = √ν tan φ the density is proportional to cos^(ν−1) φ; Simpson's rule."""
    end = math.atan(t / math.sqrt(degrees))
    h = end / _PIECES
    weights = (1 if k in (0, _PIECES) else 4 if k % 2 else 2 for k in range(_PIECES + 1))
    area = math.fsum(w * math.cos(k * h) ** (degrees - 1) for k, w in enumerate(weights)) * h / 3.0
    scale = math.exp(math.lgamma((degrees + 1) / 2.0) - math.lgamma(degrees / 2.0)) / math.sqrt(math.pi)
    return 0.5 + scale * area
