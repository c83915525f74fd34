"""The rectifier, y = max(x, 0)."""

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float, contract
from typednn.layers.layer import Layer
from typednn.layers.workspace import FRESH, Workspace
from typednn.ops.relu import relu


@contract
class Relu(Layer[Array]):
    """y = max(x, 0); where y is 0, dx is 0."""

    def __call__(self, x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        return relu(x)

    def forward(
        self, x: Float[Array, "*shape"], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"]]:
        # As `ops.relu` and `ops.relu_vjp`; written out, since a second contract would judge the same arrays again.
        y = np.maximum(x, space.zeros(x), out=space.like("y", x))
        return y, y

    def backward(
        self,
        dy: Float[Array, "*shape"],
        cache: Float[Array, "*shape"],
        gradient: "Relu",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "*shape"]:
        return np.multiply(dy, cache > 0, out=space.like("dx", dy))
