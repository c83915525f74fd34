"""Fractions for theorems about alignment: products, squares, the condition itself, the points of a grid."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import TypeAlias

import numpy as np

from typednn.contracts import Array

Number: TypeAlias = int | float | Fraction
POINTS = [np.array(point, dtype=np.float64) for point in product(range(-2, 3), repeat=3)]


def dot(a: Sequence[Number], b: Sequence[Number]) -> Fraction:
    return sum((Fraction(x) * Fraction(y) for x, y in zip(a, b, strict=True)), Fraction(0))


def squares(a: Sequence[Number]) -> Fraction:
    return dot(a, a)


def aligned(d: Sequence[Number], g: Sequence[Number], mu: Fraction | int, smooth: Fraction | int) -> bool:
    """The original's condition, in fractions."""
    return mu * squares(d) <= dot(g, d) and squares(g) <= Fraction(smooth) ** 2 * squares(d)


def fractions(values: Array) -> list[Fraction]:
    return [Fraction(x) for x in values.tolist()]


def is_semidefinite(matrix: list[list[Fraction]]) -> bool:
    """Whether a symmetric matrix is positive semidefinite, by elimination without rounding."""
    rows = [list(row) for row in matrix]
    for k, pivot in enumerate(rows):
        if pivot[k] < 0 or (pivot[k] == 0 and any(pivot[k:])):
            return False
        for row in rows[k + 1 :] if pivot[k] else ():
            factor = row[k] / pivot[k]
            row[k:] = [x - factor * y for x, y in zip(row[k:], pivot[k:], strict=True)]
    return True
