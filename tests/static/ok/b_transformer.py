"""A decoder block of a transformer, forward pass only, in functional style."""

import math
import random
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray as Array

Hidden = Float[Array, "batch time width"]
Heads = Float[Array, "batch heads time dim"]


def layer_norm(
    x: Float[Array, "*batch width"], gain: Float[Array, " width"], bias: Float[Array, " width"]
) -> Float[Array, "*batch width"]:
    mean = x.mean(axis=-1, keepdims=True)
    var = x.var(axis=-1, keepdims=True)
    return gain * (x - mean) / np.sqrt(var + 1e-5) + bias


def softmax(x: Float[Array, "*batch n"]) -> Float[Array, "*batch n"]:
    x = x - x.max(axis=-1, keepdims=True)
    e = np.exp(x)
    return e / np.sum(e, axis=-1, keepdims=True)


def gelu(x: Float[Array, "..."]) -> Float[Array, "..."]:
    return 0.5 * x * (1.0 + np.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * x**3)))


def causal_mask(time: int) -> Bool[Array, "{time} {time}"]:
    return np.tril(np.ones((time, time), dtype=bool))


def split_heads(x: Hidden, heads: int) -> Float[Array, "batch {heads} time width//{heads}"]:
    batch, time, width = x.shape
    assert width % heads == 0, "the width must be a multiple of the number of heads"
    return x.reshape(batch, time, heads, width // heads).transpose(0, 2, 1, 3)


def merge_heads(x: Heads) -> Float[Array, "batch time heads*dim"]:
    batch, heads, time, dim = x.shape
    return x.transpose(0, 2, 1, 3).reshape(batch, time, heads * dim)


def attention(
    q: Float[Array, "batch heads queries dim"],
    k: Float[Array, "batch heads keys dim"],
    v: Float[Array, "batch heads keys dim_v"],
    mask: Bool[Array, "queries keys"] | None = None,
) -> Float[Array, "batch heads queries dim_v"]:
    scores = np.einsum("bhqd,bhkd->bhqk", q, k) / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -1e9)
    return np.einsum("bhqk,bhkv->bhqv", softmax(scores), v)


@dataclass(frozen=True)
class BlockWeights:
    """The parameters of one block; four times the width inside the MLP."""

    qkv: Float[Array, "width 3*width"]
    out: Float[Array, "width width"]
    up: Float[Array, "width 4*width"]
    down: Float[Array, "4*width width"]
    gains: Float[Array, "2 width"]
    biases: Float[Array, "2 width"]


def init_block(width: int, rng: np.random.Generator) -> BlockWeights:
    std = 0.02
    return BlockWeights(
        out=rng.normal(0.0, std, size=(width, width)),
        qkv=rng.normal(0.0, std, size=(width, 3 * width)),
        up=rng.normal(0.0, std, size=(width, 4 * width)),
        down=rng.normal(0.0, std, size=(4 * width, width)),
        gains=np.ones((2, width)),
        biases=np.zeros((2, width)),
    )


def self_attention(x: Hidden, w: BlockWeights, heads: int) -> Hidden:
    q, k, v = np.split(x @ w.qkv, 3, axis=-1)
    mixed = attention(
        split_heads(q, heads), split_heads(k, heads), split_heads(v, heads), causal_mask(x.shape[1])
    )
    return merge_heads(mixed) @ w.out


def block(x: Hidden, w: BlockWeights, heads: int) -> Hidden:
    x = x + self_attention(layer_norm(x, w.gains[0], w.biases[0]), w, heads)
    h = gelu(layer_norm(x, w.gains[1], w.biases[1]) @ w.up)
    return x + h @ w.down


def sinusoids(time: int, width: int) -> Float[Array, "{time} {width}"]:
    half = width // 2
    rates = np.exp(-math.log(10000.0) * np.arange(half) / half)
    angles = np.arange(time)[:, None] * rates[None, :]
    table = np.zeros((time, width))
    table[:, 0::2] = np.sin(angles)
    table[:, 1::2] = np.cos(angles)
    return table


@dataclass
class Decoder:
    """Token embedding, blocks, tied output."""

    embedding: Float[Array, "vocab width"]
    heads: int
    blocks: list[BlockWeights] = field(default_factory=list)

    @property
    def width(self) -> int:
        return self.embedding.shape[1]

    def logits(self, tokens: Int[Array, "batch time"]) -> Float[Array, "batch time vocab"]:
        x = self.embedding[tokens] + sinusoids(tokens.shape[1], self.width)
        for weights in self.blocks:
            x = block(x, weights, self.heads)
        return x @ self.embedding.T

    def loss(self, tokens: Int[Array, "batch time"]) -> float:
        """The mean cross-entropy of each next token."""
        logits = self.logits(tokens[:, :-1])
        targets = tokens[:, 1:]
        shifted = logits - logits.max(axis=-1, keepdims=True)
        log_z = np.log(np.exp(shifted).sum(axis=-1))
        picked = np.take_along_axis(shifted, targets[:, :, None], axis=-1)[:, :, 0]
        return float(np.mean(log_z - picked))


def greedy(model: Decoder, prompt: Int[Array, "batch time"], steps: int) -> Int[Array, "batch time+{steps}"]:
    tokens = prompt
    for _ in range(steps):
        following = model.logits(tokens)[:, -1].argmax(axis=-1)
        tokens = np.concatenate([tokens, following[:, None]], axis=1)
    return tokens


def main(seed: int) -> None:
    draw = random.Random(seed)
    batch, time, heads, half, vocab = draw.sample([3, 5, 7, 9, 11], 5)
    width = heads * 2 * half
    rng = np.random.default_rng(seed)
    model = Decoder(rng.normal(size=(vocab, width)), heads)
    model.blocks = [init_block(width, rng) for _ in range(2)]
    tokens = rng.integers(0, vocab, size=(batch, time))
    assert model.logits(tokens).shape == (batch, time, vocab)
    assert model.loss(tokens) > 0.0
    assert greedy(model, tokens, 4).shape == (batch, time + 4)
    x = rng.normal(size=(batch, time, width))
    w = model.blocks[0]
    assert block(x, w, heads).shape == self_attention(x, w, heads).shape == x.shape
    q, memory = split_heads(x, heads), rng.normal(size=(batch, heads, 17, 2 * half))
    assert merge_heads(attention(q, memory, memory)).shape == (batch, time, width)
    assert attention(q, memory, rng.normal(size=(batch, heads, 17, 19))).shape[-1] == 19


if __name__ == "__main__":
    main(0)
