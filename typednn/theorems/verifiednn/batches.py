"""V71: batches are a partition of the examples."""

from itertools import product

import numpy as np

from typednn import data
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER


@CHAPTER.theorem(
    "V71.1",
    Mode.EXHAUSTIVE,
    original="createBatches, shuffleData",
    domain="1 to 30 examples, batches of 1 to 32, in order and shuffled, last batch kept or dropped",
)
def batches_are_a_partition(trial: Trial) -> None:
    """Each example is in exactly one batch, with its label; all batches are full but the last, which may be short."""
    for case, (n, size, shuffled, drop) in trial.each(
        product(range(1, 31), range(1, 33), (False, True), (False, True))
    ):
        case.given(n=n, size=size, shuffled=shuffled, drop_last=drop)
        if case.assume(not drop or size <= n):
            inputs, labels = np.arange(n, dtype=np.float64)[:, None], np.arange(n)
            rng = np.random.default_rng(n) if shuffled else None
            found = list(data.batches(inputs, labels, size, rng=rng, drop_last=drop))
            seen = np.concatenate([y for _, y in found])
            case.equal(len(found), data.count_batches(n, size, drop_last=drop))
            case.require(all(np.array_equal(x[:, 0], y) for x, y in found), "labels stay with their inputs")
            case.equal(np.unique(seen).size, seen.size, "each at most once")
            case.equal(seen.size, n - n % size if drop else n)
            case.require(all(len(y) == size for _, y in found[:-1]), "full but the last")
            if not shuffled:
                case.equal(seen, np.arange(seen.size))


@CHAPTER.theorem("V71.2", Mode.EXACT, original="numBatches", domain="1 to 2,000 examples, batches of 1 to 100; 3 known")
def the_number_of_batches_is_rounded_up(trial: Trial) -> None:
    """⌈n/b⌉: 938 for 60,000 by 64, 188 for 12,000 by 64, 79 for 5,000 by 64."""
    for case, (n, b, expected) in trial.each(((60_000, 64, 938), (12_000, 64, 188), (5_000, 64, 79))):
        case.equal(data.count_batches(n, b), expected)
    for case, b in trial.each(range(1, 101)):
        for n in range(1, 2001):
            count = data.count_batches(n, b)
            if not (count - 1) * b < n <= count * b:
                case.require(False, f"{count} batches of {b} hold {n} examples, and one less does not")
        case.stands_for(2000)
