"""Logistic and softmax regression, minimised by interchangeable first-order methods."""
# mypy: disable-error-code="no-any-return"

import functools
import random
from collections.abc import Callable
from typing import Literal, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Bool, Float, Int

Vector = Float[np.ndarray, " p"]
Objective = Callable[[Vector], tuple[float, Vector]]


@runtime_checkable
class Minimizer(Protocol):
    """Anything that lowers an objective from a starting point."""

    def __call__(self, objective: Objective, start: Vector, *, steps: int) -> Vector: ...


@runtime_checkable
class Watcher(Protocol):
    def on_step(self, step: int, value: float, gradient: Vector) -> bool: ...


class StopWhenFlat:
    def __init__(self, tolerance: float) -> None:
        self.tolerance = tolerance
        self.values: list[float] = []

    def on_step(self, step: int, value: float, gradient: Float[np.ndarray, " q"]) -> bool:
        self.values.append(value)
        return bool(np.linalg.norm(gradient) < self.tolerance)


def gradient_descent(
    objective: Objective,
    start: Vector,
    *,
    steps: int,
    rate: float = 0.5,
    watcher: Watcher | None = None,
) -> Vector:
    theta = start.copy()
    for step in range(steps):
        value, gradient = objective(theta)
        if watcher is not None and watcher.on_step(step, value, gradient):
            break
        theta -= rate * gradient
    return theta


def momentum_descent(
    objective: Objective, start: Vector, *, steps: int, rate: float = 0.2, beta: float = 0.8
) -> Vector:
    theta, velocity = start.copy(), np.zeros_like(start)
    for _ in range(steps):
        _, gradient = objective(theta)
        velocity = beta * velocity - rate * gradient
        theta = theta + velocity
    return theta


def backtracking(objective: Objective, start: Vector, *, steps: int) -> Vector:
    theta = start
    for _ in range(steps):
        value, gradient = objective(theta)
        slope = gradient @ gradient
        rate = 4.0
        while rate > 1e-8:
            trial = theta - rate * gradient
            if objective(trial)[0] <= value - 0.5 * rate * slope:
                theta = trial
                break
            rate /= 2
    return theta


def sigmoid(z: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    return 0.5 * (1.0 + np.tanh(0.5 * z))


def softmax(z: Float[np.ndarray, "*batch classes"]) -> Float[np.ndarray, "*batch classes"]:
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def with_intercept(x: Float[np.ndarray, "n d"]) -> Float[np.ndarray, "n d+1"]:
    return np.hstack([np.ones((x.shape[0], 1)), x])


def logistic_objective(x: Float[np.ndarray, "n p"], y: Bool[np.ndarray, " n"], l2: float) -> Objective:
    n = len(y)
    target = y.astype(float)

    def objective(theta: Vector) -> tuple[float, Vector]:
        probability = sigmoid(x @ theta)
        clipped = np.clip(probability, 1e-12, 1 - 1e-12)
        loss = -np.mean(np.where(y, np.log(clipped), np.log1p(-clipped)))
        gradient = x.T @ (probability - target) / n + l2 * theta
        return float(loss + 0.5 * l2 * theta @ theta), gradient

    return objective


def softmax_objective(
    x: Float[np.ndarray, "n d"], y: Int[np.ndarray, " n"], classes: int
) -> Objective:
    n, d = x.shape
    onehot: Float[np.ndarray, "n {classes}"] = np.zeros((n, classes))
    onehot[np.arange(n), y] = 1.0

    def objective(theta: Float[np.ndarray, " _"]) -> tuple[float, Float[np.ndarray, " _"]]:
        weights = theta.reshape(d, classes)
        p = softmax(x @ weights)
        loss = -np.log(p[np.arange(n), y] + 1e-12).mean()
        return float(loss), (x.T @ (p - onehot) / n).ravel()

    return objective


def numeric_gradient(objective: Objective, theta: Vector, eps: float = 1e-6) -> Vector:
    gradient = np.zeros_like(theta)
    for i in range(theta.size):
        nudge = np.zeros_like(theta)
        nudge[i] = eps
        gradient[i] = (objective(theta + nudge)[0] - objective(theta - nudge)[0]) / (2 * eps)
    return gradient


def fit_binary(
    x: Float[np.ndarray, "n d"],
    y: Bool[np.ndarray, " n"],
    minimizer: Minimizer = gradient_descent,
    l2: float = 1e-3,
) -> Float[np.ndarray, "d+1"]:
    design = with_intercept(x)
    start = np.zeros(design.shape[1])
    return minimizer(logistic_objective(design, y, l2), start, steps=60)


def predict(
    x: Float[np.ndarray, "n d"], theta: Float[np.ndarray, "d+1"], mode: Literal["label", "score"]
) -> Bool[np.ndarray, " n"] | Float[np.ndarray, " n"]:
    bias, weights = theta[0], theta[1:]
    score = x @ weights + bias
    return score > 0 if mode == "label" else sigmoid(score)


METHODS: dict[str, Minimizer] = {
    "gd": gradient_descent,
    "slow": functools.partial(gradient_descent, rate=0.05),
    "momentum": momentum_descent,
    "backtracking": backtracking,
}


def main(seed: int) -> None:
    d, classes = random.Random(seed).sample(range(2, 9), 2)
    n = random.Random(seed).randint(20, 40)
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, d))
    true = rng.normal(size=d)
    y = x @ true + 0.1 * rng.normal(size=n) > 0
    for name, method in sorted(METHODS.items(), key=lambda item: item[0]):
        theta = fit_binary(x, y, method)
        labels = predict(x, theta, "label")
        assert name == "slow" or np.mean(labels == y) > 0.7
        scores = predict(x, theta, mode="score")
        assert scores.shape == labels.shape
    design = with_intercept(x)
    objective = logistic_objective(design, y, 0.1)
    at = rng.normal(size=d + 1)
    assert np.allclose(objective(at)[1], numeric_gradient(objective, at), atol=1e-5)
    watcher = StopWhenFlat(1e-2)
    gradient_descent(objective, np.zeros_like(at), steps=500, rate=0.3, watcher=watcher)
    assert watcher.values[-1] <= watcher.values[0]
    many = softmax_objective(x, rng.integers(classes, size=n), classes)
    flat = backtracking(many, np.zeros(d * classes), steps=5)
    assert np.allclose(many(flat)[1], numeric_gradient(many, flat), atol=1e-5)


if __name__ == "__main__":
    main(0)
