"""H76–H88: Hopfield 1982: phase space, flow, fixed points, basins, and what is stored."""

import math
from itertools import product

import numpy as np

from typednn.hopfield import learning, spins, zero_one
from typednn.hopfield import net as nets
from typednn.hopfield.analysis import landscape
from typednn.hopfield.dynamics import schedules, settling
from typednn.hopfield.spins import all_states
from typednn.hopfield.tie import Tie
from typednn.theorems.chance import CONFIDENCE
from typednn.theorems.hopfieldnet import CHAPTER
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
    some_nets,
)
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

CHAPTER.static(
    "H76",
    "a point of phase space is an int8 array",
    "States are Int8 arrays with one entry for each neuron: floats, and states of another size, are refused.",
    original="PhaseSpacePoint",
    accepts="""
from typednn import Int8
from typednn.hopfield import HopfieldNet

@contract
def descend(net: HopfieldNet, s: Int8[Array, " neurons"]) -> Int8[Array, " neurons"]:
    return net.wanted(s)

descend(HopfieldNet(np.zeros((3, 3))), np.ones(3, np.int8))
""",
    rejects=(
        """
from typednn.hopfield import HopfieldNet

HopfieldNet(np.zeros((3, 3))).wanted(np.ones(3))  # E: tensor-dtype
""",
    ),
)


@CHAPTER.theorem("H77", Mode.EXACT, domain=LINEAR_IN_FOUR, original="localField")
def the_local_field(trial: Trial) -> None:
    """h_i = Σ_j w_ij s_j − θ_i."""
    states = all_states(4)
    for case, point in trial.lattice(10, 1):
        net = net_at(point)
        by_hand = [
            [sum(int(net.weights[i, j]) * int(s[j]) for j in range(4)) - int(net.threshold.values[i]) for i in range(4)]
            for s in states
        ]
        case.equal(net.field(states), by_hand)
        case.stands_for(64)


@CHAPTER.theorem("H78", Mode.EXHAUSTIVE, domain=f"{ALL_NETS}, all three tie rules", original="updateRule, eq. 1")
def the_three_tie_rules(trial: Trial) -> None:
    """Above zero +1, below −1, and at zero: +1 (PLUS), −1 (MINUS), as it was (KEEP, Hopfield's equation 1)."""
    for case, net in trial.each(all_nets()):
        field = net.field(STATES)
        for tie in Tie:
            at_zero = {Tie.PLUS: np.int8(1), Tie.MINUS: np.int8(-1)}.get(tie, STATES)
            expected = np.where(field > 0, 1, np.where(field < 0, -1, at_zero))
            case.equal(nets.decided(field, STATES, tie), expected)
        case.stands_for(24)


@CHAPTER.theorem("H79", Mode.EXHAUSTIVE, domain=f"{SOME_NETS}, all 6 cyclic orders", original="PhaseSpaceFlow")
def the_flow_is_one_neuron_at_a_time(trial: Trial) -> None:
    """The flow's next state is the last one after the turn of the next neuron."""
    for case, (net, order) in trial.each(product(some_nets(), ORDERS)):
        for start in STATES[::3]:
            run, state = settling.flow(net, start, schedules.Cyclic(order)), start
            case.equal(next(run), start)
            for neuron in order * 2:
                state = net.update(state, neuron)
                case.equal(next(run), state)


@CHAPTER.theorem("H80", Mode.EXHAUSTIVE, domain=ALL_NETS, original="FixedPoint")
def fixed_points_are_the_stable_states(trial: Trial) -> None:
    """The states that no turn changes are those with s_u h_u ≥ 0 for all u, and > 0 where s_u = −1; there is one."""
    counts: dict[int, int] = {}
    for case, net in trial.each(all_nets()):
        aligned = STATES * net.field(STATES)
        expected = ((aligned > 0) | ((aligned == 0) & (STATES > 0))).all(axis=1)
        found = landscape.Landscape(net)
        case.equal(found.stable, expected)
        case.equal(net.is_stable(STATES), expected)
        case.require(expected.any(), "there is one")
        counts[int(expected.sum())] = counts.get(int(expected.sum()), 0) + 1
        case.stands_for(8)
    trial.say("networks by their number of fixed points: " + ", ".join(f"{k}: {v}" for k, v in sorted(counts.items())))


@CHAPTER.theorem("H81", Mode.EXHAUSTIVE, domain=f"{ALL_NETS}, all 6 cyclic orders", original="BasinOfAttraction")
def basins_part_the_cube(trial: Trial) -> None:
    """For every cyclic order the basins of the fixed points are disjoint and cover all states."""
    for case, net in trial.each(all_nets()):
        scape = landscape.Landscape(net)
        for order in ORDERS:
            members = np.concatenate([scape.basin(point, order) for point in scape.fixed_points])
            case.equal(np.sort(members), np.arange(8))
        case.stands_for(48)


@CHAPTER.theorem("H82", Mode.EXHAUSTIVE, domain=ALL_NETS, original="EnergyLandscape, eq. 7")
def the_landscape_has_every_energy(trial: Trial) -> None:
    """`all_energies` is E = −½ΣΣ T_ij s_i s_j + Σ θ_i s_i of every state; its minima are stable up to ties."""
    for case, net in trial.each(all_nets()):
        quadratic = np.einsum("ki,ij,kj->k", STATES.astype(np.int64), net.weights, STATES.astype(np.int64)) // 2
        energies = landscape.all_energies(net)
        case.equal(energies, STATES @ net.threshold.values - quadratic)
        lowest = STATES[energies == energies.min()]
        case.require((lowest * net.field(lowest) >= 0).all(), "no field is against a minimum")
        case.stands_for(8)


@CHAPTER.theorem("H83", Mode.EXHAUSTIVE, domain="all states of 1 to 8 neurons", original="normalizedPattern")
def zero_one_patterns_are_normalised(trial: Trial) -> None:
    """s = 2V − 1 and V = (s + 1)/2 are inverse to each other."""
    for case, n in trial.each(range(1, 9)):
        states = all_states(n)
        active = zero_one.as_zero_one(states)
        case.equal(active, (states.astype(int) + 1) // 2)
        case.equal(zero_one.from_zero_one(active), 2 * active.astype(int) - 1)
        case.equal(zero_one.from_zero_one(active), states)


@CHAPTER.theorem("H84", Mode.EXHAUSTIVE, domain="all pairs of patterns of 4 neurons", original="hebbian, eq. 2")
def equation_two_is_hebbs_rule(trial: Trial) -> None:
    """T_ij = Σ_s (2V_i^s − 1)(2V_j^s − 1) with T_ii = 0 is the W of H10."""
    for case, patterns in trial.each(pattern_sets(4, 2)):
        v = zero_one.as_zero_one(patterns).astype(np.int64)
        t = [
            [0 if i == j else sum((2 * v[s, i] - 1) * (2 * v[s, j] - 1) for s in range(2)) for j in range(4)]
            for i in range(4)
        ]
        case.equal(learning.hebbian(patterns), t)


@CHAPTER.theorem("H85.1", Mode.EXACT, domain="Hadamard rows of 4, 8, 12, 16, 20", original="isPseudoOrthogonal")
def orthogonal_patterns_exist(trial: Trial) -> None:
    """There are n patterns with ⟨p, q⟩ = 0 for all p ≠ q."""
    for case, n in trial.each((4, 8, 12, 16, 20)):
        case.equal(np.array([spins.products(hadamard(n), p) for p in hadamard(n)]), n * np.eye(n, dtype=np.int64))


@CHAPTER.theorem(
    "H85.2",
    Mode.MONTE_CARLO,
    domain="20,000 pairs of random patterns of 100 neurons, t = 10, 20, 30",
    original="pseudo-orthogonality of random patterns",
    confidence=CONFIDENCE,
)
def random_patterns_are_nearly_orthogonal(trial: Trial) -> None:
    """P(|⟨p, q⟩| ≥ t) ≤ 2e^{−t²/(2N)}: the counted share is below that, plus √(log(3/1e-6)/(2·20,000)) = 0.0193."""
    for case in trial.cases(quick=1, full=10):
        p, q = (spins.random_patterns(20_000, 100, case.rng).astype(np.int64) for _ in range(2))
        overlap = np.abs((p * q).sum(axis=1))
        for t in (10, 20, 30):
            bound = 2 * math.exp(-(t**2) / 200) + math.sqrt(math.log(3 / 1e-6) / 40_000)
            case.at_most(float((overlap >= t).mean()), bound)


@CHAPTER.theorem("H86", Mode.EXHAUSTIVE, domain=ALL_NETS, original="spin_glass_analogy", standing=Standing.BEYOND)
def the_energy_is_that_of_an_ising_system(trial: Trial) -> None:
    """E(s) = −Σ_{i<j} J_ij σ_i σ_j − Σ h_i σ_i with J = w, h = −θ, σ = s."""
    for case, net in trial.each(all_nets()):
        s = STATES.astype(np.int64)
        pairs = sum(net.weights[i, j] * s[:, i] * s[:, j] for i in range(3) for j in range(i + 1, 3))
        case.equal(net.energy(STATES), -pairs - s @ -net.threshold.values)
        case.stands_for(8)


@CHAPTER.theorem("H87", Mode.EXHAUSTIVE, domain=f"{ALL_NETS}, all 6 cyclic orders", original="energy_convergence")
def a_fixed_point_is_the_lowest_of_its_basin(trial: Trial) -> None:
    """From every s some fixed point p is reached, and E(p) ≤ E(q) for every q in its basin."""
    for case, net in trial.each(all_nets()):
        scape, energies = landscape.Landscape(net), net.energy(STATES)
        for order in ORDERS:
            ends = scape.ends(order)
            case.require((ends >= 0).all() and (energies[ends] <= energies).all(), "lowest of its basin")
        case.stands_for(48)


@CHAPTER.theorem(
    "H88", Mode.EXHAUSTIVE, domain="all 2^(2·4) pairs of patterns of 4 neurons, each neuron", original="eqs. 3 and 4"
)
def the_mean_field_at_a_pattern(trial: Trial) -> None:
    """Over the other pattern, Σ_j T_ij V_j^{s'} has the mean (2V_i^{s'} − 1) Σ_{j≠i} V_j^{s'}: (N − 1)/2, signed."""
    signals = []
    for case, first in trial.each(all_states(4)):
        v = zero_one.as_zero_one(first).astype(np.int64)
        total = np.zeros(4, np.int64)
        for second in all_states(4):
            total += learning.hebbian(np.stack([first, second])).astype(np.int64) @ v
        # The other pattern's part has mean 0; the own one's is (2V_i − 1) Σ_{j≠i} (2V_j − 1) V_j.
        own = first.astype(np.int64) * (v.sum() - v)
        case.equal(total, 16 * own)
        signals.append(first * own)
    if signals:
        trial.say(f"times its sign, the mean over all is {np.mean(signals)}; (N − 1)/2 is 1.5")
