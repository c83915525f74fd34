"""Layers with one mistake each, for `check_layer` to find: its own test."""

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float, contract
from typednn.layers.layer import AnyLayer, Layer
from typednn.layers.workspace import FRESH, Workspace


@contract
class Scale(Layer[Array]):
    """y = gain ⊙ x, without a mistake; the others change one thing."""

    PARAMETERS = ("gain",)
    gain: Float[Array, " features"]

    def __init__(self, features: int) -> None:
        self.features = features
        self.gain = np.ones(features)

    def __call__(self, x: Float[Array, "batch features"]) -> Float[Array, "batch features"]:
        return x * self.gain

    def forward(
        self, x: Float[Array, "batch features"], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "batch features"], Float[Array, "batch features"]]:
        return self(x), x

    def backward(
        self,
        dy: Float[Array, "batch features"],
        cache: Float[Array, "batch features"],
        gradient: "Scale",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "batch features"]:
        gradient.gain[...] = np.sum(dy * cache, axis=0)
        return dy * self.gain


@contract
class HalfGradient(Scale):
    """The gradient of the input is half of what it should be."""

    def backward(
        self,
        dy: Float[Array, "batch features"],
        cache: Float[Array, "batch features"],
        gradient: "Scale",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "batch features"]:
        return 0.5 * super().backward(dy, cache, gradient)


@contract
class AddedGradient(Scale):
    """The gradient of the gain is added to what stands there."""

    def backward(
        self,
        dy: Float[Array, "batch features"],
        cache: Float[Array, "batch features"],
        gradient: "Scale",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "batch features"]:
        gradient.gain[...] += np.sum(dy * cache, axis=0)
        return dy * self.gain


@contract
class Centred(Scale):
    """The samples of a batch see each other."""

    def __call__(self, x: Float[Array, "batch features"]) -> Float[Array, "batch features"]:
        return (x - x.mean(axis=0)) * self.gain


@contract
class Doubled(Scale):
    """float32 becomes float64."""

    def __call__(self, x: Float[Array, "batch features"]) -> Float[Array, "batch features"]:
        return x.astype(np.float64) * self.gain


@contract
class InPlace(Scale):
    """The input is written over."""

    def __call__(self, x: Float[Array, "batch features"]) -> Float[Array, "batch features"]:
        x *= self.gain
        return x


# Each with the name of a law that it breaks.
WRONG: tuple[tuple[AnyLayer, str], ...] = (
    (HalfGradient(3), "backward is the adjoint of the derivative"),
    (AddedGradient(3), "gradients are written not added"),
    (Centred(3), "a batch is its samples"),
    (Doubled(3), "the dtype is kept"),
    (InPlace(3), "nothing is written over"),
)
