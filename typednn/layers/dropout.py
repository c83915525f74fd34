"""Dropout: units left out at random while training."""

from numpy.random import Generator

from typednn.contracts import Array, Bool, Float, contract
from typednn.layers.layer import Layer
from typednn.layers.workspace import FRESH, Workspace
from typednn.ops.dropout import check_rate, dropout, dropout_mask, dropout_vjp


@contract
class Dropout(Layer[Array | None]):
    """y = x / (1 − rate) for what is kept, else 0, so that E y = x. Without an `rng` y = x."""

    def __init__(self, rate: float = 0.5) -> None:
        check_rate(rate)
        self.rate = rate

    def __call__(self, x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        return x

    def forward(
        self, x: Float[Array, "*shape"], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "*shape"], Bool[Array, "*shape"] | None]:
        if rng is None:
            return x, None
        keep = dropout_mask(x, rate=self.rate, rng=rng)
        return dropout(x, keep, rate=self.rate), keep

    def backward(
        self,
        dy: Float[Array, "*shape"],
        cache: Bool[Array, "*shape"] | None,
        gradient: "Dropout",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "*shape"]:
        return dy if cache is None else dropout_vjp(dy, cache, rate=self.rate)
