"""Familiarity and the model of completion of the original, which are models: nothing in them is measured.

decay(x) = e^{−x / (N/10)};  completion(d) = 1 up to the threshold, decay(d − threshold) beyond it
familiarity(s) = decay(min_p Ham(s, p)), which is at least decay(t) wherever some pattern is within t
"""

import math

from typednn.contracts import Array, Int8, contract
from typednn.errors import ConfigError
from typednn.hopfield.spins import hamming, require_spins


def completion_threshold(neurons: int) -> int:
    """⌊0.15 N⌋, in integers."""
    return 15 * neurons // 100


def decay(value: float, neurons: int) -> float:
    """e^{−x / (N/10)}."""
    if value < 0 or neurons < 1:
        raise ConfigError(f"decay of {value} among {neurons} neurons: give a distance of at least 0, and neurons")
    return math.exp(-10.0 * value / neurons)


def modelled_completion(distance: int, threshold: int, neurons: int) -> float:
    """1 up to the threshold, decaying beyond."""
    return 1.0 if distance <= threshold else decay(distance - threshold, neurons)


@contract
def familiarity(patterns: Int8[Array, "patterns neurons"], state: Int8[Array, " neurons"]) -> float:
    """How near the nearest pattern is."""
    require_spins(state)
    return decay(float(hamming(patterns, state).min()), len(state))
