"""Dropout with an explicit mask: what is kept is scaled up, so that the expectation is the input.

Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout", 2014.
"""

from numbers import Real

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Bool, Float, contract
from typednn.errors import ConfigError


@contract
def dropout(x: Float[Array, "*shape"], keep: Bool[Array, "*shape"], *, rate: float) -> Float[Array, "*shape"]:
    """x / (1 − rate) where `keep` is true, else 0."""
    check_rate(rate)
    return np.asarray(x * keep * (1.0 / (1.0 - rate)))


@contract
def dropout_vjp(dy: Float[Array, "*shape"], keep: Bool[Array, "*shape"], *, rate: float) -> Float[Array, "*shape"]:
    """The map is linear and its own adjoint: dx = dy / (1 − rate) where `keep` is true, else 0."""
    return dropout(dy, keep, rate=rate)


@contract
def dropout_mask(x: Float[Array, "*shape"], *, rate: float, rng: Generator) -> Bool[Array, "*shape"]:
    """Which entries are kept: each with probability 1 − rate, independently."""
    check_rate(rate)
    return np.asarray(rng.random(x.shape, np.float32) >= rate)


def check_rate(rate: float) -> None:
    """A rate is a probability below 1."""
    if not _is_number(rate) or not 0.0 <= rate < 1.0:
        raise ConfigError(f"the dropout rate is {rate!r}, expected at least 0 and below 1")


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)
