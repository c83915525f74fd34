"""Softplus, the smooth rectifier."""

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.ops.sigmoid import sigmoid


@contract
def softplus(x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """log(1 + eˣ) = max(x, 0) + log1p(e^−|x|)."""
    return np.asarray(np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x))))


@contract
def softplus_vjp(dy: Float[Array, "*shape"], x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """dx = dy σ(x)."""
    return np.asarray(dy * sigmoid(x))
