"""What happens to a gradient before a step uses it: clipping by norm, then L2 decay.

    g̃ = g · min(1, c/‖g‖) + λ θ

Clipping comes first: the bound is on the gradient of the loss, as it is usually meant.
"""

import numpy as np

from typednn.contracts import Array, Float, contract


def clip_scale(gradient_norm: float, clip_norm: float | None) -> float:
    """min(1, c/‖g‖): the factor that brings a gradient of this norm to at most c; exactly 1 if it is."""
    if clip_norm is None or gradient_norm <= clip_norm:
        return 1.0
    return clip_norm / gradient_norm


@contract
def effective_gradient(
    gradient: Float[Array, " parameters"],
    parameters: Float[Array, " parameters"],
    scratch: Float[Array, "2 parameters"],
    *,
    scale: float,
    decay: float,
) -> Float[Array, " parameters"]:
    """s·g + λθ, in the first row of the scratch; the gradient itself, without a pass, if s = 1 and λ = 0."""
    if scale == 1.0 and decay == 0.0:
        return gradient
    result: Float[Array, " parameters"] = scratch[0]
    scaled: Float[Array, " parameters"] = scratch[1]
    if decay == 0.0:
        np.multiply(gradient, scale, out=result)
        return result
    np.multiply(parameters, decay, out=result)
    if scale == 1.0:
        np.add(result, gradient, out=result)
        return result
    np.multiply(gradient, scale, out=scaled)
    np.add(result, scaled, out=result)
    return result
