"""A decoder-only transformer as plain functions over nested TypedDicts; sampling and perplexity."""

import random
from functools import partial
from typing import Callable, NewType, TypedDict

import numpy as np
from jaxtyping import Bool, Float, Float64, Int
from numpy import ndarray as Array

Tokens = Int[Array, "batch time"]
Hidden = Float[Array, "batch time width"]
Seed = NewType("Seed", int)


class Block(TypedDict):
    qkv: Float[Array, "width 3*width"]
    out: Float[Array, "width width"]
    up: Float[Array, "width hidden"]
    down: Float[Array, "hidden width"]
    gains: Float[Array, "2 width"]


class Model(TypedDict):
    tokens: Float[Array, "vocab width"]
    places: Float[Array, "longest width"]
    blocks: list[Block]
    heads: int


def dense(rng: np.random.Generator, fan_in: int, fan_out: int) -> Float64[Array, "{fan_in} {fan_out}"]:
    return rng.normal(scale=fan_in**-0.5, size=(fan_in, fan_out))


def make_block(rng: np.random.Generator, width: int) -> Block:
    return Block(
        qkv=dense(rng, width, 3 * width),
        out=dense(rng, width, width),
        up=dense(rng, width, 4 * width),
        down=dense(rng, 4 * width, width),
        gains=np.ones((2, width)),
    )


def make(seed: Seed, vocab: int, width: int, longest: int, heads: int, depth: int = 2) -> Model:
    rng = np.random.default_rng(seed)
    return {
        "tokens": dense(rng, vocab, width),
        "places": dense(rng, longest, width),
        "blocks": [make_block(rng, width) for _ in range(depth)],
        "heads": heads,
    }


def rms_norm(x: Float[Array, "*batch width"], gain: Float[Array, " width"]) -> Float[Array, "*batch width"]:
    scale = np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + 1e-6)
    return gain * x / scale


def softmax(x: Float[Array, "*batch n"]) -> Float[Array, "*batch n"]:
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def silu(x: Float[Array, "..."]) -> Float[Array, "..."]:
    return x / (1.0 + np.exp(-x))


def causal(time: int) -> Bool[Array, "{time} {time}"]:
    return np.triu(np.ones((time, time), dtype=bool), k=1)


def split(x: Hidden, heads: int) -> Float[Array, "batch {heads} time width//{heads}"]:
    b, t, w = x.shape
    assert w % heads == 0
    return x.reshape(b, t, heads, w // heads).transpose(0, 2, 1, 3)


def merged(x: Float[Array, "batch heads time dim"]) -> Float[Array, "batch time heads*dim"]:
    b, h, t, d = x.shape
    return np.swapaxes(x, 1, 2).reshape(b, t, h * d)


def attend(
    q: Float[Array, "batch heads time dim"],
    k: Float[Array, "batch heads time dim"],
    v: Float[Array, "batch heads time dim"],
) -> Float[Array, "batch heads time dim"]:
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    scores = np.where(causal(q.shape[2]), -np.inf, scores)
    return softmax(scores) @ v


def attention(x: Hidden, qkv: Float[Array, "width 3*width"], out: Float[Array, "width width"], heads: int) -> Hidden:
    q, k, v = (split(part, heads) for part in np.split(x @ qkv, 3, axis=-1))
    return merged(attend(q, k, v)) @ out


def apply_block(x: Hidden, block: Block, heads: int) -> Hidden:
    x = x + attention(rms_norm(x, block["gains"][0]), block["qkv"], block["out"], heads)
    inner = silu(rms_norm(x, block["gains"][1]) @ block["up"])
    return x + inner @ block["down"]


def logits(model: Model, tokens: Tokens) -> Float[Array, "batch time vocab"]:
    time = tokens.shape[1]
    x = model["tokens"][tokens] + model["places"][:time]
    for block in model["blocks"]:
        x = apply_block(x, block, model["heads"])
    return x @ model["tokens"].T


def nll(scores: Float[Array, "batch time vocab"], targets: Tokens) -> Float[Array, "batch time"]:
    log_p = scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True))
    return -np.take_along_axis(log_p, targets[..., None], axis=-1).squeeze(-1)


def perplexity(model: Model, tokens: Tokens) -> float:
    scores = logits(model, tokens[:, :-1])
    return float(np.exp(nll(scores, tokens[:, 1:]).mean()))


def top_k(scores: Float[Array, "batch vocab"], k: int) -> Float[Array, "batch vocab"]:
    border = np.sort(scores, axis=-1)[:, -k][:, None]
    return np.where(scores < border, -np.inf, scores)


Filter = Callable[[Float[Array, "batch vocab"]], Float[Array, "batch vocab"]]


def generate(
    model: Model, prompt: Tokens, count: int, rng: np.random.Generator, keep: Filter
) -> Int[Array, "batch time+{count}"]:
    tokens = prompt
    for _ in range(count):
        p = softmax(keep(logits(model, tokens)[:, -1]))
        drawn = (p.cumsum(axis=1) > rng.random((len(p), 1))).argmax(axis=1)
        tokens = np.concatenate([tokens, drawn[:, None]], axis=1)
    return tokens


def rotary(x: Float[Array, "batch heads time dim"]) -> Float[Array, "batch heads time dim"]:
    assert x.shape[-1] % 2 == 0
    half = x.shape[-1] // 2
    rates = 10000.0 ** (-np.arange(half) / half)
    angles = np.outer(np.arange(x.shape[2]), rates)
    a, b = x[..., :half], x[..., half:]
    cos, sin = np.cos(angles), np.sin(angles)
    return np.concatenate([a * cos - b * sin, a * sin + b * cos], axis=-1)


def main(seed: int) -> None:
    batch, time, heads, vocab = random.Random(seed).sample(range(3, 10), 4)
    width = 2 * heads
    model = make(Seed(seed), vocab, width, time + 5, heads)
    rng = np.random.default_rng(seed)
    prompt = rng.integers(0, vocab, size=(batch, time))
    assert logits(model, prompt).shape == (batch, time, vocab)
    assert perplexity(model, prompt) > 1.0
    made = generate(model, prompt, 4, rng, partial(top_k, k=2))
    assert np.array_equal(made[:, :time], prompt) and made.shape[1] == time + 4
    q = rng.normal(size=(batch, heads, time, 2))
    assert np.allclose(np.square(rotary(q)).sum(-1), np.square(q).sum(-1))


if __name__ == "__main__":
    main(0)
