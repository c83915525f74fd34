"""H35–H37: when asymmetric networks settle, and when they go round."""

from itertools import product

import numpy as np

from typednn.hopfield import asymmetric
from typednn.hopfield.analysis import landscape
from typednn.hopfield.dynamics import schedules, settling, together
from typednn.hopfield.spins import all_states
from typednn.hopfield.tie import Tie
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.subjects import ALL_NETS, ROUND, TWO, all_nets, asymmetric_nets
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


@CHAPTER.theorem("H35.1", Mode.EXHAUSTIVE, domain=TWO, standing=Standing.BEYOND)
def what_a_flip_changes_of_the_symmetric_energy(trial: Trial) -> None:
    """Flipping i changes E_S by 2 s_i h_i − 2 s_i (As)_i − 2 S_ii."""
    for case, net in trial.each(asymmetric_nets()):
        a, s_part = asymmetric.doubled(net.weights)
        for s, i in product(all_states(2).astype(np.int64), range(2)):
            flipped = s.copy()
            flipped[i] *= -1
            before, after = (float(net.symmetric_energy(x.astype(np.int8))) for x in (s, flipped))
            field = int(net.weights[i] @ s)
            case.equal(after - before, float(2 * s[i] * field - s[i] * (a[i] @ s) - s_part[i, i]))
        case.stands_for(8)


@CHAPTER.theorem("H35.2", Mode.EXHAUSTIVE, domain=TWO, standing=Standing.BEYOND)
def dominant_self_coupling_makes_runs_settle(trial: Trial) -> None:
    """If S_ii ≥ Σ_j |A_ij| for all i, then each change has ΔE_S ≤ −2|h_i|, and runs of every cyclic order settle."""
    for case, net in trial.each(asymmetric_nets()):
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
    net = asymmetric.AsymmetricNet(ROUND, tie=Tie.MINUS)
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
