"""What a network is judged by: loss, accuracy, accuracy per class, confusion matrix, Wilson's interval."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from typednn.contracts import Array, Float, Float64, Int64, Integer, contract
from typednn.errors import ConfigError, DataError
from typednn.layers import AnyLayer
from typednn.losses import Logits, cross_entropy
from typednn.ops.softmax import softmax
from typednn.train.checking import require_examples

ROWS = 1000  # at a time, so that a whole test set needs no more memory than a few batches


class Interval(NamedTuple):
    """From `low` to `high`."""

    low: float
    high: float


@contract
@dataclass(frozen=True, eq=False)
class Evaluation:
    """How a network does on labelled examples; `confusion[i, j]` counts those of class i that it calls j."""

    loss: float
    confusion: Int64[Array, "classes classes"]

    @property
    def examples(self) -> int:
        return int(self.confusion.sum())

    @property
    def correct(self) -> int:
        return int(np.trace(self.confusion))

    @property
    def accuracy(self) -> float:
        return self.correct / self.examples

    @contract
    def per_class(self) -> Float64[Array, " classes"]:
        """The accuracy on the examples of each class; NaN for a class without examples."""
        return per_class_accuracy(self.confusion)

    def interval(self, confidence: float = 0.95) -> Interval:
        """Wilson's interval for the accuracy on all examples of this kind."""
        return wilson_interval(self.correct, self.examples, confidence=confidence)


@contract
def predict_logits(net: AnyLayer, x: Float[Array, "n *shape"]) -> Float[Array, "n classes"]:
    """What the network gives for each example, computed in parts."""
    if not len(x):
        raise DataError("no examples to predict: give at least one")
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is said in words
        logits: Float[Array, "n classes"] = np.concatenate([net(x[at : at + ROWS]) for at in range(0, len(x), ROWS)])
    finite = np.isfinite(logits).all(axis=1)
    if not finite.all():
        row = int(np.argmin(finite))
        raise DataError(
            f"the network gives {logits[row].tolist()} for example {row}: expected finite numbers; "
            "look for NaN and huge numbers in the example and in the parameters"
        )
    return logits


@contract
def predict_probabilities(net: AnyLayer, x: Float[Array, "n *shape"]) -> Float[Array, "n classes"]:
    """softmax of the logits: each row sums to 1."""
    return np.asarray(softmax(predict_logits(net, x)))


@contract
def evaluate(net: AnyLayer, x: Float[Array, "n *shape"], labels: Integer[Array, " n"]) -> Evaluation:
    """Mean cross-entropy and confusion matrix."""
    if not len(x):
        raise DataError("no examples to evaluate: give at least one")
    try:
        return _evaluated(net, x, labels)
    except DataError:
        require_examples(net, x, labels, "given")  # says which example of all is to blame, if one is
        predict_logits(net, x)  # or where the network's own numbers are
        raise


@contract
def _evaluated(net: AnyLayer, x: Float[Array, "n *shape"], labels: Integer[Array, " n"]) -> Evaluation:
    total, confusion = 0.0, np.zeros((0, 0), np.int64)
    for at in range(0, len(x), ROWS):
        logits, targets = net(x[at : at + ROWS]), labels[at : at + ROWS]
        loss, _ = cross_entropy(logits.view(Logits), targets)
        total += loss * len(targets)
        part = confusion_matrix(targets, logits.argmax(axis=1), logits.shape[1])
        confusion = part if not at else confusion + part
    return Evaluation(total / len(x), confusion)


@contract
def accuracy(labels: Integer[Array, " n"], predicted: Integer[Array, " n"]) -> float:
    """The share of examples whose class is predicted."""
    if not len(labels):
        raise DataError("no labels: an accuracy is a share of at least one example")
    return float(np.mean(labels == predicted))


@contract
def confusion_matrix(
    labels: Integer[Array, " n"], predicted: Integer[Array, " n"], classes: int
) -> Int64[Array, "{classes} {classes}"]:
    """c[i, j] = the number of examples of class i that are predicted to be of class j."""
    pairs = labels.astype(np.int64) * classes + predicted
    if len(pairs) and (min(labels.min(), predicted.min()) < 0 or max(labels.max(), predicted.max()) >= classes):
        raise DataError(f"a class lies outside 0..{classes - 1}: raise the number of classes, or mend the labels")
    counts: Int64[Array, "{classes} {classes}"] = np.bincount(pairs, minlength=classes * classes).reshape(
        classes, classes
    )
    return counts


@contract
def per_class_accuracy(confusion: Int64[Array, "classes classes"]) -> Float64[Array, " classes"]:
    """c[i, i] / Σⱼ c[i, j]; NaN for a class without examples."""
    with np.errstate(invalid="ignore"):
        return np.diagonal(confusion) / confusion.sum(axis=1)


def wilson_interval(correct: int, examples: int, *, confidence: float = 0.95) -> Interval:
    """(p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n), p = correct / n; within [0, 1] for every p.

    Wilson: Probable inference, the law of succession, and statistical inference. 1927.
    """
    if not 0 <= correct <= examples or not examples:
        raise DataError(f"{correct} of {examples} examples correct: expected 0 <= correct <= examples, at least 1")
    if not 0.0 < confidence < 1.0:
        raise ConfigError(f"confidence is {confidence}; expected a number in (0, 1), such as 0.95")
    z = _quantile(0.5 + confidence / 2.0)
    share, square = correct / examples, z * z / examples
    centre = share + square / 2.0
    half = math.sqrt(share * (1.0 - share) * square + square * square / 4.0)
    low = (centre - half) / (1.0 + square) if correct else 0.0
    high = (centre + half) / (1.0 + square) if correct < examples else 1.0
    return Interval(low, high)


def _quantile(share: float) -> float:
    """Of the normal distribution; its module is slow to load and seldom needed."""
    from statistics import NormalDist

    return NormalDist().inv_cdf(share)
