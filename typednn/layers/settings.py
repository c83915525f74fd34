"""The settings of layers, checked when a layer is made: sizes, numbers, dtypes, seeds, and the layers inside."""

import math
from typing import TypeAlias

import numpy as np
from numpy.random import Generator

from typednn.errors import ConfigError

Seed: TypeAlias = Generator | int | None
"""Where random numbers come from: a generator, a seed, or None for numbers that are new in each run."""

Precision: TypeAlias = type[np.floating] | np.dtype | str
"""A dtype of parameters: ``np.float32``, ``"float64"``."""

_WHOLE = (int, np.integer)


def generator(rng: Seed) -> Generator:
    """The generator that a seed stands for."""
    if not _is_seed(rng):
        raise ConfigError(f"rng is {rng!r}; expected a seed of at least 0, a np.random.Generator, or None")
    return np.random.default_rng(rng)


def _is_seed(rng: object) -> bool:
    return rng is None or isinstance(rng, Generator) or (isinstance(rng, _WHOLE) and is_whole(rng) and int(rng) >= 0)


def is_whole(value: object) -> bool:
    """What people call a whole number: NumPy's too, but not True."""
    return isinstance(value, _WHOLE) and not isinstance(value, bool)


def is_number(value: object) -> bool:
    """A finite real number, NumPy's too, but not True."""
    return isinstance(value, (*_WHOLE, float, np.floating)) and not isinstance(value, bool) and math.isfinite(value)


def floating(dtype: Precision) -> np.dtype[np.floating]:
    """A dtype for parameters."""
    try:
        found = np.dtype(dtype)
    except TypeError:
        raise ConfigError(f"{dtype!r} is no dtype: use np.float32 or np.float64") from None
    if found.kind != "f":
        raise ConfigError(f"parameters are floating-point numbers, not {found}: use np.float32 or np.float64")
    return found


def require_positive(**sizes: int) -> None:
    """A layer's sizes are whole numbers, at least 1."""
    for name, value in sizes.items():
        if not is_whole(value):
            raise ConfigError(f"{name} is {value!r}: it must be a whole number")
        if value < 1:
            raise ConfigError(f"{name} is {value}: it must be at least 1")


def require_finite(**numbers: float) -> None:
    """A slope, for instance, may be any number."""
    for name, value in numbers.items():
        if not is_number(value):
            raise ConfigError(f"{name} is {value!r}: it must be a finite number")


def require_above_zero(**numbers: float) -> None:
    """An ε keeps a division by a variance of 0 finite."""
    require_finite(**numbers)
    for name, value in numbers.items():
        if value <= 0.0:
            raise ConfigError(f"{name} is {value}: it must be greater than 0, such as 1e-5")
