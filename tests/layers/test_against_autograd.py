"""A perceptron and a convolutional network against an independent reverse-mode engine, HIPS autograd."""

from collections.abc import Callable, Sequence
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from numpy.random import Generator

from typednn.contracts import Array
from typednn.layers import (
    AnyLayer,
    Backpropagation,
    Chain,
    Conv2d,
    Flatten,
    Linear,
    MaxPool2d,
    Relu,
    Tanh,
    parameters,
)
from typednn.losses import Logits, cross_entropy

RELATIVE = 1e-10


def loss(scores: Array, targets: Array) -> tuple[float, Array]:
    return cross_entropy(Logits(scores), targets)


def assert_agrees(net: Chain, function: Callable[..., Any], x: Array, targets: Array) -> None:
    """Loss and gradient of `net` are those of `function`, which takes the arrays of the net in order."""

    def oracle(arrays: Sequence[Any]) -> Any:
        scores = function(x, *arrays)
        log_total = anp.log(anp.sum(anp.exp(scores), axis=1))
        return anp.mean(log_total - scores[np.arange(len(targets)), targets])

    step = Backpropagation(net, loss)(x, targets)
    arrays = list(parameters(net).values())
    assert abs(step.loss - oracle(arrays)) <= RELATIVE * abs(step.loss)
    expected = np.concatenate([array.ravel() for array in grad(oracle)(arrays)])
    np.testing.assert_allclose(step.gradient, expected, rtol=0, atol=RELATIVE * np.abs(expected).max())


@pytest.mark.parametrize("seed", range(5))
def test_perceptron(seed: int) -> None:
    rng = np.random.default_rng(seed)
    net = Linear(20, 15, rng=rng, dtype=np.float64) >> Relu() >> Linear(15, 12, rng=rng, dtype=np.float64)
    net = net >> Tanh() >> Linear(12, 6, rng=rng, dtype=np.float64)

    def function(x: Any, w1: Any, b1: Any, w2: Any, b2: Any, w3: Any, b3: Any) -> Any:
        hidden = anp.maximum(anp.dot(x, w1) + b1, 0.0)
        return anp.dot(anp.tanh(anp.dot(hidden, w2) + b2), w3) + b3

    assert_agrees(net, function, rng.normal(size=(9, 20)), rng.integers(0, 6, 9))


def shifted(image: Any, row: int, col: int, rows: int, cols: int, stride: int) -> Any:
    """The pixels below one weight of a kernel."""
    return image[:, :, row : row + stride * rows : stride, col : col + stride * cols : stride]


def convolved(image: Any, w: Any, b: Any, *, stride: int, padding: int) -> Any:
    edge = (padding, padding)
    image = anp.pad(image, ((0, 0), (0, 0), edge, edge), "constant")
    kernel = w.shape[-1]
    rows, cols = ((size - kernel) // stride + 1 for size in image.shape[2:])
    terms = [
        anp.einsum("nchw,fc->nfhw", shifted(image, k, m, rows, cols, stride), w[:, :, k, m])
        for k in range(kernel)
        for m in range(kernel)
    ]
    return sum(terms) + b[:, None, None]


def pooled(image: Any) -> Any:
    rows, cols = (size // 2 for size in image.shape[2:])
    places = [shifted(image, k, m, rows, cols, 2) for k in range(2) for m in range(2)]
    return anp.max(anp.array(places), axis=0)


@pytest.mark.parametrize("seed", range(3))
def test_convolutional_network(seed: int) -> None:
    rng = np.random.default_rng(seed)
    net = convolutional(rng)

    def function(x: Any, w1: Any, b1: Any, w2: Any, b2: Any, w3: Any, b3: Any) -> Any:
        image = pooled(anp.maximum(convolved(x, w1, b1, stride=1, padding=1), 0.0))
        image = anp.maximum(convolved(image, w2, b2, stride=2, padding=0), 0.0)
        return anp.dot(anp.reshape(image, (len(x), -1)), w3) + b3

    assert_agrees(net, function, rng.normal(size=(5, 2, 11, 13)), rng.integers(0, 4, 5))


def convolutional(rng: Generator) -> Chain:
    first: AnyLayer = Conv2d(2, 3, 3, padding=1, rng=rng, dtype=np.float64)
    second = Conv2d(3, 4, 3, stride=2, rng=rng, dtype=np.float64)
    head = Flatten() >> Linear(16, 4, rng=rng, dtype=np.float64)
    return first >> Relu() >> MaxPool2d(2) >> second >> Relu() >> head
