"""First-order optimizers, generic in the kind of parameters, with savable state."""

import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array

P = TypeVar("P", Array, dict[str, Array])
Rows = TypeVar("Rows", bound=int)
Columns = TypeVar("Columns", bound=int)
Schedule = Callable[[int], float]
StateDict = dict[str, Any]


def constant(rate: float) -> Schedule:
    return lambda step: rate


def cosine(rate: float, steps: int) -> Schedule:
    def at(step: int) -> float:
        return 0.5 * rate * (1.0 + float(np.cos(np.pi * min(step, steps) / steps)))

    return at


class Optimizer(ABC):
    """Moves a flat vector of parameters against its gradient."""

    def __init__(self, size: int, schedule: Schedule) -> None:
        self.size = size
        self.schedule = schedule
        self.steps = 0

    @abstractmethod
    def direction(self, gradient: Float[Array, " {self.size}"]) -> Float[Array, " {self.size}"]: ...

    def __call__(
        self, parameters: Float[Array, " {self.size}"], gradient: Float[Array, " {self.size}"]
    ) -> Float[Array, " {self.size}"]:
        rate = self.schedule(self.steps)
        self.steps += 1
        return parameters - rate * self.direction(gradient)

    def state_dict(self) -> StateDict:
        return {"steps": self.steps}

    def load_state_dict(self, state: StateDict) -> None:
        self.steps = int(state["steps"])


class SGD(Optimizer):
    def direction(self, gradient: Float[Array, " n"]) -> Float[Array, " n"]:
        return gradient


class Momentum(Optimizer):
    def __init__(self, size: int, schedule: Schedule, decay: float = 0.9) -> None:
        super().__init__(size, schedule)
        self.decay = decay
        self.velocity: Float[Array, " {self.size}"] = np.zeros(size)

    def direction(self, gradient: Float[Array, " {self.size}"]) -> Float[Array, " {self.size}"]:
        self.velocity *= self.decay
        self.velocity += gradient
        return self.velocity

    def state_dict(self) -> StateDict:
        return super().state_dict() | {"velocity": self.velocity.copy()}

    def load_state_dict(self, state: StateDict) -> None:
        super().load_state_dict(state)
        velocity = state["velocity"]
        if velocity.shape != (self.size,):
            raise ValueError(f"a state of shape {velocity.shape} for {self.size} parameters")
        self.velocity = velocity


class Adam(Optimizer):
    def __init__(self, size: int, schedule: Schedule, betas: tuple[float, float] = (0.9, 0.999)) -> None:
        super().__init__(size, schedule)
        self.betas = betas
        self.moments: Float[Array, "2 {self.size}"] = np.zeros((2, size))

    def direction(self, gradient: Float[Array, " {self.size}"]) -> Float[Array, " {self.size}"]:
        decay = np.array(self.betas)[:, None]
        fresh = np.stack([gradient, gradient**2])
        self.moments = decay * self.moments + (1.0 - decay) * fresh
        first, second = self.moments / (1.0 - decay**self.steps)
        return first / (np.sqrt(second) + 1e-8)

    def state_dict(self) -> StateDict:
        return {**super().state_dict(), "moments": self.moments}


class Shampoo(Generic[Rows, Columns]):
    """Preconditions a matrix gradient from both sides."""

    left: Float[Array, "Rows Rows"]
    right: Float[Array, "Columns Columns"]

    def __init__(self, rows: Rows, columns: Columns, epsilon: float = 1e-4) -> None:
        self.left = epsilon * np.eye(rows)
        self.right = epsilon * np.eye(columns)

    def direction(self, g: Float[Array, "Rows Columns"]) -> Float[Array, "Rows Columns"]:
        self.left += g @ g.T
        self.right += g.T @ g
        return inverse_root(self.left, 4) @ g @ inverse_root(self.right, 4)


def inverse_root(m: Float[Array, "n n"], power: int) -> Float[Array, "n n"]:
    values, vectors = np.linalg.eigh(m)
    return (vectors * values ** (-1.0 / power)) @ vectors.T


class Lookahead(Generic[P]):
    """Keeps slow weights and moves them towards the fast ones now and then."""

    slow: P
    blend: Callable[[P, P, float], P]

    def __init__(self, slow: P, blend: Callable[[P, P, float], P], pull: float = 0.5) -> None:
        self.slow = slow
        self.blend = blend
        self.pull = pull

    def sync(self, fast: P) -> P:
        self.slow = self.blend(self.slow, fast, self.pull)
        return self.slow


def blend_arrays(a: Float[Array, "*shape"], b: Float[Array, "*shape"], t: float) -> Float[Array, "*shape"]:
    return (1.0 - t) * a + t * b


def blend_trees(a: dict[str, Array], b: dict[str, Array], t: float) -> dict[str, Array]:
    return {name: blend_arrays(a[name], b[name], t) for name in a}


def clip_norm(gradient: Float[Array, " n"], limit: float) -> Float[Array, " n"]:
    norm = float(np.linalg.norm(gradient))
    return gradient if norm <= limit else gradient * (limit / norm)


def flatten(tree: dict[str, Float[Array, "..."]]) -> Float[Array, " total"]:
    return np.concatenate([leaf.ravel() for leaf in tree.values()])


def unflatten(
    flat: Float[Array, " total"], like: dict[str, Float[Array, "..."]]
) -> dict[str, Float[Array, "..."]]:
    tree, start = {}, 0
    for name, leaf in like.items():
        tree[name] = flat[start : start + leaf.size].reshape(leaf.shape)
        start += leaf.size
    return tree


def least_squares(
    a: Float[Array, "m n"], y: Float[Array, " m"]
) -> Callable[[Float[Array, " n"]], tuple[float, Float[Array, " n"]]]:
    def value_and_gradient(x: Float[Array, " n"]) -> tuple[float, Float[Array, " n"]]:
        residual = a @ x - y
        return 0.5 * float(residual @ residual), a.T @ residual

    return value_and_gradient


def minimise(
    f: Callable[[Float[Array, " n"]], tuple[float, Float[Array, " n"]]],
    x: Float[Array, " n"],
    optimizer: Optimizer,
    steps: int,
) -> Iterator[tuple[float, Float[Array, " n"]]]:
    for _ in range(steps):
        value, gradient = f(x)
        x = optimizer(x, clip_norm(gradient, 10.0))
        yield value, x


def main(seed: int) -> None:
    m, n, k = random.Random(seed).sample(range(3, 24, 3), 3)
    rng = np.random.default_rng(seed)
    f = least_squares(rng.normal(size=(m, n)), rng.normal(size=m))
    x = np.zeros(n)
    for kind in (SGD, Momentum, Adam):
        optimizer: Optimizer = kind(n, cosine(0.01, 20))
        values = [value for value, _ in minimise(f, x, optimizer, 10)]
        assert values[-1] < values[0]
        copy = kind(n, constant(0.01))
        copy.load_state_dict(optimizer.state_dict())
        assert copy.steps == 10 and copy(x, np.ones(n)).shape == (n,)
    assert Shampoo(n, k).direction(rng.normal(size=(n, k))).shape == (n, k)
    vectors: Lookahead[Array] = Lookahead(x, blend_arrays)
    assert np.allclose(vectors.sync(np.ones(n)), 0.5)
    tree = {"w": rng.normal(size=(n, k)), "b": rng.normal(size=k)}
    flat = flatten(tree)
    assert flat.shape == (n * k + k,) and unflatten(flat, tree)["w"].shape == (n, k)
    trees: Lookahead[dict[str, Array]] = Lookahead(tree, blend_trees, pull=0.25)
    assert np.allclose(trees.sync(unflatten(2.0 * flat, tree))["b"], 1.25 * tree["b"])


if __name__ == "__main__":
    main(0)
