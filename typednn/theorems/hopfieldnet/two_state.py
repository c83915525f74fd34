"""H53–H60: two activation levels of any kind, Hamiltonian dynamics, and the reversibility of random scan."""

from fractions import Fraction
from itertools import pairwise, product

import numpy as np

from typednn.hopfield import zero_one
from typednn.hopfield.analysis import enclosures, landscape, markov
from typednn.hopfield.asymmetric import AsymmetricNet
from typednn.hopfield.sampling import boltzmann
from typednn.hopfield.spins import all_states
from typednn.hopfield.symmetric import HopfieldNet
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.subjects import ALL_NETS, ORDERS, SOME_NETS, STATES, all_nets, some_nets
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial

_FIELDS = tuple(Fraction(k, 2) for k in range(-8, 9))


@CHAPTER.theorem("H53", Mode.EXHAUSTIVE, domain=ALL_NETS, original="TwoStateNeuralNetwork, ZeroOne")
def zero_one_and_plus_minus_one_are_the_same(trial: Trial) -> None:
    """With s = 2V − 1, W' = 4W and θ' = 2θ + 2W1: the same decisions, energies a constant apart; and back."""
    active = zero_one.as_zero_one(STATES)
    for case, net in trial.each(all_nets()):
        other = zero_one.zero_one_of_spins(net)
        case.equal(other.wanted(active), zero_one.as_zero_one(net.wanted(STATES)))
        apart = other.energy(active) - net.energy(STATES)
        constant = int(net.weights.sum()) // 2 + int(net.threshold.values.sum())
        case.equal(apart, np.full(8, constant))
        back = zero_one.spins_of_zero_one(other)
        case.equal(back.wanted(STATES), net.wanted(STATES))
        case.stands_for(8)


@CHAPTER.theorem("H54", Mode.INTERVAL, domain="fields −4, −3½, …, 4; β = ¼, 1, 3", original="logisticProb, probPos")
def the_probability_of_plus_is_between_zero_and_one(trial: Trial) -> None:
    """p⁺ = logistic(scale·(net − θ)/T) lies strictly between 0 and 1, and rises with the field."""
    for case, beta in trial.each((Fraction(1, 4), Fraction(1), Fraction(3))):
        found = [enclosures.gibbs(h, beta) for h in _FIELDS]
        case.require(all(p.low > 0 and p.high < 1 for p in found), "between 0 and 1")
        case.require(all(a.high < b.low for a, b in pairwise(found)), "strictly rising")
        case.stands_for(len(found))


@CHAPTER.theorem("H55", Mode.EXHAUSTIVE, domain=ALL_NETS, original="Up_eq_updPos_or_updNeg")
def a_turn_sets_the_neuron_up_or_down(trial: Trial) -> None:
    """Up(s, u) is s with +1 at u, or s with −1 at u."""
    places = np.arange(8)
    for case, net in trial.each(all_nets()):
        after = landscape.Landscape(net).after
        for u in range(3):
            case.require(((after[u] == places | 1 << u) | (after[u] == places & ~(1 << u))).all(), "one of the two")
        case.stands_for(24)


@CHAPTER.theorem("H56", Mode.EXHAUSTIVE, domain=ALL_NETS, original="flip_energy_rel")
def up_and_down_differ_by_the_field(trial: Trial) -> None:
    """E(s⁺) − E(s⁻) = −scale·(net − θ), with scale 2 for ±1 and 1 for 0 and 1."""
    places = np.arange(8)
    for case, net in trial.each(all_nets()):
        energy, field = landscape.all_energies(net), net.field(STATES)
        other = zero_one.zero_one_of_spins(net)
        active = zero_one.as_zero_one(STATES)
        energy_v, field_v = other.energy(active), other.field(active)
        for u in range(3):
            up, down = places | 1 << u, places & ~(1 << u)
            case.equal(energy[up] - energy[down], -2 * field[:, u])
            case.equal(energy_v[up] - energy_v[down], -field_v[:, u])
        case.stands_for(48)


@CHAPTER.theorem("H57", Mode.EXHAUSTIVE, domain=f"{ALL_NETS}, as 0 and 1", original="energy_is_lyapunov_at_site")
def the_energy_is_lyapunov_for_zero_one_too(trial: Trial) -> None:
    """E'(Up(V, u)) ≤ E'(V)."""
    places, active = np.arange(8), zero_one.as_zero_one(STATES)
    for case, net in trial.each(all_nets()):
        other = zero_one.zero_one_of_spins(net)
        energy, wanted = other.energy(active), other.wanted(active)
        for u in range(3):
            after = np.where(wanted[:, u] > 0, places | 1 << u, places & ~(1 << u))
            case.require((energy[after] <= energy).all(), "never rises")
        case.stands_for(24)


@CHAPTER.theorem(
    "H58",
    Mode.EXHAUSTIVE,
    domain=f"{ALL_NETS}; and all 81 asymmetric networks of 2 neurons with weights −1, 0, 1; all cyclic orders",
    original="IsStrictlyHamiltonian, convergence_of_hamiltonian",
)
def a_hamiltonian_and_a_rank_for_ties_make_runs_settle(trial: Trial) -> None:
    """If no turn raises E, and each change at equal E adds to a bounded rank, then every cyclic run settles."""
    asymmetric = [AsymmetricNet(np.array(w).reshape(2, 2)) for w in product((-1, 0, 1), repeat=4)]
    nets: list[HopfieldNet | AsymmetricNet] = [*all_nets(), *asymmetric]
    for case, net in trial.each(nets):
        scape, states = landscape.Landscape(net), all_states(net.neurons)
        energy = net.symmetric_energy(states) if isinstance(net, AsymmetricNet) else net.energy(states)
        rank = (states > 0).sum(axis=1)
        moved = scape.after != np.arange(len(states))
        change, added = energy[scape.after] - energy, rank[scape.after] - rank
        if case.assume(((change < 0) | ((change == 0) & (added > 0)))[moved].all()):
            orders = ORDERS if net.neurons == 3 else ((0, 1), (1, 0))
            case.require(all((scape.ends(order) >= 0).all() for order in orders), "settles")
            case.stands_for(len(orders))


@CHAPTER.theorem(
    "H59",
    Mode.EXACT,
    domain="all real symmetric M and x of 3 entries, δ real: the difference has degree at most 3",
    original="BoltzmannMachine.hamiltonian, quadratic-form updates",
)
def how_a_quadratic_form_changes(trial: Trial) -> None:
    """q(x + δe_i) = q(x) + 2δ(Mx)_i + δ²M_ii for symmetric M."""
    for case, point in trial.lattice(10, 3):
        m = np.zeros((3, 3))
        m[np.triu_indices(3)] = point[:6]
        m = m + np.triu(m, 1).T
        x, delta = point[6:9], point[9]
        for i in range(3):
            moved = x + delta * np.eye(3)[i]
            case.equal(moved @ m @ moved, x @ m @ x + 2 * delta * (m @ x)[i] + delta**2 * m[i, i])
        case.stands_for(3)


@CHAPTER.theorem(
    "H60",
    Mode.EXHAUSTIVE,
    domain=f"{SOME_NETS}, T = ½ and 3",
    original="randomScanKernel_reversible",
    tolerance="256 u: as for the law, with |E/T| up to 24",
)
def random_scan_is_reversible(trial: Trial) -> None:
    """Random-scan Gibbs satisfies detailed balance with the Boltzmann law, which it therefore keeps."""
    for case, (net, t) in trial.each(product(some_nets(), (0.5, 3.0))):
        law = boltzmann.boltzmann_law(landscape.all_energies(net).astype(np.float64), t)
        kernel = markov.gibbs_kernel(net, t)
        case.near(markov.detailed_balance_gap(kernel, law), 0.0, 256 * UNIT)
        case.near(law @ kernel.matrix, law, 256 * UNIT)
