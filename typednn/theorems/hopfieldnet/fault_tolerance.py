"""H104, H112–H115: how many neurons may fail: the false bound, and the true one."""

from itertools import combinations

import numpy as np

from typednn.hopfield import hebbian_net, learning
from typednn.hopfield.analysis import faults
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.deletion import HALF, crosstalk, living, network_of, subsets
from typednn.theorems.hopfieldnet.subjects import hadamard, pattern_sets
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_KEPT = (0, 2, 4, 6, 8, 10, 12, *range(14, 32))
_DELETED = (
    1,
    3,
    5,
    17,
    32,
    33,
    49,
    64,
    65,
    81,
    96,
    97,
    113,
    128,
    129,
    145,
    160,
    161,
    177,
    192,
    193,
    209,
    224,
    225,
    241,
)


@CHAPTER.theorem(
    "H104", Mode.EXHAUSTIVE, domain="all pairs of patterns of 5 neurons that start with +1", original="FaultTolerance"
)
def tolerance_is_searched_exactly(trial: Trial) -> None:
    """`find_fault` finds a set of at most f deleted neurons that turns a live one if and only if there is one."""
    for case, patterns in trial.each([p for p in pattern_sets(5, 2) if (p[:, 0] > 0).all()]):
        net = network_of(patterns)
        for failures in range(4):
            broken = any(
                (faults.delete_neurons(net, gone).wanted(p)[living(5, gone)] != p[living(5, gone)]).any()
                for gone in combinations(range(5), failures)
                for p in patterns
            ) or (failures > 0 and faults.find_fault(patterns, failures - 1) is not None)
            case.equal(faults.find_fault(patterns, failures) is not None, broken)


@CHAPTER.counterexample(
    "H112.1",
    original="bound_cross_talk_term (sorry), cross_talk_term_abs_bound_assumption (axiom)",
    domain="25 Walsh patterns of 256 neurons, 25 deleted",
    instead="|X| ≤ (m − 1)|D| (H112.2).",
)
def cross_talk_is_at_most_a_tenth(trial: Trial) -> None:
    """For orthogonal patterns and |D|, m ≤ N/10, |X| ≤ N/10."""
    patterns = hadamard(256)[list(_KEPT)]
    for case, u in trial.each([0]):
        rows = patterns.astype(np.int64)
        case.equal(rows @ rows.T, 256 * np.eye(25, dtype=np.int64), "orthogonal")
        found = faults.field_terms(patterns, 0, _DELETED, u).deleted_crosstalk
        case.equal(found, 264)
        case.require(abs(found) > 256 / 10 and abs(found) <= 24 * 25, "above N/10, within (m − 1)|D|")
        trial.say(f"N = 256, m = |D| = 25: X = {found}, N/10 = 25.6, (m − 1)|D| = 600")


@CHAPTER.theorem("H112.2", Mode.EXHAUSTIVE, domain=HALF, standing=Standing.GAP_CLOSED)
def cross_talk_is_bounded_by_patterns_and_deletions(trial: Trial) -> None:
    """|X| ≤ (m − 1)|D|."""
    for case, patterns in trial.each(pattern_sets(4, 2)):
        for gone in subsets(4, 3):
            for u in living(4, gone):
                case.require(abs(crosstalk(patterns, 0, gone, u)) <= len(gone), "bounded")


@CHAPTER.theorem("H113", Mode.EXACT, domain="N = 1, …, 10,000, m = ⌊N/10⌋", original="field_remains_sufficient")
def what_is_left_of_the_field_is_positive(trial: Trial) -> None:
    """N − m − N/10 > 0 for m ≤ N/10: the arithmetic is right, and needs the false bound on X to mean anything."""
    for case, n in trial.each(range(1, 10_001)):
        case.require(10 * n - 10 * (n // 10) - n > 0, "positive")


@CHAPTER.theorem("H114.1", Mode.EXACT, domain="N = 1, …, 10,000", original="field_remains_sufficient_for_N_div_5")
def what_is_left_after_a_fifth_is_positive(trial: Trial) -> None:
    """N − m − N/5 > 0 for m ≤ N/10."""
    for case, n in trial.each(range(1, 10_001)):
        case.require(10 * n - 10 * (n // 10) - 2 * n > 0, "positive")


@CHAPTER.counterexample(
    "H115.1",
    original="fault_tolerance_bound (11 sorries)",
    domain="25 Walsh patterns of 256 neurons, 25 deleted",
    instead="m(d + 1) < N is enough, exhaustively for N = 12 (H115.2).",
)
def a_tenth_of_the_neurons_may_fail(trial: Trial) -> None:
    """For orthogonal patterns, m ≤ ⌊N/10⌋: deleting any ⌊N/10⌋ neurons turns no live neuron of a pattern."""
    patterns = hadamard(256)[list(_KEPT)]
    net = hebbian_net.HebbianNet(patterns, dtype=np.int64)
    for case, u in trial.each([0]):
        case.equal((len(patterns), len(_DELETED), 256 // 10), (25, 25, 25))
        damaged = faults.delete_neurons(net, _DELETED)
        case.equal((int(net.field(patterns[0])[u]), int(damaged.field(patterns[0])[u])), (231, -58))
        case.require(damaged.wanted(patterns[0])[u] != patterns[0, u], "the live neuron 0 turns")
        found = faults.find_fault(patterns, 25)
        case.require(found is not None and found.aligned <= -58, "and `find_fault` finds one as bad or worse")
        case.require(faults.find_fault(patterns, 9) is None, "m(d + 1) = 250 < 256 is safe")
        trial.say("the field at live neuron 0 falls from +231 to −58: N − m − |D| = 206, less a cross-talk of 264")


@CHAPTER.theorem(
    "H115.2",
    Mode.EXHAUSTIVE,
    domain="m ≤ 5 rows of a Hadamard matrix of 12, all sets D with m(|D| + 1) < 12",
    standing=Standing.BEYOND,
)
def faults_below_the_true_bound_are_tolerated(trial: Trial) -> None:
    """Orthogonal patterns, m(|D| + 1) < N: every live neuron keeps its state; its field is at least N − m(|D| + 1)."""
    for case, m in trial.each(range(1, 6)):
        patterns = hadamard(12)[:m]
        support = [learning.hebbian(patterns).astype(np.int64) * np.outer(p, p).astype(np.int64) for p in patterns]
        counted = 0
        for gone in subsets(12, 11 // m - 1 if 12 % m else 12 // m - 2):
            live = living(12, gone)
            for each in support:
                left = each[np.ix_(live, live)].sum(axis=1)
                case.require((left >= 12 - m * (len(gone) + 1)).all() and (left > 0).all(), "kept")
            counted += 1
        case.require(faults.find_fault(patterns, -(-12 // m) - 2) is None, "`find_fault` agrees")
        case.stands_for(counted)


@CHAPTER.theorem(
    "H115.3",
    Mode.EXHAUSTIVE,
    domain="all pairs of patterns of 6 neurons that start with +1, all D",
    standing=Standing.BEYOND,
)
def faults_without_orthogonality(trial: Trial) -> None:
    """N − m(|D| + 1) − Σ_{l≠k} |⟨p_k, p_l⟩| > 0 is enough for any patterns."""
    for case, patterns in trial.each([p for p in pattern_sets(6, 2) if (p[:, 0] > 0).all()]):
        inner = abs(int(patterns[0].astype(int) @ patterns[1].astype(int)))
        safe = (6 - inner - 1) // 2 - 1  # the largest d with 6 − 2(d + 1) − |⟨p, q⟩| > 0
        if case.assume(safe >= 0):
            case.require(faults.find_fault(patterns, safe) is None, "tolerated")
