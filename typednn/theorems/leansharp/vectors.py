"""Small vectors, and their mean, deviation and outliers in whole numbers.

With d_i = n g_i − Σ g, |g_i − μ| ≥ zσ means n d_i² ≥ z² Σ d²: no root, no rounding.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.optim import zscores

THRESHOLDS = (Fraction(0), Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(2), Fraction(5, 2))
GRID = "vectors of 1 to 4 entries from {−2, …, 2}"
MASKS = f"{GRID}; z = 0, 1/2, 1, 3/2, 2, 5/2"


@contract
def vectors(longest: int) -> Iterator[Float[Array, " entries"]]:
    """All of up to so many entries from {−2, …, 2}."""
    for n in range(1, longest + 1):
        for values in product(range(-2, 3), repeat=n):
            yield np.array(values, dtype=np.float64)


@contract
def distances(v: Float[Array, " entries"]) -> Float[Array, " entries"]:
    """|v − μ|, by the code."""
    out = np.empty_like(v)
    zscores.write_distances(v, out)
    return out


def moments(v: Array) -> tuple[Fraction, Fraction]:
    """Mean and population variance."""
    values = [Fraction(x) for x in v.tolist()]
    mean = sum(values, Fraction(0)) / len(values)
    return mean, sum(((x - mean) ** 2 for x in values), Fraction(0)) / len(values)


def whole(g: Array) -> tuple[list[int], int]:
    """d_i = n g_i − Σ g, and Σ d²."""
    values = [int(x) for x in g.tolist()]
    deviations = [len(values) * x - sum(values) for x in values]
    return deviations, sum(d**2 for d in deviations)


def outliers(g: Array, z: Fraction) -> list[bool]:
    """Which entries are at least z deviations from the mean."""
    deviations, squares = whole(g)
    return [len(g) * d**2 >= z**2 * squares for d in deviations]
