"""Pooling of images: the maximum or the mean of each window. Windows lie inside the image; what is left over
at the lower and right border when the stride does not divide is not seen.

In memory the batch lies innermost in the result, as in what convolutions make (see `unfold`). What is given as
`out` is written over and returned, so that it need not be made anew.
"""

from collections.abc import Iterator

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.ops.unfold import check_window


@contract
def max_pool2d(
    x: Float[Array, "batch channels height width"],
    *,
    size: int = 2,
    stride: int = 2,
    out: Float[Array, "batch channels (height-{size})//{stride}+1 (width-{size})//{stride}+1"] | None = None,
) -> Float[Array, "batch channels (height-{size})//{stride}+1 (width-{size})//{stride}+1"]:
    """y[n, c, i, j] = max of x[n, c, s·i + k, s·j + l] over 0 ≤ k, l < size."""
    y = _room(x, size, stride) if out is None else out
    places = _places(x, size, stride)
    np.copyto(y, next(places))
    for pixels in places:
        np.maximum(y, pixels, out=y)
    return y


@contract
def max_pool2d_vjp(
    dy: Float[Array, "batch channels {(x.shape[2]-size)//stride+1} {(x.shape[3]-size)//stride+1}"],
    x: Float[Array, "batch channels height width"],
    *,
    size: int = 2,
    stride: int = 2,
    out: Float[Array, "batch channels height width"] | None = None,
) -> Float[Array, "batch channels height width"]:
    """dy goes to the first pixel of its window, row by row, that holds the maximum."""
    y = max_pool2d(x, size=size, stride=stride)
    share, free = np.empty_like(y), np.ones_like(y, np.bool_)
    np.copyto(share, dy)
    won = np.empty_like(free)
    dx = np.empty_like(x) if out is None else out
    dx[...] = 0
    for pixels, dpixels in zip(_places(x, size, stride), _places(dx, size, stride), strict=True):
        np.equal(pixels, y, out=won)
        won &= free
        free ^= won
        if stride < size:
            dpixels += share * won
        else:
            np.multiply(share, won, out=dpixels)
    return dx


@contract
def avg_pool2d(
    x: Float[Array, "batch channels height width"],
    *,
    size: int = 2,
    stride: int = 2,
    out: Float[Array, "batch channels (height-{size})//{stride}+1 (width-{size})//{stride}+1"] | None = None,
) -> Float[Array, "batch channels (height-{size})//{stride}+1 (width-{size})//{stride}+1"]:
    """y[n, c, i, j] = mean of x[n, c, s·i + k, s·j + l] over 0 ≤ k, l < size."""
    y = _room(x, size, stride) if out is None else out
    places = _places(x, size, stride)
    np.copyto(y, next(places))
    for pixels in places:
        y += pixels
    y /= size * size
    return y


@contract
def avg_pool2d_vjp(
    dy: Float[Array, "batch channels {(x.shape[2]-size)//stride+1} {(x.shape[3]-size)//stride+1}"],
    x: Float[Array, "batch channels height width"],
    *,
    size: int = 2,
    stride: int = 2,
    out: Float[Array, "batch channels height width"] | None = None,
) -> Float[Array, "batch channels height width"]:
    """Every pixel of a window gets dy / size²."""
    dx = np.empty_like(x) if out is None else out
    dx[...] = 0
    share = dy / (size * size)
    for dpixels in _places(dx, size, stride):
        dpixels += share
    return dx


@contract
def _room(
    x: Float[Array, "batch channels height width"], size: int, stride: int
) -> Float[Array, "batch channels (height-{size})//{stride}+1 (width-{size})//{stride}+1"]:
    """An array for the result, the batch innermost in memory."""
    batch, channels, height, width = x.shape
    check_window(height, width, size, size, stride, 0)
    rows, cols = (height - size) // stride + 1, (width - size) // stride + 1
    return np.empty((channels, rows, cols, batch), x.dtype).transpose(3, 0, 1, 2)


def _places(x: Array, size: int, stride: int) -> Iterator[Array]:
    """For each place in the window the pixels there, of all windows at once, as views."""
    _, _, height, width = x.shape
    check_window(height, width, size, size, stride, 0)
    rows, cols = (height - size) // stride + 1, (width - size) // stride + 1
    for row in range(size):
        for col in range(size):
            yield x[:, :, row : row + stride * rows : stride, col : col + stride * cols : stride]
