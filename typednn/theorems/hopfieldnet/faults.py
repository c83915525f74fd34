"""H103–H115: deleted neurons: what becomes of the fields, the false bound, and the true one."""

from itertools import combinations, permutations

import numpy as np

from typednn.contracts import Array, Int8, contract
from typednn.hopfield import hebbian_net, learning
from typednn.hopfield.analysis import faults
from typednn.hopfield.symmetric import HopfieldNet
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.subjects import hadamard, pattern_sets
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_SUBSETS = "all pairs of patterns of 4 neurons, all sets of deleted neurons"
_HALF = "all pairs of patterns of 4 neurons, all sets of at most 3 deleted, all live neurons"
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


def _sets(neurons: int, most: int) -> list[tuple[int, ...]]:
    return [d for size in range(most + 1) for d in combinations(range(neurons), size)]


@contract
def _net(patterns: Int8[Array, "patterns neurons"]) -> HopfieldNet:
    return HopfieldNet(learning.hebbian(patterns, np.int64))


def _live(neurons: int, gone: tuple[int, ...]) -> list[int]:
    return [u for u in range(neurons) if u not in gone]


@CHAPTER.theorem("H103", Mode.EXHAUSTIVE, domain=_SUBSETS, original="DeleteNeuron, DeleteNeurons")
def deletion_does_not_care_for_order_or_repeats(trial: Trial) -> None:
    """Rows and columns of deleted neurons are zero; one at a time, in any order and twice, is the same."""
    for case, patterns in trial.each(list(pattern_sets(4, 2))[::5]):
        net = _net(patterns)
        for gone in _sets(4, 3):
            found = faults.delete_neurons(net, gone).weights
            expected = net.weights.copy()
            expected[list(gone)] = 0
            expected[:, list(gone)] = 0
            case.equal(found, expected)
            for order in permutations(gone):
                one_by_one = net
                for neuron in (*order, *order):
                    one_by_one = faults.delete_neurons(one_by_one, [neuron])
                case.equal(one_by_one.weights, found)


@CHAPTER.theorem(
    "H104", Mode.EXHAUSTIVE, domain="all pairs of patterns of 5 neurons that start with +1", original="FaultTolerance"
)
def tolerance_is_searched_exactly(trial: Trial) -> None:
    """`find_fault` finds a set of at most f deleted neurons that turns a live one if and only if there is one."""
    for case, patterns in trial.each([p for p in pattern_sets(5, 2) if (p[:, 0] > 0).all()]):
        net = _net(patterns)
        for failures in range(4):
            broken = any(
                (faults.delete_neurons(net, gone).wanted(p)[_live(5, gone)] != p[_live(5, gone)]).any()
                for gone in combinations(range(5), failures)
                for p in patterns
            ) or (failures > 0 and faults.find_fault(patterns, failures - 1) is not None)
            case.equal(faults.find_fault(patterns, failures) is not None, broken)


def _fields(trial: Trial) -> None:
    """(W_D p)_u against its terms, for all patterns, sets and live neurons."""
    for case, patterns in trial.each(pattern_sets(4, 2)):
        net = _net(patterns)
        for gone in _sets(4, 3):
            damaged = faults.delete_neurons(net, gone)
            for k, p in enumerate(patterns.astype(np.int64)):
                intact, after = net.weights @ p, damaged.weights @ p
                for u in _live(4, gone):
                    lost = sum(int(net.weights[u, v] * p[v]) for v in gone)
                    case.equal(int(after[u]), int(intact[u]) - lost)
                    terms = faults.field_terms(patterns, k, gone, u)
                    case.equal(terms.aligned, int(after[u] * p[u]))
        case.stands_for(64)


@CHAPTER.theorem(
    "H105", Mode.EXHAUSTIVE, domain="all pairs of patterns of 4 neurons", original="delete_one_neuron_effect"
)
def one_deleted_neuron_takes_its_part(trial: Trial) -> None:
    """(W'p)_u = (Wp)_u − W_ui p_i for u ≠ i."""
    for case, patterns in trial.each(pattern_sets(4, 2)):
        net, p = _net(patterns), patterns[0].astype(np.int64)
        for i in range(4):
            after = faults.delete_neurons(net, [i]).weights @ p
            live = _live(4, (i,))
            case.equal(after[live], (net.weights @ p - net.weights[:, i] * p[i])[live])


@CHAPTER.theorem("H106", Mode.EXHAUSTIVE, domain=_SUBSETS, original="empty, cons, singleton, already deleted")
def deletion_step_by_step(trial: Trial) -> None:
    """None deleted changes nothing; (i, D) is D and then i; one deleted before is deleted no more."""
    for case, patterns in trial.each(list(pattern_sets(4, 2))[::3]):
        net = _net(patterns)
        case.equal(faults.delete_neurons(net, []).weights, net.weights)
        for gone in _sets(4, 3)[1:]:
            rest = faults.delete_neurons(net, gone[1:])
            case.equal(faults.delete_neurons(net, gone).weights, faults.delete_neurons(rest, gone[:1]).weights)
            case.equal(faults.delete_neurons(rest, gone[1:]).weights, rest.weights)


@CHAPTER.theorem("H107", Mode.EXHAUSTIVE, domain=_SUBSETS, original="commutation, weights off the list")
def deletions_commute_and_leave_the_rest(trial: Trial) -> None:
    """Deleting i, then j is deleting j, then i; weights between live neurons stay as they are."""
    for case, patterns in trial.each(list(pattern_sets(4, 2))[::3]):
        net = _net(patterns)
        for i, j in permutations(range(4), 2):
            one, other = (
                faults.delete_neurons(faults.delete_neurons(net, [a]), [b]).weights for a, b in ((i, j), (j, i))
            )
            case.equal(one, other)
            live = np.ix_(_live(4, (i, j)), _live(4, (i, j)))
            case.equal(one[live], net.weights[live])


@CHAPTER.theorem("H108", Mode.EXHAUSTIVE, domain=_HALF, original="deleted_neurons_field_effect")
def deleted_neurons_take_their_parts(trial: Trial) -> None:
    """(W_D p)_u = (Wp)_u − Σ_{v∈D} W_uv p_v for u ∉ D."""
    _fields(trial)


@CHAPTER.theorem("H109", Mode.EXHAUSTIVE, domain=_HALF, original="…_l_eq_k_term")
def the_patterns_own_term(trial: Trial) -> None:
    """Σ_{v∈D} p_k(u) p_k(v) p_k(v) = |D| p_k(u)."""
    for case, patterns in trial.each(pattern_sets(4, 2)):
        p = patterns[0].astype(np.int64)
        for gone in _sets(4, 3):
            for u in _live(4, gone):
                case.equal(sum(int(p[u] * p[v] * p[v]) for v in gone), len(gone) * int(p[u]))
                case.equal(faults.field_terms(patterns, 0, gone, u).deleted, len(gone))


@contract
def _crosstalk(patterns: Int8[Array, "patterns neurons"], k: int, gone: tuple[int, ...], u: int) -> int:
    """X = Σ_{v∈D} Σ_{l≠k} p_l(u) p_l(v) p_k(v)."""
    p = patterns.astype(int).tolist()
    return sum(p[m][u] * p[m][v] * p[k][v] for v in gone for m in range(len(p)) if m != k)


@CHAPTER.theorem("H110", Mode.EXHAUSTIVE, domain=_HALF, original="cross-talk term")
def the_cross_talk_of_the_deleted(trial: Trial) -> None:
    """X = Σ_{v∈D} Σ_{l≠k} p_l(u) p_l(v) p_k(v) is the term that `field_terms` names."""
    for case, patterns in trial.each(pattern_sets(4, 2)):
        for gone in _sets(4, 3):
            for u in _live(4, gone):
                found = faults.field_terms(patterns, 1, gone, u).deleted_crosstalk
                case.equal(found, _crosstalk(patterns, 1, gone, u) * int(patterns[1, u]))


@CHAPTER.theorem("H111", Mode.EXHAUSTIVE, domain=_HALF, original="deleted_field_sum_decomposition")
def the_deleted_field_is_two_terms(trial: Trial) -> None:
    """Σ_{v∈D} W_uv p_k(v) = |D| p_k(u) + X."""
    for case, patterns in trial.each(pattern_sets(4, 2)):
        w, p = learning.hebbian(patterns).astype(int), patterns[0].astype(int)
        for gone in _sets(4, 3):
            for u in _live(4, gone):
                lost = sum(int(w[u, v] * p[v]) for v in gone)
                case.equal(lost, len(gone) * int(p[u]) + _crosstalk(patterns, 0, gone, u))


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


@CHAPTER.theorem("H112.2", Mode.EXHAUSTIVE, domain=_HALF, standing=Standing.GAP_CLOSED)
def cross_talk_is_bounded_by_patterns_and_deletions(trial: Trial) -> None:
    """|X| ≤ (m − 1)|D|."""
    for case, patterns in trial.each(pattern_sets(4, 2)):
        for gone in _sets(4, 3):
            for u in _live(4, gone):
                case.require(abs(_crosstalk(patterns, 0, gone, u)) <= len(gone), "bounded")


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


@CHAPTER.theorem("H114.2", Mode.EXHAUSTIVE, domain=_HALF, original="net_input_at_non_deleted_neuron, threshold_is_zero")
def the_damaged_field_at_a_live_neuron(trial: Trial) -> None:
    """Thresholds stay 0, and p_k(u) times the damaged field is N − m + crosstalk − |D| − p_k(u) X."""
    for case, patterns in trial.each(pattern_sets(4, 2)):
        net = _net(patterns)
        for gone in _sets(4, 3):
            damaged = faults.delete_neurons(net, gone)
            case.equal(damaged.threshold.values, np.zeros(4, np.int64))
            field = damaged.field(patterns[0])
            for u in _live(4, gone):
                terms = faults.field_terms(patterns, 0, gone, u)
                case.equal(terms.signal, 2)
                case.equal(terms.aligned, int(field[u]) * int(patterns[0, u]))


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
        for gone in _sets(12, 11 // m - 1 if 12 % m else 12 // m - 2):
            live = _live(12, gone)
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
