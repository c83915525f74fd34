"""The logistic function σ(x) = 1 / (1 + e⁻ˣ), in the two branches that never overflow."""

import numpy as np

from typednn.contracts import Array, Float, contract


@contract
def sigmoid(x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """σ(x) = 1 / (1 + e⁻ˣ) for x ≥ 0, eˣ / (1 + eˣ) below: with t = e^−|x| ≤ 1 nothing overflows."""
    decay = np.exp(-np.abs(x))
    return np.asarray(np.where(x >= 0, 1.0, decay) / (1.0 + decay))


@contract
def sigmoid_vjp(dy: Float[Array, "*shape"], x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """dx = dy σ(x) (1 − σ(x)), as t / (1 + t)² with t = e^−|x|, where 1 − σ(x) would cancel."""
    decay = np.exp(-np.abs(x))
    return np.asarray(dy * (decay / np.square(1.0 + decay)))
