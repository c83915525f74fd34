"""Parameters as nested dicts of arrays: maps over them, optimisers, flattening, a small network."""

import copy
import random
from collections.abc import Callable, Sequence
from typing import Any, Union

import numpy as np
from jaxtyping import Float, Int

Leaf = Float[np.ndarray, "..."]
Tree = dict[str, Union[Leaf, "Tree"]]
Flat = Float[np.ndarray, " size"]


def tree_map(f: Callable[..., Leaf], tree: Any, *rest: Any) -> Any:
    if isinstance(tree, dict):
        return {key: tree_map(f, value, *(other[key] for other in rest)) for key, value in tree.items()}
    return f(tree, *rest)


def leaves(tree: Any) -> list[Leaf]:
    if isinstance(tree, dict):
        return [leaf for key in sorted(tree) for leaf in leaves(tree[key])]
    return [tree]


def flatten(tree: Any) -> tuple[Flat, Callable[[Flat], Any]]:
    parts = leaves(tree)
    shapes = [part.shape for part in parts]
    ends = np.cumsum([part.size for part in parts])

    def restore(flat: Flat) -> Any:
        pieces = np.split(flat, ends[:-1])
        queue = [piece.reshape(shape) for piece, shape in zip(pieces, shapes)]
        return rebuild(tree, queue)

    return np.concatenate([part.ravel() for part in parts]), restore


def rebuild(tree: Any, queue: list[Leaf]) -> Any:
    if isinstance(tree, dict):
        return {key: rebuild(tree[key], queue) for key in sorted(tree)}
    return queue.pop(0)


def init(sizes: Sequence[int], rng: np.random.Generator) -> dict[str, dict[str, Leaf]]:
    params: dict[str, dict[str, Leaf]] = {}
    for i, (fan_in, fan_out) in enumerate(zip(sizes[:-1], sizes[1:])):
        w = rng.standard_normal((fan_in, fan_out)) * np.sqrt(2.0 / fan_in)
        params[f"layer{i}"] = {"w": w, "b": np.zeros(fan_out)}
    return params


def dense(x: Float[np.ndarray, "n i"], w: Float[np.ndarray, "i o"], b: Float[np.ndarray, " o"]) -> Float[np.ndarray, "n o"]:
    return x @ w + b


def dense_vjp(
    x: Float[np.ndarray, "n i"], w: Float[np.ndarray, "i o"], dy: Float[np.ndarray, "n o"]
) -> tuple[Float[np.ndarray, "n i"], dict[str, Leaf]]:
    grads: dict[str, Leaf] = {"w": x.T @ dy, "b": dy.sum(axis=0)}
    return dy @ w.T, grads


def cross_entropy(scores: Float[np.ndarray, "n k"], y: Int[np.ndarray, " n"]) -> tuple[float, Float[np.ndarray, "n k"]]:
    n = scores.shape[0]
    shifted = scores - scores.max(axis=1)[:, None]
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1))[:, None]
    loss = -log_p[np.arange(n), y].mean()
    target = np.zeros_like(scores)
    target[np.arange(n), y] = 1.0
    return float(loss), (np.exp(log_p) - target) / n


def two_layers(
    params: dict[str, dict[str, Leaf]], x: Float[np.ndarray, "n d"], y: Int[np.ndarray, " n"]
) -> tuple[float, dict[str, dict[str, Leaf]]]:
    first, last = params["layer0"], params["layer1"]
    a = dense(x, first["w"], first["b"])
    h = np.maximum(a, 0.0)
    scores = dense(h, last["w"], last["b"])
    loss, dscores = cross_entropy(scores, y)
    dh, dlast = dense_vjp(h, last["w"], dscores)
    da = dh * (a > 0)
    _, dfirst = dense_vjp(x, first["w"], da)
    return loss, {"layer0": dfirst, "layer1": dlast}


class Sgd:
    def __init__(self, rate: float, momentum: float = 0.9) -> None:
        self.rate = rate
        self.momentum = momentum
        self.velocity: Any = None

    def update(self, params: Any, grads: Any) -> Any:
        if self.velocity is None:
            self.velocity = tree_map(np.zeros_like, params)
        self.velocity = tree_map(lambda v, g: self.momentum * v + g, self.velocity, grads)
        return tree_map(lambda p, v: p - self.rate * v, params, self.velocity)


class Adam:
    def __init__(self, size: int, rate: float = 0.05) -> None:
        self.m: Float[np.ndarray, " {size}"] = np.zeros(size)
        self.v: Float[np.ndarray, " {size}"] = np.zeros(size)
        self.rate, self.t = rate, 0

    def update(self, w: Flat, g: Flat) -> Flat:
        self.t += 1
        self.m = 0.9 * self.m + 0.1 * g
        self.v = 0.99 * self.v + 0.01 * g * g
        m_hat = self.m / (1.0 - 0.9**self.t)
        v_hat = self.v / (1.0 - 0.99**self.t)
        return w - self.rate * m_hat / (np.sqrt(v_hat) + 1e-8)


def rosenbrock(w: Flat) -> tuple[float, Flat]:
    a, b = w[:-1], w[1:]
    gap = b - a**2
    g = np.zeros_like(w)
    g[:-1] += -400.0 * a * gap - 2.0 * (1.0 - a)
    g[1:] += 200.0 * gap
    return float((100.0 * gap**2 + (1.0 - a) ** 2).sum()), g


def bfgs(f: Callable[[Flat], tuple[float, Flat]], w: Flat, rounds: int) -> Flat:
    n = len(w)
    h = np.eye(n)
    value, g = f(w)
    for _ in range(rounds):
        direction = -h @ g
        rate = 1.0
        while f(w + rate * direction)[0] > value and rate > 1e-8:
            rate /= 2
        s = rate * direction
        new_value, new_g = f(w + s)
        change = new_g - g
        rho = float(s @ change)
        if rho > 1e-10:
            left = np.eye(n) - np.outer(s, change) / rho
            h = left @ h @ left.T + np.outer(s, s) / rho
        w, value, g = w + s, new_value, new_g
    return w


def averaged(trees: list[dict[str, dict[str, Leaf]]]) -> Any:
    return tree_map(lambda *parts: np.mean(np.stack(parts), axis=0), trees[0], *trees[1:])


def main(seed: int) -> None:
    n, d, hidden, classes = random.Random(seed).sample(range(3, 12), 4)
    n = n + 12
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(n, d)), rng.integers(0, classes, size=n)
    params = init([d, hidden, classes], rng)
    start = copy.deepcopy(params)
    optimiser = Sgd(0.05)
    losses = []
    for _ in range(25):
        loss, grads = two_layers(params, x, y)
        params = optimiser.update(params, grads)
        losses.append(loss)
    assert losses[-1] < losses[0]
    flat, restore = flatten(params)
    assert flat.size == d * hidden + hidden + hidden * classes + classes
    assert restore(flat)["layer1"]["w"].shape == (hidden, classes)
    assert averaged([params, start])["layer0"]["b"].shape == (hidden,)
    w, adam = np.zeros(d), Adam(d)
    for _ in range(20):
        w = adam.update(w, rosenbrock(w)[1])
    assert rosenbrock(bfgs(rosenbrock, w, 20))[0] <= rosenbrock(np.zeros(d))[0]


if __name__ == "__main__":
    main(0)
