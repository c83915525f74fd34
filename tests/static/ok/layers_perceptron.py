"""A perceptron: composed, called, trained by hand; every size is that of the contract."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array

from typednn.layers import Backpropagation, Linear, Relu, gradient_like, parameters, parameter_vector
from typednn.losses import mse


def scores(x: Float[Array, "batch 784"]) -> Float[Array, "batch 10"]:
    net = Linear(784, 128, rng=0) >> Relu() >> Linear(128, 10, rng=1)
    return net(x)


def features(x: Float[Array, "batch 20"], layer: Linear[int, int]) -> Float[Array, "batch 30"]:
    hidden = Linear(20, 30, rng=0)
    return np.maximum(hidden(x), 0.0)


def main() -> None:
    x = np.ones((5, 784), np.float32)
    assert scores(x).shape == (5, 10)
    net = Linear(20, 30, rng=0) >> Relu() >> Linear(30, 4, rng=1)
    step = Backpropagation(net, mse)(np.ones((3, 20), np.float32), np.zeros((3, 4), np.float32))
    assert step.gradient.shape == parameter_vector(net).shape
    y, cache = net.forward(np.ones((3, 20), np.float32))
    gradient = gradient_like(net)
    assert net.backward(np.ones_like(y), cache, gradient).shape == (3, 20)
    assert parameters(gradient).keys() == parameters(net).keys()
    linear = Linear(20, 30, rng=0)
    z: Float[Array, "3 30"] = linear(np.ones((3, 20), np.float32))
    dx: Float[Array, "3 20"] = linear.backward(z, np.ones((3, 20), np.float32), linear.copy())
    weight: Float[Array, "20 30"] = linear.weight
    assert dx.shape == (3, 20) and weight.shape == (20, 30)
    assert features(np.ones((2, 20), np.float32), linear).shape == (2, 30)


if __name__ == "__main__":
    main()
