"""Tables for the terminal: a row for each class, the confusion matrix, and what it says in words."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np

from typednn.contracts import Array, Float64, Int64, contract
from typednn.train.metrics import Evaluation

Paint: TypeAlias = Callable[[str, str], str]
"""A cell and a colour to the cell in that colour, or as it is where there are no colours."""


def plain(text: str, colour: str) -> str:
    """Where there are no colours."""
    return text


@contract
def precision(confusion: Int64[Array, "classes classes"]) -> Float64[Array, " classes"]:
    """c[j, j] / Σᵢ c[i, j], how often an answer is right; NaN for a class that is never the answer."""
    with np.errstate(invalid="ignore"):
        return np.diagonal(confusion) / confusion.sum(axis=0)


def class_table(evaluation: Evaluation) -> Iterator[str]:
    """How many of each class are recognised, and how often that answer is right."""
    yield "class  examples  correct  accuracy  precision"
    confusion = evaluation.confusion
    for label, (share, right) in enumerate(zip(evaluation.per_class(), precision(confusion), strict=True)):
        examples, correct = int(confusion[label].sum()), int(confusion[label, label])
        yield f"{label:>5}  {examples:>8,}  {correct:>7,}  {percent(share):>8}  {percent(right):>9}"


@contract
def confusion_table(confusion: Int64[Array, "classes classes"], paint: Paint = plain) -> Iterator[str]:
    """A row for each class, a column for each answer; a dot is nought."""
    width = 2 + max(len(f"{number:,}") for number in (int(confusion.max()), len(confusion)))
    yield "class" + "".join(f"{answer:>{width}}" for answer in range(len(confusion)))
    worst = max(1, int((confusion - np.diag(np.diagonal(confusion))).max()))
    for label, row in enumerate(confusion.tolist()):
        cells = [f"{f'{count:,}' if count else '·':>{width}}" for count in row]
        yield f"{label:>5}" + "".join(
            paint(cell, _colour(count, worst, right=label == answer))
            for answer, (cell, count) in enumerate(zip(cells, row, strict=True))
        )


@contract
def confusion_list(confusion: Int64[Array, "classes classes"], most: int = 10) -> Iterator[str]:
    """The most frequent mistakes in words, for where the matrix is too wide."""
    wrong = confusion - np.diag(np.diagonal(confusion))
    order = np.argsort(-wrong, axis=None, kind="stable")[:most]
    for label, answer in zip(*np.unravel_index(order, wrong.shape), strict=True):
        if wrong[label, answer]:
            yield f"{wrong[label, answer]:>7,}  {label} taken for {answer}"


def percent(share: float) -> str:
    """Of nothing there is no share."""
    return "–" if np.isnan(share) else f"{share:.2%}"


def _colour(count: int, worst: int, *, right: bool) -> str:
    if not count:
        return ""
    return "green" if right else "red" if 2 * count >= worst else "yellow"
