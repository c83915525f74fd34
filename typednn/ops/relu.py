"""Rectifiers: the identity where x is positive, nothing or a gentle slope elsewhere."""

import numpy as np

from typednn.contracts import Array, Float, contract


@contract
def relu(x: Float[Array, "*shape"], *, out: Float[Array, "*shape"] | None = None) -> Float[Array, "*shape"]:
    """max(x, 0); written into `out` where that is given, which may be `x` itself."""
    return np.asarray(np.maximum(x, 0.0, out=out))


@contract
def relu_vjp(
    dy: Float[Array, "*shape"], x: Float[Array, "*shape"], *, out: Float[Array, "*shape"] | None = None
) -> Float[Array, "*shape"]:
    """dy where x > 0, else 0: the subgradient at the kink is 0.

    relu(x) > 0 exactly where x > 0, so the output of `relu` serves for `x` as well as its input.
    Written into `out` where that is given, which may be `dy` itself.
    """
    return np.asarray(np.multiply(dy, x > 0, out=out))


@contract
def leaky_relu(x: Float[Array, "*shape"], *, slope: float = 0.01) -> Float[Array, "*shape"]:
    """x where x > 0, else slope · x."""
    return np.where(x > 0, x, slope * x)


@contract
def leaky_relu_vjp(
    dy: Float[Array, "*shape"], x: Float[Array, "*shape"], *, slope: float = 0.01
) -> Float[Array, "*shape"]:
    """dy where x > 0, else slope · dy: the subgradient at the kink is the slope."""
    return np.where(x > 0, dy, slope * dy)
