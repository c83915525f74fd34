"""H9–H24: symmetric networks: the update rule, energies that fall, and what is stored by Hebb's rule."""

from functools import cache
from itertools import permutations, product

import numpy as np

from typednn.contracts import Array
from typednn.hopfield import hebbian_net, learning, outer, spins, symmetric
from typednn.hopfield.analysis import landscape
from typednn.hopfield.dynamics import schedules, settling
from typednn.hopfield.spins import all_states
from typednn.hopfield.tie import Tie
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.refusals import of_shape, refuse_all
from typednn.theorems.hopfieldnet.subjects import (
    ALL_NETS,
    LINEAR_IN_FOUR,
    ORDERS,
    SOME_NETS,
    STATES,
    all_nets,
    hadamard,
    net_at,
    pattern_sets,
    random_net,
    some_nets,
)
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_SIZES = (2, 4, 8, 12, 16, 20)
_HADAMARD = "the first m rows of Hadamard matrices of 2, 4, 8, 12, 16, 20, for all m < n"


@CHAPTER.theorem("H9.1", Mode.RUN_TIME, domain="one program for each axiom", original="HopfieldNetwork")
def the_constructor_keeps_the_axioms(trial: Trial) -> None:
    """Weights are square, symmetric and finite with a zero diagonal; thresholds are as many; states are ±1."""
    two = np.array([[0, 1], [1, 0]])
    refuse_all(
        trial,
        lambda: symmetric.HopfieldNet(np.array([[0, 1], [2, 0]])),
        lambda: symmetric.HopfieldNet(np.array([[1, 1], [1, 0]])),
        lambda: symmetric.HopfieldNet(of_shape("2 3")),
        lambda: symmetric.HopfieldNet(np.array([[0.0, np.inf], [np.inf, 0.0]])),
        lambda: symmetric.HopfieldNet(two, outer.Threshold(np.zeros(3))),
        lambda: symmetric.HopfieldNet(two).energy(np.array([0, 1], np.int8)),
        lambda: symmetric.HopfieldNet(two).energy(of_shape("3").astype(np.int8)),
    )


@CHAPTER.theorem("H9.2", Mode.EXHAUSTIVE, domain=ALL_NETS, original="HopfieldNetwork.fact")
def an_update_is_the_sign_of_the_field(trial: Trial) -> None:
    """act'_u = +1 if θ_u ≤ Σ_{v≠u} w_uv act_v (a tie gives +1), otherwise −1; nobody else changes."""
    for case, net in trial.each(all_nets()):
        case.given(weights=net.weights, thresholds=net.threshold.values)
        field = np.stack([[net.weights[u] @ s - net.threshold.values[u] for u in range(3)] for s in STATES])
        case.equal(net.wanted(STATES), np.where(field >= 0, 1, -1))
        s, u = STATES[5], 1
        case.equal(net.update(s, u), [s[0], 1 if field[5, u] >= 0 else -1, s[2]])
        case.stands_for(8)


@CHAPTER.theorem(
    "H10", Mode.EXHAUSTIVE, domain="all lists of 1 and 2 patterns of 4 neurons", original="outerProduct, Hebbian"
)
def hebbs_weights_are_outer_products_without_the_diagonal(trial: Trial) -> None:
    """W = Σ_k p_k p_kᵀ − m I."""
    for case, patterns in trial.each([p for count in (1, 2) for p in pattern_sets(4, count)]):
        rows = patterns.astype(np.int64)
        case.equal(learning.hebbian(patterns), sum(np.outer(p, p) for p in rows) - len(rows) * np.eye(4, dtype=int))


@CHAPTER.theorem("H11", Mode.EXACT, domain=LINEAR_IN_FOUR, original="Eθ, Ew, E")
def the_energy_is_its_definition(trial: Trial) -> None:
    """E(s) = −½ Σ_{u≠v} w_uv s_u s_v + Σ_u θ_u s_u."""
    for case, point in trial.lattice(10, 1):
        net = net_at(point)
        by_hand = [
            -sum(int(net.weights[u, v] * s[u] * s[v]) for u, v in permutations(range(4), 2)) // 2
            + int(net.threshold.values @ s)
            for s in all_states(4).astype(np.int64)
        ]
        case.equal(net.energy(all_states(4)), by_hand)
        case.stands_for(16)


@CHAPTER.theorem("H12", Mode.EXACT, domain=LINEAR_IN_FOUR, original="E_final_Form")
def what_a_turn_changes_of_the_energy(trial: Trial) -> None:
    """E(s') − E(s) = (s_u − s'_u)(net_u − θ_u) where s' differs from s at u at most; to flip costs 2 s_u h_u."""
    states = all_states(4)
    for case, point in trial.lattice(10, 1):
        net = net_at(point)
        before, field = net.energy(states), net.field(states)
        for u in range(4):
            flipped = states.copy()
            flipped[:, u] *= -1
            case.equal(net.energy(flipped) - before, 2 * states[:, u] * field[:, u])
            case.equal(net.flip_costs(states)[:, u], 2 * states[:, u] * field[:, u])
        case.stands_for(64)


@cache
def _scapes() -> tuple[landscape.Landscape, ...]:
    return tuple(landscape.Landscape(net) for net in all_nets())


def _turns(scape: landscape.Landscape) -> tuple[Array, Array, Array]:
    """For each neuron and state: who leads where, the change of energy, the change of the number of +1."""
    energy = landscape.all_energies(symmetric.HopfieldNet(scape.net.weights, scape.net.threshold))
    plus = (scape.states > 0).sum(axis=1)
    return scape.after, energy[scape.after] - energy, plus[scape.after] - plus


@CHAPTER.theorem("H13.1", Mode.EXHAUSTIVE, domain=ALL_NETS, original="energy_diff_leq_zero, energy_decrease")
def no_turn_raises_the_energy(trial: Trial) -> None:
    """E(Up(s, u)) ≤ E(s)."""
    for case, scape in trial.each(_scapes()):
        case.given(weights=scape.net.weights, thresholds=scape.net.threshold.values)
        case.require((_turns(scape)[1] <= 0).all(), "no energy rises")
        case.stands_for(24)


@CHAPTER.theorem(
    "H13.2", Mode.PROPERTY, domain="random integer networks of 8 neurons, all 256 states", original="energy_decrease"
)
def no_turn_of_larger_networks_raises_the_energy(trial: Trial) -> None:
    """E(Up(s, u)) − E(s) = (s_u − s'_u)(net_u − θ_u) ≤ 0."""
    states, places = all_states(8), np.arange(256)
    for case in trial.cases(quick=30, full=2000):
        net = random_net(case.rng, 8)
        case.given(weights=net.weights, thresholds=net.threshold.values)
        scape, energy, field = landscape.Landscape(net), net.energy(states), net.field(states)
        for u in range(8):
            moved = (scape.after[u] != places).astype(int)
            case.equal(energy[scape.after[u]] - energy, moved * 2 * states[:, u] * field[:, u])
            case.require((energy[scape.after[u]] <= energy).all(), "never rises")
        case.stands_for(2048)


@CHAPTER.theorem("H14", Mode.EXHAUSTIVE, domain=ALL_NETS, original="energy_lt_zero_or_pluses_increase")
def a_turn_that_changes_lowers_the_energy_or_adds_a_plus(trial: Trial) -> None:
    """If Up(s, u) ≠ s, then ΔE < 0, or ΔE = 0 and there is one +1 more. Ties do occur."""
    ties = 0
    for case, scape in trial.each(_scapes()):
        after, change, pluses = _turns(scape)
        moved = after != np.arange(8)
        if case.assume(moved.any()):
            case.require(((change < 0) | ((change == 0) & (pluses == 1)))[moved].all(), "one of the two")
            ties += int((moved & (change == 0)).sum())
            case.stands_for(int(moved.sum()))
    trial.say(f"{ties} of the changes were ties")


@CHAPTER.theorem("H15", Mode.EXHAUSTIVE, domain=ALL_NETS, original="stateLt, update_le, seqStates_lt")
def states_are_ordered_and_turns_descend(trial: Trial) -> None:
    """(E, −number of +1), in lexicographic order, is a strict order, and each turn that changes descends in it."""
    for case, scape in trial.each(_scapes()):
        after, change, pluses = _turns(scape)
        descends = (change < 0) | ((change == 0) & (pluses > 0))
        case.require((descends == (after != np.arange(8))).all(), "a turn changes if and only if it descends")
        case.stands_for(24)


CHAPTER.static(
    "H16.1",
    "a fair schedule is a type",
    "`stabilize` takes a schedule that is known to be fair; one that is fair with probability 1 is refused.",
    original="fair, cyclic, cycl_Fair",
    accepts="""
from typednn.hopfield import Cyclic, HopfieldNet, Shuffled, stabilize

net = HopfieldNet(np.array([[0, 1], [1, 0]]))
stabilize(net, np.array([1, -1], np.int8), Cyclic())
stabilize(net, np.array([1, -1], np.int8), Shuffled(np.random.default_rng(0)))
""",
    rejects=(
        """
from typednn.hopfield import HopfieldNet, RandomScan, stabilize

net = HopfieldNet(np.array([[0, 1], [1, 0]]))
stabilize(net, np.array([1, -1], np.int8), RandomScan(np.random.default_rng(0)))  # E: arg-type
""",
    ),
)


@CHAPTER.theorem("H16.2", Mode.EXHAUSTIVE, domain="all orders of up to 6 neurons", original="cyclic_Fair_bound")
def a_cyclic_schedule_is_fair_within_n_turns(trial: Trial) -> None:
    """A cyclic schedule has the same order in each sweep, and any n turns in a row visit every neuron."""
    for case, order in trial.each([o for n in range(1, 7) for o in permutations(range(n))]):
        schedule = schedules.Cyclic(list(order))
        free = np.zeros(len(order)), np.zeros(len(order), np.bool_)
        turns = np.concatenate([schedule.sweep(*free), schedule.sweep(*free)])
        case.equal(turns, order * 2)
        windows = np.lib.stride_tricks.sliding_window_view(turns, len(order))
        case.require(all(len(set(window.tolist())) == len(order) for window in windows), "n turns are fair")


@CHAPTER.theorem(
    "H17.1", Mode.EXHAUSTIVE, domain=f"{ALL_NETS}, all 6 cyclic orders", original="HopfieldNet_convergence_fair"
)
def cyclic_runs_settle(trial: Trial) -> None:
    """From every state, in every cyclic order, a stable state is reached."""
    for case, scape in trial.each(_scapes()):
        case.require(all((scape.ends(order) >= 0).all() for order in ORDERS), "every run ends in a stable state")
        case.stands_for(48)


@CHAPTER.theorem(
    "H17.2",
    Mode.PROPERTY,
    domain="random integer networks of 2 to 8 neurons, all tie rules, schedules that shuffle each sweep",
    original="convergence_to_fixed_point",
)
def fair_runs_settle(trial: Trial) -> None:
    """A run under a fair schedule is stable from some time on."""
    for case in trial.cases(quick=60, full=3000):
        net = random_net(case.rng, int(case.rng.integers(2, 9)), list(Tie)[case.rng.integers(3)])
        start = spins.random_patterns(1, net.neurons, case.rng)[0]
        case.given(weights=net.weights, thresholds=net.threshold.values, start=start)
        end = settling.stabilize(net, start, schedules.Shuffled(case.rng))
        case.require(end.outcome is settling.Outcome.FIXED and net.is_stable(end.state), "stable")


@CHAPTER.theorem(
    "H17.3",
    Mode.EXHAUSTIVE,
    domain="24 integer networks of 4, 5 and 6 neurons, drawn once, all states, all 24, 120 and 720 cyclic orders",
    original="HopfieldNet_convergence_fair",
)
def cyclic_runs_of_larger_networks_settle(trial: Trial) -> None:
    """From every state, in every cyclic order, a stable state is reached."""
    rng = np.random.default_rng(0)
    for case, n in trial.each((4, 5, 6) * 8):
        scape = landscape.Landscape(random_net(rng, n))
        orders = list(permutations(range(n)))
        case.require(all((scape.ends(order) >= 0).all() for order in orders), "every run ends in a stable state")
        case.stands_for(len(orders) * 2**n)


@CHAPTER.theorem("H18.1", Mode.EXHAUSTIVE, domain=f"{ALL_NETS}, cyclic", original="HopfieldNet_convergence_cyclic")
def cyclic_runs_settle_within_n_times_two_to_the_n(trial: Trial) -> None:
    """A cyclic run is stable after at most n·2ⁿ turns."""
    for case, scape in trial.each(_scapes()):
        place, sweep = np.arange(8), scape.sweep()
        for _ in range(8):
            place = sweep[place]
        case.require(scape.stable[place].all(), "stable after 2³ sweeps")
        case.stands_for(8)


@CHAPTER.theorem("H18.2", Mode.EXHAUSTIVE, domain=f"{ALL_NETS}, cyclic", original="none", standing=Standing.BEYOND)
def the_number_of_flips_is_polynomial(trial: Trial) -> None:
    """With B = Σ_{i<j}|w_ij| + Σ|θ_i|, at most B flips lower the energy, and there are at most (n+1)B + n of all."""
    longest = 0
    for case, scape in trial.each(_scapes()):
        bound = int(np.abs(scape.net.weights).sum() // 2 + np.abs(scape.net.threshold.values).sum())
        after, change, _ = _turns(scape)
        place, strict, every = np.arange(8), np.zeros(8, int), np.zeros(8, int)
        for _ in range(8):
            for u in range(3):
                strict += change[u, place] < 0
                every += after[u, place] != place
                place = after[u, place]
        case.require((strict <= bound).all(), "strict flips")
        case.require((every <= 4 * bound + 3).all(), "all flips")
        longest = max(longest, int(every.max()))
        case.stands_for(8)
    trial.say(f"at most {longest} flips were seen; n·2ⁿ is 24")


@CHAPTER.theorem("H19", Mode.EXHAUSTIVE, domain=f"{SOME_NETS}, cyclic", original="stabilize, conv_time_steps")
def stabilize_gives_the_first_stable_state_and_when(trial: Trial) -> None:
    """`stabilize(s).steps` is the least N for which the state after N turns is stable, and `.state` is that state."""
    for case, net in trial.each(some_nets()):
        for start in STATES:
            end, state, turns = settling.stabilize(net, start, schedules.Cyclic()), start, 0
            while not net.is_stable(state):
                state, turns = net.update(state, turns % 3), turns + 1
            case.equal(end.steps, turns)
            case.equal(end.state, state)
        case.stands_for(8)


@CHAPTER.theorem("H20", Mode.EXHAUSTIVE, domain="1 to 12 neurons", original="num_of_states_card")
def there_are_two_to_the_n_states(trial: Trial) -> None:
    """There are 2ⁿ states, and `all_states` lists each once."""
    for case, n in trial.each(range(1, 13)):
        states = all_states(n)
        case.equal(states.shape, (2**n, n))
        case.equal(spins.index_of(states), np.arange(2**n))


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


@CHAPTER.theorem("H24", Mode.RUN_TIME, domain="two programs, 27 networks", original="spin_glass_analogy")
def the_analogy_with_a_spin_glass_is_a_predicate(trial: Trial) -> None:
    """What makes weights those of an Ising system, symmetry and a zero diagonal, is what the constructor wants."""
    refuse_all(
        trial,
        lambda: symmetric.require_symmetric(np.array([[0, 1], [-1, 0]])),
        lambda: symmetric.require_zero_diagonal(np.eye(2)),
    )
    for case, numbers in trial.each(product((-1, 0, 1), repeat=3)):
        matrix = np.zeros((3, 3), np.int64)
        matrix[np.triu_indices(3, 1)] = numbers
        case.equal(symmetric.HopfieldNet(matrix + matrix.T).weights, matrix + matrix.T)
