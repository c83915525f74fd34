"""The patches of an image as columns, and the adjoint that adds columns back to the image.

Shapes are those of images, `batch channels height width`; in memory the batch lies innermost, so that every
copy and every sum runs along it. An image that comes out of one operation in this order goes into the next
without a copy, and NumPy's elementwise functions keep the order.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from typednn.contracts import Array, Float, contract
from typednn.errors import ConfigError, ShapeError


@contract
def unfold(
    x: Float[Array, "batch channels height width"],
    kernel_height: int,
    kernel_width: int,
    *,
    stride: int = 1,
    padding: int = 0,
    out: Float[
        Array,
        "channels {kernel_height} {kernel_width} (height+2*{padding}-{kernel_height})//{stride}+1"
        " (width+2*{padding}-{kernel_width})//{stride}+1 batch",
    ]
    | None = None,
) -> Float[
    Array,
    "channels {kernel_height} {kernel_width} (height+2*{padding}-{kernel_height})//{stride}+1"
    " (width+2*{padding}-{kernel_width})//{stride}+1 batch",
]:
    """columns[c, k, l, i, j, n] = x[n, c, s·i + k − p, s·j + l − p], zero outside the image.

    The columns are kernel_height · kernel_width times as large as the image: what makes them again and again
    gives the same memory as `out`.
    """
    batch, channels, height, width = x.shape
    check_window(height + 2 * padding, width + 2 * padding, kernel_height, kernel_width, stride, padding)
    rows = (height + 2 * padding - kernel_height) // stride + 1
    cols = (width + 2 * padding - kernel_width) // stride + 1
    size = (channels, kernel_height, kernel_width, rows, cols, batch)
    columns = np.empty(size, x.dtype) if out is None else out
    windows = sliding_window_view(_padded(batch_innermost(x), padding), (kernel_height, kernel_width), axis=(1, 2))
    np.copyto(columns, windows[:, ::stride, ::stride].transpose(0, 4, 5, 1, 2, 3))
    return columns


@contract
def fold(
    columns: Float[Array, "channels kernel_height kernel_width rows cols batch"],
    height: int,
    width: int,
    *,
    stride: int = 1,
    padding: int = 0,
    out: Float[Array, "channels {height}+2*{padding} {width}+2*{padding} batch"] | None = None,
) -> Float[Array, "batch channels {height} {width}"]:
    """The adjoint of `unfold`: every entry of the columns is added to the pixel it came from.

    Added up in `out` where that is given, of which the result is a view.
    """
    channels, kernel_height, kernel_width, rows, cols, batch = columns.shape
    size = (channels, height + 2 * padding, width + 2 * padding, batch)
    image = np.empty(size, columns.dtype) if out is None else out
    image[...] = 0
    for row in range(kernel_height):
        for col in range(kernel_width):
            pixels = image[:, row : row + stride * rows : stride, col : col + stride * cols : stride]
            pixels += columns[:, row, col]
    return image[:, padding : padding + height, padding : padding + width].transpose(3, 0, 1, 2)


@contract
def batch_innermost(
    x: Float[Array, "batch channels height width"],
) -> Float[Array, "channels height width batch"]:
    """The images in the order of memory in which convolutions work; no copy where they have it already."""
    return np.ascontiguousarray(x.transpose(1, 2, 3, 0))


@contract
def _padded(
    image: Float[Array, "channels height width batch"], padding: int
) -> Float[Array, "channels height+2*{padding} width+2*{padding} batch"]:
    """The image with a frame of zeros."""
    if padding == 0:
        return image
    channels, height, width, batch = image.shape
    framed = np.zeros((channels, height + 2 * padding, width + 2 * padding, batch), image.dtype)
    framed[:, padding : padding + height, padding : padding + width] = image
    return framed


def check_window(height: int, width: int, window_height: int, window_width: int, stride: int, padding: int) -> None:
    """A window must fit into the image, and a stride lead on."""
    if stride < 1:
        raise ConfigError(f"stride is {stride}, expected at least 1")
    if padding < 0:
        raise ConfigError(f"padding is {padding}, expected at least 0")
    if not (1 <= window_height <= height and 1 <= window_width <= width):
        raise ShapeError(
            f"a window of {window_height} × {window_width} does not fit into an image of {height} × {width}"
            " (padding included): use a smaller window, or pad the image"
        )
