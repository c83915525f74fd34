"""Self-attention with several heads: each looks at a part of the features of its own."""

from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Bool, Float, contract
from typednn.errors import ShapeError
from typednn.layers.initialisers import xavier_uniform
from typednn.layers.layer import Layer
from typednn.layers.linear import Linear
from typednn.layers.settings import Precision, Seed, generator, require_positive
from typednn.layers.workspace import FRESH, Workspace
from typednn.ops.attention import attention, attention_vjp, causal_mask

Width = TypeVar("Width", bound=int)


@contract
@dataclass(frozen=True)
class AttentionCache:
    """What `backward` needs: the input, the projections by head, the mixed values, and the mask."""

    x: Float[Array, "batch time width"]
    q: Float[Array, "batch heads time depth"]
    k: Float[Array, "batch heads time depth"]
    v: Float[Array, "batch heads time depth"]
    mixed: Float[Array, "batch time width"]
    mask: Bool[Array, "#batch 1 time time"] | None


@contract
class MultiHeadAttention(Layer[AttentionCache], Generic[Width]):
    """y = concat(headᵢ) Wₒ + bₒ with headᵢ = attention(x Wqᵢ + bqᵢ, x Wkᵢ + bkᵢ, x Wvᵢ + bvᵢ).

    `causal` lets no time look ahead. A `mask` says which time may see which.
    """

    def __init__(
        self,
        width: Width,
        heads: int,
        *,
        causal: bool = False,
        rng: Seed = None,
        dtype: Precision = np.float32,
    ) -> None:
        require_positive(width=width, heads=heads)
        if width % heads != 0:
            raise ShapeError(f"{heads} heads do not divide the width {width}: width % heads must be 0")
        self.width, self.heads, self.causal = width, heads, causal
        rng = generator(rng)
        self.query = Linear(width, width, rng=rng, initialiser=xavier_uniform, dtype=dtype)
        self.key = Linear(width, width, rng=rng, initialiser=xavier_uniform, dtype=dtype)
        self.value = Linear(width, width, rng=rng, initialiser=xavier_uniform, dtype=dtype)
        self.output = Linear(width, width, rng=rng, initialiser=xavier_uniform, dtype=dtype)

    def __call__(
        self, x: Float[Array, "batch time {self.width}"], mask: Bool[Array, "#batch time time"] | None = None
    ) -> Float[Array, "batch time {self.width}"]:
        y, _ = self.forward(x, mask=mask)
        return y

    def forward(
        self,
        x: Float[Array, "batch time {self.width}"],
        *,
        rng: Generator | None = None,
        space: Workspace = FRESH,
        mask: Bool[Array, "#batch time time"] | None = None,
    ) -> tuple[Float[Array, "batch time {self.width}"], AttentionCache]:
        seen = self._seen(x, mask)
        q, k, v = (_split(part(x), self.heads) for part in (self.query, self.key, self.value))
        mixed = _merge(attention(q, k, v, mask=seen))
        return self.output(mixed), AttentionCache(x, q, k, v, mixed, seen)

    def backward(
        self,
        dy: Float[Array, "batch time {self.width}"],
        cache: AttentionCache,
        gradient: "MultiHeadAttention[Width]",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "batch time {self.width}"]:
        batch, time, width = dy.shape
        if cache.x.shape != dy.shape or cache.q.shape != (batch, self.heads, time, width // self.heads):
            raise ShapeError(f"the cache is of x {cache.x.shape}, but dy is {dy.shape}: give what forward gave with it")
        dmixed = self.output.backward(dy, cache.mixed, gradient.output)
        dq, dk, dv = attention_vjp(_split(dmixed, self.heads), cache.q, cache.k, cache.v, mask=cache.mask)
        dx = self.query.backward(_merge(dq), cache.x, gradient.query)
        dx += self.key.backward(_merge(dk), cache.x, gradient.key)
        dx += self.value.backward(_merge(dv), cache.x, gradient.value)
        return dx

    def _seen(
        self, x: Float[Array, "batch time {self.width}"], mask: Bool[Array, "#batch time time"] | None
    ) -> Bool[Array, "#batch 1 time time"] | None:
        """The mask of all heads, with the causal one in it."""
        seen = None if mask is None else mask[:, None]
        if not self.causal:
            return seen
        causal = causal_mask(x.shape[1])[None, None]
        return causal if seen is None else seen & causal


@contract
def _split(x: Float[Array, "batch time width"], heads: int) -> Float[Array, "batch {heads} time width//{heads}"]:
    """The features of each head, one head behind the other."""
    batch, time, width = x.shape
    assert width % heads == 0  # the constructor has seen to it
    return x.reshape(batch, time, heads, width // heads).transpose(0, 2, 1, 3)


@contract
def _merge(x: Float[Array, "batch heads time depth"]) -> Float[Array, "batch time heads*depth"]:
    """The features of all heads side by side, the inverse of `_split`."""
    batch, heads, time, depth = x.shape
    return x.transpose(0, 2, 1, 3).reshape(batch, time, heads * depth)
