"""Every layer against HIPS autograd, which differentiates the layer written once more, as plainly as it can be."""

from collections.abc import Callable
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import make_vjp
from hypothesis import given
from hypothesis import strategies as st

from tests.ops.oracles import ORACLES
from typednn.hopfield import HopfieldLayer
from typednn.layers import (
    AnyLayer,
    Conv2d,
    Linear,
    MultiHeadAttention,
    Relu,
    TransformerBlock,
    gradient_like,
    parameters,
)
from typednn.layers.examples import EXAMPLES, draw
from typednn.ops import affine, affine_input_vjp, affine_parameters_vjp, causal_mask, relu, relu_vjp

RELATIVE = 1e-10
Oracle = Callable[[AnyLayer, Any, dict[str, Any]], Any]


def attention(layer: AnyLayer, x: Any, p: dict[str, Any], at: str = "") -> Any:
    assert isinstance(layer, MultiHeadAttention)
    batch, time, width = x.shape

    def heads(name: str) -> Any:
        rows = anp.dot(x, p[f"{at}{name}.weight"]) + p[f"{at}{name}.bias"]
        return anp.transpose(anp.reshape(rows, (batch, time, layer.heads, width // layer.heads)), (0, 2, 1, 3))

    mask = causal_mask(time) if layer.causal else None
    mixed = ORACLES["attention"](heads("query"), heads("key"), heads("value"), mask)
    rows = anp.reshape(anp.transpose(mixed, (0, 2, 1, 3)), (batch, time, width))
    return anp.dot(rows, p[f"{at}output.weight"]) + p[f"{at}output.bias"]


def block(layer: AnyLayer, x: Any, p: dict[str, Any]) -> Any:
    assert isinstance(layer, TransformerBlock)
    arrays = list(p.values())
    norm, (gain, bias), (other_gain, other_bias, up, up_bias, down, down_bias) = (
        ORACLES["layer_norm"],
        arrays[:2],
        arrays[10:],
    )
    inner = next(
        part for part in layer.attention.parts()["inner"].parts().values() if parameters(part).keys() > {"key.bias"}
    )
    names = list(parameters(inner))
    u = x + attention(inner, norm(x, gain, bias), dict(zip(names, arrays[2:10], strict=True)))
    hidden = ORACLES["gelu"](anp.dot(norm(u, other_gain, other_bias), up) + up_bias)
    return u + anp.dot(hidden, down) + down_bias


def convolution(layer: AnyLayer, x: Any, p: dict[str, Any]) -> Any:
    assert isinstance(layer, Conv2d)
    return ORACLES["conv2d"](x, p["weight"], p["bias"], layer.stride, layer.padding)


def residual(layer: AnyLayer, x: Any, p: dict[str, Any]) -> Any:
    w, b, other_w, other_b = p.values()
    return x + anp.dot(anp.tanh(anp.dot(x, w) + b), other_w) + other_b


def images_normalised(layer: AnyLayer, x: Any, p: dict[str, Any]) -> Any:
    gain, bias = p.values()
    rows = anp.reshape(anp.transpose(x, (0, 2, 3, 1)), (-1, x.shape[1]))
    batch, channels, height, width = x.shape
    made = anp.reshape(ORACLES["batch_norm"](rows, gain, bias), (batch, height, width, channels))
    return anp.transpose(made, (0, 3, 1, 2))


def network(layer: AnyLayer, x: Any, p: dict[str, Any]) -> Any:
    w, b, dense, dense_b = p.values()
    image = ORACLES["max_pool2d"](ORACLES["relu"](ORACLES["conv2d"](x, w, b, 1, 0)), 2, 2)
    return anp.dot(anp.reshape(image, (len(x), -1)), dense) + dense_b


def alike(name: str, *options: float) -> Oracle:
    """The oracle of a primitive, of the input and all parameters in their order."""
    return lambda layer, x, p: ORACLES[name](x, *p.values(), *options)


ORACLES_OF_LAYERS: dict[str, Oracle] = {
    **{name: alike(name.lower()) for name in ("Relu", "Sigmoid", "Tanh", "Gelu", "Softplus", "Silu", "Flatten")},
    "Linear": lambda layer, x, p: anp.dot(x, p["weight"]) + p["bias"],
    "LeakyRelu": alike("leaky_relu", 0.3),
    "Elu": alike("elu", 0.7),
    "LayerNorm": alike("layer_norm"),
    "BatchNorm": alike("batch_norm"),
    "BatchNorm2d": images_normalised,
    "Conv2d": convolution,
    "MaxPool2d": alike("max_pool2d", 2, 2),
    "AvgPool2d": alike("avg_pool2d", 3, 2),
    "Residual": residual,
    "Embedding": lambda layer, x, p: next(iter(p.values()))[x],
    "MultiHeadAttention": attention,
    "TransformerBlock": block,
    "Chain": network,
    "Dropout": lambda layer, x, p: x,  # without random numbers; with them tests/ops has its oracle
}


def test_every_layer_has_an_oracle() -> None:
    assert ORACLES_OF_LAYERS.keys() == EXAMPLES.keys()


def assert_close(found: Any, expected: Any) -> None:
    """Equal up to 1e-10 of the largest entry."""
    scale = max(1e-3, float(np.max(np.abs(expected), initial=0.0)))
    np.testing.assert_allclose(found, expected, rtol=RELATIVE, atol=RELATIVE * scale)


@pytest.mark.parametrize("name", EXAMPLES)
@given(seed=st.integers(0, 2**32 - 1))
def test_value_and_gradients_agree(name: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    example = draw(name, rng)
    layer, x, gradient = example.layer, example.x, gradient_like(example.layer)
    arrays = parameters(layer)
    y, cache = layer.forward(x)
    dy = rng.normal(size=y.shape)
    dx = layer.backward(dy, cache, gradient)

    def function(given: tuple[Any, ...]) -> Any:
        return ORACLES_OF_LAYERS[name](layer, given[0], dict(zip(arrays, given[1:], strict=True)))

    if x.dtype.kind == "f":
        pull_back, value = make_vjp(function)((x, *arrays.values()))
        expected = pull_back(dy)
        assert_close(dx, expected[0])
    else:
        pull_back, value = make_vjp(lambda given: function((x, *given)))(tuple(arrays.values()))
        expected = (None, *pull_back(dy))
    assert_close(y, value)
    for found, right in zip(parameters(gradient).values(), expected[1:], strict=True):
        assert_close(found, right)


@given(seed=st.integers(0, 2**32 - 1), steps=st.integers(1, 3))
def test_the_hopfield_layer_agrees(seed: int, steps: int) -> None:
    rng = np.random.default_rng(seed)
    layer = HopfieldLayer(4, 3, beta=0.7, steps=steps, rng=rng, dtype=np.float64)
    x, gradient = rng.normal(size=(5, 3)), gradient_like(layer)

    def function(given: tuple[Any, Any]) -> Any:
        rows, stored = given
        for _ in range(steps):
            rows = anp.dot(ORACLES["softmax"](0.7 * anp.dot(rows, stored.T)), stored)
        return rows

    y, cache = layer.forward(x)
    dy = rng.normal(size=y.shape)
    pull_back, value = make_vjp(function)((x, layer.stored))
    dx, dstored = pull_back(dy)
    assert_close(y, value)
    assert_close(layer.backward(dy, cache, gradient), dx)
    assert_close(gradient.stored, dstored)


@given(seed=st.integers(0, 2**32 - 1), dtype=st.sampled_from([np.float32, np.float64]))
def test_linear_is_what_ops_says_bit_for_bit(seed: int, dtype: type[np.floating]) -> None:
    """The layer writes its lines out; `ops` has the same with a contract each."""
    example = draw("Linear", np.random.default_rng(seed), dtype)
    layer, x, gradient = example.layer, example.x, gradient_like(example.layer)
    assert isinstance(layer, Linear) and isinstance(gradient, Linear)
    rows = x.reshape(-1, x.shape[-1])
    y, cache = layer.forward(x)
    np.testing.assert_array_equal(y.reshape(len(rows), -1), affine(rows, layer.weight, layer.bias))
    dy = np.cos(y)
    dx, flat_dy = layer.backward(dy, cache, gradient), dy.reshape(len(rows), -1)
    assert y.shape[:-1] == x.shape[:-1] and dx.shape == x.shape
    np.testing.assert_array_equal(dx.reshape(rows.shape), affine_input_vjp(flat_dy, layer.weight))
    dw, db = affine_parameters_vjp(flat_dy, rows)
    np.testing.assert_array_equal(gradient.weight, dw)
    np.testing.assert_array_equal(gradient.bias, db)


def test_relu_is_what_ops_says_bit_for_bit() -> None:
    x = np.array([-np.inf, -1.0, -0.0, 0.0, 1e-45, 3.0, np.inf, np.nan], np.float32)
    layer = Relu()
    y, cache = layer.forward(x)
    np.testing.assert_array_equal(y, relu(x))
    np.testing.assert_array_equal(layer.backward(np.ones_like(x), cache, layer), relu_vjp(np.ones_like(x), x))
