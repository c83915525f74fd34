"""What is to be learned, and what every peer hands back.

Every peer gets the same float32 pixels and labels, already in memory, and does the same: a new shuffle each
epoch, batches of 64, cross-entropy, SGD with momentum 0.9. The first weights are the library's own.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from typednn.contracts import Array, Float32, Int64, contract
from typednn.data import load_mnist, normalize

BATCH, HIDDEN, CLASSES, MOMENTUM = 64, 128, 10, 0.9
RATE, LENET_RATE = 0.1, 0.02


@contract
@dataclass(frozen=True)
class Lesson:
    """Images as numbers from 0 to 1, with their digits."""

    images: Float32[Array, "n 28 28"]
    labels: Int64[Array, " n"]

    @property
    def rows(self) -> Float32[Array, "_ 784"]:
        """Each image as one row."""
        return self.images.reshape(len(self.images), 784)

    @property
    def channels(self) -> Float32[Array, "_ 1 28 28"]:
        """Each image with its one channel."""
        return self.images[:, None]


@dataclass(frozen=True)
class Pupil:
    """One epoch of training, to be timed, and the digits that the network then sees in other images."""

    epoch: Callable[[], object]
    predict: Callable[[Lesson], Int64[Array, " n"]] | None = None


Course = Callable[[Lesson], Pupil]


def lessons(examples: int) -> tuple[Lesson, Lesson]:
    """The first of MNIST's training images, and all of its test images."""
    data = load_mnist()
    train, test = (Lesson(normalize(part.images), part.labels.astype(np.int64)) for part in (data.train, data.test))
    return Lesson(train.images[:examples], train.labels[:examples]), test
