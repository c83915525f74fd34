"""Weights with fewer bits, and fewer weights: rounding to multiples of a step, and leaving out what is small.

‖w − quantize(w, s)‖² ≤ n (s/2)²,   ‖w − prune(w, ε)‖² ≤ n ε²
"""

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.errors import ConfigError

_WHOLE = 2.0**53  # as many steps or more lie between neighbouring floats, which then are multiples as they are


@contract
def quantize(w: Float[Array, "*shape"], *, step: float) -> Float[Array, "*shape"]:
    """The nearest multiple of the step; of two that are equally near the even one."""
    if not 0.0 < step < np.inf:
        raise ConfigError(f"quantize: step is {step!r}; expected a number above 0, such as 2**-8")
    with np.errstate(over="ignore"):
        steps = w / step
    near = np.abs(steps) < _WHOLE
    return np.asarray(np.where(near, np.round(np.where(near, steps, 0.0)) * step, w), w.dtype)


@contract
def prune(w: Float[Array, "*shape"], *, threshold: float) -> Float[Array, "*shape"]:
    """w where |w| ≥ ε, else 0."""
    if not 0.0 <= threshold < np.inf:
        raise ConfigError(f"prune: threshold is {threshold!r}; expected a number at least 0, such as 1e-3")
    return np.asarray(np.where(np.abs(w) >= threshold, w, 0.0), w.dtype)
