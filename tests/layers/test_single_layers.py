"""What is particular to one layer: affine laws, the expectation of dropout, running statistics, masks."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from typednn.contracts import Array
from typednn.errors import DataError, ShapeError
from typednn.layers import (
    AvgPool2d,
    BatchNorm,
    BatchNorm2d,
    Conv2d,
    Dropout,
    Embedding,
    Flatten,
    Linear,
    MaxPool2d,
    MultiHeadAttention,
    Relu,
    Residual,
    TransformerBlock,
    parameter_vector,
)

WHOLE = st.integers(-8, 8)


def whole_linear(fan_in: int, fan_out: int, rng: np.random.Generator) -> Linear[int, int]:
    """A layer of whole numbers: then float64 computes without rounding."""
    layer = Linear(fan_in, fan_out, dtype=np.float64)
    parameter_vector(layer)[:] = rng.integers(-8, 9, parameter_vector(layer).size)
    return layer


@given(st.integers(0, 2**32 - 1), WHOLE, WHOLE)
def test_linear_is_affine(seed: int, a: int, b: int) -> None:
    """L(ax + by) = a·Wx + b·Wy + bias, exactly; and for a + b = 1 it is aL(x) + bL(y)."""
    rng = np.random.default_rng(seed)
    layer = whole_linear(4, 3, rng)
    x, y = rng.integers(-8, 9, (2, 5, 4)).astype(np.float64)
    weight, bias = layer.weight, layer.bias
    np.testing.assert_array_equal(layer(a * x + b * y), a * (x @ weight) + b * (y @ weight) + bias)
    np.testing.assert_array_equal(layer(a * x + (1 - a) * y), a * layer(x) + (1 - a) * layer(y))


@given(st.integers(0, 2**32 - 1), WHOLE)
def test_two_linear_layers_keep_affine_combinations(seed: int, a: int) -> None:
    rng = np.random.default_rng(seed)
    net = whole_linear(4, 3, rng) >> whole_linear(3, 2, rng)
    x, y = rng.integers(-8, 9, (2, 5, 4)).astype(np.float64)
    np.testing.assert_array_equal(net(a * x + (1 - a) * y), a * net(x) + (1 - a) * net(y))


def test_relu_lets_through_what_was_positive_before_it() -> None:
    """All sign patterns, at the kink 0 too, where the subgradient is 0."""
    for signs in itertools.product((-1.0, 0.0, 2.0), repeat=3):
        z = np.array(signs)
        layer = Relu()
        y, cache = layer.forward(z)
        assert y.tolist() == [max(value, 0.0) for value in signs]
        dx = layer.backward(np.array([3.0, 5.0, 7.0]), cache, layer)
        assert dx.tolist() == [up if value > 0 else 0.0 for up, value in zip((3.0, 5.0, 7.0), signs, strict=True)]


def test_dropout_expects_its_input() -> None:
    """E y = x: the sum over all 2⁴ masks, each with its probability, in exact arithmetic."""
    rate, x = 0.25, np.array([1.0, -2.0, 4.0, 8.0])
    layer = Dropout(rate)
    expectation = [Fraction(0)] * 4
    for mask in itertools.product((True, False), repeat=4):
        keep = np.array(mask)
        probability = Fraction(3, 4) ** sum(mask) * Fraction(1, 4) ** (4 - sum(mask))
        y = layer.backward(x, keep, layer)  # the map is its own adjoint
        # 1 / (1 − 1/4) is no binary fraction, so divide by the rounded factor.
        scale = Fraction(1.0 / (1.0 - rate))
        for at, value in enumerate(y):
            expectation[at] += probability * Fraction(float(value)) / scale / Fraction(3, 4)
    assert expectation == [Fraction(float(value)) for value in x]


def test_dropout_keeps_the_share_it_says() -> None:
    y, keep = Dropout(0.3).forward(np.ones(100_000), rng=np.random.default_rng(0))
    assert keep is not None
    assert abs(keep.mean() - 0.7) < 6 * np.sqrt(0.21 / 100_000)
    np.testing.assert_array_equal(y, keep / 0.7)


def test_batch_norm_records_what_it_sees() -> None:
    layer = BatchNorm(3, momentum=0.75, dtype=np.float64)
    rng = np.random.default_rng(0)
    x = rng.normal(size=(4, 5, 3))
    layer.forward(x)
    rows = x.reshape(-1, 3)
    np.testing.assert_allclose(layer.running_mean, 0.25 * rows.mean(axis=0), rtol=1e-14)
    np.testing.assert_allclose(layer.running_variance, 0.75 + 0.25 * rows.var(axis=0, ddof=1), rtol=1e-14)


def test_batch_norm_in_use_is_what_it_was_in_training_once_it_has_seen_enough() -> None:
    layer = BatchNorm(3, dtype=np.float64)
    x = np.random.default_rng(0).normal(2.0, 3.0, size=(500, 3))
    for _ in range(400):
        y, _ = layer.forward(x)
    np.testing.assert_allclose(y.mean(axis=0), 0.0, atol=1e-12)
    np.testing.assert_allclose(layer(x), y, rtol=0, atol=5e-3)  # biased against unbiased variance
    np.testing.assert_array_equal(layer(x[:1])[0], layer(x)[0])


def test_calling_batch_norm_records_nothing() -> None:
    layer = BatchNorm2d(2)
    layer(np.random.default_rng(0).normal(size=(3, 2, 4, 4)).astype(np.float32))
    assert not layer.norm.running_mean.any() and (layer.norm.running_variance == 1).all()


def test_batch_norm_needs_two_samples() -> None:
    with pytest.raises(DataError, match=r"BatchNorm\(3\) is trained on 1 sample, but a variance needs at least 2"):
        BatchNorm(3).forward(np.ones((1, 3), np.float32))


def test_images_are_normalised_channel_by_channel() -> None:
    x = np.random.default_rng(0).normal(3.0, 2.0, size=(4, 2, 5, 6))
    y, _ = BatchNorm2d(2, dtype=np.float64).forward(x)
    np.testing.assert_allclose(y.mean(axis=(0, 2, 3)), 0.0, atol=1e-13)
    np.testing.assert_allclose(y.var(axis=(0, 2, 3)), 1.0, rtol=1e-4)


def test_conv2d_is_the_sum_it_says() -> None:
    layer = Conv2d(2, 3, 3, stride=2, padding=1, rng=0, dtype=np.float64)
    layer.bias[:] = [1.0, 2.0, 3.0]
    x = np.random.default_rng(0).normal(size=(2, 2, 7, 6))
    image = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    expected = np.empty((2, 3, 4, 3))
    for n, f, i, j in np.ndindex(expected.shape):
        patch = image[n, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3]
        expected[n, f, i, j] = np.sum(patch * layer.weight[f]) + layer.bias[f]
    np.testing.assert_allclose(layer(x), expected, rtol=1e-13)


@pytest.mark.parametrize(
    ("layer", "reduce"), [(MaxPool2d(2), np.max), (AvgPool2d(2), np.mean), (MaxPool2d(3, 1), np.max)]
)
def test_pools_are_windows(layer: MaxPool2d | AvgPool2d, reduce: object) -> None:
    x = np.random.default_rng(0).normal(size=(2, 3, 5, 7))
    y = layer(x)
    assert callable(reduce)
    for n, c, i, j in np.ndindex(y.shape):
        top, left = i * layer.stride, j * layer.stride
        window = x[n, c, top : top + layer.size, left : left + layer.size]
        np.testing.assert_allclose(y[n, c, i, j], reduce(window), rtol=1e-15)


def test_flatten_reads_channel_by_channel_and_backward_undoes_it() -> None:
    x = np.arange(48.0).reshape(2, 2, 3, 4)
    layer = Flatten()
    y, cache = layer.forward(x)
    assert y.tolist() == [list(range(24)), list(range(24, 48))]
    np.testing.assert_array_equal(layer.backward(y, cache, layer), x)


def test_embedding_looks_up_and_gathers() -> None:
    layer = Embedding(4, 2, rng=0)
    tokens = np.array([[1, 1, 3]])
    np.testing.assert_array_equal(layer(tokens), layer.weight[tokens])
    gradient = layer.copy()
    dx = layer.backward(np.ones((1, 3, 2), np.float32), tokens, gradient)
    assert gradient.weight.tolist() == [[0, 0], [2, 2], [0, 0], [1, 1]]
    assert dx.shape == tokens.shape and not dx.any()
    with pytest.raises(DataError, match="index 4 in a table of 4 entries"):
        layer(np.array([4]))


def test_residual_adds() -> None:
    inner = Linear(3, 3, rng=0)
    x = np.ones((2, 3), np.float32)
    np.testing.assert_array_equal(Residual(inner)(x), x + inner(x))


def changed_by_the_last_time(layer: MultiHeadAttention[int] | TransformerBlock[int], x: Array) -> Array:
    """At which times the result changes when the last one of the input does."""
    other = x.copy()
    other[:, -1, 0] += 1.0
    return np.abs(layer(x) - layer(other)).max(axis=(0, 2)) > 1e-9


@pytest.mark.parametrize("kind", [MultiHeadAttention, TransformerBlock])
def test_causal_layers_do_not_look_ahead(
    kind: type[MultiHeadAttention[int]] | type[TransformerBlock[int]],
) -> None:
    x = np.random.default_rng(0).normal(size=(2, 5, 8))
    assert changed_by_the_last_time(kind(8, 2, causal=True, rng=0, dtype=np.float64), x).tolist() == [False] * 4 + [
        True
    ]
    assert changed_by_the_last_time(kind(8, 2, rng=0, dtype=np.float64), x).all()


def test_attention_wants_the_cache_of_the_same_pass() -> None:
    layer = MultiHeadAttention(8, 2, rng=0)
    y, _ = layer.forward(np.ones((2, 5, 8), np.float32))
    _, other = layer.forward(np.ones((2, 3, 8), np.float32))
    with pytest.raises(ShapeError, match=r"the cache is of x \(2, 3, 8\), but dy is \(2, 5, 8\)"):
        layer.backward(y, other, layer.copy())


def test_attention_does_not_know_the_order() -> None:
    layer = MultiHeadAttention(6, 3, rng=0, dtype=np.float64)
    x, order = np.random.default_rng(0).normal(size=(2, 5, 6)), [3, 1, 4, 0, 2]
    np.testing.assert_allclose(layer(x[:, order]), layer(x)[:, order], rtol=1e-12)


def test_a_mask_hides() -> None:
    layer = MultiHeadAttention(6, 2, rng=0, dtype=np.float64)
    x = np.random.default_rng(0).normal(size=(2, 4, 6))
    mask = np.tri(4, dtype=bool)[None]
    causal = MultiHeadAttention(6, 2, causal=True, rng=0, dtype=np.float64)
    np.testing.assert_array_equal(layer(x, mask), causal(x))
    np.testing.assert_array_equal(causal(x, np.ones((2, 4, 4), dtype=bool)), causal(x))
    hidden = np.ones((2, 4, 4), dtype=bool)
    hidden[:, :, 0] = False  # what no time may see changes nothing behind it
    other = x.copy()
    other[:, 0] += np.arange(6.0)
    np.testing.assert_array_equal(causal(x, hidden)[:, 1:], causal(other, hidden)[:, 1:])


def test_one_head_is_plain_attention() -> None:
    layer = MultiHeadAttention(4, 1, rng=0, dtype=np.float64)
    x = np.random.default_rng(0).normal(size=(1, 3, 4))
    q, k, v = (part(x)[0] for part in (layer.query, layer.key, layer.value))
    e = np.exp(q @ k.T / 2.0)
    expected = layer.output(e / e.sum(axis=1, keepdims=True) @ v)
    np.testing.assert_allclose(layer(x)[0], expected, rtol=1e-12)


@pytest.mark.parametrize("shape", [(2, 3, 5)])
def test_a_wrong_width_is_refused_by_name(shape: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError, match=r'MultiHeadAttention\.__call__\(\): "x" is float32\[2, 3, 5\]'):
        MultiHeadAttention(4, 2)(np.zeros(shape, np.float32))
