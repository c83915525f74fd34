"""SiLU, also called swish: x gated by its own sigmoid."""

from numpy.random import Generator

from typednn.contracts import Array, Float, contract
from typednn.layers.layer import Layer
from typednn.layers.workspace import FRESH, Workspace
from typednn.ops.silu import silu, silu_vjp


@contract
class Silu(Layer[Array]):
    """y = x / (1 + e⁻ˣ)."""

    def __call__(self, x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        return silu(x)

    def forward(
        self, x: Float[Array, "*shape"], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"]]:
        return silu(x), x

    def backward(
        self,
        dy: Float[Array, "*shape"],
        cache: Float[Array, "*shape"],
        gradient: "Silu",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "*shape"]:
        return silu_vjp(dy, cache)
