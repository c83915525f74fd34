"""H11–H15: the energy of a symmetric network, and that no turn raises it."""

from itertools import permutations

import numpy as np

from typednn.hopfield.analysis import landscape
from typednn.hopfield.spins import all_states
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.subjects import ALL_NETS, LINEAR_IN_FOUR, all_turns, landscapes, net_at, random_net
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial


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


@CHAPTER.theorem("H13.1", Mode.EXHAUSTIVE, domain=ALL_NETS, original="energy_diff_leq_zero, energy_decrease")
def no_turn_raises_the_energy(trial: Trial) -> None:
    """E(Up(s, u)) ≤ E(s)."""
    for case, scape in trial.each(landscapes()):
        case.given(weights=scape.net.weights, thresholds=scape.net.threshold.values)
        case.require((all_turns(scape)[1] <= 0).all(), "no energy rises")
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
    for case, scape in trial.each(landscapes()):
        after, change, pluses = all_turns(scape)
        moved = after != np.arange(8)
        if case.assume(moved.any()):
            case.require(((change < 0) | ((change == 0) & (pluses == 1)))[moved].all(), "one of the two")
            ties += int((moved & (change == 0)).sum())
            case.stands_for(int(moved.sum()))
    trial.say(f"{ties} of the changes were ties")


@CHAPTER.theorem("H15", Mode.EXHAUSTIVE, domain=ALL_NETS, original="stateLt, update_le, seqStates_lt")
def states_are_ordered_and_turns_descend(trial: Trial) -> None:
    """(E, −number of +1), in lexicographic order, is a strict order, and each turn that changes descends in it."""
    for case, scape in trial.each(landscapes()):
        after, change, pluses = all_turns(scape)
        descends = (change < 0) | ((change == 0) & (pluses > 0))
        case.require((descends == (after != np.arange(8))).all(), "a turn changes if and only if it descends")
        case.stands_for(24)
