"""What no network of NumPy gets below: the two big matrix products of 784-128-10 alone, on batches that lie ready."""

import numpy as np

from benchmarks.peers.lesson import BATCH, HIDDEN, Lesson, Pupil


def perceptron(lesson: Lesson) -> Pupil:
    """h = x W and dW = xᵀ dh for every batch, written over and over into the same memory."""
    rng = np.random.default_rng(0)
    weight = rng.normal(size=(784, HIDDEN)).astype(np.float32)
    hidden, gradient = np.empty((BATCH, HIDDEN), np.float32), np.empty_like(weight)
    cotangent = rng.normal(size=hidden.shape).astype(np.float32)
    x = lesson.rows[:BATCH].copy()
    full, rest = divmod(len(lesson.labels), BATCH)

    def products(rows: int) -> None:
        np.matmul(x[:rows], weight, out=hidden[:rows])
        np.matmul(x[:rows].T, cotangent[:rows], out=gradient)

    def epoch() -> None:
        for _ in range(full):
            products(BATCH)
        if rest:
            products(rest)

    return Pupil(epoch)
