"""The trace of a symmetric operator that is known by its products: E vᵀAv = tr A for random signs v.

Hutchinson: A stochastic estimator of the trace of the influence matrix. 1989.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from typednn.contracts import contract
from typednn.errors import ConfigError, DataError
from typednn.sharpness.lanczos import Product


@dataclass(frozen=True)
class Trace:
    """The mean of vᵀAv over the samples, and its standard error."""

    value: float
    standard_error: float
    samples: int


@contract
def trace(product: Product, n: int, *, rng: Generator, samples: int = 30) -> Trace:
    """Hutchinson's estimate with so many vectors of random signs."""
    if n < 1 or samples < 2:
        raise ConfigError(
            f"the trace of a {n} by {n} operator from {samples} sample(s): give n at least 1, and as a standard error "
            "needs at least 2 samples, so many"
        )
    found = []
    for _ in range(samples):
        signs = rng.choice([-1.0, 1.0], size=n)
        found.append(float(signs @ product(signs)))
    if not math.isfinite(math.fsum(found)):
        raise DataError(f"samples of the trace are {found}; look for NaN in weights and data")
    return Trace(float(np.mean(found)), float(np.std(found, ddof=1)) / math.sqrt(samples), samples)
