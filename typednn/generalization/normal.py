"""The relative entropy of two normal laws, in closed form."""

import math

from typednn.errors import ConfigError


def normal_relative_entropy(mean: float, deviation: float, other_mean: float, other_deviation: float) -> float:
    """KL(N(a, s²)‖N(b, t²)) = log(t/s) + (s² + (a − b)²)/(2t²) − ½."""
    if not (deviation > 0.0 and other_deviation > 0.0):
        raise ConfigError(f"normal laws of deviation {deviation} and {other_deviation}; expected both above 0")
    ratio = deviation / other_deviation
    return 0.5 * (ratio**2 - 1.0 + ((mean - other_mean) / other_deviation) ** 2) - math.log(ratio)
