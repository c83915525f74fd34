"""Layer normalisation: every row has mean 0 and variance 1 over its features."""

from typing import ClassVar, Generic, TypeVar

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float, contract
from typednn.layers.layer import Layer
from typednn.layers.settings import Precision, floating, require_above_zero, require_positive
from typednn.layers.workspace import FRESH, Workspace
from typednn.ops.layer_norm import layer_norm, layer_norm_vjp

Features = TypeVar("Features", bound=int)


@contract
class LayerNorm(Layer[Array], Generic[Features]):
    """y = gain ⊙ (x − mean x) / √(var x + ε) + bias, over the last axis."""

    PARAMETERS: ClassVar[tuple[str, ...]] = ("gain", "bias")
    gain: Float[Array, " Features"]
    bias: Float[Array, " Features"]

    def __init__(self, features: Features, *, epsilon: float = 1e-5, dtype: Precision = np.float32) -> None:
        require_positive(features=features)
        require_above_zero(epsilon=epsilon)
        self.features, self.epsilon = features, epsilon
        self.gain = np.ones(features, floating(dtype))
        self.bias = np.zeros(features, floating(dtype))

    def initialise(self, rng: Generator) -> None:
        self.gain[...], self.bias[...] = 1.0, 0.0

    def __call__(self, x: Float[Array, "*batch Features"]) -> Float[Array, "*batch Features"]:
        return layer_norm(x, self.gain, self.bias, epsilon=self.epsilon)

    def forward(
        self, x: Float[Array, "*batch Features"], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "*batch Features"], Float[Array, "*batch Features"]]:
        return self(x), x

    def backward(
        self,
        dy: Float[Array, "*batch Features"],
        cache: Float[Array, "*batch Features"],
        gradient: "LayerNorm[Features]",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "*batch Features"]:
        dx, gradient.gain[...], gradient.bias[...] = layer_norm_vjp(
            dy, cache, self.gain, self.bias, epsilon=self.epsilon
        )
        return dx
