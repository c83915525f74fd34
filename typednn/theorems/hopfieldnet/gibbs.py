"""H40–H42, H47, H48, H63, H66: Gibbs sampling: one neuron a turn, with the probability that its field gives."""

import math
from fractions import Fraction
from itertools import product

import numpy as np

from typednn.hopfield.analysis import enclosures, landscape, markov
from typednn.hopfield.sampling import chains
from typednn.hopfield.spins import index_of, random_patterns
from typednn.hopfield.symmetric import HopfieldNet
from typednn.theorems.chance import CONFIDENCE, hoeffding
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.laws import LAW, TIGHT, kernel_by_hand, law_of
from typednn.theorems.hopfieldnet.subjects import ALL_NETS, SOME_NETS, STATES, all_nets, random_net, some_nets
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial


@CHAPTER.theorem("H40", Mode.INTERVAL, domain=f"{SOME_NETS}, β = ½", original="Gibbs single site update")
def gibbs_conditions_the_boltzmann_law(trial: Trial) -> None:
    """P(s_u = +1 | rest) = 1/(1 + e^{−2h_u/T}) = P(s⁺)/(P(s⁺) + P(s⁻)), since E(s⁺) − E(s⁻) = −2h_u."""
    beta = Fraction(1, 2)
    for case, net in trial.each(some_nets()):
        energies, fields = landscape.all_energies(net), net.field(STATES)
        computed = chains.gibbs_probability(net, STATES, 2.0)
        for k, u in product(range(8), range(3)):
            up, down = int(energies[k | 1 << u]), int(energies[k & ~(1 << u)])
            case.equal(up - down, -2 * int(fields[k, u]))
            weight = enclosures.exponential(-beta * up) / (
                enclosures.exponential(-beta * up) + enclosures.exponential(-beta * down)
            )
            exact = enclosures.gibbs(int(fields[k, u]), beta)
            case.require(exact.low <= weight.high and weight.low <= exact.high, "the enclosures meet")
            room = Fraction(8 * UNIT)
            case.require(exact.low - room <= Fraction(float(computed[k, u])) <= exact.high + room, "and hold ours")
        case.stands_for(24)


@CHAPTER.theorem("H41.1", Mode.EXHAUSTIVE, domain=f"{SOME_NETS}, T = 2", original="gibbsSamplingStep", tolerance=LAW)
def the_gibbs_kernel_is_its_definition(trial: Trial) -> None:
    """A neuron at random, then +1 with the probability of its field, θ included, and −1 otherwise."""
    for case, net in trial.each(some_nets()):
        case.near(markov.gibbs_kernel(net, 2.0).matrix, kernel_by_hand(net, 2.0), TIGHT)


@CHAPTER.counterexample(
    "H41.2",
    original="gibbsUpdateSingleNeuron, whose field leaves θ out",
    domain="all 27 networks with thresholds (1, 0, −1), T = 1",
    instead="With −θ in the field the Boltzmann law is invariant (H60).",
    tolerance=LAW,
)
def gibbs_needs_no_threshold(trial: Trial) -> None:
    """Sampling with P(+1) = 1/(1 + e^{−2Σ_v w_uv s_v/T}) leaves e^{−E/T}/Z, with θ in E, as it is."""
    worst = 0.0
    for case, net in trial.each(some_nets()):
        law = law_of(net, 1.0)
        without = markov.gibbs_kernel(HopfieldNet(net.weights), 1.0)
        drift = float(np.abs(law @ without.matrix - law).sum())
        case.require(drift > 0.01, "the law moves")
        case.near(law @ markov.gibbs_kernel(net, 1.0).matrix, law, TIGHT)
        worst = max(worst, drift)
    trial.say(f"in one turn the law moves by up to {worst:.3f} (sum of absolute differences); with θ by nothing")


@CHAPTER.theorem("H42.1", Mode.SYMBOLIC, domain="all real x", original="exp_ratio_to_sigmoid")
def a_ratio_of_exponentials_is_a_sigmoid(trial: Trial) -> None:
    """e^x/(e^x + e^{−x}) = 1/(1 + e^{−2x})."""
    import sympy

    for case, x in trial.each([sympy.Symbol("x", real=True)]):
        left = sympy.exp(x) / (sympy.exp(x) + sympy.exp(-x))
        case.equal(sympy.simplify(left - 1 / (1 + sympy.exp(-2 * x))), 0)


@CHAPTER.theorem("H42.2", Mode.EXHAUSTIVE, domain=f"{ALL_NETS}, T = 1", original="StochasticAux", tolerance=LAW)
def one_turn_changes_one_neuron(trial: Trial) -> None:
    """Rows of the Gibbs kernel sum to 1, and states that differ in two or more neurons are never reached in a turn."""
    apart = np.count_nonzero(STATES[:, None] != STATES, axis=2)
    for case, net in trial.each(all_nets()[::7]):
        kernel = markov.gibbs_kernel(net, 1.0).matrix
        case.near(kernel.sum(axis=1), np.ones(8), TIGHT)
        case.equal(kernel[apart >= 2], np.zeros(int((apart >= 2).sum())))
        case.require((kernel[apart == 1] > 0).all(), "neighbours are reached")


@CHAPTER.theorem(
    "H47",
    Mode.MONTE_CARLO,
    domain="a systematic sweep from a stored pattern, 6 neurons, 2,000 sweeps against the exact kernel",
    original="patternStochasticUpdate",
    confidence=CONFIDENCE,
)
def a_sweep_from_a_pattern_has_the_law_of_its_kernel(trial: Trial) -> None:
    """The counts of the states after one sweep differ from the kernel's row by at most Hoeffding's bound.

    √(log(2·64/1e-6) / (2·2000)) = 0.0684 for each of the 64 states at once.
    """
    for case in trial.cases(quick=1, full=20):
        net = random_net(case.rng, 6)
        pattern = random_patterns(1, 6, case.rng)[0]
        row = markov.gibbs_kernel(net, 3.0, systematic=True).matrix[int(index_of(pattern))]
        counts = np.zeros(64)
        for _ in range(2000):
            chain = chains.Chain(net, pattern, case.rng)
            chain.gibbs(3.0, systematic=True)
            counts[int(index_of(chain.state))] += 1
        case.at_most(float(np.abs(counts / 2000 - row).max()), hoeffding(2000, 2 * 64))


@CHAPTER.theorem(
    "H48",
    Mode.EXHAUSTIVE,
    domain=f"{SOME_NETS}, T = 2",
    original="gibbs_single_site_transition_explicit",
    tolerance=LAW,
)
def single_site_transitions_are_explicit(trial: Trial) -> None:
    """For s' = s flipped at u: E(s') − E(s) = −2 s'_u h_u, and K(s, s') = (1/n) / (1 + e^{−2 s'_u h_u/T})."""
    for case, net in trial.each(some_nets()):
        energies, fields = landscape.all_energies(net), net.field(STATES)
        kernel = markov.gibbs_kernel(net, 2.0).matrix
        for k, u in product(range(8), range(3)):
            there = k ^ 1 << u
            sign = -int(STATES[k, u])
            case.equal(int(energies[there] - energies[k]), -2 * sign * int(fields[k, u]))
            expected = 1.0 / (1.0 + math.exp(-2.0 * sign * int(fields[k, u]) / 2.0)) / 3.0
            case.near(float(kernel[k, there]), expected, TIGHT)
        case.stands_for(24)


@CHAPTER.theorem(
    "H63",
    Mode.INTERVAL,
    domain="fields −2, …, 2 in steps of ½, T = 1/64",
    original="gibbs_update_tends_to_zero_temp_limit",
)
def cold_gibbs_takes_the_sign_and_halves_ties(trial: Trial) -> None:
    """As T → 0, p⁺ → 1 for a field above 0, 0 below, and ½ at a tie (not +1): at T = 1/64, within e^{−64|h|}·2."""
    for case, half in trial.each(range(-4, 5)):
        h = Fraction(half, 2)
        found = enclosures.gibbs(h, Fraction(64))
        limit = Fraction(1, 2) if h == 0 else Fraction(int(h > 0))
        room = Fraction(0) if h == 0 else 2 * enclosures.exponential(-64 * abs(h)).high
        case.require(abs(found.low - limit) <= room and abs(found.high - limit) <= room, "near its limit")


@CHAPTER.theorem("H66.3", Mode.EXACT, domain="20 seeds, a network of 3 neurons", original="reproducible sampling")
def sampling_can_be_repeated(trial: Trial) -> None:
    """The same seed gives the same states, bit for bit."""
    net = some_nets()[5]
    for case, seed in trial.each(range(20)):
        one, other = (chains.sample(net, 1.0, np.random.default_rng(seed), samples=5, burn_in=3) for _ in range(2))
        case.equal(one, other)
