"""The hyperbolic tangent."""

import numpy as np

from typednn.contracts import Array, Float, contract


@contract
def tanh(x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """tanh(x) = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)."""
    return np.asarray(np.tanh(x))


@contract
def tanh_vjp(dy: Float[Array, "*shape"], x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """dx = dy (1 − tanh²(x)), as 4t / (1 + t)² with t = e^−2|x|, where 1 − tanh² would cancel."""
    decay = np.square(np.exp(-np.abs(x)))
    return np.asarray(dy * (4.0 * decay / np.square(1.0 + decay)))
