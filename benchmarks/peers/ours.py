"""typednn as people use it: the public functions, contracts on."""

from collections.abc import Callable

import numpy as np

from benchmarks.peers.lesson import BATCH, CLASSES, HIDDEN, LENET_RATE, MOMENTUM, RATE, Lesson, Pupil
from typednn.contracts import Array, Float32, Int64
from typednn.data import batches
from typednn.layers import AnyLayer, Backpropagation, Conv2d, Flatten, Linear, MaxPool2d, Relu
from typednn.losses import Logits, cross_entropy
from typednn.optim import Momentum


def perceptron(lesson: Lesson) -> Pupil:
    """784-128-10."""
    net = Linear(784, HIDDEN, rng=0) >> Relu() >> Linear(HIDDEN, CLASSES, rng=1)
    epoch = epoch_of(net, lesson.rows, lesson.labels, RATE)
    return Pupil(epoch, lambda test: net(test.rows).argmax(axis=1))


def lenet(lesson: Lesson) -> Pupil:
    """Two convolutions, each pooled, and three dense layers."""
    features = Conv2d(1, 6, 5, padding=2, rng=0) >> Relu() >> MaxPool2d(2) >> Conv2d(6, 16, 5, rng=1) >> Relu()
    head = Linear(400, 120, rng=2) >> Relu() >> Linear(120, 84, rng=3) >> Relu() >> Linear(84, CLASSES, rng=4)
    net = features >> MaxPool2d(2) >> Flatten() >> head
    epoch = epoch_of(net, lesson.channels, lesson.labels, LENET_RATE)
    return Pupil(epoch, lambda test: net(test.channels).argmax(axis=1))


def epoch_of(
    net: AnyLayer, inputs: Float32[Array, "n *shape"], labels: Int64[Array, " n"], rate: float
) -> Callable[[], object]:
    """Shuffled batches, each a step."""
    passes = Backpropagation(net, lambda output, targets: cross_entropy(output.view(Logits), targets))
    optimizer = Momentum(rate, momentum=MOMENTUM)
    state = optimizer.init(passes.parameters)
    rng = np.random.default_rng(0)

    def epoch() -> None:
        for x, targets in batches(inputs, labels, BATCH, rng=rng):
            optimizer.step(passes.parameters, state, passes.objective(x, targets))

    return epoch
