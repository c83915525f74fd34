"""Batch normalisation of images: every channel over the batch and all pixels."""

from typing import Generic, TypeVar

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float, contract
from typednn.layers.batch_norm import BatchNorm
from typednn.layers.layer import Layer
from typednn.layers.settings import Precision, require_positive
from typednn.layers.workspace import FRESH, Workspace

Channels = TypeVar("Channels", bound=int)


@contract
class BatchNorm2d(Layer[Array], Generic[Channels]):
    """`BatchNorm` of the channels: each pixel of each image is a sample."""

    def __init__(
        self,
        channels: Channels,
        *,
        momentum: float = 0.9,
        epsilon: float = 1e-5,
        dtype: Precision = np.float32,
    ) -> None:
        require_positive(channels=channels)
        self.channels = channels
        self.norm = BatchNorm(channels, momentum=momentum, epsilon=epsilon, dtype=dtype)

    def __call__(
        self, x: Float[Array, "batch {self.channels} height width"]
    ) -> Float[Array, "batch {self.channels} height width"]:
        return _channels_second(self.norm(_channels_last(x)))

    def forward(
        self,
        x: Float[Array, "batch {self.channels} height width"],
        *,
        rng: Generator | None = None,
        space: Workspace = FRESH,
    ) -> tuple[Float[Array, "batch {self.channels} height width"], Float[Array, "batch height width {self.channels}"]]:
        y, pixels = self.norm.forward(_channels_last(x), rng=rng, space=space)
        return _channels_second(y), pixels

    def backward(
        self,
        dy: Float[Array, "batch {self.channels} height width"],
        cache: Float[Array, "batch height width {self.channels}"],
        gradient: "BatchNorm2d[Channels]",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "batch {self.channels} height width"]:
        return _channels_second(self.norm.backward(_channels_last(dy), cache, gradient.norm))


@contract
def _channels_last(
    x: Float[Array, "batch channels height width"],
) -> Float[Array, "batch height width channels"]:
    return x.transpose(0, 2, 3, 1)


@contract
def _channels_second(
    x: Float[Array, "batch height width channels"],
) -> Float[Array, "batch channels height width"]:
    return x.transpose(0, 3, 1, 2)
