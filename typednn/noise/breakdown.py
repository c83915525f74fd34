"""Breakdown: which share of a sample has to be bad to move an estimate anywhere.

Donoho, Huber: The notion of breakdown point. 1983.
"""

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from typednn.contracts import Array, Float, Float64, contract
from typednn.errors import ConfigError

_FAR = (1e6, 1e9)


@contract
def empirical_mean(sample: Float[Array, "n d"]) -> Float64[Array, " d"]:
    """(1/n) Σ xᵢ: one bad sample moves it anywhere."""
    if not len(sample):
        raise ConfigError("the mean of no vectors: give at least one")
    return np.asarray(sample.mean(axis=0), np.float64)


@contract
def breakdown_point(estimator: Callable[[Array], Array], sample: Float[Array, "n d"]) -> Fraction:
    """The least share k/n of samples that take the estimate along with them when they are moved far away.

    The k samples that are moved all go to one far point, first at 10⁶ times the sample's size and then at 10⁹, in
    the direction of each axis; the estimate breaks down if it moves 100 times as far the second time. So this is an
    upper bound of the true point: worse samples may exist. 1 + 1/n if nothing breaks it.
    """
    n, d = sample.shape
    if not (n and d):
        raise ConfigError(f"the breakdown point of an estimate from {n} samples of {d} numbers: give at least one each")
    size = 1.0 + float(np.abs(sample).max())
    for bad in range(1, n + 1):
        if any(_breaks(estimator, sample, bad, size * direction) for direction in np.eye(d)):
            return Fraction(bad, n)
    return Fraction(n + 1, n)


@contract
def _breaks(
    estimator: Callable[[Array], Array], sample: Float[Array, "n d"], bad: int, direction: Float[Array, " d"]
) -> bool:
    near, far = (float(np.linalg.norm(estimator(_moved(sample, bad, far * direction)))) for far in _FAR)
    return far > 100.0 * max(near, float(np.linalg.norm(direction)))


@contract
def _moved(sample: Float[Array, "n d"], bad: int, place: Float[Array, " d"]) -> Float64[Array, "n d"]:
    """The last samples put elsewhere."""
    moved = np.array(sample, np.float64)
    moved[len(moved) - bad :] = place
    return moved
