"""What training is checked on: small perceptrons, their loss, and examples for them."""

import numpy as np
from numpy.random import Generator

from typednn import layers, losses
from typednn.contracts import Array, Float, Integer, contract
from typednn.layers import Backpropagation, Chain
from typednn.losses import Logits


def perceptron(rng: Generator, inputs: int, hidden: int, classes: int) -> Chain:
    return (
        layers.Linear(inputs, hidden, rng=rng, dtype=np.float64)
        >> layers.Relu()
        >> layers.Linear(hidden, classes, rng=rng, dtype=np.float64)
    )


@contract
def draw_perceptron(
    rng: Generator, most: int
) -> tuple[Chain, Float[Array, "batch features"], Integer[Array, " batch"]]:
    """A perceptron, a batch, targets."""
    inputs, hidden, classes = map(int, rng.integers(2, most + 1, size=3))
    net = perceptron(rng, inputs, hidden, classes)
    layers.parameter_vector(net)[:] += rng.normal(0.0, 0.2, layers.number_of_parameters(net))
    batch = int(rng.integers(1, 9))
    return net, rng.normal(size=(batch, inputs)), rng.integers(0, classes, batch)


@contract
def classification(
    scores: Float[Array, "batch classes"], targets: Integer[Array, " batch"]
) -> tuple[float, Float[Array, "batch classes"]]:
    return losses.cross_entropy(Logits(scores), targets)


@contract
def moved_loss(
    net: "Backpropagation[Chain]",
    x: Float[Array, "batch features"],
    t: Integer[Array, " batch"],
    start: Float[Array, " parameters"],
    direction: Float[Array, " parameters"],
    h: float,
) -> float:
    net.parameters[:] = start + h * direction
    return net(x, t).loss


@contract
def draw_examples(rng: Generator, n: int) -> tuple[Float[Array, "{n} 5"], Integer[Array, "{n}"]]:
    """Five features, three classes that depend on them."""
    x = rng.normal(size=(n, 5)).astype(np.float32)
    return x, (x[:, :3] + 0.5 * rng.normal(size=(n, 3))).argmax(axis=1)
