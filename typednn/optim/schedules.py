"""Learning rates that change: a schedule is a function from the number of steps taken to the next rate.

A step may be an epoch: `PerEpoch(schedule, steps_per_epoch)` holds the rate for an epoch. All are frozen, and
can be compared, printed and saved.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real
from typing import TypeAlias

from typednn.errors import ConfigError
from typednn.optim.checking import NONNEGATIVE, POSITIVE, Range, settle, settle_count

Schedule: TypeAlias = Callable[[int], float]
FACTOR = Range("in (0, 1]", "0.5", lambda value: 0.0 < value <= 1.0)


def rate_at(learning_rate: float | Schedule, step: int) -> float:
    """The rate of a step: the number itself, or what the schedule says; never negative, never NaN."""
    if not callable(learning_rate):
        return learning_rate
    rate: object = learning_rate(step)
    if not isinstance(rate, Real) or not NONNEGATIVE.holds(float(rate)):
        raise ConfigError(
            f"the schedule {learning_rate!r} gives the learning rate {rate!r} at step {step}; "
            "expected a number at least 0"
        )
    return float(rate)


def _settle_schedule(owner: object, name: str) -> None:
    """Refuse a number, or a class, where a schedule goes on."""
    found = getattr(owner, name)
    if not callable(found) or isinstance(found, type):
        raise ConfigError(
            f"{type(owner).__name__}: {name} is {found!r}; "
            "expected a schedule, such as Constant(0.1) or Cosine(0.1, 20)"
        )


def _require_step(step: int) -> None:
    if step < 0:
        raise ConfigError(f"a schedule was asked for step {step}; the first step is 0")


@dataclass(frozen=True)
class Constant:
    """α₀"""

    rate: float

    def __post_init__(self) -> None:
        settle(self, "rate", NONNEGATIVE)

    def __call__(self, step: int) -> float:
        _require_step(step)
        return self.rate


@dataclass(frozen=True)
class StepDecay:
    """α₀ γ^⌊e/s⌋: the rate is multiplied by γ every s steps."""

    rate: float
    factor: float
    every: int

    def __post_init__(self) -> None:
        settle(self, "rate", NONNEGATIVE)
        settle(self, "factor", FACTOR)
        settle_count(self, "every")

    def __call__(self, step: int) -> float:
        _require_step(step)
        return self.rate * self.factor ** (step // self.every)


@dataclass(frozen=True)
class ExponentialDecay:
    """α₀ γ^e"""

    rate: float
    factor: float

    def __post_init__(self) -> None:
        settle(self, "rate", NONNEGATIVE)
        settle(self, "factor", FACTOR)

    def __call__(self, step: int) -> float:
        _require_step(step)
        return self.rate * self.factor**step


@dataclass(frozen=True)
class Cosine:
    """m + (α₀ − m)/2 · (1 + cos(π min(1, e/T))): from α₀ down to the floor m, reached at step T."""

    rate: float
    steps: int
    floor: float = 0.0

    def __post_init__(self) -> None:
        settle(self, "rate", NONNEGATIVE)
        settle_count(self, "steps")
        settle(self, "floor", NONNEGATIVE)
        if self.floor > self.rate:
            raise ConfigError(f"Cosine: floor is {self.floor!r} and rate is {self.rate!r}; expected floor ≤ rate")

    def __call__(self, step: int) -> float:
        _require_step(step)
        share = 0.5 * (1.0 + math.cos(math.pi * min(1.0, step / self.steps)))
        return self.rate * share + self.floor * (1.0 - share)  # both ends exact


@dataclass(frozen=True)
class Warmup:
    """α(e+1)/N for e < N, then the schedule that follows, counted from its own 0: then(e − N), or α."""

    rate: float
    steps: int
    then: Schedule | None = None

    def __post_init__(self) -> None:
        settle(self, "rate", POSITIVE)
        settle_count(self, "steps")
        if self.then is not None:
            _settle_schedule(self, "then")

    def __call__(self, step: int) -> float:
        _require_step(step)
        if step < self.steps:
            return self.rate * ((step + 1) / self.steps)  # the last one exact
        return self.rate if self.then is None else self.then(step - self.steps)


@dataclass(frozen=True)
class Then:
    """The first schedule for `steps` steps, then the second, counted from its own 0."""

    first: Schedule
    steps: int
    second: Schedule

    def __post_init__(self) -> None:
        _settle_schedule(self, "first")
        settle_count(self, "steps")
        _settle_schedule(self, "second")

    def __call__(self, step: int) -> float:
        _require_step(step)
        return self.first(step) if step < self.steps else self.second(step - self.steps)


@dataclass(frozen=True)
class PerEpoch:
    """schedule(⌊step / steps_per_epoch⌋): a schedule in epochs, for an optimizer that counts steps."""

    schedule: Schedule
    steps_per_epoch: int

    def __post_init__(self) -> None:
        _settle_schedule(self, "schedule")
        settle_count(self, "steps_per_epoch")

    def __call__(self, step: int) -> float:
        _require_step(step)
        return self.schedule(step // self.steps_per_epoch)
