"""Objectives whose every step is known: quadratics, exact on dyadic numbers, and fixed gradients."""

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.optim import Objective

Rationals = list[Fraction]
MATRIX = ((3, 1, 0), (1, 2, -1), (0, -1, 4))  # symmetric, positive definite
OFFSET = (1, -2, 3)
START = (2, -1, 3)


def quadratic(
    matrix: Sequence[Sequence[float]] = MATRIX, offset: Sequence[float] = OFFSET, dtype: str = "float64"
) -> Objective:
    """L(w) = ½ wᵀAw + bᵀw, gradient Aw + b. Exact in floating point while the numbers are short dyadics."""
    a, b = np.array(matrix, dtype), np.array(offset, dtype)

    @contract
    def objective(w: Float[Array, " n"]) -> tuple[float, Float[Array, " n"]]:
        gradient: Float[Array, " n"] = a @ w + b
        return float(0.5 * w @ (a @ w) + b @ w), gradient

    return objective


def exact_gradient(w: Rationals) -> Rationals:
    """Aw + b in exact arithmetic."""
    return [
        sum((a * x for a, x in zip(row, w, strict=True)), Fraction(b)) for row, b in zip(MATRIX, OFFSET, strict=True)
    ]


@contract
def rationals(vector: Float[Array, " n"]) -> Rationals:
    """The numbers that the floats stand for."""
    return [Fraction(float(x)) for x in vector]


def start(dtype: str = "float64") -> Array:
    return np.array(START, dtype)


def constant_gradient(gradient: Sequence[float] | Array, dtype: str = "float64") -> Objective:
    """The same gradient everywhere, loss 1."""
    fixed = np.array(gradient, dtype)
    return lambda w: (1.0, fixed.copy())


def sequence_of(gradients: Sequence[Sequence[float]], dtype: str = "float64") -> Objective:
    """One gradient after the other, whatever the parameters, all in one buffer as a network's are."""
    left = iter(gradients)
    buffer = np.empty(len(gradients[0]), dtype)

    def objective(w: Array) -> tuple[float, Array]:
        buffer[:] = next(left)
        return 1.0, buffer

    return objective


class Recorder:
    """Remembers where its objective was asked."""

    def __init__(self, objective: Objective) -> None:
        self.objective = objective
        self.points: list[Array] = []

    def __call__(self, w: Array) -> tuple[float, Array]:
        self.points.append(w.copy())
        return self.objective(w)


def failing_at(call: int, objective: Objective, fail: Callable[[Array], Array]) -> Objective:
    """The objective, but call number `call` (from 1) gives a gradient spoiled by `fail`."""
    calls = 0

    def spoiled(w: Array) -> tuple[float, Array]:
        nonlocal calls
        calls += 1
        loss, gradient = objective(w)
        return loss, fail(gradient) if calls == call else gradient

    return spoiled
