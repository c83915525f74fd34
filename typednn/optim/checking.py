"""Settings are checked when they are made, and kept as plain floats."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Integral, Real

from typednn.errors import ConfigError


@dataclass(frozen=True)
class Range:
    """The numbers that a setting may be, in words and as a test."""

    words: str
    example: str
    holds: Callable[[float], bool]


NONNEGATIVE = Range("at least 0", "0.1", lambda value: 0.0 <= value < math.inf)
POSITIVE = Range("greater than 0", "0.1", lambda value: 0.0 < value < math.inf)
FRACTION = Range("in [0, 1)", "0.9", lambda value: 0.0 <= value < 1.0)
PERCENT = Range("in [0, 100]", "95", lambda value: 0.0 <= value <= 100.0)
AT_LEAST_ONE = Range("at least 1, or infinite", "2", lambda value: value >= 1.0)


def settle(owner: object, name: str, expected: Range) -> None:
    """Refuse the field of a frozen dataclass if it is out of range; otherwise keep it as a float."""
    value = getattr(owner, name)
    if isinstance(value, bool) or not isinstance(value, Real) or not expected.holds(float(value)):
        raise ConfigError(
            f"{type(owner).__name__}: {name} is {value!r}; "
            f"expected a number {expected.words}, such as {expected.example}"
        )
    object.__setattr__(owner, name, float(value))  # frozen for everyone else


def settle_count(owner: object, name: str, *, least: int = 1) -> None:
    """Refuse the field of a frozen dataclass if it is no whole number, or less than `least`; else keep an int."""
    value = getattr(owner, name)
    if isinstance(value, bool) or not isinstance(value, Integral) or int(value) < least:
        raise ConfigError(f"{type(owner).__name__}: {name} is {value!r}; expected a whole number, at least {least}")
    object.__setattr__(owner, name, int(value))


def settle_choice(owner: object, name: str, choices: tuple[object, ...]) -> None:
    """Refuse the field of a dataclass if it is none of the choices."""
    value = getattr(owner, name)
    if value not in choices:
        raise ConfigError(
            f"{type(owner).__name__}: {name} is {value!r}; expected one of {', '.join(map(repr, choices))}"
        )
