"""Layer normalisation: each row has mean 0 and variance 1 over its features, then a gain and a bias.

Ba, Kiros and Hinton, "Layer normalization", 2016.
"""

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.ops.entries import require_entries


@contract
def layer_norm(
    x: Float[Array, "*batch features"],
    gain: Float[Array, " features"],
    bias: Float[Array, " features"],
    *,
    epsilon: float = 1e-5,
) -> Float[Array, "*batch features"]:
    """y = gain ⊙ (x − mean x) / √(var x + ε) + bias."""
    unit, _ = _normalise(x, epsilon)
    return gain * unit + bias


@contract
def layer_norm_vjp(
    dy: Float[Array, "*batch features"],
    x: Float[Array, "*batch features"],
    gain: Float[Array, " features"],
    bias: Float[Array, " features"],
    *,
    epsilon: float = 1e-5,
) -> tuple[Float[Array, "*batch features"], Float[Array, " features"], Float[Array, " features"]]:
    """With u the normalised x, σ = √(var x + ε) and g = gain ⊙ dy: dx = (g − mean g − u · mean(g ⊙ u)) / σ;
    dgain and dbias are the sums of dy ⊙ u and dy over all rows.
    """
    unit, scale = _normalise(x, epsilon)
    g = gain * dy
    dx = (g - g.mean(axis=-1, keepdims=True) - unit * (g * unit).mean(axis=-1, keepdims=True)) * scale
    features = x.shape[-1]
    dgain = (dy * unit).reshape(-1, features).sum(axis=0)
    return dx, dgain, dy.reshape(-1, features).sum(axis=0)


@contract
def _normalise(
    x: Float[Array, "*batch features"], epsilon: float
) -> tuple[Float[Array, "*batch features"], Float[Array, "*batch 1"]]:
    """The normalised rows, and 1 / √(var + ε) of each."""
    require_entries(x.shape[-1], "layer_norm", "the axis of the features")
    centred = x - x.mean(axis=-1, keepdims=True)
    scale = 1.0 / np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + epsilon)
    return centred * scale, scale
