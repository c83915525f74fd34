"""V47, V72: predicted classes, counts of right ones, and their interval."""

from fractions import Fraction
from itertools import product
from statistics import NormalDist

import numpy as np

from typednn import layers, train
from typednn.layers import Chain
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER


@CHAPTER.theorem(
    "V47.1",
    Mode.EXHAUSTIVE,
    original="predict",
    domain="all 1,022 vectors of 1 to 9 bits as logits, two rows at a time",
)
def the_first_maximum_is_predicted(trial: Trial) -> None:
    """The class that a classifier predicts is the least index at which its logit is maximal."""
    for n in range(1, 10):
        classifier = train.Classifier(_identity(n))
        for case, z in trial.each(product((0.0, 1.0), repeat=n)):
            case.given(z=z)
            found = classifier.predict(np.array([z, z], dtype=np.float32))
            case.equal(found, [z.index(max(z))] * 2)


@CHAPTER.theorem(
    "V72.1",
    Mode.EXACT,
    original="accuracy, per-class accuracy",
    domain="all labels and predictions of 4 examples in 3 classes",
)
def metrics_are_counts(trial: Trial) -> None:
    """The accuracy is the share of equal pairs, the confusion matrix counts pairs, its diagonal the right ones."""
    for case, (labels, predicted) in trial.each(product(product(range(3), repeat=4), repeat=2)):
        case.given(labels=labels, predicted=predicted)
        confusion = train.confusion_matrix(np.array(labels), np.array(predicted), 3)
        pairs = list(zip(labels, predicted, strict=True))
        case.equal(confusion, [[pairs.count((i, j)) for j in range(3)] for i in range(3)])
        right = sum(i == j for i, j in pairs)
        case.equal(Fraction(train.accuracy(np.array(labels), np.array(predicted))), Fraction(right, 4))
        for found, k in zip(train.per_class_accuracy(confusion), range(3), strict=True):
            expected = pairs.count((k, k)) / labels.count(k) if labels.count(k) else np.nan
            case.require(found == expected or np.isnan([found, expected]).all(), f"class {k}")


@CHAPTER.theorem(
    "V72.2",
    Mode.PROPERTY,
    original="average loss",
    standing=Standing.BEYOND,
    domain="all numbers of right answers among 1 to 60 examples, confidence 0.5 to 0.999",
    tolerance="64 u: some twenty rounded operations on numbers of at most 1, and a root that cancels",
)
def wilsons_interval_solves_its_equation(trial: Trial) -> None:
    """Its ends are where |p̂ − p| = z √(p (1 − p)/n); it holds p̂ and stays in [0, 1]."""
    levels = (0.5, 0.9, 0.95, 0.999)
    for case, (n, level) in trial.each(product(range(1, trial.size(61, 400)), levels)):
        z = NormalDist().inv_cdf(0.5 + level / 2)
        for correct in range(n + 1):
            case.given(n=n, correct=correct, level=level)
            share, (low, high) = correct / n, train.wilson_interval(correct, n, confidence=level)
            case.require(0.0 <= low <= high <= 1.0, "within [0, 1]")
            case.at_most(low, share, 4 * UNIT)
            case.at_most(share, high, 4 * UNIT)
            for end in (low, high):
                case.near((share - end) ** 2, z * z * end * (1 - end) / n, 64 * UNIT * (1 + z * z))


def _identity(classes: int) -> Chain:
    """A network whose logits are its inputs."""
    net = layers.Linear(classes, classes) >> layers.LeakyRelu(1.0)
    weight, bias = layers.parameters(net).values()
    weight[...], bias[...] = np.eye(classes), 0.0
    return net
