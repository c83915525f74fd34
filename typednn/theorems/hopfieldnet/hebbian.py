"""H10, H21–H23: what Hebb's rule stores: orthogonal patterns, and what others disturb."""

import numpy as np

from typednn.contracts import Array
from typednn.hopfield import hebbian_net, learning
from typednn.hopfield.tie import Tie
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.subjects import hadamard, pattern_sets
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_SIZES = (2, 4, 8, 12, 16, 20)
_HADAMARD = "the first m rows of Hadamard matrices of 2, 4, 8, 12, 16, 20, for all m < n"


@CHAPTER.theorem(
    "H10", Mode.EXHAUSTIVE, domain="all lists of 1 and 2 patterns of 4 neurons", original="outerProduct, Hebbian"
)
def hebbs_weights_are_outer_products_without_the_diagonal(trial: Trial) -> None:
    """W = Σ_k p_k p_kᵀ − m I."""
    for case, patterns in trial.each([p for count in (1, 2) for p in pattern_sets(4, count)]):
        rows = patterns.astype(np.int64)
        case.equal(learning.hebbian(patterns), sum(np.outer(p, p) for p in rows) - len(rows) * np.eye(4, dtype=int))


def _orthogonal() -> list[Array]:
    return [hadamard(n)[:m] for n in _SIZES for m in range(1, n)]


@CHAPTER.theorem("H21", Mode.EXHAUSTIVE, domain=_HADAMARD, original="patterns_pairwise_orthogonal")
def orthogonal_patterns_are_eigenvectors(trial: Trial) -> None:
    """W p_j = (n − m) p_j for orthogonal patterns."""
    for case, patterns in trial.each(_orthogonal()):
        rows, (count, n) = patterns.astype(np.int64), patterns.shape
        case.equal(rows @ rows.T, n * np.eye(count, dtype=np.int64), "the patterns are orthogonal")
        case.equal(learning.hebbian(patterns) @ rows.T, (n - count) * rows.T)


@CHAPTER.theorem("H22", Mode.EXHAUSTIVE, domain=_HADAMARD, original="Hebbian_stable, pattern_stability_in_hebbian")
def fewer_than_n_orthogonal_patterns_are_stable(trial: Trial) -> None:
    """With orthogonal patterns and m < n, every pattern is stable, whatever the tie rule."""
    for case, patterns in trial.each(_orthogonal()):
        for tie in Tie:
            case.require(hebbian_net.HebbianNet(patterns, tie=tie).is_stable(patterns).all(), "all are stable")


@CHAPTER.theorem(
    "H23",
    Mode.EXHAUSTIVE,
    domain="all pairs of patterns of 5 neurons, and all triples of 4",
    original="patterns_general (sorry)",
    standing=Standing.GAP_CLOSED,
)
def what_other_patterns_disturb(trial: Trial) -> None:
    """W p_j = (n−m) p_j + Σ_{i≠j} p_i ⟨p_i, p_j⟩; p_j is stable where that sum has its sign or is below n − m."""
    for case, patterns in trial.each([*pattern_sets(5, 2), *pattern_sets(4, 3)]):
        rows, (count, n) = patterns.astype(np.int64), patterns.shape
        inner = rows @ rows.T
        disturbance = (inner - np.diag(np.diag(inner))) @ rows
        fields = rows @ learning.hebbian(patterns)
        case.equal(fields, (n - count) * rows + disturbance)
        safe = (disturbance * rows >= 0) | (np.abs(disturbance) < n - count)
        case.require((np.where(fields >= 0, 1, -1) == rows)[safe & (fields != 0)].all(), "stable where it is safe")
