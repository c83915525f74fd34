"""A decoder-only transformer block in NumPy, inference only."""

import math
import random
from collections.abc import Callable, Iterable, Mapping
from typing import TypedDict

import numpy as np
from jaxtyping import Bool, Float, Int

Tensor = np.ndarray
Params = Mapping[str, Float[Tensor, "..."]]
Activation = Callable[[Float[Tensor, "... hidden"]], Float[Tensor, "... hidden"]]


class BlockConfig(TypedDict):
    d_model: int
    n_heads: int
    d_hidden: int


def gelu(x: Float[Tensor, "... f"]) -> Float[Tensor, "... f"]:
    inner = math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)
    out: Float[Tensor, "... f"] = 0.5 * x * (1 + np.tanh(inner))
    return out


def layer_norm(
    x: Float[Tensor, "... f"], gain: Float[Tensor, " f"], bias: Float[Tensor, " f"], eps: float = 1e-5
) -> Float[Tensor, "... f"]:
    mu = x.mean(axis=-1, keepdims=True)
    var = x.var(axis=-1, keepdims=True)
    out: Float[Tensor, "... f"] = (x - mu) / np.sqrt(var + eps) * gain + bias
    return out


def causal_mask(q: int, k: int) -> Bool[Tensor, "{q} {k}"]:
    """True where position i may look at position j, aligned at the end."""
    return np.tri(q, k, k - q, dtype=bool)


def split_heads(x: Float[Tensor, "b t d"], h: int) -> Float[Tensor, "b {h} t d//{h}"]:
    b, t, d = x.shape
    assert d % h == 0, f"{d} features do not split into {h} heads"
    heads: Float[Tensor, "b {h} t d//{h}"] = x.reshape(b, t, h, d // h).transpose(0, 2, 1, 3)
    return heads


def merge_heads(x: Float[Tensor, "b h t dh"]) -> Float[Tensor, "b t h*dh"]:
    b, h, t, dh = x.shape
    return x.swapaxes(1, 2).reshape(b, t, h * dh)


def scaled_dot_product(
    q: Float[Tensor, "*batch t dh"],
    k: Float[Tensor, "*batch s dh"],
    v: Float[Tensor, "*batch s dv"],
    mask: Bool[Tensor, "t s"] | None = None,
) -> tuple[Float[Tensor, "*batch t dv"], Float[Tensor, "*batch t s"]]:
    scores = q @ np.swapaxes(k, -1, -2) / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    scores -= scores.max(axis=-1, keepdims=True)
    weights = np.exp(scores)
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights @ v, weights


def attention_by_einsum(
    q: Float[Tensor, "b h t dh"], k: Float[Tensor, "b h s dh"], v: Float[Tensor, "b h s dh"]
) -> Float[Tensor, "b t h*dh"]:
    scores = np.einsum("bhtd,bhsd->bhts", q, k) / np.sqrt(k.shape[3])
    e = np.exp(scores - scores.max(-1)[..., None])
    p = e / e.sum(-1, keepdims=True)
    mixed = np.einsum("bhts,bhsd->bthd", p, v)
    b, t, *rest = mixed.shape
    out: Float[Tensor, "b t h*dh"] = mixed.reshape(b, t, math.prod(rest))
    return out


class KeyValueCache:
    """Keys and values of the positions seen so far; grows along the time axis."""

    def __init__(self, b: int, h: int, dh: int) -> None:
        self.b, self.h, self.dh = b, h, dh
        self.k: Float[Tensor, "{b} {h} _ {dh}"] = np.zeros((b, h, 0, dh))
        self.v: Float[Tensor, "{b} {h} _ {dh}"] = np.zeros((b, h, 0, dh))

    def append(
        self,
        k: Float[Tensor, "{self.b} {self.h} new {self.dh}"],
        v: Float[Tensor, "{self.b} {self.h} new {self.dh}"],
    ) -> tuple[Float[Tensor, "{self.b} {self.h} total {self.dh}"], Float[Tensor, "{self.b} {self.h} total {self.dh}"]]:
        self.k = np.concatenate([self.k, k], axis=2)
        self.v = np.concatenate([self.v, v], axis=2)
        return self.k, self.v

    def __len__(self) -> int:
        length: int = self.k.shape[2]
        return length


def block(
    x: Float[Tensor, "b t d"],
    params: Params,
    heads: int,
    cache: KeyValueCache | None = None,
    activation: Activation = gelu,
) -> Float[Tensor, "b t d"]:
    y = layer_norm(x, params["ln1.gain"], params["ln1.bias"])
    q, k, v = (split_heads(part, heads) for part in np.split(y @ params["qkv"], 3, axis=-1))
    if cache is not None:
        k, v = cache.append(k, v)
    mixed, _ = scaled_dot_product(q, k, v, causal_mask(q.shape[2], k.shape[2]))
    x = x + merge_heads(mixed) @ params["out"]
    y = layer_norm(x, gain=params["ln2.gain"], bias=params["ln2.bias"])
    out: Float[Tensor, "b t d"] = x + activation(y @ params["up"]) @ params["down"]
    return out


def init_block(rng: np.random.Generator, *, d_model: int, n_heads: int, d_hidden: int) -> Params:
    if d_model % n_heads:
        raise ValueError(f"d_model {d_model} is not a multiple of n_heads {n_heads}")
    scale = 1 / math.sqrt(d_model)
    params: dict[str, Float[Tensor, "..."]] = {
        "qkv": scale * rng.normal(size=(d_model, 3 * d_model)),
        "out": scale * rng.normal(size=(d_model, d_model)),
        "up": scale * rng.normal(size=(d_model, d_hidden)),
        "down": rng.normal(scale=1 / math.sqrt(d_hidden), size=(d_hidden, d_model)),
    }
    for name in ("ln1", "ln2"):
        params[f"{name}.gain"] = np.ones(d_model)
        params[f"{name}.bias"] = np.zeros(d_model)
    return params


def sinusoids(length: int, d: int) -> Float[Tensor, "{length} 2*({d}//2)"]:
    rates = 10_000.0 ** (-np.arange(d // 2) / (d // 2))
    angles = np.arange(length)[:, None] * rates
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)


def logits(
    tokens: Int[Tensor, "b t"], table: Float[Tensor, "vocab d"], blocks: Iterable[Params], heads: int
) -> Float[Tensor, "b t vocab"]:
    x = table[tokens]
    _, t, d = x.shape
    x[..., : d // 2 * 2] += sinusoids(t, d)
    for params in blocks:
        x = block(x, params, heads)
    out: Float[Tensor, "b t vocab"] = x @ table.T
    return out


def greedy(
    prompt: Int[Tensor, "b t"], steps: int, step: Callable[[Int[Tensor, "b s"]], Float[Tensor, "b s vocab"]]
) -> Int[Tensor, "b t+{steps}"]:
    tokens = prompt
    for _ in range(steps):
        best = step(tokens)[:, -1].argmax(axis=-1)
        tokens = np.concatenate([tokens, best[:, None]], axis=1)
    return tokens


def main(seed: int) -> None:
    b, t, h, dh, vocab = random.Random(seed).sample(range(2, 10), 5)
    config: BlockConfig = {"d_model": h * dh, "n_heads": h, "d_hidden": 4 * h * dh}
    rng = np.random.default_rng(seed)
    layers = [init_block(rng, **config) for _ in range(2)]
    x = rng.normal(size=(b, t, h * dh))
    assert np.allclose(merge_heads(split_heads(x, h)), x)
    q, k, v = split_heads(x, h), split_heads(2 * x, h), split_heads(x**2, h)
    mixed, weights = scaled_dot_product(q, k, v)
    assert np.allclose(merge_heads(mixed), attention_by_einsum(q, k, v))
    assert np.allclose(weights.sum(-1), 1)
    whole = block(x, layers[0], h)
    cache = KeyValueCache(b, h, dh)
    pieces = [block(x[:, i : i + 1], layers[0], h, cache) for i in range(t)]
    assert len(cache) == t and np.allclose(np.concatenate(pieces, axis=1), whole)
    relu = block(x, layers[1], h, activation=lambda z: np.maximum(z, 0.0))
    assert relu.shape == whole.shape
    table = rng.normal(size=(vocab, h * dh))
    prompt = rng.integers(vocab, size=(b, t))
    text = greedy(prompt, 2, lambda tokens: logits(tokens, table, layers, heads=h))
    assert np.array_equal(text[:, :t], prompt)
    try:
        init_block(rng, d_model=h * dh + 1, n_heads=h, d_hidden=1)
    except ValueError as error:
        assert str(h) in str(error)


if __name__ == "__main__":
    main(0)
