"""JAX, the whole epoch compiled as one: shuffle, batches and steps under `jax.jit` and `lax.scan`.

A scan needs batches of one size, so the examples that do not fill the last one are left out.
"""

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.peers.lesson import BATCH, CLASSES, HIDDEN, MOMENTUM, RATE, Lesson, Pupil


def scores(weights: Any, x: Any) -> Any:
    w1, b1, w2, b2 = weights
    return jax.nn.relu(x @ w1 + b1) @ w2 + b2


def loss(weights: Any, x: Any, targets: Any) -> Any:
    logits = jax.nn.log_softmax(scores(weights, x))
    return -jnp.take_along_axis(logits, targets[:, None], axis=1).mean()


def perceptron(lesson: Lesson) -> Pupil:
    """784-128-10."""
    inputs, labels = jnp.asarray(lesson.rows), jnp.asarray(lesson.labels)
    first, second, shuffling = jax.random.split(jax.random.key(0), 3)
    weights = (
        *(jax.random.normal(first, (784, HIDDEN)) * np.sqrt(2 / 784), jnp.zeros(HIDDEN)),
        *(jax.random.normal(second, (HIDDEN, CLASSES)) * np.sqrt(2 / HIDDEN), jnp.zeros(CLASSES)),
    )
    carry = (weights, jax.tree.map(jnp.zeros_like, weights))

    def step(carry: Any, chosen: Any) -> Any:
        weights, velocity = carry
        gradient = jax.grad(loss)(weights, inputs[chosen], labels[chosen])
        velocity = jax.tree.map(lambda v, g: MOMENTUM * v + g, velocity, gradient)
        weights = jax.tree.map(lambda w, v: w - RATE * v, weights, velocity)
        return (weights, velocity), None

    @partial(jax.jit, donate_argnums=0)
    def whole_epoch(carry: Any, key: Any) -> Any:
        order = jax.random.permutation(key, len(labels))[: len(labels) // BATCH * BATCH]
        return jax.lax.scan(step, carry, order.reshape(-1, BATCH))[0]

    def epoch() -> None:
        nonlocal carry, shuffling
        shuffling, key = jax.random.split(shuffling)
        carry = jax.block_until_ready(whole_epoch(carry, key))

    return Pupil(epoch, lambda test: np.asarray(scores(carry[0], test.rows).argmax(axis=1)))
