"""Batch normalisation: each feature has mean 0 and variance 1 over the batch, then a gain and a bias.

In training the statistics are the batch's own; in inference they are given, and the map is affine in x.

Ioffe and Szegedy, "Batch normalization", 2015.
"""

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.ops.entries import require_entries


@contract
def batch_norm(
    x: Float[Array, "batch features"],
    gain: Float[Array, " features"],
    bias: Float[Array, " features"],
    *,
    epsilon: float = 1e-5,
) -> Float[Array, "batch features"]:
    """y = gain ⊙ (x − m) / √(v + ε) + bias, with m and v the mean and variance of each column."""
    mean, variance = batch_statistics(x)
    return gain * ((x - mean) / np.sqrt(variance + epsilon)) + bias


@contract
def batch_norm_vjp(
    dy: Float[Array, "batch features"],
    x: Float[Array, "batch features"],
    gain: Float[Array, " features"],
    bias: Float[Array, " features"],
    *,
    epsilon: float = 1e-5,
) -> tuple[Float[Array, "batch features"], Float[Array, " features"], Float[Array, " features"]]:
    """With u the normalised x and σ = √(v + ε): dgain = Σ dy ⊙ u and dbias = Σ dy over the batch,
    dx = gain (dy − dbias / batch − u · dgain / batch) / σ.
    """
    mean, variance = batch_statistics(x)
    scale = 1.0 / np.sqrt(variance + epsilon)
    unit = (x - mean) * scale
    dgain, dbias = (dy * unit).sum(axis=0), dy.sum(axis=0)
    dx = (dy - (dbias + unit * dgain) / x.shape[0]) * (gain * scale)
    return dx, dgain, dbias


@contract
def batch_statistics(
    x: Float[Array, "batch features"],
) -> tuple[Float[Array, " features"], Float[Array, " features"]]:
    """Mean and variance of each column; the variance is the mean square deviation (divided by the batch)."""
    require_entries(len(x), "batch_norm", "the batch")
    mean = x.mean(axis=0)
    return mean, np.square(x - mean).mean(axis=0)


@contract
def batch_norm_inference(
    x: Float[Array, "batch features"],
    gain: Float[Array, " features"],
    bias: Float[Array, " features"],
    statistics: tuple[Float[Array, " features"], Float[Array, " features"]],
    *,
    epsilon: float = 1e-5,
) -> Float[Array, "batch features"]:
    """y = gain ⊙ (x − mean) / √(variance + ε) + bias, with the mean and variance that training has kept."""
    mean, variance = statistics
    return (x - mean) * (gain / np.sqrt(variance + epsilon)) + bias


@contract
def batch_norm_inference_vjp(
    dy: Float[Array, "batch features"],
    x: Float[Array, "batch features"],
    gain: Float[Array, " features"],
    bias: Float[Array, " features"],
    statistics: tuple[Float[Array, " features"], Float[Array, " features"]],
    *,
    epsilon: float = 1e-5,
) -> tuple[Float[Array, "batch features"], Float[Array, " features"], Float[Array, " features"]]:
    """dx = gain dy / σ, dgain = Σ dy ⊙ (x − mean) / σ, dbias = Σ dy; the statistics are constants here."""
    mean, variance = statistics
    scale = 1.0 / np.sqrt(variance + epsilon)
    dgain = (dy * ((x - mean) * scale)).sum(axis=0)
    return dy * (gain * scale), dgain, dy.sum(axis=0)
