"""The leaky rectifier: the identity where x is positive, a gentle slope elsewhere."""

from numpy.random import Generator

from typednn.contracts import Array, Float, contract
from typednn.layers.layer import Layer
from typednn.layers.settings import require_finite
from typednn.layers.workspace import FRESH, Workspace
from typednn.ops.relu import leaky_relu, leaky_relu_vjp


@contract
class LeakyRelu(Layer[Array]):
    """y = x where x > 0, else slope · x."""

    def __init__(self, slope: float = 0.01) -> None:
        require_finite(slope=slope)
        self.slope = slope

    def __call__(self, x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        return leaky_relu(x, slope=self.slope)

    def forward(
        self, x: Float[Array, "*shape"], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"]]:
        return leaky_relu(x, slope=self.slope), x

    def backward(
        self,
        dy: Float[Array, "*shape"],
        cache: Float[Array, "*shape"],
        gradient: "LeakyRelu",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "*shape"]:
        return leaky_relu_vjp(dy, cache, slope=self.slope)
