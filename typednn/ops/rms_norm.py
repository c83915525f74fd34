"""Root-mean-square normalisation: layer normalisation without the mean and the bias.

Zhang and Sennrich, "Root mean square layer normalization", 2019.
"""

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.ops.entries import require_entries


@contract
def rms_norm(
    x: Float[Array, "*batch features"], gain: Float[Array, " features"], *, epsilon: float = 1e-5
) -> Float[Array, "*batch features"]:
    """y = gain ⊙ x / √(mean x² + ε)."""
    return gain * (x * _inverse_size(x, epsilon))


@contract
def rms_norm_vjp(
    dy: Float[Array, "*batch features"],
    x: Float[Array, "*batch features"],
    gain: Float[Array, " features"],
    *,
    epsilon: float = 1e-5,
) -> tuple[Float[Array, "*batch features"], Float[Array, " features"]]:
    """With r = √(mean x² + ε), u = x / r, g = gain ⊙ dy: dx = (g − u · mean(g ⊙ u)) / r, dgain = Σ dy ⊙ u."""
    scale = _inverse_size(x, epsilon)
    unit = x * scale
    g = gain * dy
    dx = (g - unit * (g * unit).mean(axis=-1, keepdims=True)) * scale
    return dx, (dy * unit).reshape(-1, x.shape[-1]).sum(axis=0)


@contract
def _inverse_size(x: Float[Array, "*batch features"], epsilon: float) -> Float[Array, "*batch 1"]:
    require_entries(x.shape[-1], "rms_norm", "the axis of the features")
    return 1.0 / np.sqrt(np.square(x).mean(axis=-1, keepdims=True) + epsilon)
