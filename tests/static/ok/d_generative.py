"""Generative models: a VAE, a diffusion model's schedule, GRU, beam search, CTC, contrastive loss."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

import numpy as np
from jaxtyping import Float, Float32, Int
from numpy import ndarray

Arr = ndarray


def sigmoid(x: Float[Arr, "..."]) -> Float[Arr, "..."]:
    return 1.0 / (1.0 + np.exp(-x))


def log_softmax(x: Float[Arr, "*b v"]) -> Float[Arr, "*b v"]:
    x = x - x.max(axis=-1, keepdims=True)
    return x - np.log(np.exp(x).sum(axis=-1, keepdims=True))


class Dense:
    def __init__(self, rng: np.random.Generator, n_in: int, n_out: int) -> None:
        self.w: Float[Arr, "i o"] = rng.normal(size=(n_in, n_out)) / math.sqrt(n_in)
        self.b: Float[Arr, " o"] = np.zeros(n_out)

    def __call__(self, x: Float[Arr, "*b i"]) -> Float[Arr, "*b o"]:
        return x @ self.w + self.b


class VAE:
    def __init__(self, data: int, hidden: int, latent: int, seed: int = 0) -> None:
        rng = np.random.default_rng(seed)
        self.rng = rng
        self.enc = Dense(rng, data, hidden)
        self.mu = Dense(rng, hidden, latent)
        self.logvar = Dense(rng, hidden, latent)
        self.dec1 = Dense(rng, latent, hidden)
        self.dec2 = Dense(rng, hidden, data)
        self.latent = latent

    def encode(self, x: Float[Arr, "b d"]) -> tuple[Float[Arr, "b z"], Float[Arr, "b z"]]:
        h = np.tanh(self.enc(x))
        return self.mu(h), self.logvar(h)

    def reparameterise(self, mu: Float[Arr, "b z"], logvar: Float[Arr, "b z"]) -> Float[Arr, "b z"]:
        eps = self.rng.standard_normal(mu.shape)
        return mu + np.exp(0.5 * logvar) * eps

    def decode(self, z: Float[Arr, "b z"]) -> Float[Arr, "b d"]:
        return sigmoid(self.dec2(np.tanh(self.dec1(z))))

    def elbo(self, x: Float[Arr, "b d"]) -> float:
        mu, logvar = self.encode(x)
        z = self.reparameterise(mu, logvar)
        recon = np.clip(self.decode(z), 1e-7, 1 - 1e-7)
        ll = (x * np.log(recon) + (1 - x) * np.log(1 - recon)).sum(axis=1)
        kl = -0.5 * (1 + logvar - mu**2 - np.exp(logvar)).sum(axis=1)
        return float((ll - kl).mean())

    def sample(self, n: int) -> Float[Arr, "{n} d"]:
        return self.decode(self.rng.standard_normal((n, self.latent)))


@dataclass(frozen=True)
class Schedule:
    betas: Float[Arr, " t"]

    @classmethod
    def linear(cls, steps: int, low: float = 1e-4, high: float = 0.02) -> "Schedule":
        return cls(np.linspace(low, high, steps))

    @classmethod
    def cosine(cls, steps: int, s: float = 0.008) -> "Schedule":
        t = np.arange(steps + 1) / steps
        f = np.cos((t + s) / (1 + s) * np.pi / 2) ** 2
        alphas = f / f[0]
        return cls(np.clip(1 - alphas[1:] / alphas[:-1], 0, 0.999))

    @property
    def alpha_bars(self) -> Float[Arr, " t"]:
        return np.cumprod(1.0 - self.betas)

    def noise(self, x: Float[Arr, "b c h w"], t: Int[Arr, " b"], eps: Float[Arr, "b c h w"]) -> Float[Arr, "b c h w"]:
        a = self.alpha_bars[t][:, None, None, None]
        return np.sqrt(a) * x + np.sqrt(1 - a) * eps

    def denoise(
        self,
        model: Callable[[Float[Arr, "b c h w"], Int[Arr, " b"]], Float[Arr, "b c h w"]],
        x: Float[Arr, "b c h w"],
        rng: np.random.Generator,
    ) -> Float[Arr, "b c h w"]:
        for step in reversed(range(len(self.betas))):
            t = np.full(x.shape[0], step)
            beta, bar = self.betas[step], self.alpha_bars[step]
            mean = (x - beta / np.sqrt(1 - bar) * model(x, t)) / np.sqrt(1 - beta)
            x = mean + (np.sqrt(beta) * rng.standard_normal(x.shape) if step else 0.0)
        return x


def timestep_embedding(t: Int[Arr, " b"], dim: int) -> Float[Arr, "b {dim}"]:
    half = dim // 2
    freqs = np.exp(-math.log(10000) * np.arange(half) / half)
    args = t[:, None] * freqs[None]
    emb = np.concatenate([np.cos(args), np.sin(args)], axis=-1)
    if dim % 2:
        emb = np.concatenate([emb, np.zeros_like(emb[:, :1])], axis=-1)
    return emb


class GRU:
    wx: Float[Arr, "i 3*h"]
    wh: Float[Arr, "h 3*h"]
    b: Float[Arr, "3*h"]

    def __init__(self, rng: np.random.Generator, i: int, h: int) -> None:
        self.hidden = h
        self.wx = rng.normal(size=(i, 3 * h)) * 0.1
        self.wh = rng.normal(size=(h, 3 * h)) * 0.1
        self.b = np.zeros(3 * h)

    def step(self, x: Float[Arr, "b i"], h: Float[Arr, "b h"]) -> Float[Arr, "b h"]:
        xr, xz, xn = np.split(x @ self.wx + self.b, 3, axis=-1)
        hr, hz, hn = np.split(h @ self.wh, 3, axis=-1)
        r, z = sigmoid(xr + hr), sigmoid(xz + hz)
        n = np.tanh(xn + r * hn)
        return (1 - z) * n + z * h

    def run(self, xs: Float[Arr, "t b i"]) -> Float[Arr, "t b h"]:
        h = np.zeros((xs.shape[1], self.hidden))
        out = []
        for x in xs:
            h = self.step(x, h)
            out.append(h)
        return np.stack(out)


def beam_search(
    step: Callable[[Int[Arr, "k t"]], Float[Arr, "k v"]], start: int, beams: int, length: int
) -> tuple[Int[Arr, "k l"], Float[Arr, " k"]]:
    seqs = np.full((1, 1), start)
    scores = np.zeros(1)
    for _ in range(length):
        logp = log_softmax(step(seqs))
        total = scores[:, None] + logp
        flat = total.ravel()
        k = min(beams, flat.size)
        top = np.argpartition(-flat, k - 1)[:k]
        top = top[np.argsort(-flat[top])]
        rows, tokens = np.divmod(top, logp.shape[1])
        seqs = np.concatenate([seqs[rows], tokens[:, None]], axis=1)
        scores = flat[top]
    return seqs, scores


def ctc_loss(logits: Float[Arr, "t v"], labels: Int[Arr, " l"], blank: int = 0) -> float:
    lp = log_softmax(logits)
    ext = np.full(2 * len(labels) + 1, blank)
    ext[1::2] = labels
    s = len(ext)
    alpha = np.full(s, -np.inf)
    alpha[0] = lp[0, ext[0]]
    if s > 1:
        alpha[1] = lp[0, ext[1]]
    skip = np.zeros(s, dtype=bool)
    skip[2:] = (ext[2:] != blank) & (ext[2:] != ext[:-2])
    for t in range(1, lp.shape[0]):
        one = np.concatenate([[-np.inf], alpha[:-1]])
        two = np.where(skip, np.concatenate([[-np.inf, -np.inf], alpha[:-2]]), -np.inf)
        alpha = np.logaddexp(np.logaddexp(alpha, one), two) + lp[t, ext]
    return -float(np.logaddexp(alpha[-1], alpha[-2]) if s > 1 else alpha[-1])


def info_nce(a: Float[Arr, "b d"], b: Float[Arr, "b d"], temperature: float = 0.07) -> tuple[float, Float[Arr, "b b"]]:
    a = a / np.linalg.norm(a, axis=1, keepdims=True)
    b = b / np.linalg.norm(b, axis=1, keepdims=True)
    sim = a @ b.T / temperature
    rows = -np.diagonal(log_softmax(sim)).mean()
    cols = -np.diagonal(log_softmax(sim.T)).mean()
    return float(rows + cols) / 2, sim


def rope(x: Float[Arr, "t h d"], base: float = 10000.0) -> Float[Arr, "t h d"]:
    t, _, d = x.shape
    inv = base ** (-np.arange(0, d, 2) / d)
    angle = np.outer(np.arange(t), inv)
    cos, sin = np.cos(angle)[:, None, :], np.sin(angle)[:, None, :]
    even, odd = x[..., 0::2], x[..., 1::2]
    out = np.empty_like(x)
    out[..., 0::2] = even * cos - odd * sin
    out[..., 1::2] = even * sin + odd * cos
    return out


class KVCache:
    def __init__(self, layers: int, heads: int, length: int, dim: int) -> None:
        self.k: Float32[Arr, "layers heads length dim"] = np.zeros((layers, heads, length, dim), np.float32)
        self.v: Float32[Arr, "layers heads length dim"] = np.zeros_like(self.k)
        self.used = 0

    def append(
        self, layer: int, k: Float32[Arr, "heads new dim"], v: Float32[Arr, "heads new dim"]
    ) -> tuple[Float32[Arr, "heads seen dim"], Float32[Arr, "heads seen dim"]]:
        end = self.used + k.shape[1]
        self.k[layer, :, self.used : end] = k
        self.v[layer, :, self.used : end] = v
        return self.k[layer, :, :end], self.v[layer, :, :end]


def lora(
    x: Float[Arr, "*b i"], w: Float[Arr, "i o"], down: Float[Arr, "i r"], up: Float[Arr, "r o"], alpha: float
) -> Float[Arr, "*b o"]:
    return x @ w + (alpha / down.shape[1]) * ((x @ down) @ up)


def compose(*fs: Callable[[Float[Arr, "b d"]], Float[Arr, "b d"]]) -> Callable[[Float[Arr, "b d"]], Float[Arr, "b d"]]:
    return lambda x: reduce(lambda acc, f: f(acc), fs, x)


def main(seed: int) -> None:
    import random

    b, d, z, hidden, t = random.Random(seed).sample(range(3, 12), 5)
    rng = np.random.default_rng(seed)
    vae = VAE(d, hidden, z, seed)
    x = rng.random((b, d))
    assert np.isfinite(vae.elbo(x))
    assert vae.sample(4).shape == (4, d)
    assert Schedule.cosine(t).betas.shape == (t,)
    schedule = Schedule.linear(t)
    images = rng.random((b, 1, d, z))
    noisy = schedule.noise(images, rng.integers(0, t, b), rng.standard_normal(images.shape))
    assert schedule.denoise(lambda x, t: 0.1 * x, noisy, rng).shape == images.shape
    assert timestep_embedding(np.arange(b), d).shape == (b, d)
    assert GRU(rng, d, hidden).run(rng.random((t, b, d))).shape == (t, b, hidden)
    seqs, scores = beam_search(lambda s: rng.random((len(s), d)), 0, 3, t)
    assert seqs.shape == (3, t + 1) and scores.shape == (3,)
    assert np.isfinite(ctc_loss(rng.normal(size=(2 * hidden + 1, d)), rng.integers(1, d, hidden // 2)))
    loss, sim = info_nce(x, x[::-1])
    assert sim.shape == (b, b) and loss > -100
    assert rope(rng.random((t, 2, 2 * z))).shape == (t, 2, 2 * z)
    cache = KVCache(2, 3, t, d)
    k, v = cache.append(1, np.ones((3, 2, d), np.float32), np.ones((3, 2, d), np.float32))
    assert k.shape == v.shape == (3, 2, d)
    assert lora(x, rng.random((d, z)), rng.random((d, 2)), rng.random((2, z)), 1.0).shape == (b, z)
    assert compose(np.tanh, np.sin)(x).shape == (b, d)


if __name__ == "__main__":
    main(0)
