"""The derivative of an analytic function by a step along the imaginary axis: J t = Im f(x + i h t) / h.

Nothing is subtracted, so h may be as small as 2⁻³⁰⁰: what the step leaves out is of order h² and vanishes, and
only rounding remains. Maxima and comparisons go by the real part, as NumPy orders complex numbers; for |x| the
branch of its analytic pieces is taken.

Squire and Trapp, "Using complex variables to estimate derivatives of real functions", 1998.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from tests.other_numpy import contracts_off, numpy_with
from typednn.contracts import Array

STEP = 2.0**-300
# What remains is rounding: of sums, and of quotients by a spread that is small.
UNITS = 2.0**13 * 2.0**-53


@contextmanager
def complex_numbers() -> Iterator[None]:
    """Inside, the package computes with complex numbers; its contracts are for real ones."""
    with contracts_off(), numpy_with(abs=_absolute, isneginf=lambda x: np.isneginf(np.real(x))):
        yield


def _absolute(x: Array) -> Array:
    return np.where(np.real(x) < 0.0, -x, x)


def stepped(x: Array, direction: Array) -> Array:
    """x + i h t."""
    return np.asarray(x + 1j * (STEP * direction))


def derivative(value: Array) -> Array:
    """J t, of the value at x + i h t."""
    assert np.iscomplexobj(value)
    return np.asarray(np.imag(value) / STEP)


def assert_adjoint(tangent: Array, dy: Array, cotangents: tuple[Array, ...], directions: tuple[Array, ...]) -> None:
    """⟨dy, J t⟩ = ⟨Jᵀ dy, t⟩ up to the rounding of the terms of both sums."""
    pairs = [(dy, tangent)], list(zip(cotangents, directions, strict=True))
    forward, backward = (sum(float(np.sum(x * y)) for x, y in side) for side in pairs)
    scale = sum(float(np.sum(np.abs(x * y))) for side in pairs for x, y in side)
    assert abs(forward - backward) <= UNITS * scale, (forward, backward, abs(forward - backward) / (scale or 1.0))
