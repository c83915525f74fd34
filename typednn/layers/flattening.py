"""Images as rows of features."""

from numpy.random import Generator

from typednn.contracts import Array, Float, contract
from typednn.layers.layer import Layer
from typednn.layers.workspace import FRESH, Workspace
from typednn.ops.flatten import flatten, flatten_vjp


@contract
class Flatten(Layer[Array]):
    """y[n] = the pixels of x[n], channel by channel, row by row."""

    def __call__(self, x: Float[Array, "batch channels height width"]) -> Float[Array, "batch channels*height*width"]:
        return flatten(x)

    def forward(
        self,
        x: Float[Array, "batch channels height width"],
        *,
        rng: Generator | None = None,
        space: Workspace = FRESH,
    ) -> tuple[Float[Array, "batch channels*height*width"], Float[Array, "batch channels height width"]]:
        return flatten(x), x

    def backward(
        self,
        dy: Float[Array, "batch {cache.shape[1]*cache.shape[2]*cache.shape[3]}"],
        cache: Float[Array, "batch channels height width"],
        gradient: "Flatten",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "batch channels height width"]:
        return flatten_vjp(dy, cache)
