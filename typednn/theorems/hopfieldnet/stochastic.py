"""H38–H52: chance: the Boltzmann law, Gibbs, Metropolis, annealing, learning."""

import math
from fractions import Fraction
from functools import cache, partial
from itertools import combinations, product

import numpy as np

from typednn.contracts import Array, Float64, contract
from typednn.hopfield.analysis import enclosures, landscape, markov
from typednn.hopfield.outer import Bias
from typednn.hopfield.sampling import annealing, boltzmann, chains, rbm, temperature
from typednn.hopfield.spins import all_states, index_of, random_patterns
from typednn.hopfield.symmetric import HopfieldNet
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.refusals import refuse_all
from typednn.theorems.hopfieldnet.subjects import (
    ALL_NETS,
    SOME_NETS,
    STATES,
    all_nets,
    random_net,
    some_nets,
)
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_LEVEL = 1 - 1e-6
_LAW = "64 u: e^x within 2 u·|x|, at most 8 terms, a quotient; |E/T| ≤ 6"
_TIGHT = 64 * UNIT
_SLOPE = "h² · max|f'''|/6 + 4 u |f| / h with h = 1e-5"


@cache
@contract
def _energies() -> tuple[Float64[Array, "8"], ...]:
    return tuple(landscape.all_energies(net).astype(np.float64) for net in all_nets())


@CHAPTER.theorem(
    "H38.1", Mode.EXHAUSTIVE, domain=f"{ALL_NETS}, T = 1", original="boltzmannDistribution", tolerance=_LAW
)
def the_boltzmann_law_is_a_law(trial: Trial) -> None:
    """P(s) = e^{−E(s)/T}/Z is positive and sums to 1."""
    for case, energies in trial.each(_energies()):
        law = boltzmann.boltzmann_law(energies, 1.0)
        case.require((law > 0).all(), "positive")
        case.near(float(law.sum()), 1.0, _TIGHT)


@CHAPTER.theorem(
    "H38.2",
    Mode.INTERVAL,
    domain=f"{SOME_NETS}, β = 1, ⅓, 2",
    original="partitionFunction",
    standing=Standing.GAP_CLOSED,
)
def the_partition_function_is_positive(trial: Trial) -> None:
    """Z = Σ e^{−βE} lies in an enclosure above 0; those of the law's entries have sums that enclose 1."""
    for case, (net, beta) in trial.each(product(some_nets(), (Fraction(1), Fraction(1, 3), Fraction(2)))):
        energies = [int(e) for e in landscape.all_energies(net)]
        z, law = enclosures.partition(energies, beta), enclosures.law(energies, beta)
        case.require(z.low > 0, "Z > 0")
        case.require(sum(p.low for p in law) <= 1 <= sum(p.high for p in law), "the sum encloses 1")
        case.require(sum(p.width for p in law) < Fraction(1, 2**60), "narrow")


@CHAPTER.theorem("H38.3", Mode.RUN_TIME, domain="T = 0, −1, ∞, NaN", original="T ≠ 0")
def temperatures_are_above_zero(trial: Trial) -> None:
    """T is a finite number above 0, for laws, chains, schedules and machines."""
    weights = np.array([[0, 1], [1, 0]])
    chain = chains.Chain(HopfieldNet(weights), np.ones(2, np.int8), np.random.default_rng(0))
    for t in (0.0, -1.0, math.inf, math.nan):
        refuse_all(
            trial,
            partial(boltzmann.boltzmann_law, np.zeros(4), t),
            partial(chain.gibbs, t),
            partial(chain.metropolis, t),
            partial(temperature.Exponential, t, 0.1),
            partial(boltzmann.BoltzmannMachine, weights, temperature=t),
        )


@CHAPTER.theorem("H39", Mode.EXHAUSTIVE, domain=f"{ALL_NETS}, T = 2", original="boltzmannRatio", tolerance=_LAW)
def ratios_are_exponentials_of_differences(trial: Trial) -> None:
    """P(s)/P(s') = e^{−(E(s) − E(s'))/T}."""
    for case, energies in trial.each(_energies()):
        law = boltzmann.boltzmann_law(energies, 2.0)
        expected = np.exp(-(energies[:, None] - energies) / 2.0)
        case.near(law[:, None] / law / expected, np.ones((8, 8)), _TIGHT)


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


def _by_hand(net: HopfieldNet, t: float, accept: bool = False) -> Array:
    """The random-scan kernel, entry by entry."""
    matrix = np.zeros((8, 8))
    for k, u in product(range(8), range(3)):
        field = float(net.weights[u] @ STATES[k] - net.threshold.values[u])
        up = 1.0 / (1.0 + math.exp(-2.0 * field / t))
        if accept:
            flip = min(1.0, math.exp(-2.0 * STATES[k, u] * field / t))
            up = 1.0 - flip if STATES[k, u] > 0 else flip
        matrix[k, k | 1 << u] += up / 3.0
        matrix[k, k & ~(1 << u)] += (1.0 - up) / 3.0
    return matrix


@CHAPTER.theorem("H41.1", Mode.EXHAUSTIVE, domain=f"{SOME_NETS}, T = 2", original="gibbsSamplingStep", tolerance=_LAW)
def the_gibbs_kernel_is_its_definition(trial: Trial) -> None:
    """A neuron at random, then +1 with the probability of its field, θ included, and −1 otherwise."""
    for case, net in trial.each(some_nets()):
        case.near(markov.gibbs_kernel(net, 2.0).matrix, _by_hand(net, 2.0), _TIGHT)


@CHAPTER.counterexample(
    "H41.2",
    original="gibbsUpdateSingleNeuron, whose field leaves θ out",
    domain="all 27 networks with thresholds (1, 0, −1), T = 1",
    instead="With −θ in the field the Boltzmann law is invariant (H60).",
    tolerance=_LAW,
)
def gibbs_needs_no_threshold(trial: Trial) -> None:
    """Sampling with P(+1) = 1/(1 + e^{−2Σ_v w_uv s_v/T}) leaves e^{−E/T}/Z, with θ in E, as it is."""
    worst = 0.0
    for case, net in trial.each(some_nets()):
        law = boltzmann.boltzmann_law(landscape.all_energies(net).astype(np.float64), 1.0)
        without = markov.gibbs_kernel(HopfieldNet(net.weights), 1.0)
        drift = float(np.abs(law @ without.matrix - law).sum())
        case.require(drift > 0.01, "the law moves")
        case.near(law @ markov.gibbs_kernel(net, 1.0).matrix, law, _TIGHT)
        worst = max(worst, drift)
    trial.say(f"in one turn the law moves by up to {worst:.3f} (sum of absolute differences); with θ by nothing")


@CHAPTER.theorem("H42.1", Mode.SYMBOLIC, domain="all real x", original="exp_ratio_to_sigmoid")
def a_ratio_of_exponentials_is_a_sigmoid(trial: Trial) -> None:
    """e^x/(e^x + e^{−x}) = 1/(1 + e^{−2x})."""
    import sympy

    for case, x in trial.each([sympy.Symbol("x", real=True)]):
        left = sympy.exp(x) / (sympy.exp(x) + sympy.exp(-x))
        case.equal(sympy.simplify(left - 1 / (1 + sympy.exp(-2 * x))), 0)


@CHAPTER.theorem("H42.2", Mode.EXHAUSTIVE, domain=f"{ALL_NETS}, T = 1", original="StochasticAux", tolerance=_LAW)
def one_turn_changes_one_neuron(trial: Trial) -> None:
    """Rows of the Gibbs kernel sum to 1, and states that differ in two or more neurons are never reached in a turn."""
    apart = np.count_nonzero(STATES[:, None] != STATES, axis=2)
    for case, net in trial.each(all_nets()[::7]):
        kernel = markov.gibbs_kernel(net, 1.0).matrix
        case.near(kernel.sum(axis=1), np.ones(8), _TIGHT)
        case.equal(kernel[apart >= 2], np.zeros(int((apart >= 2).sum())))
        case.require((kernel[apart == 1] > 0).all(), "neighbours are reached")


@CHAPTER.theorem(
    "H43.1",
    Mode.PROPERTY,
    domain="T₀ in [0.1, 10], α in [0, 1], up to 10,000 sweeps",
    original="temperatureSchedule",
    tolerance="4 u of the value: a product and an exponential",
)
def schedules_are_their_formulas(trial: Trial) -> None:
    """T₀e^{−αt}, T₀(1 − t/n), c/log(2 + t): positive and never rising."""
    for case in trial.cases(quick=100, full=5000):
        start, rate = float(case.rng.uniform(0.1, 10)), float(case.rng.uniform(0, 1))
        n = int(case.rng.integers(1, 10_000))
        t = int(case.rng.integers(0, n))
        for cooling in (
            temperature.Exponential(start, rate),
            temperature.Linear(start, n),
            temperature.Logarithmic(start),
        ):
            case.require(0 < cooling(t + 1) <= cooling(t), "positive and never rising")
        exact = start * math.exp(-rate * t)
        case.near(temperature.Exponential(start, rate)(t), max(exact, math.ulp(0.0)), 4 * UNIT * exact + math.ulp(0.0))
        case.near(temperature.Logarithmic(start)(t) * math.log(2 + t), start, 4 * UNIT * start)
        case.near(temperature.Linear(start, n)(t), start * (n - t) / n, 8 * UNIT * start)


@CHAPTER.theorem(
    "H43.2",
    Mode.MONTE_CARLO,
    domain="frustrated networks of 6 neurons, couplings ±1; 60 runs of 150 sweeps, T = 6/log(2 + t)",
    original="simulatedAnnealing",
    confidence=_LEVEL,
)
def logarithmic_annealing_finds_ground_states(trial: Trial) -> None:
    """Annealed with c/log(2 + t), the best state seen is a ground state in at least half of the runs.

    If a run failed with probability ½, more than 50 of 60 would do so with probability 1e-7; 10 successes are wanted.
    """
    for case in trial.cases(quick=1, full=10):
        found = 0
        for _ in range(60):
            upper = np.triu(2 * case.rng.integers(0, 2, (6, 6)) - 1, 1)
            net = HopfieldNet(upper + upper.T)
            start = random_patterns(1, 6, case.rng)[0]
            run = annealing.anneal(net, start, temperature.Logarithmic(6.0), case.rng, sweeps=150)
            found += run.best_energy == landscape.all_energies(net).min()
        case.require(found >= 10, "ground states are found")
        trial.say(f"{found} of 60 runs found a ground state")


@CHAPTER.theorem(
    "H44",
    Mode.EXHAUSTIVE,
    domain=f"{SOME_NETS}, T = 2",
    original="acceptanceProbability, metropolisHastingsStep (sorry)",
    standing=Standing.GAP_CLOSED,
    tolerance=_LAW,
)
def metropolis_accepts_by_the_change_of_energy(trial: Trial) -> None:
    """A flip is accepted with min(1, e^{−2 s_u h_u/T}); rows sum to 1; detailed balance holds."""
    for case, net in trial.each(some_nets()):
        kernel = markov.metropolis_kernel(net, 2.0)
        law = boltzmann.boltzmann_law(landscape.all_energies(net).astype(np.float64), 2.0)
        case.near(kernel.matrix, _by_hand(net, 2.0, accept=True), _TIGHT)
        case.near(kernel.matrix.sum(axis=1), np.ones(8), _TIGHT)
        case.near(markov.detailed_balance_gap(kernel, law), 0.0, _TIGHT)


@CHAPTER.theorem(
    "H45",
    Mode.EXHAUSTIVE,
    domain="all laws on 4 states in quarters, all pairs, all 16 events, all triples: no rounding at all",
    original="total_variation_distance, and that of Markov.lean",
)
def total_variation_is_one_distance(trial: Trial) -> None:
    """½Σ|μ − ν| = max_A |μ(A) − ν(A)| = 1 − Σ min(μ, ν), and it is a metric."""
    events = (all_states(4) > 0).astype(np.float64)
    laws: list[Float64[Array, 4]] = [np.array(k) / 4 for k in product(range(5), repeat=4) if sum(k) == 4]
    for case, p in trial.each(laws):
        to_p = np.array([markov.total_variation(p, q) for q in laws])
        case.equal(to_p, [float(np.abs(events @ (p - q)).max()) for q in laws])
        case.equal(to_p, [1.0 - float(np.minimum(p, q).sum()) for q in laws])
        case.equal(to_p == 0.0, [np.array_equal(p, q) for q in laws])
        for q, near in zip(laws, to_p, strict=True):
            case.equal(markov.total_variation(q, p), near)
            case.require((to_p <= near + np.array([markov.total_variation(q, r) for r in laws])).all(), "the triangle")
        case.stands_for(len(laws))


@CHAPTER.theorem(
    "H46", Mode.EXHAUSTIVE, domain=f"{SOME_NETS}, T = 1, 4 turns", original="nStepTransition", tolerance=_LAW
)
def the_chain_is_homogeneous(trial: Trial) -> None:
    """After n turns the law is that of Pⁿ, whose rows are laws; P^{m+n} = P^m P^n."""
    for case, net in trial.each(some_nets()):
        kernel = markov.gibbs_kernel(net, 1.0)
        four = kernel.power(4)
        case.near(four.matrix, (kernel @ (kernel @ (kernel @ kernel))).matrix, _TIGHT)
        case.near(four.matrix.sum(axis=1), np.ones(8), _TIGHT)
        case.require((four.matrix >= 0).all(), "not negative")


@CHAPTER.theorem(
    "H47",
    Mode.MONTE_CARLO,
    domain="a systematic sweep from a stored pattern, 6 neurons, 2,000 sweeps against the exact kernel",
    original="patternStochasticUpdate",
    confidence=_LEVEL,
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
        bound = math.sqrt(math.log(2 * 64 / 1e-6) / (2 * 2000))
        case.at_most(float(np.abs(counts / 2000 - row).max()), bound)


@CHAPTER.theorem(
    "H48",
    Mode.EXHAUSTIVE,
    domain=f"{SOME_NETS}, T = 2",
    original="gibbs_single_site_transition_explicit",
    tolerance=_LAW,
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
            case.near(float(kernel[k, there]), expected, _TIGHT)
        case.stands_for(24)


@CHAPTER.theorem(
    "H49.1", Mode.EXHAUSTIVE, domain=f"{SOME_NETS}, T = 2", original="stationaryOfDetailedBalance", tolerance=_LAW
)
def detailed_balance_makes_a_law_stationary(trial: Trial) -> None:
    """π_i K_ij = π_j K_ji for all i, j; hence πK = π."""
    for case, net in trial.each(some_nets()):
        kernel = markov.gibbs_kernel(net, 2.0)
        law = boltzmann.boltzmann_law(landscape.all_energies(net).astype(np.float64), 2.0)
        case.near(markov.detailed_balance_gap(kernel, law), 0.0, _TIGHT)
        case.near(law @ kernel.matrix, law, _TIGHT)


@CHAPTER.counterexample(
    "H49.2",
    original="detailed balance, of every Gibbs sampler",
    domain="all networks of the 27 in which two neurons are coupled, T = 2",
    instead="A systematic sweep keeps the law as it is, which is all that sampling needs.",
    tolerance=_LAW,
)
def a_systematic_sweep_is_reversible(trial: Trial) -> None:
    """Gibbs sampling of 0, 1, 2 in this order satisfies detailed balance."""
    for case, net in trial.each([net for net in some_nets() if net.weights.any()]):
        sweep = markov.gibbs_kernel(net, 2.0, systematic=True)
        law = boltzmann.boltzmann_law(landscape.all_energies(net).astype(np.float64), 2.0)
        gap = markov.detailed_balance_gap(sweep, law)
        case.require(gap > 1e-4, "not reversible")
        if case.number == 0:
            trial.say(f"weights {net.weights.tolist()}: π(s) K(s, s') and π(s') K(s', s) differ by up to {gap:.4f}")
        case.near(law @ sweep.matrix, law, _TIGHT)


@CHAPTER.theorem("H50", Mode.EXHAUSTIVE, domain=f"{SOME_NETS}, T = 1", original="IsAperiodic, IsIrreducible")
def the_chain_is_irreducible_and_aperiodic(trial: Trial) -> None:
    """K(s, s) > 0 for every state, and every state is reached from every other in at most n turns."""
    for case, net in trial.each(some_nets()):
        kernel = markov.gibbs_kernel(net, 1.0)
        case.require((np.diagonal(kernel.matrix) > 0).all(), "aperiodic")
        case.require((kernel.power(3).matrix > 0).all(), "in three turns from everywhere to everywhere")
        case.require(kernel.irreducible, "irreducible")


@CHAPTER.theorem("H51", Mode.EXHAUSTIVE, domain=SOME_NETS, original="BoltzmannMachine", tolerance=_LAW)
def a_bias_is_a_threshold_with_the_other_sign(trial: Trial) -> None:
    """With E = −½sᵀWs − bᵀs, fields are Ws + b, and the law is that of the network with θ = −b."""
    for case, net in trial.each(some_nets()):
        machine = boltzmann.BoltzmannMachine(net.weights, Bias(-net.threshold.values))
        case.equal(machine.net.field(STATES), STATES @ net.weights + (-net.threshold.values))
        by_hand = -np.einsum("ki,ij,kj->k", STATES, net.weights, STATES.astype(np.int64)) / 2 + (
            STATES @ net.threshold.values
        )
        law = np.exp(-by_hand) / np.exp(-by_hand).sum()
        case.near(machine.law(), law, _TIGHT)


@CHAPTER.theorem(
    "H52.1",
    Mode.DIFFERENCES,
    domain="machines of 4 neurons, 5 samples, normal weights",
    standing=Standing.BEYOND,
    tolerance=_SLOPE,
)
def the_boltzmann_gradient_is_exact(trial: Trial) -> None:
    """∂⟨log P⟩/∂w_ij = (⟨s_i s_j⟩_data − ⟨s_i s_j⟩_model)/T, and the same for biases."""
    for case in trial.cases(quick=6, full=100):
        upper = np.triu(case.rng.normal(size=(4, 4)), 1)
        weights, bias, t = upper + upper.T, case.rng.normal(size=4), float(case.rng.uniform(0.7, 2))
        data, h = random_patterns(5, 4, case.rng), 1e-5
        gradient = boltzmann.BoltzmannMachine(weights, Bias(bias), temperature=t).gradient(data)
        for i, j in combinations(range(4), 2):
            step = np.zeros((4, 4))
            step[i, j] = step[j, i] = h
            up, down = (
                boltzmann.BoltzmannMachine(weights + x * step, Bias(bias), temperature=t).log_likelihood(data)
                for x in (1, -1)
            )
            case.near((up - down) / (2 * h), float(gradient.weights[i, j]), 1e-8)


@CHAPTER.theorem(
    "H52.2",
    Mode.DIFFERENCES,
    domain="RBMs of 3 visible and 2 hidden neurons, 4 samples",
    standing=Standing.BEYOND,
    tolerance=_SLOPE,
)
def the_gradient_of_an_rbm_is_exact(trial: Trial) -> None:
    """∂⟨log P⟩/∂w_ij = ⟨v_i ⟨h_j|v⟩⟩_data − ⟨v_i ⟨h_j|v⟩⟩_model; CD-k estimates it."""
    for case in trial.cases(quick=6, full=100):
        rng, h = case.rng, 1e-5
        machine = rbm.RBM(rng.normal(size=(3, 2)), rng.normal(size=3), rng.normal(size=2))
        data = random_patterns(4, 3, rng)
        gradient = machine.gradient(data)
        for i, j in product(range(3), range(2)):
            step = np.zeros((3, 2))
            step[i, j] = h
            up, down = (
                rbm.RBM(machine.weights + x * step, machine.visible_bias, machine.hidden_bias).log_likelihood(data)
                for x in (1, -1)
            )
            case.near((up - down) / (2 * h), float(gradient.weights[i, j]), 1e-8)
