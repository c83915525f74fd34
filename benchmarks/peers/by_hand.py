"""The same in NumPy by hand, as short and as fast as a careful person writes it, without any check."""

import numpy as np

from benchmarks.peers.lesson import BATCH, CLASSES, HIDDEN, MOMENTUM, RATE, Lesson, Pupil
from typednn.contracts import Array, Float32, Int64


def perceptron(lesson: Lesson) -> Pupil:
    """784-128-10 with preallocated arrays."""
    rng = np.random.default_rng(0)
    w1 = rng.normal(0, np.sqrt(2 / 784), (784, HIDDEN)).astype(np.float32)
    w2 = rng.normal(0, np.sqrt(2 / HIDDEN), (HIDDEN, CLASSES)).astype(np.float32)
    b1, b2 = np.zeros(HIDDEN, np.float32), np.zeros(CLASSES, np.float32)
    weights = (w1, b1, w2, b2)
    gradients, velocities, scratch = ([np.zeros_like(each) for each in weights] for _ in range(3))
    room = np.empty((BATCH, 784), np.float32)
    hidden, dhidden = np.empty((BATCH, HIDDEN), np.float32), np.empty((BATCH, HIDDEN), np.float32)

    def step(chosen: Int64[Array, " batch"]) -> None:
        n = len(chosen)
        x = np.take(lesson.rows, chosen, axis=0, out=room[:n])
        h, dh = hidden[:n], dhidden[:n]
        np.matmul(x, w1, out=h)
        h += b1
        np.maximum(h, 0, out=h)
        z = h @ w2 + b2
        z -= z.max(axis=1, keepdims=True)
        np.exp(z, out=z)
        z /= z.sum(axis=1, keepdims=True)
        z[np.arange(n), lesson.labels[chosen]] -= 1
        z /= n
        dw1, db1, dw2, db2 = gradients
        np.matmul(h.T, z, out=dw2)
        np.add.reduce(z, axis=0, out=db2)
        np.matmul(z, w2.T, out=dh)
        dh *= h > 0
        np.matmul(x.T, dh, out=dw1)
        np.add.reduce(dh, axis=0, out=db1)
        for w, g, v, s in zip(weights, gradients, velocities, scratch, strict=True):
            v *= MOMENTUM
            v += g
            np.multiply(v, RATE, out=s)
            w -= s

    def epoch() -> None:
        order = rng.permutation(len(lesson.labels))
        for start in range(0, len(order), BATCH):
            step(order[start : start + BATCH])

    def predict(test: Lesson) -> Int64[Array, " n"]:
        scores: Float32[Array, "n 10"] = np.maximum(test.rows @ w1 + b1, 0) @ w2 + b2
        return scores.argmax(axis=1)

    return Pupil(epoch, predict)
