"""Two-dimensional convolution, as networks mean it: a cross-correlation of images with filters.

Each output pixel is a filter times the patch of the image below it. `unfold` lays the patches out as columns:
then the convolution is one matrix product, `correlate`, and so is each part of its gradient.
"""

from typednn.contracts import Array, Float, contract
from typednn.ops.correlate import correlate, correlate_columns_vjp, correlate_parameters_vjp
from typednn.ops.unfold import fold, unfold


@contract
def conv2d(
    x: Float[Array, "batch channels height width"],
    w: Float[Array, "filters channels kernel_height kernel_width"],
    b: Float[Array, " filters"],
    *,
    stride: int = 1,
    padding: int = 0,
) -> Float[
    Array,
    "batch filters (height+2*{padding}-kernel_height)//{stride}+1 (width+2*{padding}-kernel_width)//{stride}+1",
]:
    """y[n, f, i, j] = b[f] + Σ w[f, c, k, l] · x[n, c, s·i + k − p, s·j + l − p] over c, k, l."""
    _, _, kernel_height, kernel_width = w.shape
    columns = unfold(x, kernel_height, kernel_width, stride=stride, padding=padding)
    return correlate(columns, w, b)


@contract
def conv2d_vjp(
    dy: Float[
        Array,
        "batch filters {(x.shape[2]+2*padding-w.shape[2])//stride+1} {(x.shape[3]+2*padding-w.shape[3])//stride+1}",
    ],
    x: Float[Array, "batch channels height width"],
    w: Float[Array, "filters channels kernel_height kernel_width"],
    b: Float[Array, " filters"],
    *,
    stride: int = 1,
    padding: int = 0,
) -> tuple[
    Float[Array, "batch channels height width"],
    Float[Array, "filters channels kernel_height kernel_width"],
    Float[Array, " filters"],
]:
    """dx: the adjoint of the correlation, of dy; dw: the correlation of x with dy; db: the sum of dy."""
    _, _, height, width = x.shape
    _, _, kernel_height, kernel_width = w.shape
    dx = conv2d_input_vjp(dy, w, height, width, stride=stride, padding=padding)
    dw, db = conv2d_parameters_vjp(dy, x, kernel_height, kernel_width, stride=stride, padding=padding)
    return dx, dw, db


@contract
def conv2d_input_vjp(
    dy: Float[
        Array,
        "batch filters {(height+2*padding-w.shape[2])//stride+1} {(width+2*padding-w.shape[3])//stride+1}",
    ],
    w: Float[Array, "filters channels kernel_height kernel_width"],
    height: int,
    width: int,
    *,
    stride: int = 1,
    padding: int = 0,
) -> Float[Array, "batch channels {height} {width}"]:
    """dx alone; a network's first layer does not need it."""
    return fold(correlate_columns_vjp(dy, w), height, width, stride=stride, padding=padding)


@contract
def conv2d_parameters_vjp(
    dy: Float[
        Array,
        "batch filters {(x.shape[2]+2*padding-kernel_height)//stride+1}"
        " {(x.shape[3]+2*padding-kernel_width)//stride+1}",
    ],
    x: Float[Array, "batch channels height width"],
    kernel_height: int,
    kernel_width: int,
    *,
    stride: int = 1,
    padding: int = 0,
) -> tuple[Float[Array, "filters channels {kernel_height} {kernel_width}"], Float[Array, " filters"]]:
    """dw[f, c, k, l] = Σ dy[n, f, i, j] · x[n, c, s·i + k − p, s·j + l − p] over n, i, j; db = Σ dy."""
    columns = unfold(x, kernel_height, kernel_width, stride=stride, padding=padding)
    return correlate_parameters_vjp(dy, columns)
