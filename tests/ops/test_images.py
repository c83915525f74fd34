"""Convolution and pooling against their definitions, loop by loop."""

import numpy as np
import pytest
from numpy.random import Generator

from typednn.contracts import Array
from typednn.errors import ConfigError, ShapeError
from typednn.ops import avg_pool2d, conv2d, conv2d_vjp, fold, max_pool2d, max_pool2d_vjp, unfold


def conv2d_by_loops(x: Array, w: Array, b: Array, stride: int, padding: int) -> Array:
    image = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    _, _, height, width = image.shape
    filters, _, tall, wide = w.shape
    rows, cols = (height - tall) // stride + 1, (width - wide) // stride + 1
    y = np.empty((len(x), filters, rows, cols), x.dtype)
    for n, f, i, j in np.ndindex(y.shape):
        patch = image[n, :, i * stride : i * stride + tall, j * stride : j * stride + wide]
        y[n, f, i, j] = b[f] + (patch * w[f]).sum()
    return y


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("padding", [0, 1, 2])
@pytest.mark.parametrize("kernel", [(1, 1), (3, 2), (4, 5)])
def test_convolution_is_its_definition(stride: int, padding: int, kernel: tuple[int, int]) -> None:
    """On integers, where floats are exact."""
    rng = np.random.default_rng(0)
    x = rng.integers(-9, 9, (2, 3, 6, 7)).astype(np.float64)
    w = rng.integers(-9, 9, (4, 3, *kernel)).astype(np.float64)
    b = rng.integers(-9, 9, 4).astype(np.float64)
    expected = conv2d_by_loops(x, w, b, stride, padding)
    assert np.array_equal(conv2d(x, w, b, stride=stride, padding=padding), expected)


def test_convolution_of_patches_is_a_matrix_product() -> None:
    """Patch embedding: where the kernel is the stride, patches are rows of a dense layer. On integers."""
    rng = np.random.default_rng(1)
    for size in (1, 2, 3):
        x = rng.integers(-9, 9, (2, 3, 2 * size, 4 * size)).astype(np.float64)
        w = rng.integers(-9, 9, (5, 3, size, size)).astype(np.float64)
        patches = x.reshape(2, 3, 2, size, 4, size).transpose(0, 2, 4, 1, 3, 5).reshape(2, 2, 4, -1)
        expected = (patches @ w.reshape(5, -1).T).transpose(0, 3, 1, 2)
        assert np.array_equal(conv2d(x, w, np.zeros(5), stride=size), expected)


def draw(rng: Generator) -> tuple[Array, int, int, int, int]:
    x = rng.integers(-9, 9, rng.integers([1, 1, 4, 4], 8)).astype(np.float64)
    kernel_height, kernel_width, stride = (int(size) for size in rng.integers(1, 4, 3))
    return x, kernel_height, kernel_width, stride, int(rng.integers(0, 3))


def test_fold_is_the_adjoint_of_unfold() -> None:
    """⟨unfold x, c⟩ = ⟨x, fold c⟩, exactly on integers."""
    rng = np.random.default_rng(2)
    for _ in range(50):
        x, tall, wide, stride, padding = draw(rng)
        columns = unfold(x, tall, wide, stride=stride, padding=padding)
        weights = rng.integers(-9, 9, columns.shape).astype(np.float64)
        folded = fold(weights, x.shape[2], x.shape[3], stride=stride, padding=padding)
        assert np.sum(columns * weights) == np.sum(x * folded)


def test_the_first_pixel_that_holds_the_maximum_gets_the_cotangent() -> None:
    x = np.array([[[[1.0, 3.0], [3.0, 3.0]]]])
    assert max_pool2d_vjp(np.ones((1, 1, 1, 1)), x).tolist() == [[[[0.0, 1.0], [0.0, 0.0]]]]


def test_every_pixel_wins_in_as_many_windows_as_it_leads() -> None:
    """Overlapping windows: what is sent back to a pixel is the sum over the windows that it leads."""
    x = np.arange(16.0).reshape(1, 1, 4, 4)
    dx = max_pool2d_vjp(np.ones((1, 1, 3, 3)), x, size=2, stride=1)
    assert dx.sum() == 9.0
    assert dx[0, 0, 1:, 1:].tolist() == [[1.0] * 3] * 3


def test_pooling_leaves_out_what_does_not_fill_a_window() -> None:
    x = np.arange(25.0).reshape(1, 1, 5, 5)
    assert max_pool2d(x).tolist() == [[[[6.0, 8.0], [16.0, 18.0]]]]
    assert avg_pool2d(x).tolist() == [[[[3.0, 5.0], [13.0, 15.0]]]]


def test_the_batch_lies_innermost_in_memory() -> None:
    """What comes out of a convolution goes into the next without a copy."""
    y = conv2d(np.ones((3, 1, 5, 5)), np.ones((2, 1, 2, 2)), np.zeros(2))
    assert y.transpose(1, 2, 3, 0).flags.c_contiguous
    assert max_pool2d(y).transpose(1, 2, 3, 0).flags.c_contiguous
    dx, _, _ = conv2d_vjp(y, np.ones((3, 1, 5, 5)), np.ones((2, 1, 2, 2)), np.zeros(2))
    assert dx.transpose(1, 2, 3, 0).flags.c_contiguous


def test_a_window_that_does_not_fit_is_refused() -> None:
    x, w = np.ones((1, 1, 3, 3)), np.ones((1, 1, 4, 2))
    with pytest.raises(ShapeError, match="window of 4 × 2 does not fit into an image of 3 × 3"):
        conv2d(x, w, np.zeros(1))
    assert conv2d(x, w, np.zeros(1), padding=1).shape == (1, 1, 2, 4)
    for tall, wide in ((6, 1), (1, 6)):
        with pytest.raises(ShapeError, match=f"window of {tall} × {wide} does not fit into an image of 5 × 5"):
            conv2d(x, np.ones((1, 1, tall, wide)), np.zeros(1), padding=1)
    with pytest.raises(ShapeError, match="window of 5 × 5"):
        max_pool2d(x, size=5)
    with pytest.raises(ShapeError, match="window of 0 × 0"):
        avg_pool2d(x, size=0)


def test_stride_and_padding_are_judged() -> None:
    x, w, b = np.ones((1, 1, 3, 3)), np.ones((1, 1, 2, 2)), np.zeros(1)
    with pytest.raises(ConfigError, match="stride is 0, expected at least 1"):
        conv2d(x, w, b, stride=0)
    with pytest.raises(ConfigError, match="padding is -1, expected at least 0"):
        conv2d(x, w, b, padding=-1)
    with pytest.raises(ConfigError, match="stride is -2"):
        max_pool2d(x, stride=-2)


def test_a_cotangent_of_another_size_is_refused() -> None:
    x, w, b = np.ones((2, 1, 5, 5)), np.ones((3, 1, 2, 2)), np.zeros(3)
    with pytest.raises(ShapeError, match="dy"):
        conv2d_vjp(np.ones((2, 3, 5, 5)), x, w, b)
    with pytest.raises(ShapeError, match="dy"):
        max_pool2d_vjp(np.ones((2, 1, 3, 3)), x)
