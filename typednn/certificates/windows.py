"""Norms of what slides over an image: convolution, and pooling by means and by maxima. Channels × height × width.

Convolution. Cut the padded image into its s² phases, the pixels (s·i + a, s·j + b). What has stride s on the image has
stride 1 on the phases, with s²·In channels and a kernel of ⌈k/s⌉. It is a part of the circular convolution on
⌈(n + 2p)/s⌉ pixels a side: a window that counts lies in the image and does not wrap around, padding only leaves inputs
out, and a part of a matrix has no larger norm. In Fourier's basis the circular one has a block for each frequency:

    ‖A‖₂ ≤ max over ω of ‖Ŵ(ω)‖₂,   Ŵ(ω)[f, (c, a, b)] = Σ w[f, c, s·k + a, s·l + b] e^(iω·(k, l)) over k, l

with equality for windows that do not overlap (each block is the kernel itself). Also A = (W ⊗ I) P with W one row for a
filter and P the pixels of each window; a pixel is in at most o·o′ windows, so that ‖A‖₂ ≤ √(o·o′)‖W‖₂, which is less
where there are few windows, and exact for one. The smaller of the two is taken.

Mean. Along the rows, then along the columns: A = D ⊗ D′, so ‖A‖₂ = ‖D‖₂‖D′‖₂; and ‖D‖₂ ≤ √(‖D‖₁‖D‖_∞) = √(o/size) if
a pixel lies in at most o windows along this side. Equality for o = 1.

Maximum. |max_w x − max_w y| ≤ |x_i − y_i| for the pixel i(w) of the window at which the larger of the two maxima is. So
‖Δmax‖² ≤ Σ_w |x_i(w) − y_i(w)|² ≤ o·o′ ‖x − y‖², as a pixel is in at most o·o′ windows. Equality for y = 0 and a bright
pixel.

Sedghi, Gupta, Long: The singular values of convolutional layers. 2019.
"""

import math

import numpy as np

from typednn.certificates.spectral import spectral_norm_bound
from typednn.contracts import Array, Complex128, Float, Float64, contract
from typednn.ops.unfold import check_window


@contract
def convolution_bound(
    weight: Float[Array, "filters channels kernel kernel"], height: int, width: int, *, stride: int, padding: int
) -> float:
    """At least the norm of the convolution on images of this size, rounding included."""
    kernel, around = weight.shape[2], 2 * padding
    check_window(height + around, width + around, kernel, kernel, stride, padding)
    phases = _phases(np.asarray(weight, np.float64), stride)
    rows, columns = (-(-(side + around) // stride) for side in (height, width))
    blocks = _transformed(phases, rows, columns)
    # The transform errs by some log(rows · columns) u of the sums of |w|, singular values by their number.
    lost = 8.0 * math.log2(2 * rows * columns) * float(np.linalg.norm(np.abs(phases).sum(axis=(2, 3))))
    unit = float(np.finfo(np.float64).eps)
    circular = float(np.linalg.norm(blocks, 2, axis=(2, 3)).max()) + lost * unit
    overlaps = math.prod(most_windows(side + around, kernel, stride) for side in (height, width))
    by_windows = math.sqrt(overlaps) * float(np.linalg.norm(phases.reshape(len(phases), -1), 2))
    return min(circular, by_windows) * (1.0 + 8.0 * (len(phases) + phases[0].size) * unit)


@contract
def _phases(
    weight: Float64[Array, "filters channels kernel kernel"], stride: int
) -> Float64[Array, "filters inputs taps taps"]:
    """The kernel as one of stride 1 on the phases of the image."""
    filters, channels, kernel, _ = weight.shape
    taps = -(-kernel // stride)
    whole = np.zeros((filters, channels, taps * stride, taps * stride))
    whole[:, :, :kernel, :kernel] = weight
    cut = whole.reshape(filters, channels, taps, stride, taps, stride).transpose(0, 1, 3, 5, 2, 4)
    return cut.reshape(filters, channels * stride * stride, taps, taps)


@contract
def _transformed(
    kernel: Float64[Array, "filters inputs taps taps"], rows: int, columns: int
) -> Complex128[Array, "{rows} {columns} filters inputs"]:
    """A block for each frequency."""
    return np.fft.fft2(kernel, (rows, columns)).transpose(2, 3, 0, 1)


def most_windows(side: int, size: int, stride: int) -> int:
    """o: in how many windows a pixel lies at most, along a side of the image."""
    return min((side - size) // stride + 1, -(-size // stride))


def mean_bound(height: int, width: int, *, size: int, stride: int) -> float:
    """At least the norm of pooling by means on images of this size."""
    check_window(height, width, size, size, stride, 0)
    return math.prod(_mean_along(side, size, stride) for side in (height, width))


def maximum_bound(height: int, width: int, *, size: int, stride: int) -> float:
    """√(o·o′), the Lipschitz constant of pooling by maxima on images of this size."""
    check_window(height, width, size, size, stride, 0)
    return math.sqrt(math.prod(most_windows(side, size, stride) for side in (height, width)))


def _mean_along(side: int, size: int, stride: int) -> float:
    """The smaller of √(o/size) and the norm of D by its powers."""
    starts = np.arange(0, side - size + 1, stride)[:, None]
    place = np.arange(side)
    means = ((starts <= place) & (place < starts + size)) / size
    return min(math.sqrt(most_windows(side, size, stride) / size), spectral_norm_bound(means))
