"""H25–H37: asymmetric networks: the decomposition, the potential, when they settle and when they go round."""

from functools import cache
from itertools import product

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.hopfield import asymmetric, outer
from typednn.hopfield.analysis import landscape
from typednn.hopfield.dynamics import schedules, settling, together
from typednn.hopfield.spins import all_states
from typednn.hopfield.symmetric import HopfieldNet
from typednn.hopfield.tie import Tie
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.refusals import of_shape, refuse_all
from typednn.theorems.hopfieldnet.subjects import ALL_NETS, all_nets
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_TWO = "all 625 networks of 2 neurons with weights −2, …, 2, self-coupling included, in all 4 states"
_LINEAR = "all real weights and thresholds of 3 neurons, in which both sides are linear; all 8 states"
_ROUND = np.array([[0.5, 1.0], [-1.0, 0.5]])


@cache
def _nets() -> tuple[asymmetric.AsymmetricNet, ...]:
    matrices = (np.array(w).reshape(2, 2) for w in product(range(-2, 3), repeat=4))
    return tuple(asymmetric.AsymmetricNet(w, tie=Tie.MINUS) for w in matrices)


@contract
def _at(point: Float[Array, "12"]) -> asymmetric.AsymmetricNet:
    whole = point.astype(np.int64)
    return asymmetric.AsymmetricNet(whole[:9].reshape(3, 3), outer.Threshold(whole[9:]), tie=Tie.MINUS)


@CHAPTER.theorem("H25.1", Mode.RUN_TIME, domain="three programs", original="AsymmetricHopfieldNetwork")
def self_coupling_and_asymmetry_have_a_class_of_their_own(trial: Trial) -> None:
    """What the symmetric class refuses the asymmetric one takes; no network takes weights that are not square."""
    refuse_all(
        trial,
        lambda: HopfieldNet(_ROUND),
        lambda: HopfieldNet(np.eye(2)),
        lambda: asymmetric.AsymmetricNet(of_shape("2 3")),
    )
    for case, weights in trial.each((_ROUND, np.eye(2))):
        case.equal(asymmetric.AsymmetricNet(weights).weights, weights)


@CHAPTER.counterexample(
    "H25.2",
    original="AsymmetricHopfieldNetwork.pw with edges u ≠ v",
    domain="all symmetric parts of 2 neurons with entries −2, …, 2 and a zero diagonal",
    instead="A positive definite S has S_ii > 0: self-coupling must be allowed, and here it is (H25.1).",
)
def the_originals_parameters_exist(trial: Trial) -> None:
    """There are weights with w_ii = 0 for all i, and w = A + S with S positive definite."""
    for case, off in trial.each(range(-2, 3)):
        s = np.array([[0, off], [off, 0]])
        case.require(s[0, 0] <= 0, "e₁ᵀ S e₁ = S₁₁ = 0 is not positive")
    trial.say("e_iᵀ S e_i = S_ii = w_ii = 0 > 0 is impossible: the type of parameters is empty")


@CHAPTER.theorem("H26", Mode.EXACT, domain=_LINEAR, original="getAsymmetricDecomposition")
def the_decomposition_is_unique(trial: Trial) -> None:
    """W = A + S with A = ½(W − Wᵀ), S = ½(W + Wᵀ); sᵀAs = 0; A' and S' of the kinds with A' + S' = W are these."""
    states = all_states(3).astype(np.float64)
    for case, point in trial.lattice(9, 1):
        w = point.reshape(3, 3)
        a, s = asymmetric.decompose(w)
        case.equal(a + s, w)
        case.equal(a, -a.T)
        case.equal(s, s.T)
        case.equal(float((a * s).sum()), 0.0, "⟨A, S⟩ = 0")
        case.equal(np.einsum("ki,ij,kj->k", states, a, states), np.zeros(8))
        # Of a symmetric and antisymmetric difference D = Dᵀ = −Dᵀ only 0 is left.
        case.equal(asymmetric.decompose(a)[1], np.zeros((3, 3)))
        case.equal(asymmetric.decompose(s)[0], np.zeros((3, 3)))


@CHAPTER.theorem("H27", Mode.EXACT, domain=_LINEAR, original="localFieldAsym")
def the_field_includes_the_neuron_itself(trial: Trial) -> None:
    """h_i = Σ_j w_ij s_j − θ_i, j = i included."""
    states = all_states(3)
    for case, point in trial.lattice(12, 1):
        net = _at(point)
        by_hand = [
            [sum(int(net.weights[i, j]) * int(s[j]) for j in range(3)) - int(net.threshold.values[i]) for i in range(3)]
            for s in states
        ]
        case.equal(net.field(states), by_hand)


@CHAPTER.theorem("H28", Mode.EXHAUSTIVE, domain=_TWO, original="updateStateAsym, isStableAsym")
def a_tie_gives_minus(trial: Trial) -> None:
    """With Tie.MINUS, s'_i = +1 if h_i > 0 and −1 otherwise; stable is who no turn changes."""
    states = all_states(2)
    for case, net in trial.each(_nets()):
        field = states.astype(np.int64) @ net.weights.T
        case.equal(net.wanted(states), np.where(field > 0, 1, -1))
        case.equal(net.is_stable(states), (np.where(field > 0, 1, -1) == states).all(axis=1))
        case.equal(net.update(states[1], 0), [1 if field[1, 0] > 0 else -1, states[1, 1]])
        case.stands_for(4)


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


@CHAPTER.theorem("H30", Mode.EXHAUSTIVE, domain=_TWO, original="potentialFunction")
def the_potential_is_its_definition(trial: Trial) -> None:
    """Φ(s, i) = Σ_ij w_ij ŝ_i s_j, where ŝ is s with the sign of h_i at i, and −1 at h_i = 0."""
    for case, net in trial.each(_nets()):
        for s, i in product(all_states(2).astype(np.int64), range(2)):
            after = s.copy()
            after[i] = 1 if net.weights[i] @ s > 0 else -1
            case.equal(int(net.potential(s.astype(np.int8), i)), int(after @ net.weights @ s))
        case.stands_for(8)


@CHAPTER.theorem(
    "H31", Mode.EXHAUSTIVE, domain=_TWO, original="potential_function_bounded", standing=Standing.GAP_CLOSED
)
def the_potential_is_bounded(trial: Trial) -> None:
    """|Φ(s, i)| ≤ Σ_ij |w_ij| for all s and i, and the bound is reached."""
    reached = 0
    for case, net in trial.each(_nets()):
        values = [abs(int(net.potential(s, i))) for s in all_states(2) for i in range(2)]
        bound = int(np.abs(net.weights).sum())
        case.require(max(values) <= bound, "bounded")
        reached += max(values) == bound
        case.stands_for(8)
    trial.say(f"the bound is reached in {reached} of the networks")


@CHAPTER.theorem("H32", Mode.EXHAUSTIVE, domain=_TWO, standing=Standing.BEYOND)
def the_potential_and_the_symmetric_form(trial: Trial) -> None:
    """Φ − sᵀSs = (ŝ_i − s_i)(h_i + θ_i); so Φ ≥ sᵀSs where θ = 0."""
    for case, net in trial.each(_nets()):
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
    net = asymmetric.AsymmetricNet(_ROUND, tie=Tie.MINUS)
    for case, state in trial.each(all_states(2)):
        quiet = [i for i in range(2) if np.array_equal(net.update(state, i), state)]
        case.given(state=state, quiet=quiet)
        case.require(len(quiet) == 1 and not net.is_stable(state), "one neuron stays, and yet the state is not stable")
        trial.say(f"{state.tolist()}: the turn of neuron {quiet[0]} changes nothing, that of the other does")


@CHAPTER.theorem("H34", Mode.RUN_TIME, domain="four programs", original="mkAsymmetricParams")
def asymmetric_parameters_are_checked(trial: Trial) -> None:
    """Weights are finite and square, thresholds are as many as neurons."""
    refuse_all(
        trial,
        lambda: asymmetric.AsymmetricNet(np.array([[np.nan]])),
        lambda: asymmetric.AsymmetricNet(of_shape("1 2")),
        lambda: asymmetric.AsymmetricNet(np.zeros((2, 2)), outer.Threshold(np.zeros(1))),
        lambda: asymmetric.AsymmetricNet(np.zeros((0, 0))),
    )


@CHAPTER.theorem("H35.1", Mode.EXHAUSTIVE, domain=_TWO, standing=Standing.BEYOND)
def what_a_flip_changes_of_the_symmetric_energy(trial: Trial) -> None:
    """Flipping i changes E_S by 2 s_i h_i − 2 s_i (As)_i − 2 S_ii."""
    for case, net in trial.each(_nets()):
        a, s_part = asymmetric.doubled(net.weights)
        for s, i in product(all_states(2).astype(np.int64), range(2)):
            flipped = s.copy()
            flipped[i] *= -1
            before, after = (float(net.symmetric_energy(x.astype(np.int8))) for x in (s, flipped))
            field = int(net.weights[i] @ s)
            case.equal(after - before, float(2 * s[i] * field - s[i] * (a[i] @ s) - s_part[i, i]))
        case.stands_for(8)


@CHAPTER.theorem("H35.2", Mode.EXHAUSTIVE, domain=_TWO, standing=Standing.BEYOND)
def dominant_self_coupling_makes_runs_settle(trial: Trial) -> None:
    """If S_ii ≥ Σ_j |A_ij| for all i, then each change has ΔE_S ≤ −2|h_i|, and runs of every cyclic order settle."""
    for case, net in trial.each(_nets()):
        if case.assume(net.converges()):
            scape, states = landscape.Landscape(net), all_states(2)
            energy, field = net.symmetric_energy(states), net.field(states)
            for i in range(2):
                moved = scape.after[i] != np.arange(4)
                change = energy[scape.after[i]] - energy
                case.require((change[moved] <= -2 * np.abs(field[moved, i])).all(), "ΔE_S ≤ −2|h|")
            case.require(all((scape.ends(order) >= 0).all() for order in ((0, 1), (1, 0))), "settles")
            case.stands_for(8)


@CHAPTER.counterexample(
    "H36",
    original="the convergence that S ≻ 0 was meant to give",
    domain="W = [[½, 1], [−1, ½]], S = ½ I",
    instead="S_ii ≥ Σ_j |A_ij| is enough (H35.2).",
)
def a_positive_definite_symmetric_part_makes_runs_settle(trial: Trial) -> None:
    """If S is positive definite, cyclic runs settle."""
    net = asymmetric.AsymmetricNet(_ROUND, tie=Tie.MINUS)
    for case, start in trial.each(all_states(2)):
        case.require(np.linalg.eigvalsh(net.decompose()[1]).min() > 0, "S is positive definite")
        run = settling.flow(net, start, schedules.Cyclic())
        seen = [next(run).tolist() for _ in range(9)]
        case.require(seen[5:9] == seen[1:5] and len(set(map(tuple, seen[1:5]))) == 4, "it goes round, and on")
        end = settling.settle(net, start, schedules.Cyclic())
        case.require(end.outcome is settling.Outcome.CYCLE and end.period == 2, "`settle` says so")
        if start.tolist() == [1, 1]:
            trial.say(" → ".join(map(str, [s for k, s in enumerate(seen) if k == 0 or s != seen[k - 1]])))


@CHAPTER.theorem(
    "H37.1", Mode.EXHAUSTIVE, domain=f"{ALL_NETS}, synchronous", original="none (Goles)", standing=Standing.BEYOND
)
def synchronous_symmetric_runs_have_period_one_or_two(trial: Trial) -> None:
    """Everyone's turn at once, again and again, ends in a fixed point or goes to and fro between two states."""
    weights = np.array([1, 2, 4])
    for case, net in trial.each(all_nets()):
        step = (net.wanted(all_states(3)) > 0) @ weights
        place = step
        for _ in range(8):
            place = step[place]
        case.require((step[step[place]] == place).all(), "period 1 or 2")
        case.stands_for(8)


@CHAPTER.theorem(
    "H37.2",
    Mode.EXHAUSTIVE,
    domain="all antisymmetric matrices of 2 and 4 neurons with entries −1, 1 (fields are odd, so never 0 with 4)",
    original="none (Goles)",
    standing=Standing.BEYOND,
)
def synchronous_antisymmetric_runs_have_period_four(trial: Trial) -> None:
    """An antisymmetric network without ties, updated synchronously, ends in a cycle of exactly 4 states."""
    for case, (n, signs) in trial.each([(k, w) for k in (2, 4) for w in product((-1, 1), repeat=k * (k - 1) // 2)]):
        matrix = np.zeros((n, n), np.int64)
        matrix[np.triu_indices(n, 1)] = signs
        net = asymmetric.AsymmetricNet(matrix - matrix.T)
        if case.assume((net.field(all_states(n)) != 0).all()):
            case.equal({together.settle_synchronously(net, s).period for s in all_states(n)} == {4}, True)
            case.stands_for(2**n)
