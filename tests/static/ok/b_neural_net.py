"""A small neural-network library: layers remember their input and know their own gradient."""

import random
from abc import ABC, abstractmethod

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray as Array
from numpy.random import Generator


class Layer(ABC):
    """One step of a network, with its derivative."""

    @abstractmethod
    def forward(self, x: Float[Array, "batch fan_in"]) -> Float[Array, "batch fan_out"]:
        """The output for a batch."""

    @abstractmethod
    def backward(self, dy: Float[Array, "batch fan_out"]) -> Float[Array, "batch fan_in"]:
        """The gradient at the input, from the one at the output."""

    def step(self, rate: float) -> None:
        """Move the parameters; most layers have none."""

    def __call__(self, x: Float[Array, "batch fan_in"]) -> Float[Array, "batch fan_out"]:
        return self.forward(x)


class Linear(Layer):
    """y = x W + b."""

    weight: Float[Array, "fan_in fan_out"]
    bias: Float[Array, " fan_out"]
    d_weight: Float[Array, "fan_in fan_out"]
    d_bias: Float[Array, " fan_out"]

    def __init__(self, fan_in: int, fan_out: int, rng: Generator) -> None:
        scale = np.sqrt(2.0 / fan_in)
        self.weight = rng.normal(0.0, scale, size=(fan_in, fan_out))
        self.bias = np.zeros(fan_out)
        self.d_weight = np.zeros_like(self.weight)
        self.d_bias = np.zeros_like(self.bias)
        self._x: Float[Array, "batch fan_in"] = np.zeros((1, fan_in))

    def forward(self, x: Float[Array, "batch fan_in"]) -> Float[Array, "batch fan_out"]:
        self._x = x
        return x @ self.weight + self.bias

    def backward(self, dy: Float[Array, "batch fan_out"]) -> Float[Array, "batch fan_in"]:
        self.d_weight[:] = self._x.T @ dy
        self.d_bias[:] = dy.sum(axis=0)
        return dy @ self.weight.T

    def step(self, rate: float) -> None:
        self.weight -= rate * self.d_weight
        self.bias -= rate * self.d_bias


class ReLU(Layer):
    """y = max(x, 0)."""

    def forward(self, x: Float[Array, "batch features"]) -> Float[Array, "batch features"]:
        self._active = x > 0
        return np.where(self._active, x, 0.0)

    def backward(self, dy: Float[Array, "batch features"]) -> Float[Array, "batch features"]:
        return dy * self._active


class Dropout(Layer):
    """Drop each unit with probability p, and scale the others up."""

    def __init__(self, p: float, rng: Generator) -> None:
        self.p = p
        self.rng = rng
        self.training = True

    def forward(self, x: Float[Array, "n d"]) -> Float[Array, "n d"]:
        if not self.training:
            return x
        self._mask = (self.rng.random(x.shape) >= self.p) / (1.0 - self.p)
        return x * self._mask

    def backward(self, dy: Float[Array, "n d"]) -> Float[Array, "n d"]:
        return dy * self._mask if self.training else dy


class BatchNorm(Layer):
    """Normalise each feature over the batch."""

    def __init__(self, features: int, momentum: float = 0.9) -> None:
        self.features = features
        self.momentum = momentum
        self.gamma: Float[Array, " {self.features}"] = np.ones(features)
        self.beta: Float[Array, " {self.features}"] = np.zeros(features)
        self.running_mean: Float[Array, " {self.features}"] = np.zeros(features)

    def forward(self, x: Float[Array, "batch {self.features}"]) -> Float[Array, "batch {self.features}"]:
        mean = x.mean(axis=0)
        self._inv_std = 1.0 / np.sqrt(x.var(axis=0) + 1e-5)
        self._x_hat = (x - mean) * self._inv_std
        self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mean
        return self.gamma * self._x_hat + self.beta

    def backward(self, dy: Float[Array, "batch {self.features}"]) -> Float[Array, "batch {self.features}"]:
        batch = dy.shape[0]
        dx_hat = dy * self.gamma
        total = dx_hat.sum(axis=0)
        along = self._x_hat * (dx_hat * self._x_hat).sum(axis=0)
        return self._inv_std * (dx_hat - (total + along) / batch)


class Sequential(Layer):
    """Layers one after the other."""

    def __init__(self, *layers: Layer) -> None:
        self.layers = list(layers)

    def forward(self, x: Float[Array, "batch first"]) -> Float[Array, "batch last"]:
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dy: Float[Array, "batch last"]) -> Float[Array, "batch first"]:
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
        return dy

    def step(self, rate: float) -> None:
        for layer in self.layers:
            layer.step(rate)


def softmax(logits: Float[Array, "batch classes"]) -> Float[Array, "batch classes"]:
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cross_entropy(
    logits: Float[Array, "batch classes"], labels: Int[Array, " batch"]
) -> tuple[float, Float[Array, "batch classes"]]:
    """The mean loss and its gradient."""
    batch = logits.shape[0]
    grad = softmax(logits)
    loss = -float(np.log(grad[np.arange(batch), labels]).mean())
    grad[np.arange(batch), labels] -= 1.0
    return loss, grad / batch


def train(
    net: Layer, x: Float[Array, "n inputs"], y: Int[Array, " n"], epochs: int, rate: float
) -> list[float]:
    losses = []
    for _ in range(epochs):
        loss, grad = cross_entropy(net(x), y)
        net.backward(grad)
        net.step(rate)
        losses.append(loss)
    return losses


def main(seed: int) -> None:
    n, inputs, hidden, classes = random.Random(seed).sample(range(4, 40, 4), 4)
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, inputs))
    y = rng.integers(0, classes, size=n)
    first, last = Linear(inputs, hidden, rng), Linear(hidden, classes, rng)
    net = Sequential(first, BatchNorm(hidden), ReLU(), Dropout(0.1, rng), last)
    losses = train(net, x, y, epochs=3, rate=0.1)
    assert len(losses) == 3
    dx = first.backward(last.backward(softmax(last(np.maximum(first(x), 0.0)))))
    assert dx.shape == x.shape and net.backward(np.ones((n, classes))).shape == (n, inputs)
    norm = BatchNorm(inputs)
    assert norm.backward(norm(x)).shape == (n, inputs)
    assert norm.running_mean.shape == norm.gamma.shape == (inputs,)


if __name__ == "__main__":
    main(0)
