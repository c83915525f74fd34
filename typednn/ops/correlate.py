"""The product of filters with unfolded patches: what is left of a convolution once `unfold` has been there.

A layer that keeps the columns for the way back does not have to make them twice.
"""

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.ops.unfold import batch_innermost


@contract
def correlate(
    columns: Float[Array, "channels kernel_height kernel_width rows cols batch"],
    w: Float[Array, "filters channels kernel_height kernel_width"],
    b: Float[Array, " filters"],
    *,
    out: Float[Array, "filters rows*cols*batch"] | None = None,
) -> Float[Array, "batch filters rows cols"]:
    """y[n, f, i, j] = b[f] + Σ w[f, c, k, l] · columns[c, k, l, i, j, n] over c, k, l.

    Written into `out` where that is given, of which the result is a view.
    """
    channels, kernel_height, kernel_width, rows, cols, batch = columns.shape
    filters = w.shape[0]
    flat_w = w.reshape(filters, channels * kernel_height * kernel_width)
    flat_columns = columns.reshape(channels * kernel_height * kernel_width, rows * cols * batch)
    y = np.matmul(flat_w, flat_columns, out=out)
    y += b[:, None]
    return y.reshape(filters, rows, cols, batch).transpose(3, 0, 1, 2)


@contract
def correlate_vjp(
    dy: Float[Array, "batch filters rows cols"],
    columns: Float[Array, "channels kernel_height kernel_width rows cols batch"],
    w: Float[Array, "filters channels kernel_height kernel_width"],
    b: Float[Array, " filters"],
) -> tuple[
    Float[Array, "channels kernel_height kernel_width rows cols batch"],
    Float[Array, "filters channels kernel_height kernel_width"],
    Float[Array, " filters"],
]:
    """dcolumns = wᵀ dy, dw = dy columnsᵀ, db = the sum of dy, all as matrices."""
    dw, db = correlate_parameters_vjp(dy, columns)
    return correlate_columns_vjp(dy, w), dw, db


@contract
def correlate_columns_vjp(
    dy: Float[Array, "batch filters rows cols"],
    w: Float[Array, "filters channels kernel_height kernel_width"],
    *,
    out: Float[Array, "channels*kernel_height*kernel_width rows*cols*batch"] | None = None,
) -> Float[Array, "channels kernel_height kernel_width rows cols batch"]:
    """dcolumns[c, k, l, i, j, n] = Σ w[f, c, k, l] · dy[n, f, i, j] over f.

    Written into `out` where that is given, of which the result is a view.
    """
    batch, filters, rows, cols = dy.shape
    _, channels, kernel_height, kernel_width = w.shape
    flat_w = w.reshape(filters, channels * kernel_height * kernel_width)
    flat_dy = batch_innermost(dy).reshape(filters, rows * cols * batch)
    dcolumns = np.matmul(flat_w.T, flat_dy, out=out)
    return dcolumns.reshape(channels, kernel_height, kernel_width, rows, cols, batch)


@contract
def correlate_parameters_vjp(
    dy: Float[Array, "batch filters rows cols"],
    columns: Float[Array, "channels kernel_height kernel_width rows cols batch"],
    *,
    out: tuple[Float[Array, "filters channels kernel_height kernel_width"], Float[Array, " filters"]] | None = None,
) -> tuple[Float[Array, "filters channels kernel_height kernel_width"], Float[Array, " filters"]]:
    """dw[f, c, k, l] = Σ dy[n, f, i, j] · columns[c, k, l, i, j, n] over n, i, j, and db = Σ dy.

    Written into `out` where that is given.
    """
    channels, kernel_height, kernel_width, rows, cols, batch = columns.shape
    filters = dy.shape[1]
    flat_dy = batch_innermost(dy).reshape(filters, rows * cols * batch)
    flat_columns = columns.reshape(channels * kernel_height * kernel_width, rows * cols * batch)
    dw = (flat_dy @ flat_columns.T).reshape(filters, channels, kernel_height, kernel_width)
    db = flat_dy.sum(axis=1)
    if out is None:
        return dw, db
    out[0][...], out[1][...] = dw, db
    return out
