"""How far a z-score mask is from changing: the margin of each entry, and how much noise cannot reach it.

Adding ξ moves gᵢ by at most ‖ξ‖, and the mean and the deviation by at most ‖ξ‖/√n each. Hence entry i is kept, or
removed, as before while ‖ξ‖ (1 + (1 + z)/√n) is below its margin ||gᵢ − μ| − zσ|.
"""

import math

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.optim.zscores import spread, write_distances


@contract
def preservation_margin(gradient: Float[Array, " n"], deviations: float) -> Float[Array, " n"]:
    """||gᵢ − μ| − zσ|, entry by entry."""
    margin = np.empty_like(gradient)
    if gradient.size:
        write_distances(gradient, margin)
        margin -= deviations * spread(margin)
    return np.abs(margin, out=margin)


@contract
def preserved_noise(gradient: Float[Array, " n"], deviations: float) -> Float[Array, " n"]:
    """For each entry the norm below which no noise changes whether it is kept."""
    return preservation_margin(gradient, deviations) / (1.0 + (1.0 + deviations) / math.sqrt(max(1, gradient.size)))


@contract
def mask_margin(gradient: Float[Array, " n"], deviations: float) -> float:
    """The least margin of all entries: at 0 the mask may change at once, and the filtered gradient may jump."""
    return float(preservation_margin(gradient, deviations).min(initial=math.inf))
