"""One block of a transformer, normalised before each branch.

Xiong et al., "On layer normalization in the transformer architecture", 2020.
"""

from typing import Generic, TypeVar

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float, contract
from typednn.layers.gelu import Gelu
from typednn.layers.layer import Layer
from typednn.layers.layer_norm import LayerNorm
from typednn.layers.linear import Linear
from typednn.layers.multi_head_attention import MultiHeadAttention
from typednn.layers.residual import Residual
from typednn.layers.settings import Precision, Seed, generator
from typednn.layers.workspace import FRESH, Workspace

Width = TypeVar("Width", bound=int)


@contract
class TransformerBlock(Layer[tuple[object, object]], Generic[Width]):
    """u = x + attention(norm(x)), y = u + W₂ gelu(W₁ norm(u) + b₁) + b₂, four times the width in between."""

    def __init__(
        self,
        width: Width,
        heads: int,
        *,
        causal: bool = False,
        rng: Seed = None,
        dtype: Precision = np.float32,
    ) -> None:
        self.width, self.heads, self.causal = width, heads, causal
        rng = generator(rng)
        attention = MultiHeadAttention(width, heads, causal=causal, rng=rng, dtype=dtype)
        up = Linear(width, 4 * width, rng=rng, dtype=dtype)
        down = Linear(4 * width, width, rng=rng, dtype=dtype)
        self.attention = Residual(LayerNorm(width, dtype=dtype) >> attention)
        self.mlp = Residual(LayerNorm(width, dtype=dtype) >> up >> Gelu() >> down)

    def __call__(self, x: Float[Array, "batch time {self.width}"]) -> Float[Array, "batch time {self.width}"]:
        return self.mlp(self.attention(x))

    def forward(
        self,
        x: Float[Array, "batch time {self.width}"],
        *,
        rng: Generator | None = None,
        space: Workspace = FRESH,
    ) -> tuple[Float[Array, "batch time {self.width}"], tuple[object, object]]:
        u, attention = self.attention.forward(x, rng=rng, space=space.room("attention"))
        y, mlp = self.mlp.forward(u, rng=rng, space=space.room("mlp"))
        return y, (attention, mlp)

    def backward(
        self,
        dy: Float[Array, "batch time {self.width}"],
        cache: tuple[object, object],
        gradient: "TransformerBlock[Width]",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "batch time {self.width}"]:
        attention, mlp = cache
        du = self.mlp.backward(dy, mlp, gradient.mlp, space=space.room("mlp"))
        return self.attention.backward(du, attention, gradient.attention, space=space.room("attention"))
