"""Arrays of random rationals, on which every operation is exact."""

from fractions import Fraction

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array


def fractions(rng: Generator, shape: tuple[int, ...]) -> Array:
    """Numerators from −9 to 9, denominators from 1 to 9."""
    numerators, denominators = rng.integers(-9, 10, shape), rng.integers(1, 10, shape)
    made = np.empty(shape, object)
    for place in np.ndindex(*shape):
        made[place] = Fraction(int(numerators[place]), int(denominators[place]))
    return made
