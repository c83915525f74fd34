"""The logistic function, y = 1 / (1 + e⁻ˣ)."""

from numpy.random import Generator

from typednn.contracts import Array, Float, contract
from typednn.layers.layer import Layer
from typednn.layers.workspace import FRESH, Workspace
from typednn.ops.sigmoid import sigmoid, sigmoid_vjp


@contract
class Sigmoid(Layer[Array]):
    """y = 1 / (1 + e⁻ˣ), between 0 and 1."""

    def __call__(self, x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        return sigmoid(x)

    def forward(
        self, x: Float[Array, "*shape"], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"]]:
        return sigmoid(x), x

    def backward(
        self,
        dy: Float[Array, "*shape"],
        cache: Float[Array, "*shape"],
        gradient: "Sigmoid",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "*shape"]:
        return sigmoid_vjp(dy, cache)
