"""What slides over images: constants against dense Jacobians, where they are attained, and a whole LeNet."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from typednn import layers
from typednn.certificates import certify, empirical_constant
from typednn.certificates.windows import most_windows
from typednn.contracts import Array
from typednn.errors import ShapeError
from typednn.layers import AnyLayer
from typednn.train import lenet


def jacobian(layer: AnyLayer, x: Array) -> Array:
    """Row by row, from the backward pass at x."""
    y, _ = layer.forward(x)
    rows = []
    for row in np.eye(y.size):
        _, cache = layer.forward(x)
        rows.append(layer.backward(row.reshape(y.shape), cache, layers.gradient_like(layer)).ravel())
    return np.array(rows)


def norm_of(layer: AnyLayer, x: Array) -> float:
    return float(np.linalg.norm(jacobian(layer, x), 2))


@st.composite
def windows(draw: st.DrawFn) -> tuple[int, int, int, int, int]:
    """Kernel, stride, padding, height, width."""
    kernel, stride = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    padding = draw(st.integers(0, kernel - 1))
    least = max(1, kernel - 2 * padding)
    return kernel, stride, padding, draw(st.integers(least, 8)), draw(st.integers(least, 8))


@settings(max_examples=80, deadline=None)
@given(windows(), st.integers(1, 3), st.integers(1, 3), st.integers(0, 1000))
def test_a_convolution_is_never_above_its_constant(
    window: tuple[int, int, int, int, int], into: int, out: int, seed: int
) -> None:
    kernel, stride, padding, height, width = window
    net = layers.Conv2d(into, out, kernel, stride=stride, padding=padding, rng=seed, dtype=np.float64)
    x = np.random.default_rng(seed).normal(size=(1, into, height, width))
    exact, found = norm_of(net, x), certify(net, x)
    assert exact <= found.constant
    assert (found.radius, found.smoothness) == (math.inf, "smooth")
    if stride >= kernel and not padding:
        assert found.constant == pytest.approx(exact, rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(windows(), st.integers(1, 2), st.integers(0, 1000))
def test_the_constant_is_the_norm_of_the_circular_convolution_or_of_windows(
    window: tuple[int, int, int, int, int], into: int, seed: int
) -> None:
    """Written out pixel by pixel, on the padded image, made a multiple of the stride."""
    kernel, stride, padding, height, width = window
    net = layers.Conv2d(into, 2, kernel, stride=stride, padding=padding, rng=seed, dtype=np.float64)
    rows, columns = (math.ceil((side + 2 * padding) / stride) for side in (height, width))
    around = np.zeros((2, rows, columns, into, rows * stride, columns * stride))
    for (f, c, *at), weight in np.ndenumerate(net.weight):
        for i, j in np.ndindex(rows, columns):
            around[f, i, j, c, (stride * i + at[0]) % (rows * stride), (stride * j + at[1]) % (columns * stride)] += (
                weight
            )
    circular = float(np.linalg.norm(around.reshape(2 * rows * columns, -1), 2))
    found = certify(net, np.zeros((1, into, height, width))).constant
    overlaps = math.prod(most_windows(side + 2 * padding, kernel, stride) for side in (height, width))
    by_windows = math.sqrt(overlaps) * float(np.linalg.norm(net.weight.reshape(2, -1), 2))
    assert found == pytest.approx(min(circular, by_windows), rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(windows(), st.integers(0, 1000))
def test_pooling_is_never_above_its_constant(window: tuple[int, int, int, int, int], seed: int) -> None:
    size, stride, _, height, width = window
    height, width = max(height, size), max(width, size)
    x = np.random.default_rng(seed).normal(size=(1, 2, height, width))
    mean, most = layers.AvgPool2d(size, stride), layers.MaxPool2d(size, stride)
    exact, found = norm_of(mean, x), certify(mean, x)
    assert exact <= found.constant * (1 + 1e-12) and found.constant <= 1.02 * exact
    assert found.smoothness == "smooth"
    found = certify(most, x)
    assert norm_of(most, x) <= found.constant * (1 + 1e-12)
    assert found.smoothness == "lipschitz"
    spike = np.zeros_like(x)  # the pixel that the most windows see
    middle = [stride * (min((side - size) // stride + 1, -(-size // stride)) - 1) for side in (height, width)]
    spike[0, 0, middle[0], middle[1]] = 3.0
    assert np.linalg.norm(most(spike)) == pytest.approx(3.0 * found.constant)


def test_windows_that_do_not_overlap() -> None:
    x = np.zeros((1, 1, 6, 6))
    assert certify(layers.MaxPool2d(2), x).constant == 1.0
    assert certify(layers.AvgPool2d(2), x).constant == pytest.approx(0.5, rel=1e-12)
    assert certify(layers.MaxPool2d(3, 2), x).constant == 2.0
    assert certify(layers.MaxPool2d(3, 1), x).constant == 3.0


def test_how_many_windows_a_pixel_lies_in() -> None:
    for side in range(1, 9):
        for size in range(1, side + 1):
            for stride in range(1, 6):
                starts = range(0, side - size + 1, stride)
                counts = [sum(start <= place < start + size for start in starts) for place in range(side)]
                assert most_windows(side, size, stride) == max(counts)


def test_a_kernel_as_large_as_the_image_is_a_matrix() -> None:
    net = layers.Conv2d(3, 4, 5, rng=0, dtype=np.float64)
    exact = float(np.linalg.norm(net.weight.reshape(4, -1), 2))
    assert certify(net, np.zeros((1, 3, 5, 5))).constant == pytest.approx(exact, rel=1e-9)


def test_a_known_convolution() -> None:
    """The difference of neighbours on many pixels: nearly 2, and the transform says 2."""
    net = layers.Conv2d(1, 1, 2, rng=0, dtype=np.float64)
    net.weight[0, 0] = [[1.0, -1.0], [0.0, 0.0]]
    assert certify(net, np.zeros((1, 1, 30, 30))).constant == pytest.approx(2.0, rel=1e-9)


def test_a_window_larger_than_the_image_is_refused() -> None:
    with pytest.raises(ShapeError, match="does not fit"):
        certify(layers.MaxPool2d(3), np.zeros((1, 1, 2, 5)))


def test_a_lenet_is_certified_layer_by_layer() -> None:
    rng = np.random.default_rng(0)
    net = lenet(12, 12, 10, rng=rng)
    x = rng.normal(size=(4, 1, 12, 12))
    found = certify(net, x[:1].astype(np.float32))
    assert 0.0 < empirical_constant(net, x, rng=rng) <= found.constant
    assert found.constant == pytest.approx(math.prod(part.constant for part in found.parts))
    assert (found.radius, found.smoothness) == (math.inf, "lipschitz")
