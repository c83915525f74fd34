"""S51, S52: convolutions, pooling, patches."""

from itertools import product
from math import prod

import numpy as np

from typednn import layers, ops
from typednn.contracts import Array
from typednn.theorems.differences import SOURCE
from typednn.theorems.layer_laws import backward_is_the_adjoint_of_the_derivative
from typednn.theorems.layer_subjects import Subject
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


@CHAPTER.theorem(
    "S51.1",
    Mode.EXHAUSTIVE,
    original="conv2d, strided conv, max-pool (backward 0)",
    standing=Standing.GAP_CLOSED,
    domain="integer images of 3 to 5 pixels a side, one and two channels and filters, kernels 1 to 3, strides 1 and 2, "
    "padding 0 and 1; direct loops; distinct pixels for the pool",
)
def convolutions_are_their_loops(trial: Trial) -> None:
    """out[f, i, j] = Σ k[f, c, a, b] x[c, si + a, sj + b] with (H + 2p − k)//s + 1 rows; a max-pool's gradient goes to
    the maxima.
    """
    grid = product((3, 4, 5), (1, 2, 3), (1, 2), (0, 1), (1, 2), (1, 2))
    for case, (size, kernel, stride, padding, channels, filters) in trial.each(grid):
        x = _whole_numbers(7, 2, channels, size, size)
        k, bias = _whole_numbers(5, filters, channels, kernel, kernel), np.arange(filters, dtype=np.float64)
        padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
        rows = (size + 2 * padding - kernel) // stride + 1
        exact = np.empty((2, filters, rows, rows))
        for n, f, i, j in product(range(2), range(filters), range(rows), range(rows)):
            window = padded[n, :, stride * i :, stride * j :][:, :kernel, :kernel]
            exact[n, f, i, j] = float(np.sum(k[f] * window)) + bias[f]
        case.given(size=size, kernel=kernel, stride=stride, padding=padding)
        case.equal(ops.conv2d(x, k, bias, stride=stride, padding=padding), exact)
    for case, size in trial.each((2, 4)):
        x = np.arange(size * size, dtype=np.float64).reshape(1, 1, size, size)
        dx = ops.max_pool2d_vjp(np.ones((1, 1, size // 2, size // 2)), x, size=2, stride=2)
        case.equal(float(dx.sum()), float(size * size // 4))
        case.equal(float((dx * x).sum()), float(ops.max_pool2d(x, size=2, stride=2).sum()))


@CHAPTER.theorem(
    "S51.2",
    Mode.DIFFERENCES,
    original="conv2d, strided conv, max-pool (backward 0)",
    standing=Standing.GAP_CLOSED,
    domain="convolutions with strides 1 and 2, padding 0 and 1, pooling by maxima and by means, random images of 2 "
    "channels; the law of every layer, as differences",
    tolerance=SOURCE,
)
def what_slides_has_its_derivative(trial: Trial) -> None:
    """Backward is the adjoint of the derivative, in kernels, biases and images; a max-pool's is not 0."""
    sliding = [
        layers.Conv2d(2, 3, 2, stride=stride, padding=padding, rng=0, dtype=np.float64)
        for stride, padding in product((1, 2), (0, 1))
    ]
    for layer in (*sliding, layers.MaxPool2d(2), layers.AvgPool2d(2)):
        backward_is_the_adjoint_of_the_derivative(trial, Subject(layer, lambda rng: rng.normal(size=(2, 2, 4, 5))))


@CHAPTER.theorem(
    "S52",
    Mode.EXHAUSTIVE,
    original="patch_embedding_eq_strided_conv",
    domain="integer images of 2 to 6 pixels a side in patches of 1 to 3, one and two channels",
)
def patches_are_a_strided_convolution(trial: Trial) -> None:
    """A linear map of each patch is the convolution with kernel = stride = patch."""
    for case, (patches, patch, channels) in trial.each(product((1, 2, 3), (1, 2, 3), (1, 2))):
        size = patches * patch
        x = (np.arange(channels * size * size, dtype=np.float64) % 11).reshape(1, channels, size, size)
        kernel = (np.arange(3 * channels * patch * patch, dtype=np.float64) % 5).reshape(3, channels, patch, patch)
        cut = x.reshape(1, channels, patches, patch, patches, patch).transpose(0, 2, 4, 1, 3, 5).reshape(patches**2, -1)
        embedded: Array = cut @ kernel.reshape(3, -1).T
        found = ops.conv2d(x, kernel, np.zeros(3), stride=patch)
        case.equal(found[0].reshape(3, -1).T, embedded)


def _whole_numbers(most: int, *shape: int) -> Array:
    """0, 1, … again and again, below the most."""
    return (np.arange(prod(shape), dtype=np.float64) % most).reshape(shape)
