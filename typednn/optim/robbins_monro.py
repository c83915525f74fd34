"""The conditions of Robbins and Monro on a falling rate: η_t > 0, Σ η_t = ∞, Σ η_t² < ∞.

Without Σ η_t = ∞ a method freezes on its way: η_t = 2^−t moves no further than 2 times the largest gradient.

Robbins, Monro: A stochastic approximation method. 1951.
"""

from dataclasses import dataclass

from typednn.errors import ConfigError
from typednn.optim.checking import NONNEGATIVE, POSITIVE, settle
from typednn.optim.schedules import Constant, Cosine, ExponentialDecay, Schedule, StepDecay


@dataclass(frozen=True)
class PowerDecay:
    """α₀/(t + t₀)^p: with 1/2 < p ≤ 1 it satisfies the three conditions."""

    rate: float
    offset: float = 1.0
    power: float = 1.0

    def __post_init__(self) -> None:
        settle(self, "rate", NONNEGATIVE)
        settle(self, "offset", POSITIVE)
        settle(self, "power", NONNEGATIVE)

    def __call__(self, step: int) -> float:
        if step < 0:
            raise ConfigError(f"a schedule was asked for step {step}; the first step is 0")
        return self.rate / (step + self.offset) ** self.power


@dataclass(frozen=True)
class RobbinsMonro:
    """The three conditions, one by one."""

    positive: bool
    sum_diverges: bool
    squares_converge: bool

    @property
    def holds(self) -> bool:
        return self.positive and self.sum_diverges and self.squares_converge


def robbins_monro(schedule: Schedule) -> RobbinsMonro:
    """What holds of a schedule, decided by its formula; an error for one whose tail is not known."""
    match schedule:
        case PowerDecay(rate=rate, power=power):
            return RobbinsMonro(rate > 0.0, rate > 0.0 and power <= 1.0, rate == 0.0 or power > 0.5)
        case Constant(rate=rate):
            return _constant(rate)
        case ExponentialDecay(rate=rate, factor=factor) | StepDecay(rate=rate, factor=factor):
            return _constant(rate) if factor == 1.0 else RobbinsMonro(rate > 0.0, False, True)
        case Cosine(floor=floor):  # which it keeps from the last step on
            return _constant(floor)
    raise ConfigError(
        f"the tail of {schedule!r} is not known; expected Constant, PowerDecay, ExponentialDecay, StepDecay or Cosine"
    )


def _constant(rate: float) -> RobbinsMonro:
    return RobbinsMonro(rate > 0.0, rate > 0.0, rate == 0.0)
