"""GELU, x gated by a smooth step: what transformers use."""

from numpy.random import Generator

from typednn.contracts import Array, Float, contract
from typednn.layers.layer import Layer
from typednn.layers.workspace import FRESH, Workspace
from typednn.ops.gelu import gelu, gelu_vjp


@contract
class Gelu(Layer[Array]):
    """y = x Φ(x), in the tanh form of `ops.gelu`."""

    def __call__(self, x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        return gelu(x)

    def forward(
        self, x: Float[Array, "*shape"], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"]]:
        return gelu(x), x

    def backward(
        self,
        dy: Float[Array, "*shape"],
        cache: Float[Array, "*shape"],
        gradient: "Gelu",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "*shape"]:
        return gelu_vjp(dy, cache)
