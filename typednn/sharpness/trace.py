"""The trace of a symmetric operator that is known by its products: E vᵀAv = tr A for random signs v.

Hutchinson: A stochastic estimator of the trace of the influence matrix. 1989.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from typednn.contracts import contract
from typednn.errors import ConfigError
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
    if samples < 2:
        raise ConfigError(f"the trace was to be estimated from {samples} sample(s); a standard error needs at least 2")
    found = []
    for _ in range(samples):
        signs = rng.choice([-1.0, 1.0], size=n)
        found.append(float(signs @ product(signs)))
    return Trace(float(np.mean(found)), float(np.std(found, ddof=1)) / math.sqrt(samples), samples)
