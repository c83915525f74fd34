"""Flatten: every sample as one row of features."""

from typednn.contracts import Array, Float, contract


@contract
def flatten(
    x: Float[Array, "batch channels height width"],
) -> Float[Array, "batch channels*height*width"]:
    """y[n] = the pixels of x[n], channel by channel, row by row."""
    batch, channels, height, width = x.shape
    return x.reshape(batch, channels * height * width)


@contract
def flatten_vjp(
    dy: Float[Array, "batch {x.shape[1]*x.shape[2]*x.shape[3]}"],
    x: Float[Array, "batch channels height width"],
) -> Float[Array, "batch channels height width"]:
    """dx = dy, in the shape of x."""
    batch, channels, height, width = x.shape
    return dy.reshape(batch, channels, height, width)
