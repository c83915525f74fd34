"""typednn as people use it: its own training loop, contracts on, with the metrics that it keeps of every epoch."""

from collections.abc import Callable
from dataclasses import replace

from benchmarks.peers.lesson import BATCH, CLASSES, HIDDEN, LENET_RATE, MOMENTUM, RATE, Lesson, Pupil
from typednn.contracts import Array, Float32, Int64
from typednn.layers import AnyLayer, Conv2d, Flatten, Linear, MaxPool2d, Relu
from typednn.optim import Momentum, Optimizer
from typednn.train import TrainConfig, Training, train


def perceptron(lesson: Lesson) -> Pupil:
    """784-128-10."""
    net = Linear(784, HIDDEN, rng=0) >> Relu() >> Linear(HIDDEN, CLASSES, rng=1)
    epoch = epoch_of(net, lesson.rows, lesson.labels, Momentum(RATE, momentum=MOMENTUM))
    return Pupil(epoch, lambda test: net(test.rows).argmax(axis=1))


def lenet(lesson: Lesson) -> Pupil:
    """Two convolutions, each pooled, and three dense layers."""
    features = Conv2d(1, 6, 5, padding=2, rng=0) >> Relu() >> MaxPool2d(2) >> Conv2d(6, 16, 5, rng=1) >> Relu()
    head = Linear(400, 120, rng=2) >> Relu() >> Linear(120, 84, rng=3) >> Relu() >> Linear(84, CLASSES, rng=4)
    net = features >> MaxPool2d(2) >> Flatten() >> head
    epoch = epoch_of(net, lesson.channels, lesson.labels, Momentum(LENET_RATE, momentum=MOMENTUM))
    return Pupil(epoch, lambda test: net(test.channels).argmax(axis=1))


def epoch_of(
    net: AnyLayer, inputs: Float32[Array, "n *shape"], labels: Int64[Array, " n"], optimizer: Optimizer
) -> Callable[[], object]:
    """One epoch more of the same training at each call."""
    config = TrainConfig(epochs=1, batch_size=BATCH, optimizer=optimizer, label_smoothing=0.0)
    training = Training(net, config, len(labels), rng=0)

    def epoch() -> None:
        training.config = replace(training.config, epochs=training.epoch + 1)
        train(training, inputs, labels)

    return epoch
