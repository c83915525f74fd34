"""How often a bit of a stored random pattern is wrong after one step: three formulas, named for what they are.

    zero_one_units   P = ½ erfc(√(N / (4(n−1))))   Hopfield 1982, eq. 10: units 0 and 1, threshold 0
    spin_units       P = ½ erfc(√(N / (2(n−1))))   units ±1: half the noise
    original_h101    P = ½ (1 − erf(σ/√2)), σ = N / (2√(nN))   HopfieldNet's formula, which is neither

and the capacity of Amit, Gutfreund and Sompolinsky: α_c = max_y ½ (erf(y)/y − (2/√π) e^{−y²})² = 0.137906.
"""

import math
from dataclasses import dataclass

from typednn.errors import ConfigError


def zero_one_units(neurons: int, patterns: int) -> float:
    """Hopfield's equation 10."""
    _require(neurons, patterns)
    return 0.5 * math.erfc(math.sqrt(neurons / (4.0 * (patterns - 1)))) if patterns > 1 else 0.0


def spin_units(neurons: int, patterns: int) -> float:
    """The same for ±1."""
    _require(neurons, patterns)
    return 0.5 * math.erfc(math.sqrt(neurons / (2.0 * (patterns - 1)))) if patterns > 1 else 0.0


def original_h101(neurons: int, patterns: int) -> float:
    """What HopfieldNet calls the retrieval error."""
    _require(neurons, patterns)
    sigma = neurons / (2.0 * math.sqrt(patterns * neurons))
    return 0.5 * math.erfc(sigma / math.sqrt(2.0))


def _require(neurons: int, patterns: int) -> None:
    if neurons < 1 or patterns < 1:
        raise ConfigError(f"{patterns} patterns in {neurons} neurons: give at least one of each")


@dataclass(frozen=True)
class CriticalLoad:
    """α_c, where it is reached (y), the overlap erf(y) there, and the share of wrong bits (1 − m) / 2."""

    alpha: float
    y: float
    overlap: float
    wrong_bits: float


def load_at(y: float) -> float:
    """α(y) = ½ (erf(y)/y − (2/√π) e^{−y²})²."""
    return 0.5 * (math.erf(y) / y - 2.0 / math.sqrt(math.pi) * math.exp(-y * y)) ** 2


def critical_load() -> CriticalLoad:
    """α_c by golden-section search: α(y) has one maximum between 1 and 2."""
    low, high, golden = 1.0, 2.0, (math.sqrt(5.0) - 1.0) / 2.0
    for _ in range(60):
        left, right = high - golden * (high - low), low + golden * (high - low)
        low, high = (left, high) if load_at(left) < load_at(right) else (low, right)
    y = (low + high) / 2.0
    return CriticalLoad(load_at(y), y, math.erf(y), (1.0 - math.erf(y)) / 2.0)


def mean_field_overlap(load: float, *, steps: int = 10_000) -> float:
    """m at T = 0, from m = 1: m = erf(m/√(2αr)), r = (1 − C)^{−2}, C = √(2/(παr)) e^{−m²/(2αr)}; 0 above α_c."""
    if not 0.0 < load < math.inf:
        raise ConfigError(f"the load is {load}: it must be above 0")
    # With y = m/√(2αr) the three become one: y (√(2α) + (2/√π) e^{−y²}) = erf(y); the largest root is the state.
    y = 10.0 / math.sqrt(2.0 * load) + 10.0
    for _ in range(steps):
        after = math.erf(y) / (math.sqrt(2.0 * load) + 2.0 / math.sqrt(math.pi) * math.exp(-y * y))
        if abs(after - y) < 1e-15:
            break
        y = after
    return math.erf(y) if y > 1e-2 else 0.0
