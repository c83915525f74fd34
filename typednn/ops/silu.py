"""SiLU, also called swish: x gated by its own sigmoid.

Elfwing, Uchibe and Doya, "Sigmoid-weighted linear units", 2018.
"""

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.ops.sigmoid import sigmoid, sigmoid_vjp


@contract
def silu(x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """x σ(x)."""
    return np.asarray(x * sigmoid(x))


@contract
def silu_vjp(dy: Float[Array, "*shape"], x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """dx = dy (σ(x) + x σ'(x))."""
    return np.asarray(dy * sigmoid(x) + sigmoid_vjp(dy, x) * x)
