"""Boosted decision stumps, a random forest of them, and the usual scores of classifiers."""

import random
from dataclasses import dataclass, field
from enum import Enum
from typing import Generic, Iterable, List, Optional, Tuple, TypeVar

import numpy as np
from jaxtyping import Bool, Float, Int, Real

Features = Float[np.ndarray, "n d"]
Signs = Int[np.ndarray, " n"]
Weights = Float[np.ndarray, " n"]
Model = TypeVar("Model", bound="Stump")


class Side(Enum):
    BELOW = -1
    ABOVE = 1


@dataclass(frozen=True)
class Stump:
    feature: int
    cut: float
    side: Side

    def predict(self, x: Features) -> Signs:
        above = x[:, self.feature] > self.cut
        return np.where(above, self.side.value, -self.side.value)

    def error(self, x: Features, y: Signs, w: Weights) -> float:
        return float(w[self.predict(x) != y].sum())


def cuts(column: Float[np.ndarray, " n"]) -> Float[np.ndarray, " n-1"]:
    ordered = np.sort(column)
    return (ordered[1:] + ordered[:-1]) / 2


def best_stump(x: Features, y: Signs, w: Weights) -> Tuple[Stump, float]:
    best: Optional[Tuple[Stump, float]] = None
    for j in range(x.shape[1]):
        places = cuts(x[:, j])
        above = x[:, j][None, :] > places[:, None]
        guesses = np.where(above, 1, -1)
        errors = (guesses != y) @ w
        low, high = int(errors.argmin()), int(errors.argmax())
        options = [(Stump(j, float(places[low]), Side.ABOVE), float(errors[low]))]
        options.append((Stump(j, float(places[high]), Side.BELOW), 1.0 - float(errors[high])))
        for option in options:
            if best is None or option[1] < best[1]:
                best = option
    if best is None:
        raise ValueError("no feature")
    return best


@dataclass
class Ensemble(Generic[Model]):
    members: List[Model] = field(default_factory=list)
    votes: List[float] = field(default_factory=list)

    def add(self, member: Model, vote: float) -> None:
        self.members.append(member)
        self.votes.append(vote)

    def __len__(self) -> int:
        return len(self.members)

    def margins(self, x: Features) -> Float[np.ndarray, " n"]:
        total = np.zeros(len(x))
        for member, vote in zip(self.members, self.votes):
            total += vote * member.predict(x)
        return total

    def predict(self, x: Features) -> Signs:
        return np.where(self.margins(x) >= 0.0, 1, -1)

    def table(self, x: Features) -> Int[np.ndarray, "members n"]:
        return np.array([member.predict(x) for member in self.members])


def boost(x: Features, y: Signs, rounds: int) -> Ensemble[Stump]:
    n = y.shape[0]
    w = np.full(n, 1.0 / n)
    model: Ensemble[Stump] = Ensemble()
    for _ in range(rounds):
        stump, error = best_stump(x, y, w)
        error = min(max(error, 1e-9), 1 - 1e-9)
        vote = 0.5 * np.log((1 - error) / error)
        w = w * np.exp(-vote * y * stump.predict(x))
        w /= w.sum()
        model.add(stump, float(vote))
    return model


def forest(x: Features, y: Signs, trees: int, rng: np.random.Generator) -> Ensemble[Stump]:
    n, d = x.shape
    model = Ensemble[Stump]()
    for _ in range(trees):
        rows = rng.integers(0, n, size=n)
        columns = rng.choice(d, size=max(1, d // 2), replace=False)
        stump, _ = best_stump(x[rows][:, columns], y[rows], np.full(n, 1.0 / n))
        model.add(Stump(int(columns[stump.feature]), stump.cut, stump.side), 1.0)
    return model


def folds(n: int, k: int, rng: np.random.Generator) -> Iterable[Tuple[Int[np.ndarray, " _"], Int[np.ndarray, " _"]]]:
    order = rng.permutation(n)
    for part in np.array_split(order, k):
        yield np.setdiff1d(order, part), part


def cross_validated(x: Features, y: Signs, k: int, rounds: int, rng: np.random.Generator) -> Float[np.ndarray, " _"]:
    scores = []
    for train, test in folds(len(y), k, rng):
        model = boost(x[train], y[train], rounds)
        scores.append(np.mean(model.predict(x[test]) == y[test]))
    return np.array(scores)


def staged(model: Ensemble[Stump], x: Features) -> Float[np.ndarray, "rounds n"]:
    votes = np.asarray(model.votes)
    return np.cumsum(votes[:, None] * model.table(x), axis=0)


def roc(margins: Real[np.ndarray, " n"], y: Signs) -> Tuple[Float[np.ndarray, " n"], Float[np.ndarray, " n"]]:
    order = np.argsort(-margins, kind="stable")
    positive = (y == 1)[order]
    true = np.cumsum(positive) / max(1, int(positive.sum()))
    false = np.cumsum(~positive) / max(1, int((~positive).sum()))
    return false, true


def area(false: Float[np.ndarray, " n"], true: Float[np.ndarray, " n"]) -> float:
    x = np.concatenate([np.zeros(1), false])
    y = np.concatenate([np.zeros(1), true])
    return float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2))


def importance(model: Ensemble[Stump], d: int) -> Float[np.ndarray, " {d}"]:
    used = np.array([stump.feature for stump in model.members])
    weights = np.bincount(used, weights=np.abs(model.votes), minlength=d)
    return weights / weights.sum()


def disagreement(table: Int[np.ndarray, "members n"]) -> Float[np.ndarray, "members members"]:
    different: Bool[np.ndarray, "members members n"] = table[:, None] != table[None]
    return different.mean(axis=2)


def main(seed: int) -> None:
    n, d, rounds = random.Random(seed).sample(range(3, 10), 3)
    n = n + 30
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, d))
    y = np.where(x[:, 0] + 0.3 * rng.normal(size=n) > 0, 1, -1)
    model = boost(x, y, rounds)
    assert len(model) == rounds and np.mean(model.predict(x) == y) > 0.7
    assert np.allclose(staged(model, x)[-1], model.margins(x))
    assert importance(model, d).shape == (d,)
    trees = forest(x, y, rounds, rng)
    assert disagreement(trees.table(x)).shape == (rounds, rounds)
    assert 0.5 < area(*roc(model.margins(x), y)) <= 1.0
    assert cross_validated(x, y, 3, 2, rng).shape == (3,)


if __name__ == "__main__":
    main(0)
