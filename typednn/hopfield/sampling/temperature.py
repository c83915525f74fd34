"""Temperatures are above zero; and how they fall while annealing.

    exponential   T(t) = T₀ e^{−αt}              fast, without a guarantee
    linear        T(t) = T₀ (1 − t/steps)        down to a last positive value
    logarithmic   T(t) = c / log(2 + t)          reaches a ground state if c is large enough

Geman, Geman: Stochastic relaxation, Gibbs distributions, and the Bayesian restoration of images. 1984.
"""

import math
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from typednn.errors import ConfigError


def require_temperature(temperature: float) -> None:
    """T > 0, finite."""
    if not 0.0 < temperature < math.inf:
        hint = "; settle() is the dynamics at zero temperature" if temperature == 0 else ""
        raise ConfigError(f"the temperature is {temperature}: it must be a finite number above 0{hint}")


@runtime_checkable
class Cooling(Protocol):
    """The temperature of each sweep, from 0 on."""

    def __call__(self, sweep: int) -> float: ...


@dataclass(frozen=True)
class Exponential:
    """T₀ e^{−αt}."""

    start: float
    rate: float

    def __post_init__(self) -> None:
        require_temperature(self.start)
        _require_rate(self.rate)

    def __call__(self, sweep: int) -> float:
        return max(self.start * math.exp(-self.rate * sweep), math.ulp(0.0))


@dataclass(frozen=True)
class Linear:
    """T₀ (1 − t/steps) for t < steps, and T₀/steps from then on."""

    start: float
    steps: int

    def __post_init__(self) -> None:
        require_temperature(self.start)
        if self.steps < 1:
            raise ConfigError(f"cooling in {self.steps} steps: it takes at least 1")

    def __call__(self, sweep: int) -> float:
        return self.start * max(1.0 - sweep / self.steps, 1.0 / self.steps)


@dataclass(frozen=True)
class Logarithmic:
    """c / log(2 + t)."""

    scale: float

    def __post_init__(self) -> None:
        require_temperature(self.scale)

    def __call__(self, sweep: int) -> float:
        return self.scale / math.log(2.0 + sweep)


def _require_rate(rate: float) -> None:
    if not 0.0 <= rate < math.inf:
        raise ConfigError(f"the rate is {rate}: it must be a finite number of at least 0")
