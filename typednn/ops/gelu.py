"""GELU in its tanh form, the one that GPT-2 and most transformers use.

gelu(x) = x (1 + tanh u) / 2 = x σ(2u) with u = √(2/π) (x + 0.044715 x³). It differs from the exact form
x Φ(x) by less than 5e-4 everywhere; NumPy has no erf.

Hendrycks and Gimpel, "Gaussian error linear units", 2016.
"""

import math

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.ops.sigmoid import sigmoid, sigmoid_vjp

_SCALE = 2.0 * math.sqrt(2.0 / math.pi)
_CUBIC = 0.044715
# Beyond it σ(2u) is 0 or 1 in every precision, and its cube is still a float16.
_SATURATED = 30.0


@contract
def gelu(x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """x σ(2u), with 2u = √(8/π) (x + 0.044715 x³)."""
    return np.asarray(x * sigmoid(_twice_u(x)))


@contract
def gelu_vjp(dy: Float[Array, "*shape"], x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """dx = dy (σ(2u) + x σ'(2u) · 2u'), with 2u' = √(8/π) (1 + 3 · 0.044715 x²)."""
    gate = _twice_u(x)
    near = np.clip(x, -_SATURATED, _SATURATED)
    slope = _SCALE * near * (1.0 + 3.0 * _CUBIC * np.square(near))
    return np.asarray(dy * sigmoid(gate) + sigmoid_vjp(dy, gate) * slope)


@contract
def _twice_u(x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    near = np.clip(x, -_SATURATED, _SATURATED)
    return np.asarray(_SCALE * near * (1.0 + _CUBIC * np.square(near)))
