"""ELU: the identity where x is positive, an exponential that levels off elsewhere."""

from numpy.random import Generator

from typednn.contracts import Array, Float, contract
from typednn.layers.layer import Layer
from typednn.layers.settings import require_finite
from typednn.layers.workspace import FRESH, Workspace
from typednn.ops.elu import elu, elu_vjp


@contract
class Elu(Layer[Array]):
    """y = x where x > 0, else alpha · (eˣ − 1)."""

    def __init__(self, alpha: float = 1.0) -> None:
        require_finite(alpha=alpha)
        self.alpha = alpha

    def __call__(self, x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        return elu(x, alpha=self.alpha)

    def forward(
        self, x: Float[Array, "*shape"], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"]]:
        return elu(x, alpha=self.alpha), x

    def backward(
        self,
        dy: Float[Array, "*shape"],
        cache: Float[Array, "*shape"],
        gradient: "Elu",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "*shape"]:
        return elu_vjp(dy, cache, alpha=self.alpha)
