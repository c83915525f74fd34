"""Every layer once, small and with random sizes: a table which the tests and the ledger of theorems read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array
from typednn.layers.avg_pool2d import AvgPool2d
from typednn.layers.batch_norm import BatchNorm
from typednn.layers.batch_norm2d import BatchNorm2d
from typednn.layers.conv2d import Conv2d
from typednn.layers.dropout import Dropout
from typednn.layers.elu import Elu
from typednn.layers.embedding import Embedding
from typednn.layers.flat import parameter_vector
from typednn.layers.flattening import Flatten
from typednn.layers.gelu import Gelu
from typednn.layers.layer import AnyLayer
from typednn.layers.layer_norm import LayerNorm
from typednn.layers.leaky_relu import LeakyRelu
from typednn.layers.linear import Linear
from typednn.layers.max_pool2d import MaxPool2d
from typednn.layers.multi_head_attention import MultiHeadAttention
from typednn.layers.relu import Relu
from typednn.layers.residual import Residual
from typednn.layers.settings import Precision
from typednn.layers.sigmoid import Sigmoid
from typednn.layers.silu import Silu
from typednn.layers.softplus import Softplus
from typednn.layers.tanh import Tanh
from typednn.layers.transformer_block import TransformerBlock


@dataclass(frozen=True)
class Example:
    """A layer, and something that it takes."""

    layer: AnyLayer
    x: Array


Draw = Callable[[Generator, Precision], Example]


def _size(rng: Generator, low: int = 1, high: int = 5) -> int:
    return int(rng.integers(low, high + 1))


def _normal(rng: Generator, dtype: Precision, *shape: int) -> Array:
    return rng.normal(size=shape).astype(dtype)


def _of_any_shape(make: Callable[[], AnyLayer]) -> Draw:
    """For a layer that takes every shape."""

    def draw(rng: Generator, dtype: Precision) -> Example:
        return Example(make(), _normal(rng, dtype, *rng.integers(1, 5, size=_size(rng, 1, 3)).tolist()))

    return draw


def _of_images(make: Callable[[], AnyLayer]) -> Draw:
    def draw(rng: Generator, dtype: Precision) -> Example:
        return Example(make(), _normal(rng, dtype, _size(rng), _size(rng), _size(rng, 3, 7), _size(rng, 3, 7)))

    return draw


def _linear(rng: Generator, dtype: Precision) -> Example:
    fan_in, fan_out = _size(rng), _size(rng)
    batch = rng.integers(1, 5, size=_size(rng, 0, 3)).tolist()
    return Example(Linear(fan_in, fan_out, rng=rng, dtype=dtype), _normal(rng, dtype, *batch, fan_in))


def _conv2d(rng: Generator, dtype: Precision) -> Example:
    kernel, stride = _size(rng, 1, 3), _size(rng, 1, 2)
    padding = _size(rng, 0, kernel - 1)
    channels = _size(rng, 1, 3)
    layer = Conv2d(channels, _size(rng, 1, 3), kernel, stride=stride, padding=padding, rng=rng, dtype=dtype)
    return Example(layer, _normal(rng, dtype, _size(rng, 1, 3), channels, _size(rng, 3, 6), _size(rng, 3, 6)))


def _embedding(rng: Generator, dtype: Precision) -> Example:
    entries = _size(rng)
    layer = Embedding(entries, _size(rng), rng=rng, dtype=dtype)
    return Example(layer, rng.integers(0, entries, size=(_size(rng), _size(rng))))


def _layer_norm(rng: Generator, dtype: Precision) -> Example:
    features = _size(rng, 2, 6)
    return Example(LayerNorm(features, dtype=dtype), _normal(rng, dtype, _size(rng), _size(rng), features))


def _batch_norm(rng: Generator, dtype: Precision) -> Example:
    features = _size(rng)
    return Example(BatchNorm(features, dtype=dtype), _normal(rng, dtype, _size(rng, 4, 8), features))


def _batch_norm2d(rng: Generator, dtype: Precision) -> Example:
    channels = _size(rng)
    x = _normal(rng, dtype, _size(rng, 2, 4), channels, _size(rng, 2, 4), _size(rng, 2, 4))
    return Example(BatchNorm2d(channels, dtype=dtype), x)


def _residual(rng: Generator, dtype: Precision) -> Example:
    width = _size(rng)
    inner = Linear(width, 2 * width, rng=rng, dtype=dtype) >> Tanh() >> Linear(2 * width, width, rng=rng, dtype=dtype)
    return Example(Residual(inner), _normal(rng, dtype, _size(rng), width))


def _attention(rng: Generator, dtype: Precision) -> Example:
    heads, depth, causal = _size(rng, 1, 3), _size(rng, 1, 3), bool(rng.integers(2))
    layer = MultiHeadAttention(heads * depth, heads, causal=causal, rng=rng, dtype=dtype)
    return Example(layer, _normal(rng, dtype, _size(rng, 1, 3), _size(rng), heads * depth))


def _transformer_block(rng: Generator, dtype: Precision) -> Example:
    heads, depth = _size(rng, 1, 2), _size(rng, 2, 3)
    layer = TransformerBlock(heads * depth, heads, causal=True, rng=rng, dtype=dtype)
    return Example(layer, _normal(rng, dtype, _size(rng, 1, 2), _size(rng, 1, 4), heads * depth))


def _chain(rng: Generator, dtype: Precision) -> Example:
    filters, size, classes = _size(rng, 1, 3), _size(rng, 5, 7), _size(rng, 2, 4)
    features = filters * ((size - 2) // 2) ** 2
    head = Flatten() >> Linear(features, classes, rng=rng, dtype=dtype)
    net = Conv2d(1, filters, 3, rng=rng, dtype=dtype) >> Relu() >> MaxPool2d(2) >> head
    return Example(net, _normal(rng, dtype, _size(rng, 1, 3), 1, size, size))


EXAMPLES: Mapping[str, Draw] = {
    "Linear": _linear,
    "Conv2d": _conv2d,
    "MaxPool2d": _of_images(lambda: MaxPool2d(2)),
    "AvgPool2d": _of_images(lambda: AvgPool2d(3, 2)),
    "Flatten": _of_images(Flatten),
    "Relu": _of_any_shape(Relu),
    "LeakyRelu": _of_any_shape(lambda: LeakyRelu(0.3)),
    "Sigmoid": _of_any_shape(Sigmoid),
    "Tanh": _of_any_shape(Tanh),
    "Gelu": _of_any_shape(Gelu),
    "Softplus": _of_any_shape(Softplus),
    "Elu": _of_any_shape(lambda: Elu(0.7)),
    "Silu": _of_any_shape(Silu),
    "Dropout": _of_any_shape(lambda: Dropout(0.3)),
    "LayerNorm": _layer_norm,
    "BatchNorm": _batch_norm,
    "BatchNorm2d": _batch_norm2d,
    "Residual": _residual,
    "Embedding": _embedding,
    "MultiHeadAttention": _attention,
    "TransformerBlock": _transformer_block,
    "Chain": _chain,
}


def draw(name: str, rng: Generator, dtype: Precision = np.float64) -> Example:
    """A random example of a layer, by its class's name; its parameters are not their first values."""
    example = EXAMPLES[name](rng, dtype)
    parameters = parameter_vector(example.layer)
    parameters += rng.normal(0.0, 0.3, parameters.shape)
    return example
