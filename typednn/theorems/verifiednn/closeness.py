"""V2: arrays are close if each of their entries is."""

import numpy as np

from typednn.contracts import Array
from typednn.theorems.evidence import Failure
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Refuted, Trial
from typednn.theorems.verifiednn import CHAPTER


@CHAPTER.theorem(
    "V2.1",
    Mode.EXHAUSTIVE,
    original="approxEq, vectorApproxEq, matrixApproxEq",
    standing=Standing.GAP_CLOSED,
    domain="vectors of 1 to 20 entries, each entry off in turn",
    tolerance="that of the original, 1e-7",
)
def closeness_looks_at_each_entry(trial: Trial) -> None:
    """A vector with one entry off by twice the tolerance is not close; within the tolerance it is."""
    for case, n in trial.each(range(1, 21)):
        exact = np.arange(n, dtype=np.float64)
        for at in range(n):
            case.near(_moved(exact, at, 0.5e-7), exact, 1e-7)
            try:
                case.near(_moved(exact, at, 2e-7), exact, 1e-7)
            except Refuted as refused:
                case.require("off by 2e-07" in refused.failure.claim, f"the message says by how much: {refused}")
            else:
                raise Refuted(Failure(f"an entry at {at} of {n} is off by 2e-7 and was not seen", case.number))


@CHAPTER.counterexample(
    "V2.2",
    original="vectorApproxEq",
    domain="10,000 entries, one of them off by 0.5e-3",
    instead="Compared entry by entry, as trials do, the difference is seen (V2.1).",
    tolerance="that of the original, 1e-7",
)
def a_small_mean_difference_means_close_vectors(trial: Trial) -> None:
    """If the mean of |x_i − y_i| is at most ε = 1e-7, then x and y agree to ε."""
    for case, n in trial.each([10_000]):
        x = np.zeros(n)
        y = x.copy()
        y[0] = 0.5e-3
        case.at_most(float(np.abs(x - y).mean()), 1e-7)
        try:
            case.near(x, y, 1e-7)
        except Refuted:
            trial.say(f"one entry of {n:,} is off by {y[0]:.1e} = {y[0] / 1e-7:,.0f} ε; the mean is {y[0] / n:.1e} ≤ ε")
        else:
            raise Refuted(Failure("entry by entry the difference is seen", case.number))


def _moved(x: Array, at: int, distance: float) -> Array:
    moved = x.copy()
    moved[at] += distance
    return moved
