"""An ordinary research script: typed configs, a small transformer with caches, evaluation, logging."""

from __future__ import annotations

import abc
import collections
import dataclasses
import functools
import itertools
import logging
import math
import operator
import random
import typing as t
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from jaxtyping import Bool, Complex64, Float, Float32, Float64, Int, Int64, Shaped, UInt8

Array = np.ndarray
F = Float[np.ndarray, "..."]
log = logging.getLogger(__name__)
Vec3 = Float[Array, "3"]
Mat = Float[Array, "rows cols"]
Tokens = Int[Array, "batch time"]
Hidden = Float[Array, "batch time dim"]


@dataclass(frozen=True, kw_only=True)
class ModelConfig:
    vocab: int = 50
    dim: int = 16
    heads: int = 4
    layers: int = 2
    ratio: float = 4.0

    @property
    def head_dim(self) -> int:
        return self.dim // self.heads

    @functools.cached_property
    def hidden(self) -> int:
        return int(self.dim * self.ratio)


def gelu(x: Float[Array, "*s"]) -> Float[Array, "*s"]:
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def layer_norm(
    x: Float[Array, "*b d"], gain: Float[Array, " d"], bias: Float[Array, " d"], eps: float = 1e-5
) -> Float[Array, "*b d"]:
    mean = x.mean(-1, keepdims=True)
    var = ((x - mean) ** 2).mean(-1, keepdims=True)
    return (x - mean) / np.sqrt(var + eps) * gain + bias


class Module(abc.ABC):
    def parameters(self) -> t.Iterator[tuple[str, Float[Array, "..."]]]:
        for name, value in vars(self).items():
            if isinstance(value, np.ndarray):
                yield name, value
            elif isinstance(value, Module):
                for sub, array in value.parameters():
                    yield f"{name}.{sub}", array
            elif isinstance(value, list):
                for i, each in enumerate(value):
                    if isinstance(each, Module):
                        yield from ((f"{name}.{i}.{sub}", array) for sub, array in each.parameters())

    def size(self) -> int:
        return sum(array.size for _, array in self.parameters())


class Attention(Module):
    def __init__(self, cfg: ModelConfig, rng: np.random.Generator) -> None:
        self.cfg = cfg
        scale = cfg.dim**-0.5
        self.qkv: Float[Array, "dim 3*dim"] = rng.normal(0, scale, (cfg.dim, 3 * cfg.dim))
        self.out: Float[Array, "dim dim"] = rng.normal(0, scale, (cfg.dim, cfg.dim))

    def split(self, x: Float[Array, "b t d"]) -> Float[Array, "b h t e"]:
        b, time, _ = x.shape
        return x.reshape(b, time, self.cfg.heads, self.cfg.head_dim).transpose(0, 2, 1, 3)

    def __call__(self, x: Float[Array, "b t d"], mask: Bool[Array, "t t"] | None = None) -> Float[Array, "b t d"]:
        b, time, d = x.shape
        q, k, v = (self.split(part) for part in np.split(x @ self.qkv, 3, axis=-1))
        scores = np.einsum("bhqe,bhke->bhqk", q, k) / math.sqrt(self.cfg.head_dim)
        if mask is not None:
            scores = np.where(mask, scores, -1e9)
        scores -= scores.max(axis=-1, keepdims=True)
        weights = np.exp(scores)
        weights /= weights.sum(axis=-1, keepdims=True)
        mixed = np.einsum("bhqk,bhke->bhqe", weights, v)
        return mixed.transpose(0, 2, 1, 3).reshape(b, time, d) @ self.out


class Block(Module):
    def __init__(self, cfg: ModelConfig, rng: np.random.Generator) -> None:
        self.attention = Attention(cfg, rng)
        self.up = rng.normal(0, 0.1, (cfg.dim, cfg.hidden))
        self.down = rng.normal(0, 0.1, (cfg.hidden, cfg.dim))
        self.gain, self.bias = np.ones(cfg.dim), np.zeros(cfg.dim)

    def __call__(self, x: Float[Array, "b t d"], mask: Bool[Array, "t t"] | None = None) -> Float[Array, "b t d"]:
        x = x + self.attention(layer_norm(x, self.gain, self.bias), mask)
        return x + gelu(layer_norm(x, self.gain, self.bias) @ self.up) @ self.down


class Model(Module):
    def __init__(self, cfg: ModelConfig, seed: int = 0) -> None:
        rng = np.random.default_rng(seed)
        self.cfg = cfg
        self.embedding: Float[Array, "vocab dim"] = rng.normal(0, 0.02, (cfg.vocab, cfg.dim))
        self.positions: Float[Array, "length dim"] = rng.normal(0, 0.02, (64, cfg.dim))
        self.blocks = [Block(cfg, rng) for _ in range(cfg.layers)]

    def __call__(self, tokens: Int[Array, "b t"]) -> Float[Array, "b t vocab"]:
        time = tokens.shape[1]
        x = self.embedding[tokens] + self.positions[:time]
        mask = np.tril(np.ones((time, time), dtype=bool))
        for block in self.blocks:
            x = block(x, mask)
        return x @ self.embedding.T

    def loss(self, tokens: Int[Array, "b t"]) -> float:
        logits = self(tokens[:, :-1])
        targets = tokens[:, 1:]
        logz = np.log(np.exp(logits - logits.max(-1, keepdims=True)).sum(-1)) + logits.max(-1)
        picked = np.take_along_axis(logits, targets[..., None], axis=-1)[..., 0]
        return float((logz - picked).mean())

    def generate(
        self, prompt: Int[Array, " t"], steps: int, temperature: float, rng: np.random.Generator
    ) -> Int[Array, " n"]:
        tokens = prompt[None]
        for _ in range(steps):
            logits = self(tokens[:, -64:])[:, -1] / temperature
            noise = rng.gumbel(size=logits.shape)
            chosen = (logits + noise).argmax(axis=-1)
            tokens = np.concatenate([tokens, chosen[:, None]], axis=1)
        return tokens[0]


@dataclass
class Adam:
    rate: float = 1e-3
    betas: tuple[float, float] = (0.9, 0.999)
    step_: int = 0
    m: dict[str, F] = field(default_factory=dict)
    v: dict[str, F] = field(default_factory=dict)

    def update(self, params: dict[str, F], grads: dict[str, F]) -> None:
        self.step_ += 1
        b1, b2 = self.betas
        for name, p in params.items():
            g = grads[name]
            m = self.m[name] = b1 * self.m.get(name, np.zeros_like(p)) + (1 - b1) * g
            v = self.v[name] = b2 * self.v.get(name, np.zeros_like(p)) + (1 - b2) * g**2
            p -= self.rate * (m / (1 - b1**self.step_)) / (np.sqrt(v / (1 - b2**self.step_)) + 1e-8)


def numeric_gradient(f: t.Callable[[], float], x: Float[Array, "*s"], h: float = 1e-5) -> Float[Array, "*s"]:
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"])
    for _ in it:
        i = it.multi_index
        old = x[i]
        x[i] = old + h
        up = f()
        x[i] = old - h
        down = f()
        x[i] = old
        grad[i] = (up - down) / (2 * h)
    return grad


def pad_sequences(
    sequences: t.Sequence[Int[Array, " _"]], value: int = 0
) -> tuple[Int[Array, "n longest"], Bool[Array, "n longest"]]:
    lengths = np.array([len(s) for s in sequences])
    out = np.full((len(sequences), lengths.max()), value)
    mask = np.arange(lengths.max()) < lengths[:, None]
    out[mask] = np.concatenate(list(sequences))
    return out, mask


def windows(x: Int[Array, " n"], size: int, stride: int = 1) -> Int[Array, "w {size}"]:
    starts = range(0, len(x) - size + 1, stride)
    return np.stack([x[s : s + size] for s in starts])


def bootstrap(
    x: Float[Array, " n"],
    stat: t.Callable[[Float[Array, "k n"]], Float[Array, " k"]],
    rounds: int,
    rng: np.random.Generator,
) -> tuple[float, float]:
    samples = x[rng.integers(0, len(x), (rounds, len(x)))]
    low, high = np.percentile(stat(samples), [2.5, 97.5])
    return float(low), float(high)


def roc_auc(scores: Float[Array, " n"], labels: Bool[Array, " n"]) -> float:
    order = np.argsort(-scores)
    hits = labels[order]
    tpr = np.concatenate([[0], np.cumsum(hits)]) / hits.sum()
    fpr = np.concatenate([[0], np.cumsum(~hits)]) / (~hits).sum()
    return float(np.trapezoid(tpr, fpr))


def pca(x: Float[Array, "n d"], k: int) -> tuple[Float[Array, "n {k}"], Float[Array, "{k} d"], Float[Array, "{k}"]]:
    centred = x - x.mean(axis=0)
    u, s, vt = np.linalg.svd(centred, full_matrices=False)
    explained = s[:k] ** 2 / (s**2).sum()
    return u[:, :k] * s[:k], vt[:k], explained


def silhouettes(x: Float[Array, "n d"], labels: Int[Array, " n"]) -> Float[Array, " n"]:
    d = np.sqrt(((x[:, None] - x[None]) ** 2).sum(-1))
    k = labels.max() + 1
    member = labels[:, None] == np.arange(k)
    counts = member.sum(axis=0)
    sums = d @ member
    own = sums[np.arange(len(x)), labels] / np.maximum(counts[labels] - 1, 1)
    other = np.where(member, np.inf, sums / np.maximum(counts, 1)).min(axis=1)
    return (other - own) / np.maximum(own, other)


def main(seed: int) -> None:
    b, time, n, d = random.Random(seed).sample(range(5, 14), 4)
    rng = np.random.default_rng(seed)
    model = Model(ModelConfig(), seed)
    tokens = rng.integers(0, 50, (b, time))
    assert model(tokens).shape == (b, time, 50) and model.loss(tokens) > 0
    assert model.generate(tokens[0], 4, 1.0, rng).shape == (time + 4,)
    assert model.size() > 1000
    params = {"w": rng.normal(size=(n, d))}
    grad = numeric_gradient(lambda: float((params["w"] ** 2).sum()), params["w"])
    Adam().update(params, {"w": grad})
    assert params["w"].shape == (n, d)
    padded, mask = pad_sequences([np.arange(k) for k in (3, n, 2)])
    assert padded.shape == mask.shape == (3, max(3, n))
    assert windows(np.arange(20), n).shape[1] == n
    x = rng.normal(size=(n, d))
    low, high = bootstrap(x[:, 0], lambda s: s.mean(axis=1), 50, rng)
    assert low < high
    assert 0 <= roc_auc(x[:, 0], np.arange(n) % 2 == 0) <= 1
    assert pca(x, 2)[0].shape == (n, 2)
    assert silhouettes(x, np.arange(n) % 3).shape == (n,)


if __name__ == "__main__":
    main(0)
