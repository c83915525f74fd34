"""S53: rounding and pruning weights, and what a network changes by it."""

from itertools import product

import numpy as np

from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


@CHAPTER.theorem(
    "S53.1",
    Mode.EXHAUSTIVE,
    original="uniform quantisation, pruning",
    standing=Standing.GAP_CLOSED,
    domain="the formulas, weights in eighths from −1 to 1, vectors of 3, steps and thresholds 1/4, 1/2, 1",
)
def rounding_and_pruning_move_weights_little(trial: Trial) -> None:
    """‖w − Q(w)‖² ≤ n(step/2)² for the nearest multiples of the step; ‖w − prune_ε(w)‖² ≤ nε²."""
    for case, (w, step) in trial.each(product(product(range(-8, 9, 2), repeat=3), (0.25, 0.5, 1.0))):
        weights = np.array(w) / 8
        case.at_most(float(np.sum((weights - step * np.round(weights / step)) ** 2)), 3 * (step / 2) ** 2)
        pruned = np.where(np.abs(weights) >= step, weights, 0.0)
        case.at_most(float(np.sum((weights - pruned) ** 2)), 3 * step**2)
