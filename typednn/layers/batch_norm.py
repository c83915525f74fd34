"""Batch normalisation: every feature has mean 0 and variance 1 over the batch.

`forward` uses the statistics of the batch and records them in the running ones, so it is for training.
Calling the layer uses the running statistics: then a sample's result does not depend on the others.
"""

from typing import ClassVar, Generic, TypeVar

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float, contract
from typednn.errors import ConfigError, DataError
from typednn.layers.layer import Layer
from typednn.layers.settings import Precision, floating, require_above_zero, require_positive
from typednn.layers.workspace import FRESH, Workspace
from typednn.ops.batch_norm import batch_norm, batch_norm_inference, batch_norm_vjp, batch_statistics

Features = TypeVar("Features", bound=int)


@contract
class BatchNorm(Layer[Array], Generic[Features]):
    """y = gain ⊙ (x − m) / √(v + ε) + bias on the last axis; all axes before it are samples.

    running ← momentum · running + (1 − momentum) · batch, with the unbiased variance n / (n − 1) · v.
    """

    PARAMETERS: ClassVar[tuple[str, ...]] = ("gain", "bias")
    STATE: ClassVar[tuple[str, ...]] = ("running_mean", "running_variance")
    gain: Float[Array, " Features"]
    bias: Float[Array, " Features"]
    running_mean: Float[Array, " Features"]
    running_variance: Float[Array, " Features"]

    def __init__(
        self,
        features: Features,
        *,
        momentum: float = 0.9,
        epsilon: float = 1e-5,
        dtype: Precision = np.float32,
    ) -> None:
        require_positive(features=features)
        if not 0.0 <= momentum < 1.0:
            raise ConfigError(f"momentum is {momentum}: it must be at least 0 and below 1")
        require_above_zero(epsilon=epsilon)
        self.features, self.momentum, self.epsilon = features, momentum, epsilon
        self.gain = np.ones(features, floating(dtype))
        self.bias = np.zeros(features, floating(dtype))
        self.running_mean = np.zeros(features, floating(dtype))
        self.running_variance = np.ones(features, floating(dtype))

    def initialise(self, rng: Generator) -> None:
        self.gain[...], self.bias[...] = 1.0, 0.0
        self.running_mean[...], self.running_variance[...] = 0.0, 1.0

    def __call__(self, x: Float[Array, "*batch Features"]) -> Float[Array, "*batch Features"]:
        rows = x.reshape(-1, self.features)
        statistics = (self.running_mean, self.running_variance)
        y = batch_norm_inference(rows, self.gain, self.bias, statistics, epsilon=self.epsilon)
        return y.reshape(x.shape)

    def forward(
        self, x: Float[Array, "*batch Features"], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "*batch Features"], Float[Array, "*batch Features"]]:
        rows = x.reshape(-1, self.features)
        self.record(rows)
        return batch_norm(rows, self.gain, self.bias, epsilon=self.epsilon).reshape(x.shape), x

    def backward(
        self,
        dy: Float[Array, "*batch Features"],
        cache: Float[Array, "*batch Features"],
        gradient: "BatchNorm[Features]",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "*batch Features"]:
        rows = cache.reshape(-1, self.features)
        dx, gradient.gain[...], gradient.bias[...] = batch_norm_vjp(
            dy.reshape(-1, self.features), rows, self.gain, self.bias, epsilon=self.epsilon
        )
        return dx.reshape(cache.shape)

    def record(self, rows: Float[Array, "batch Features"]) -> None:
        """Let the running statistics take a step towards those of a batch."""
        count = len(rows)
        if count < 2:
            raise DataError(f"{self!r} is trained on {count} sample, but a variance needs at least 2")
        mean, variance = batch_statistics(rows)
        unbiased = variance * (count / (count - 1))
        self.running_mean += (1.0 - self.momentum) * (mean - self.running_mean)
        self.running_variance += (1.0 - self.momentum) * (unbiased - self.running_variance)
