"""Softplus, the smooth rectifier."""

from numpy.random import Generator

from typednn.contracts import Array, Float, contract
from typednn.layers.layer import Layer
from typednn.layers.workspace import FRESH, Workspace
from typednn.ops.softplus import softplus, softplus_vjp


@contract
class Softplus(Layer[Array]):
    """y = log(1 + eˣ)."""

    def __call__(self, x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        return softplus(x)

    def forward(
        self, x: Float[Array, "*shape"], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"]]:
        return softplus(x), x

    def backward(
        self,
        dy: Float[Array, "*shape"],
        cache: Float[Array, "*shape"],
        gradient: "Softplus",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "*shape"]:
        return softplus_vjp(dy, cache)
