"""A small language model of layers, and a layer of one's own among them."""

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray as Array
from numpy.random import Generator

from typednn.contracts import contract
from typednn.layers import FRESH, Embedding, Layer, LayerNorm, Linear, MultiHeadAttention, TransformerBlock, Workspace


@contract
class Last(Layer[Array]):
    """y = x at the last time."""

    def __call__(self, x: Float[Array, "batch time width"]) -> Float[Array, "batch width"]:
        return x[:, -1]

    def forward(
        self, x: Float[Array, "batch time width"], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "batch width"], Float[Array, "batch time width"]]:
        return x[:, -1], x

    def backward(
        self,
        dy: Float[Array, "batch width"],
        cache: Float[Array, "batch time width"],
        gradient: "Last",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "batch time width"]:
        dx = np.zeros_like(cache)
        dx[:, -1] = dy
        return dx


def next_token(tokens: Int[Array, "batch time"]) -> Float[Array, "batch 50"]:
    blocks = TransformerBlock(16, 4, causal=True, rng=0) >> TransformerBlock(16, 2, rng=1)
    net = Embedding(50, 16, rng=2) >> blocks >> LayerNorm(16) >> Last() >> Linear(16, 50, rng=3)
    return net(tokens)


def main() -> None:
    assert next_token(np.zeros((2, 5), np.int64)).shape == (2, 50)
    attention = MultiHeadAttention(12, 3, rng=0)
    x = np.ones((2, 5, 12), np.float32)
    y: Float[Array, "2 5 12"] = attention(x)
    assert y.shape == x.shape


if __name__ == "__main__":
    main()
