"""Functions in fifty digits, by mpmath: what floats are compared with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from typednn.contracts import Array, Float, contract

FIFTY_DIGITS = "the reference has fifty digits"


def algebra() -> Any:  # its types would need its plugin
    """sympy."""
    import sympy

    return sympy


@contextmanager
def fifty_digits() -> Iterator[Any]:  # mpmath has no types
    """mpmath with more than fifty digits."""
    import mpmath

    with mpmath.workdps(60):
        yield mpmath


@contextmanager
def intervals(bits: int = 100) -> Iterator[Any]:  # mpmath has no types
    """mpmath's interval arithmetic: every result encloses all values, rounding included."""
    from mpmath import iv

    before, iv.prec = iv.prec, bits
    try:
        yield iv
    finally:
        iv.prec = before


@contract
def precise_sigmoid(x: Float[Array, " n"]) -> tuple[Float[Array, " n"], Float[Array, " n"]]:
    """σ and σ'."""
    with fifty_digits() as mp:
        exact = [_sigmoid(mp, value) for value in x.tolist()]
    return np.array([float(s) for s, _ in exact]), np.array([float(d) for _, d in exact])


def _sigmoid(mp: Any, value: float) -> tuple[Any, Any]:  # numbers of mpmath
    decay = mp.exp(-abs(mp.mpf(value)))
    return (1 if value >= 0 else decay) / (1 + decay), decay / (1 + decay) ** 2


@contract
def precise_tanh(x: Float[Array, " n"]) -> Float[Array, " n"]:
    """tanh."""
    return _each(x, lambda mp, value: mp.tanh(value))


@contract
def precise_softmax(z: Float[Array, " n"]) -> Float[Array, " n"]:
    """exp(z_i) / Σ exp(z_j); exponents have no limit there, so that no shift is needed."""
    with fifty_digits() as mp:
        powers = [mp.exp(mp.mpf(value)) for value in z.tolist()]
        total = mp.fsum(powers)
        return np.array([float(power / total) for power in powers])


@contract
def precise_logsumexp(z: Float[Array, " n"]) -> float:
    """log Σ exp(z_i)."""
    with fifty_digits() as mp:
        return float(mp.log(mp.fsum(mp.exp(mp.mpf(value)) for value in z.tolist())))


@contract
def precise_cross_entropy(z: Float[Array, " n"], target: int) -> float:
    """log Σ exp(z_i − z_t)."""
    with fifty_digits() as mp:
        values = [mp.mpf(value) for value in z.tolist()]
        rest = mp.fsum(mp.exp(value - values[target]) for at, value in enumerate(values) if at != target)
        return float(mp.log1p(rest))


@contract
def _each(x: Float[Array, " n"], function: Callable[[Any, Any], Any]) -> Float[Array, " n"]:  # of mpmath
    with fifty_digits() as mp:
        return np.array([float(function(mp, mp.mpf(value))) for value in x.tolist()])
