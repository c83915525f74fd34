"""H103, H105–H111, H114: deleted neurons, and what becomes of the fields of those that live."""

from itertools import combinations, permutations

import numpy as np

from typednn.contracts import Array, Int8, contract
from typednn.hopfield import learning
from typednn.hopfield.analysis import faults
from typednn.hopfield.symmetric import HopfieldNet
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.subjects import pattern_sets
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial

_SUBSETS = "all pairs of patterns of 4 neurons, all sets of deleted neurons"
HALF = "all pairs of patterns of 4 neurons, all sets of at most 3 deleted, all live neurons"


def subsets(neurons: int, most: int) -> list[tuple[int, ...]]:
    return [d for size in range(most + 1) for d in combinations(range(neurons), size)]


@contract
def network_of(patterns: Int8[Array, "patterns neurons"]) -> HopfieldNet:
    return HopfieldNet(learning.hebbian(patterns, np.int64))


def living(neurons: int, gone: tuple[int, ...]) -> list[int]:
    return [u for u in range(neurons) if u not in gone]


@CHAPTER.theorem("H103", Mode.EXHAUSTIVE, domain=_SUBSETS, original="DeleteNeuron, DeleteNeurons")
def deletion_does_not_care_for_order_or_repeats(trial: Trial) -> None:
    """Rows and columns of deleted neurons are zero; one at a time, in any order and twice, is the same."""
    for case, patterns in trial.each(list(pattern_sets(4, 2))[::5]):
        net = network_of(patterns)
        for gone in subsets(4, 3):
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
    "H105", Mode.EXHAUSTIVE, domain="all pairs of patterns of 4 neurons", original="delete_one_neuron_effect"
)
def one_deleted_neuron_takes_its_part(trial: Trial) -> None:
    """(W'p)_u = (Wp)_u − W_ui p_i for u ≠ i."""
    for case, patterns in trial.each(pattern_sets(4, 2)):
        net, p = network_of(patterns), patterns[0].astype(np.int64)
        for i in range(4):
            after = faults.delete_neurons(net, [i]).weights @ p
            live = living(4, (i,))
            case.equal(after[live], (net.weights @ p - net.weights[:, i] * p[i])[live])


@CHAPTER.theorem("H106", Mode.EXHAUSTIVE, domain=_SUBSETS, original="empty, cons, singleton, already deleted")
def deletion_step_by_step(trial: Trial) -> None:
    """None deleted changes nothing; (i, D) is D and then i; one deleted before is deleted no more."""
    for case, patterns in trial.each(list(pattern_sets(4, 2))[::3]):
        net = network_of(patterns)
        case.equal(faults.delete_neurons(net, []).weights, net.weights)
        for gone in subsets(4, 3)[1:]:
            rest = faults.delete_neurons(net, gone[1:])
            case.equal(faults.delete_neurons(net, gone).weights, faults.delete_neurons(rest, gone[:1]).weights)
            case.equal(faults.delete_neurons(rest, gone[1:]).weights, rest.weights)


@CHAPTER.theorem("H107", Mode.EXHAUSTIVE, domain=_SUBSETS, original="commutation, weights off the list")
def deletions_commute_and_leave_the_rest(trial: Trial) -> None:
    """Deleting i, then j is deleting j, then i; weights between live neurons stay as they are."""
    for case, patterns in trial.each(list(pattern_sets(4, 2))[::3]):
        net = network_of(patterns)
        for i, j in permutations(range(4), 2):
            one, other = (
                faults.delete_neurons(faults.delete_neurons(net, [a]), [b]).weights for a, b in ((i, j), (j, i))
            )
            case.equal(one, other)
            live = np.ix_(living(4, (i, j)), living(4, (i, j)))
            case.equal(one[live], net.weights[live])


@CHAPTER.theorem("H108", Mode.EXHAUSTIVE, domain=HALF, original="deleted_neurons_field_effect")
def deleted_neurons_take_their_parts(trial: Trial) -> None:
    """(W_D p)_u = (Wp)_u − Σ_{v∈D} W_uv p_v for u ∉ D."""
    for case, patterns in trial.each(pattern_sets(4, 2)):
        net = network_of(patterns)
        for gone in subsets(4, 3):
            damaged = faults.delete_neurons(net, gone)
            for k, p in enumerate(patterns.astype(np.int64)):
                intact, after = net.weights @ p, damaged.weights @ p
                for u in living(4, gone):
                    lost = sum(int(net.weights[u, v] * p[v]) for v in gone)
                    case.equal(int(after[u]), int(intact[u]) - lost)
                    terms = faults.field_terms(patterns, k, gone, u)
                    case.equal(terms.aligned, int(after[u] * p[u]))
        case.stands_for(64)


@CHAPTER.theorem("H109", Mode.EXHAUSTIVE, domain=HALF, original="…_l_eq_k_term")
def the_patterns_own_term(trial: Trial) -> None:
    """Σ_{v∈D} p_k(u) p_k(v) p_k(v) = |D| p_k(u)."""
    for case, patterns in trial.each(pattern_sets(4, 2)):
        p = patterns[0].astype(np.int64)
        for gone in subsets(4, 3):
            for u in living(4, gone):
                case.equal(sum(int(p[u] * p[v] * p[v]) for v in gone), len(gone) * int(p[u]))
                case.equal(faults.field_terms(patterns, 0, gone, u).deleted, len(gone))


@contract
def crosstalk(patterns: Int8[Array, "patterns neurons"], k: int, gone: tuple[int, ...], u: int) -> int:
    """X = Σ_{v∈D} Σ_{l≠k} p_l(u) p_l(v) p_k(v)."""
    p = patterns.astype(int).tolist()
    return sum(p[m][u] * p[m][v] * p[k][v] for v in gone for m in range(len(p)) if m != k)


@CHAPTER.theorem("H110", Mode.EXHAUSTIVE, domain=HALF, original="cross-talk term")
def the_cross_talk_of_the_deleted(trial: Trial) -> None:
    """X = Σ_{v∈D} Σ_{l≠k} p_l(u) p_l(v) p_k(v) is the term that `field_terms` names."""
    for case, patterns in trial.each(pattern_sets(4, 2)):
        for gone in subsets(4, 3):
            for u in living(4, gone):
                found = faults.field_terms(patterns, 1, gone, u).deleted_crosstalk
                case.equal(found, crosstalk(patterns, 1, gone, u) * int(patterns[1, u]))


@CHAPTER.theorem("H111", Mode.EXHAUSTIVE, domain=HALF, original="deleted_field_sum_decomposition")
def the_deleted_field_is_two_terms(trial: Trial) -> None:
    """Σ_{v∈D} W_uv p_k(v) = |D| p_k(u) + X."""
    for case, patterns in trial.each(pattern_sets(4, 2)):
        w, p = learning.hebbian(patterns).astype(int), patterns[0].astype(int)
        for gone in subsets(4, 3):
            for u in living(4, gone):
                lost = sum(int(w[u, v] * p[v]) for v in gone)
                case.equal(lost, len(gone) * int(p[u]) + crosstalk(patterns, 0, gone, u))


@CHAPTER.theorem("H114.2", Mode.EXHAUSTIVE, domain=HALF, original="net_input_at_non_deleted_neuron, threshold_is_zero")
def the_damaged_field_at_a_live_neuron(trial: Trial) -> None:
    """Thresholds stay 0, and p_k(u) times the damaged field is N − m + crosstalk − |D| − p_k(u) X."""
    for case, patterns in trial.each(pattern_sets(4, 2)):
        net = network_of(patterns)
        for gone in subsets(4, 3):
            damaged = faults.delete_neurons(net, gone)
            case.equal(damaged.threshold.values, np.zeros(4, np.int64))
            field = damaged.field(patterns[0])
            for u in living(4, gone):
                terms = faults.field_terms(patterns, 0, gone, u)
                case.equal(terms.signal, 2)
                case.equal(terms.aligned, int(field[u]) * int(patterns[0, u]))
