"""Decision trees, forests and boosting for small tables; ROC analysis."""
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Callable, Literal, Optional

import numpy as np
from jaxtyping import Bool, Float, Int

Arr = np.ndarray
X = Float[Arr, "n d"]
Target = Float[Arr, " n"]


@dataclass
class Node:
    value: float
    feature: int = -1
    threshold: float = np.nan
    left: Optional[Node] = None
    right: Optional[Node] = None

    @property
    def is_leaf(self) -> bool:
        return self.left is None or self.right is None

    def depth(self) -> int:
        return 1 + max((child.depth() for child in (self.left, self.right) if child), default=0)

    def predict_one(self, row: Float[Arr, " d"]) -> float:
        if self.left is None or self.right is None:
            return self.value
        child = self.left if row[self.feature] <= self.threshold else self.right
        return child.predict_one(row)

    def predict(self, x: X) -> Target:
        if self.left is None or self.right is None:
            return np.full(x.shape[0], self.value)
        out = np.empty(len(x))
        goes_left = x[:, self.feature] <= self.threshold
        out[goes_left] = self.left.predict(x[goes_left])
        out[~goes_left] = self.right.predict(x[~goes_left])
        return out


def best_split(column: Float[Arr, " n"], y: Target) -> tuple[float, float]:
    """(loss, threshold) of the best cut of one feature, by prefix sums."""
    n = len(column)
    order = np.argsort(column)
    xs, ys = column[order], y[order]
    left_sum = np.cumsum(ys)[:-1]
    left_n = np.arange(1, n)
    right_sum, right_n = ys.sum() - left_sum, n - left_n
    loss = (ys**2).sum() - left_sum**2 / left_n - right_sum**2 / right_n
    loss = np.where(xs[1:] > xs[:-1], loss, np.inf)
    cut = int(loss.argmin())
    return float(loss[cut]), float((xs[cut] + xs[cut + 1]) / 2)


def grow(x: X, y: Target, depth: int, features: Optional[Int[Arr, " k"]] = None) -> Node:
    node = Node(float(y.mean()))
    if depth == 0 or len(y) < 4 or np.ptp(y) < 1e-9:
        return node
    candidates = range(x.shape[1]) if features is None else features
    scored = [(*best_split(x[:, j], y), int(j)) for j in candidates]
    loss, threshold, j = min(scored)
    if not np.isfinite(loss):
        return node
    mask = x[:, j] <= threshold
    node.feature, node.threshold = j, threshold
    node.left = grow(x[mask], y[mask], depth - 1, features)
    node.right = grow(x[~mask], y[~mask], depth - 1, features)
    return node


@dataclass
class Forest:
    size: int
    depth: int = 3
    trees: list[Node] = field(default_factory=list)
    out_of_bag: Optional[Float[Arr, " n"]] = None

    def fit(self, x: Float[Arr, "n d"], y: Float[Arr, " n"], rng: np.random.Generator) -> Forest:
        n, d = x.shape
        votes, total = np.zeros(n), np.zeros(n)
        for _ in range(self.size):
            rows = rng.integers(n, size=n)
            columns = rng.choice(d, size=(d + 1) // 2, replace=False)
            tree = grow(x[rows], y[rows], self.depth, columns)
            unseen = np.setdiff1d(np.arange(n), rows)
            total[unseen] += tree.predict(x[unseen])
            votes[unseen] += 1
            self.trees.append(tree)
        self.out_of_bag = np.divide(total, votes, out=np.full(n, y.mean()), where=votes > 0)
        return self

    def predict(self, x: Float[Arr, "m d"]) -> Float[Arr, " m"]:
        return np.mean([tree.predict(x) for tree in self.trees], axis=0)

    def spread(self, x: Float[Arr, "m d"]) -> Float[Arr, "m 2"]:
        everyone = np.column_stack([tree.predict(x) for tree in self.trees])
        return np.quantile(everyone, [0.1, 0.9], axis=1).T

    def importance(self, x: Float[Arr, "m d"], y: Float[Arr, " m"], rng: np.random.Generator) -> Float[Arr, " d"]:
        base = np.mean((self.predict(x) - y) ** 2)
        drops = []
        for j in range(x.shape[1]):
            shuffled = x.copy()
            shuffled[:, j] = rng.permutation(x[:, j])
            drops.append(np.mean((self.predict(shuffled) - y) ** 2) - base)
        return np.array(drops)


Gradient = Callable[[Float[Arr, " n"], Float[Arr, " n"]], Float[Arr, " n"]]
LOSSES: dict[str, Gradient] = {
    "square": lambda y, f: y - f,
    "absolute": lambda y, f: np.sign(y - f),
    "logistic": lambda y, f: y - 1 / (1 + np.exp(-f)),
}


def boost(x: X, y: Target, rounds: int, loss: Literal["square", "absolute", "logistic"] = "square", rate: float = 0.3) -> tuple[list[Node], Float[Arr, "{rounds} n"]]:
    gradient = LOSSES[loss]
    stages = np.zeros((rounds, len(y)))
    trees, f = [], np.zeros_like(y)
    for k in range(rounds):
        tree = grow(x, gradient(y, f), 2)
        f += rate * tree.predict(x)
        stages[k] = f
        trees.append(tree)
    return trees, stages


def roc(score: Float[Arr, " n"], truth: Bool[Arr, " n"]) -> tuple[Float[Arr, "n+1"], Float[Arr, "n+1"]]:
    hits = truth[np.argsort(-score)]
    tpr = np.concatenate([[0.0], np.cumsum(hits) / max(hits.sum(), 1)])
    fpr = np.concatenate([[0.0], np.cumsum(~hits) / max((~hits).sum(), 1)])
    return fpr, tpr


def area(x: Float[Arr, " k"], y: Float[Arr, " k"]) -> float:
    return float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2))


def confusion(truth: Int[Arr, " n"], guess: Int[Arr, " n"], classes: int) -> Int[Arr, "{classes} {classes}"]:
    return np.bincount(truth * classes + guess, minlength=classes**2).reshape(classes, classes)


def f1(matrix: Int[Arr, "c c"]) -> Float[Arr, " c"]:
    hits = np.diag(matrix)
    return 2 * hits / np.maximum(matrix.sum(axis=0) + matrix.sum(axis=1), 1)


def main(seed: int) -> None:
    d, m, size, rounds = random.Random(seed).sample(range(3, 12), 4)
    n = random.Random(seed).randint(40, 50)
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, d))
    y = np.where(x[:, 0] > 0, 2.0, -1.0) + 0.1 * x[:, 1]
    tree = grow(x, y, depth=3)
    assert not tree.is_leaf and tree.depth() <= 4
    assert np.allclose(tree.predict(x), [tree.predict_one(row) for row in x])
    assert grow(np.ones((n, d)), y, 2).is_leaf
    forest = Forest(size).fit(x, y, rng)
    assert forest.out_of_bag is not None and forest.out_of_bag.shape == y.shape
    low, high = forest.spread(x[:m]).T
    assert np.all(low <= high) and forest.predict(x[:m]).size == m
    assert forest.importance(x, y, rng).shape == (d,)
    truth = y > 0
    for loss in ("square", "absolute"):
        trees, stages = boost(x, y, rounds, loss)
        assert len(trees) == len(stages) and np.ptp(stages[-1]) > 0
    _, logits = boost(x, truth.astype(float), rounds, loss="logistic")
    fpr, tpr = roc(logits[-1], truth)
    assert area(fpr, tpr) > 0.9
    guess = (logits[-1] > 0).astype(int)
    assert f1(confusion(truth.astype(int), guess, 2)).shape == (2,)


if __name__ == "__main__":
    main(0)
