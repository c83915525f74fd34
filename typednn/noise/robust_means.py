"""Means of a sample of vectors that heavy tails move less than the plain mean."""

import numpy as np

from typednn.contracts import Array, Float, Float64, contract
from typednn.errors import ConfigError, DataError
from typednn.noise.geometric_median import geometric_median
from typednn.optim import filtered_gradient


@contract
def clipped_mean(sample: Float[Array, "n d"], radius: float) -> Float64[Array, " d"]:
    """(1/n) Σ x_i min(1, c/‖x_i‖): of norm at most c."""
    if not len(sample) or not radius > 0.0:
        raise ConfigError(
            f"the mean of {len(sample)} vectors clipped to {radius}: give at least one, and a norm above 0"
        )
    if not np.isfinite(sample).all():
        raise DataError(f"the clipped mean of vectors with {sample[~np.isfinite(sample)][0]}; expected finite entries")
    points = np.asarray(sample, np.float64)
    largest = np.maximum(np.abs(points).max(axis=1, keepdims=True, initial=0.0), 1e-300)
    lengths = np.maximum(np.linalg.norm(points / largest, axis=1, keepdims=True), 1.0)  # times the largest: no overflow
    with np.errstate(over="ignore"):  # of short vectors, which stay as they are
        shares = np.minimum(1.0, radius / lengths / largest)
    return np.asarray(np.mean(points * shares, axis=0), np.float64)


@contract
def median_of_means(sample: Float[Array, "n d"], groups: int) -> Float64[Array, " d"]:
    """The geometric median of the means of so many groups, one after the other."""
    if not 1 <= groups <= len(sample):
        raise ConfigError(
            f"{groups} groups of {len(sample)} vectors: give at least 1, and no more than there are vectors"
        )
    means = np.array([part.mean(axis=0) for part in np.array_split(sample, groups)], np.float64)
    return geometric_median(means).point


@contract
def z_filtered_mean(sample: Float[Array, "n d"], deviations: float) -> Float64[Array, " d"]:
    """The mean of the z-filtered vectors, each filtered by itself, outliers kept: what LeanSharp calls robust."""
    if not len(sample):
        raise ConfigError("the mean of no vectors: give at least one")
    return np.asarray(np.mean([filtered_gradient(row, deviations) for row in sample], axis=0), np.float64)
