"""The hyperbolic tangent, y = tanh x."""

from numpy.random import Generator

from typednn.contracts import Array, Float, contract
from typednn.layers.layer import Layer
from typednn.layers.workspace import FRESH, Workspace
from typednn.ops.tanh import tanh, tanh_vjp


@contract
class Tanh(Layer[Array]):
    """y = tanh x, between −1 and 1."""

    def __call__(self, x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        return tanh(x)

    def forward(
        self, x: Float[Array, "*shape"], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"]]:
        return tanh(x), x

    def backward(
        self,
        dy: Float[Array, "*shape"],
        cache: Float[Array, "*shape"],
        gradient: "Tanh",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "*shape"]:
        return tanh_vjp(dy, cache)
