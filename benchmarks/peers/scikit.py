"""scikit-learn's MLPClassifier with the same solver and settings; `partial_fit` is one epoch."""

import numpy as np
from sklearn.neural_network import MLPClassifier

from benchmarks.peers.lesson import BATCH, CLASSES, HIDDEN, MOMENTUM, RATE, Lesson, Pupil


def perceptron(lesson: Lesson) -> Pupil:
    """784-128-10."""
    net = MLPClassifier(
        (HIDDEN,),
        solver="sgd",
        alpha=0.0,
        batch_size=BATCH,
        learning_rate_init=RATE,
        momentum=MOMENTUM,
        nesterovs_momentum=False,
        random_state=0,
    )

    def epoch() -> None:
        net.partial_fit(lesson.rows, lesson.labels, classes=np.arange(CLASSES))

    return Pupil(epoch, lambda test: net.predict(test.rows))
