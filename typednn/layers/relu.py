"""The rectifier, y = max(x, 0)."""

from numpy.random import Generator

from typednn.contracts import Array, Float, contract
from typednn.layers.layer import Layer
from typednn.layers.workspace import FRESH, Workspace
from typednn.ops.relu import relu, relu_vjp


@contract
class Relu(Layer[Array]):
    """y = max(x, 0); where y is 0, dx is 0."""

    def __call__(self, x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        return relu(x)

    def forward(
        self, x: Float[Array, "*shape"], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"]]:
        y = relu(x, out=space.like("y", x))
        return y, y

    def backward(
        self,
        dy: Float[Array, "*shape"],
        cache: Float[Array, "*shape"],
        gradient: "Relu",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "*shape"]:
        return relu_vjp(dy, cache, out=space.like("dx", dy))
