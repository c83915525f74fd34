"""H29–H33: the potential of an asymmetric network, and what it says of stable states."""

from itertools import product

import numpy as np

from typednn.hopfield import asymmetric, outer
from typednn.hopfield.spins import all_states
from typednn.hopfield.tie import Tie
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.subjects import ROUND, TWO, asymmetric_nets
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


@CHAPTER.counterexample(
    "H29",
    original="energyAsym",
    domain="two neurons without weights, θ = (1, 1)",
    instead="With +Σ θ_i s_i no turn of a symmetric network raises the energy (H13).",
)
def the_energy_has_minus_theta(trial: Trial) -> None:
    """E = −½ Σ w_ij s_i s_j − Σ θ_i s_i never rises when a neuron takes the sign of h_i = Σ_j w_ij s_j − θ_i."""
    for case, start in trial.each(all_states(2)[1:]):
        net = asymmetric.AsymmetricNet(np.zeros((2, 2), np.int64), outer.Threshold(np.array([1, 1])), tie=Tie.MINUS)
        after = net.wanted(start)
        before_e, after_e = (-int(net.threshold.values @ s.astype(int)) for s in (start, after))
        case.require(after_e > before_e, "the original's energy rises")
        case.require(float(net.symmetric_energy(after)) < float(net.symmetric_energy(start)), "ours falls")
        trial.say(f"{start.tolist()} → {after.tolist()}: from {before_e} to {after_e}")


@CHAPTER.theorem("H30", Mode.EXHAUSTIVE, domain=TWO, original="potentialFunction")
def the_potential_is_its_definition(trial: Trial) -> None:
    """Φ(s, i) = Σ_ij w_ij ŝ_i s_j, where ŝ is s with the sign of h_i at i, and −1 at h_i = 0."""
    for case, net in trial.each(asymmetric_nets()):
        for s, i in product(all_states(2).astype(np.int64), range(2)):
            after = s.copy()
            after[i] = 1 if net.weights[i] @ s > 0 else -1
            case.equal(int(net.potential(s.astype(np.int8), i)), int(after @ net.weights @ s))
        case.stands_for(8)


@CHAPTER.theorem(
    "H31", Mode.EXHAUSTIVE, domain=TWO, original="potential_function_bounded", standing=Standing.GAP_CLOSED
)
def the_potential_is_bounded(trial: Trial) -> None:
    """|Φ(s, i)| ≤ Σ_ij |w_ij| for all s and i, and the bound is reached."""
    reached = 0
    for case, net in trial.each(asymmetric_nets()):
        values = [abs(int(net.potential(s, i))) for s in all_states(2) for i in range(2)]
        bound = int(np.abs(net.weights).sum())
        case.require(max(values) <= bound, "bounded")
        reached += max(values) == bound
        case.stands_for(8)
    trial.say(f"the bound is reached in {reached} of the networks")


@CHAPTER.theorem("H32", Mode.EXHAUSTIVE, domain=TWO, standing=Standing.BEYOND)
def the_potential_and_the_symmetric_form(trial: Trial) -> None:
    """Φ − sᵀSs = (ŝ_i − s_i)(h_i + θ_i); so Φ ≥ sᵀSs where θ = 0."""
    for case, net in trial.each(asymmetric_nets()):
        for s, i in product(all_states(2).astype(np.int64), range(2)):
            pull = int(net.weights[i] @ s)
            new = 1 if pull > 0 else -1
            form = int(s @ net.weights @ s)
            potential = int(net.potential(s.astype(np.int8), i))
            case.equal(potential - form, (new - int(s[i])) * pull)
            case.require(potential >= form, "Φ ≥ sᵀSs")
        case.stands_for(8)


@CHAPTER.counterexample(
    "H33",
    original="verifyStabilityAsym",
    domain="W = [[½, 1], [−1, ½]]",
    instead="A state is stable if no neuron's turn changes it; `settle` looks at all, and finds cycles (H36).",
)
def one_turn_tells_whether_a_state_is_stable(trial: Trial) -> None:
    """If the next turn changes nothing, the state is stable."""
    net = asymmetric.AsymmetricNet(ROUND, tie=Tie.MINUS)
    for case, state in trial.each(all_states(2)):
        quiet = [i for i in range(2) if np.array_equal(net.update(state, i), state)]
        case.given(state=state, quiet=quiet)
        case.require(len(quiet) == 1 and not net.is_stable(state), "one neuron stays, and yet the state is not stable")
        trial.say(f"{state.tolist()}: the turn of neuron {quiet[0]} changes nothing, that of the other does")
