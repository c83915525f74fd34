"""The affine map of a dense layer, y = x w + b: one sample a row."""

import numpy as np

from typednn.contracts import Array, Float, contract


@contract
def affine(
    x: Float[Array, "batch fan_in"],
    w: Float[Array, "fan_in fan_out"],
    b: Float[Array, " fan_out"],
    *,
    out: Float[Array, "batch fan_out"] | None = None,
) -> Float[Array, "batch fan_out"]:
    """y = x w + b; written into `out` where that is given."""
    y = np.matmul(x, w, out=out)
    y += b
    return y


@contract
def affine_vjp(
    dy: Float[Array, "batch fan_out"],
    x: Float[Array, "batch fan_in"],
    w: Float[Array, "fan_in fan_out"],
    b: Float[Array, " fan_out"],
) -> tuple[Float[Array, "batch fan_in"], Float[Array, "fan_in fan_out"], Float[Array, " fan_out"]]:
    """dx = dy wᵀ, dw = xᵀ dy, db = the sum of the rows of dy."""
    dw, db = affine_parameters_vjp(dy, x)
    return affine_input_vjp(dy, w), dw, db


@contract
def affine_input_vjp(
    dy: Float[Array, "batch fan_out"],
    w: Float[Array, "fan_in fan_out"],
    *,
    out: Float[Array, "batch fan_in"] | None = None,
) -> Float[Array, "batch fan_in"]:
    """dx = dy wᵀ alone; a network's first layer does not need it. Written into `out` where that is given."""
    return np.matmul(dy, w.T, out=out)


@contract
def affine_parameters_vjp(
    dy: Float[Array, "batch fan_out"],
    x: Float[Array, "batch fan_in"],
    *,
    out: tuple[Float[Array, "fan_in fan_out"], Float[Array, " fan_out"]] | None = None,
) -> tuple[Float[Array, "fan_in fan_out"], Float[Array, " fan_out"]]:
    """dw = xᵀ dy and db = the sum of the rows of dy; written into `out` where that is given."""
    dw, db = out if out is not None else (None, None)
    return np.matmul(x.T, dy, out=dw), np.add.reduce(dy, axis=0, out=db)
