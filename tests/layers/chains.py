"""Random networks, for laws that hold for all of them."""

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array
from typednn.layers import (
    AnyLayer,
    AvgPool2d,
    BatchNorm,
    BatchNorm2d,
    Chain,
    Conv2d,
    Dropout,
    Elu,
    Flatten,
    Gelu,
    LayerNorm,
    LeakyRelu,
    Linear,
    MaxPool2d,
    Relu,
    Residual,
    Sigmoid,
    Silu,
    Softplus,
    Tanh,
)
from typednn.layers.layer import Precision

ACTIVATIONS = (Relu, LeakyRelu, Sigmoid, Tanh, Gelu, Softplus, Elu, Silu, Dropout)


def random_chain(rng: Generator, dtype: Precision = np.float64, *, batch: int = 4) -> tuple[Chain, Array]:
    """Some image layers, perhaps none, then some dense ones; with something to give it."""
    parts: list[AnyLayer] = []
    if rng.integers(2):
        channels, size = int(rng.integers(1, 4)), int(rng.integers(5, 8))
        x = rng.normal(size=(batch, channels, size, size))
        parts += _image_layers(rng, dtype, channels)
        parts.append(Flatten())
        width = Chain(*parts)(x.astype(dtype)).shape[-1]
    else:
        width = int(rng.integers(2, 6))
        x = rng.normal(size=(batch, width))
    parts += _dense_layers(rng, dtype, width)
    return Chain(*parts), x.astype(dtype)


def _image_layers(rng: Generator, dtype: Precision, channels: int) -> list[AnyLayer]:
    filters, padding = int(rng.integers(1, 4)), int(rng.integers(2))
    parts: list[AnyLayer] = [Conv2d(channels, filters, 3, padding=padding, rng=rng, dtype=dtype)]
    choices = [BatchNorm2d(filters, dtype=dtype), _activation(rng), MaxPool2d(2), AvgPool2d(2, 1)]
    return parts + [choices[at] for at in sorted(rng.choice(3, size=rng.integers(1, 4), replace=False))]


def _dense_layers(rng: Generator, dtype: Precision, width: int) -> list[AnyLayer]:
    parts: list[AnyLayer] = []
    for _ in range(rng.integers(1, 4)):
        wider = int(rng.integers(2, 6))
        parts.append(Linear(width, wider, rng=rng, dtype=dtype))
        choices = [
            _activation(rng),
            LayerNorm(wider, dtype=dtype),
            BatchNorm(wider, dtype=dtype),
            Residual(Linear(wider, wider, rng=rng, dtype=dtype) >> _activation(rng)),
        ]
        parts.append(choices[rng.integers(len(choices))])
        width = wider
    return parts


def _activation(rng: Generator) -> AnyLayer:
    kinds = ACTIVATIONS
    return kinds[rng.integers(len(kinds))]()
