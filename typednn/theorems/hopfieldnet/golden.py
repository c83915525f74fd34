"""H116–H118: the examples that the original ships, with their values."""

import math

import numpy as np

from typednn.hopfield import analysis, hebbian_net, spins, symmetric
from typednn.hopfield.analysis import faults, landscape
from typednn.hopfield.digraph import phases
from typednn.hopfield.dynamics import schedules, settling
from typednn.hopfield.sampling import boltzmann, chains
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.general import kruse
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial

_FOUR = spins.as_spins(np.array([[1, 1, -1, -1], [-1, 1, -1, 1]]))
_DIGITS = "half a unit of the seventh digit"


@CHAPTER.theorem("H116.1", Mode.EXHAUSTIVE, domain="the network of 4 neurons, all 16 states", original="HNtest")
def two_patterns_of_four_neurons(trial: Trial) -> None:
    """W has only W₁₄ = W₂₃ = −2; ±p₁, ±p₂ are stable, each with a basin of 4 of 16 states."""
    for case, patterns in trial.each([_FOUR]):
        net = hebbian_net.HebbianNet(patterns, dtype=np.int64)
        expected = np.zeros((4, 4), int)
        expected[0, 3] = expected[3, 0] = expected[1, 2] = expected[2, 1] = -2
        case.equal(net.weights, expected)
        scape = landscape.Landscape(net)
        wanted = sorted(int(spins.index_of(s)) for p in patterns for s in (p, -p))
        case.equal(np.flatnonzero(scape.stable), wanted)
        case.equal([len(scape.basin(scape.states[k])) for k in wanted], [4, 4, 4, 4])
        case.stands_for(16)


@CHAPTER.theorem("H116.2", Mode.EXHAUSTIVE, domain="the run from [1, −1, −1, 1]", original="HNtest, stabilize")
def an_external_input_settles_in_two_steps(trial: Trial) -> None:
    """[1, −1, −1, 1] settles in 2 steps in [−1, 1, −1, 1], with energies 4 → 0 → −4."""
    for case, start in trial.each([spins.as_spins(np.array([1, -1, -1, 1]))]):
        net = hebbian_net.HebbianNet(_FOUR, dtype=np.int64)
        end = settling.stabilize(net, start, schedules.Cyclic())
        case.equal(end.state, [-1, 1, -1, 1])
        case.equal(end.steps, 2)
        run = settling.flow(net, start, schedules.Cyclic())
        case.equal([int(net.energy(next(run))) for _ in range(3)], [4, 0, -4])


@CHAPTER.theorem("H116.3", Mode.EXHAUSTIVE, domain="neuron 1 deleted", original="HNtest, fault tolerance")
def one_deleted_neuron_breaks_the_first_pattern_only(trial: Trial) -> None:
    """Deleting neuron 1 turns a live neuron of p₁ (m(d + 1) = 4 is not below 4, and the tie goes to +1), none of p₂."""
    for case, kept in trial.each([False, True]):
        damaged = faults.delete_neurons(hebbian_net.HebbianNet(_FOUR, dtype=np.int64), [0])
        pattern = _FOUR[int(kept)]
        case.equal(bool((damaged.wanted(pattern)[1:] == pattern[1:]).all()), kept)


@CHAPTER.theorem("H117", Mode.EXHAUSTIVE, domain="the two orders of the exercise", original="test.lean (Kruse)")
def the_exercise_settles_or_oscillates(trial: Trial) -> None:
    """Order u₃, u₁, u₂: from 100 to 000. Order u₃, u₂, u₁: 100, 110, 010, 011, 001, 101, 100, for ever."""
    for case, order in trial.each(((2, 0, 1), (2, 1, 0))):
        run = list(phases.states(kruse(), (1, 0, 0), order * 3))
        if order == (2, 0, 1):
            case.equal(run[-1], (0, 0, 0))
            case.require(phases.is_stable(kruse(), (0, 0, 0)), "stable")
        else:
            seen = [state for k, state in enumerate(run) if k == 0 or state != run[k - 1]]
            round_trip = [(1, 0, 0), (1, 1, 0), (0, 1, 0), (0, 1, 1), (0, 0, 1), (1, 0, 1), (1, 0, 0)]
            case.equal(seen[:7], round_trip)


@CHAPTER.theorem("H118", Mode.PROPERTY, domain="W = [[0, 1], [1, 0]], β = 1", original="demo", tolerance=_DIGITS)
def the_demo_of_two_neurons(trial: Trial) -> None:
    """Z = 4 cosh 1 = 6.1723225, π(+,−) = .0596015, F = −1.8200752, U = −.7615942, S = 1.0584810, p⁺(−1) = .1192029."""
    for case, net in trial.each([symmetric.HopfieldNet(np.array([[0, 1], [1, 0]]))]):
        found = analysis.thermodynamics(net, 1.0)
        law = boltzmann.boltzmann_law(landscape.all_energies(net).astype(np.float64), 1.0)
        cold = float(chains.logistic(np.array([-2.0]))[0])
        values = [math.exp(found.log_partition), law[1], found.free_energy, found.energy, found.entropy, cold]
        stated = [6.1723225, 0.0596015, -1.8200752, -0.7615942, 1.0584810, 0.1192029]
        case.near(np.array(values), np.array(stated), 5.1e-8)
        case.near(math.exp(found.log_partition), 4 * math.cosh(1.0), 1e-14)
        case.equal([int(e) for e in landscape.all_energies(net)], [-1, 1, 1, -1])
        run = settling.stabilize(net, spins.as_spins(np.array([-1, 1])), schedules.Cyclic())
        case.equal(run.state, [1, 1])
