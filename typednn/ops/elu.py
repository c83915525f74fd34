"""ELU: the identity where x is positive, an exponential that levels off elsewhere.

Clevert, Unterthiner and Hochreiter, "Fast and accurate deep network learning by exponential linear
units", 2016.
"""

import numpy as np

from typednn.contracts import Array, Float, contract


@contract
def elu(x: Float[Array, "*shape"], *, alpha: float = 1.0) -> Float[Array, "*shape"]:
    """x where x > 0, else alpha · (eˣ − 1)."""
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0.0)))


@contract
def elu_vjp(dy: Float[Array, "*shape"], x: Float[Array, "*shape"], *, alpha: float = 1.0) -> Float[Array, "*shape"]:
    """dy where x > 0, else alpha · eˣ · dy."""
    return np.where(x > 0, dy, alpha * np.exp(np.minimum(x, 0.0)) * dy)
