"""How sure a counted share is: Clopper and Pearson's interval, which never promises too much."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from typednn.errors import ConfigError


@dataclass(frozen=True)
class Share:
    """So many of so many, and the interval that holds the true probability with the confidence asked for."""

    count: int
    trials: int
    low: float
    high: float

    @property
    def value(self) -> float:
        return self.count / self.trials


def share(count: int, trials: int, confidence: float = 0.95) -> Share:
    """Clopper and Pearson: the p at which so few, and so many, would each have probability (1 − confidence) / 2."""
    if not (0 <= count <= trials and trials >= 1 and 0.0 < confidence < 1.0):
        raise ConfigError(
            f"{count} of {trials} at confidence {confidence}: give 0 ≤ count ≤ trials, 0 < confidence < 1"
        )
    tail = (1.0 - confidence) / 2.0
    low = 0.0 if count == 0 else _root(lambda p: at_least(count, trials, p) - tail)
    high = 1.0 if count == trials else _root(lambda p: tail - (1.0 - at_least(count + 1, trials, p)))
    return Share(count, trials, low, high)


def at_least(count: int, trials: int, p: float) -> float:
    """P(X ≥ count) of a binomial."""
    if p <= 0.0 or p >= 1.0:
        return float(count <= 0 or p >= 1.0)
    total = math.lgamma(trials + 1)
    logs = (
        total - math.lgamma(k + 1) - math.lgamma(trials - k + 1) + k * math.log(p) + (trials - k) * math.log1p(-p)
        for k in range(count, trials + 1)
    )
    return min(1.0, math.fsum(map(math.exp, logs)))


def _root(rising: Callable[[float], float]) -> float:
    """Where a rising function on [0, 1] crosses zero."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2.0
