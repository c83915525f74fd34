"""A multilayer perceptron with hand-written gradients, and SGD with momentum or Adam."""
# mypy: disable-error-code="no-any-return"

import random
from abc import ABC, abstractmethod
from itertools import pairwise
from typing import Any, Iterable, List, Sequence, Tuple

import numpy as np
from jaxtyping import Bool, Float, Int

ndarray = np.ndarray


class Layer(ABC):
    """forward keeps what backward needs; backward fills ``grads`` and returns dL/dx."""

    def __init__(self) -> None:
        self.params: dict[str, Float[ndarray, "..."]] = {}
        self.grads: dict[str, Float[ndarray, "..."]] = {}

    @abstractmethod
    def forward(self, x: Float[ndarray, "batch fan_in"]) -> Float[ndarray, "batch fan_out"]: ...

    @abstractmethod
    def backward(self, dy: Float[ndarray, "batch fan_out"]) -> Float[ndarray, "batch fan_in"]: ...


class Dense(Layer):
    def __init__(self, fan_in: int, fan_out: int, rng: np.random.Generator) -> None:
        super().__init__()
        self.fan_in, self.fan_out = fan_in, fan_out
        self.params["w"] = rng.normal(scale=np.sqrt(2 / fan_in), size=(fan_in, fan_out))
        self.params["b"] = np.zeros(fan_out)
        self._x: Float[ndarray, "batch {fan_in}"] = np.zeros((0, fan_in))

    def forward(self, x: Float[ndarray, "batch {self.fan_in}"]) -> Float[ndarray, "batch {self.fan_out}"]:
        self._x = x
        return x @ self.params["w"] + self.params["b"]

    def backward(self, dy: Float[ndarray, "batch {self.fan_out}"]) -> Float[ndarray, "batch {self.fan_in}"]:
        self.grads["w"] = self._x.T @ dy
        self.grads["b"] = dy.sum(axis=0)
        return dy @ self.params["w"].T


class Relu(Layer):
    mask: Bool[ndarray, "batch width"]

    def forward(self, x: Float[ndarray, "batch width"]) -> Float[ndarray, "batch width"]:
        self.mask = x > 0
        return np.where(self.mask, x, 0.0)

    def backward(self, dy: Float[ndarray, "batch width"]) -> Float[ndarray, "batch width"]:
        return dy * self.mask


class Dropout(Layer):
    def __init__(self, rate: float, rng: np.random.Generator) -> None:
        super().__init__()
        self.rate, self.rng = rate, rng
        self.training = True

    def forward(self, x: Float[ndarray, "b f"]) -> Float[ndarray, "b f"]:
        keep = self.rng.random(x.shape) >= self.rate if self.training else np.ones_like(x, dtype=bool)
        self._scale = keep / (1 - self.rate if self.training else 1.0)
        return x * self._scale

    def backward(self, dy: Float[ndarray, "b f"]) -> Float[ndarray, "b f"]:
        return dy * self._scale


class BatchNorm(Layer):
    def __init__(self, width: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.width, self.eps = width, eps
        self.params.update(gain=np.ones(width), shift=np.zeros(width))

    def forward(self, x: Float[ndarray, "b {self.width}"]) -> Float[ndarray, "b {self.width}"]:
        self._inv = 1.0 / np.sqrt(x.var(axis=0) + self.eps)
        self._z = (x - x.mean(axis=0)) * self._inv
        return self._z * self.params["gain"] + self.params["shift"]

    def backward(self, dy: Float[ndarray, "b {self.width}"]) -> Float[ndarray, "b {self.width}"]:
        z = self._z
        self.grads = {"gain": (dy * z).sum(0), "shift": dy.sum(0)}
        dz = dy * self.params["gain"]
        return self._inv * (dz - dz.mean(axis=0) - z * np.mean(dz * z, axis=0))


class Network:
    def __init__(self, *layers: Layer) -> None:
        self.layers = layers

    @classmethod
    def mlp(cls, sizes: Sequence[int], rng: np.random.Generator, norm: bool = False) -> "Network":
        layers: List[Layer] = []
        for fan_in, fan_out in pairwise(sizes):
            if layers:
                layers.append(Relu())
            layers.append(Dense(fan_in, fan_out, rng))
            if norm:
                layers.append(BatchNorm(fan_out))
        return cls(*layers)

    def __call__(self, x: Float[ndarray, "batch inputs"]) -> Float[ndarray, "batch outputs"]:
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dy: Float[ndarray, "batch outputs"]) -> Float[ndarray, "batch inputs"]:
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
        return dy

    def named(self) -> Iterable[Tuple[str, Float[ndarray, "..."], Float[ndarray, "..."]]]:
        for i, layer in enumerate(self.layers):
            for name, value in layer.params.items():
                yield f"{i}.{name}", value, layer.grads.get(name, np.zeros_like(value))

    def flat(self) -> Float[ndarray, " p"]:
        return np.concatenate([value.ravel() for _, value, _ in self.named()])

    def load(self, flat: Float[ndarray, " p"]) -> None:
        start = 0
        for _, value, _ in self.named():
            stop = start + value.size
            value[...] = flat[start:stop].reshape(value.shape)
            start = stop


def cross_entropy(z: Float[ndarray, "n c"], y: Int[ndarray, " n"]) -> Tuple[float, Float[ndarray, "n c"]]:
    n = z.shape[0]
    z = z - z.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    dz = np.exp(logp)
    dz[np.arange(n), y] -= 1
    dz /= n
    return float(-logp[np.arange(n), y].mean()), dz


class Adam:
    def __init__(self, lr: float = 1e-2, betas: Tuple[float, float] = (0.9, 0.999), eps: float = 1e-8) -> None:
        self.lr, self.betas, self.eps = lr, betas, eps
        self.m: dict[str, Float[ndarray, "..."]] = {}
        self.v: dict[str, Float[ndarray, "..."]] = {}
        self.t = 0

    def step(self, net: Network) -> None:
        self.t += 1
        b1, b2 = self.betas
        for name, value, grad in net.named():
            m = self.m.setdefault(name, np.zeros_like(value))
            v = self.v.setdefault(name, np.zeros_like(value))
            m += (1 - b1) * (grad - m)
            v += (1 - b2) * (grad**2 - v)
            value -= self.lr * m / (1 - b1**self.t) / (np.sqrt(v / (1 - b2**self.t)) + self.eps)


def train(net: Network, x: Float[ndarray, "n d"], y: Int[ndarray, " n"], *, steps: int, **options: Any) -> List[float]:
    optimizer = Adam(**options)
    losses = []
    for _ in range(steps):
        loss, dz = cross_entropy(net(x), y)
        net.backward(dz)
        optimizer.step(net)
        losses.append(loss)
    return losses


def numeric(net: Network, x: Float[ndarray, "n d"], y: Int[ndarray, " n"], eps: float = 1e-6) -> Float[ndarray, " p"]:
    theta = net.flat()
    grad = np.empty_like(theta)
    for i, nudge in enumerate(eps * np.eye(theta.size)):
        losses = []
        for sign in (1, -1):
            net.load(theta + sign * nudge)
            losses.append(cross_entropy(net(x), y)[0])
        grad[i] = (losses[0] - losses[1]) / (2 * eps)
    net.load(theta)
    return grad


def main(seed: int) -> None:
    n, d, h, c = random.Random(seed).sample(range(2, 8), 4)
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(n, d)), rng.integers(c, size=n)
    for norm in (False, True):
        net = Network.mlp([d, h, c], rng, norm)
        _, dz = cross_entropy(net(x), y)
        dx = net.backward(dz)
        assert dx.shape == x.shape
        exact = np.concatenate([g.ravel() for _, _, g in net.named()])
        assert np.mean(np.abs(numeric(net, x, y) - exact) < 1e-4) > 0.9
        losses = train(net, x, y, steps=20, lr=0.02)
        assert losses[-1] < losses[0]
    drop = Dropout(0.5, rng)
    noisy = Network(Dense(d, h, rng), drop, Dense(h, c, rng))
    first = noisy(x)
    assert noisy.backward(np.ones_like(first)).shape == (n, d)
    drop.training = False
    assert np.array_equal(noisy(x), noisy(x))


if __name__ == "__main__":
    main(0)
