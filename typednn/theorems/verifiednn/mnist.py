"""V70: how often each digit occurs in MNIST."""

import numpy as np

from typednn import data
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER

_CLASSES = (5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949)


@CHAPTER.theorem("V70.1", Mode.EXACT, original="checkDataDistribution", domain="MNIST, all 70,000 labels")
def mnist_has_the_known_counts(trial: Trial) -> None:
    """The training labels 0 to 9 occur 5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851 and 5949 times."""
    for case, part in trial.each(("train", "test")):
        labels = data.load_mnist_part("train" if part == "train" else "test").labels
        counts = data.count_classes(labels, 10)
        case.given(part=part)
        case.equal(int(counts.sum()), 60_000 if part == "train" else 10_000)
        case.equal(counts.tolist(), [sum(labels == k) for k in range(10)], "counted one by one")
        if part == "train":
            case.equal(tuple(counts.tolist()), _CLASSES)
        case.stands_for(len(labels))


@CHAPTER.counterexample(
    "V70.2",
    original="checkDataDistribution, which counts the first 500 samples",
    domain="MNIST's training labels",
    instead="The counts of all 60,000 labels, which `typednn data stats` prints (V70.1).",
)
def five_hundred_samples_show_the_distribution(trial: Trial) -> None:
    """The first 500 training labels tell how often each digit occurs."""
    for case, _ in trial.each([None]):
        labels = data.load_mnist_part("train").labels
        few, all_counts = data.count_classes(labels[:500], 10), data.count_classes(labels, 10)
        by_few, by_all = int(few.argmax()), int(all_counts.argmax())
        trial.say(
            f"of the first 500: {few.tolist()}; times 120, the most frequent is {by_few}, {few.max() * 120:,} times"
        )
        trial.say(f"of all 60,000: {all_counts.tolist()}; digit {by_all} occurs {all_counts.max():,} times")
        case.require(few.tolist() != (all_counts / 120).round().tolist(), "the counts of 500 are not the distribution")
        off = np.abs(few * 120 - all_counts).max()
        case.require(off > 500, "some digit is off by more than 500")
        trial.say(f"the largest error is {off:,} images")
