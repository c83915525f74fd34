"""H38, H39, H64, H65: the Boltzmann law, its partition function, and its thermodynamics."""

import math
from fractions import Fraction
from functools import cache, partial
from itertools import product

import numpy as np

from typednn.contracts import Array, Float64, contract
from typednn.hopfield import analysis
from typednn.hopfield.analysis import enclosures, landscape
from typednn.hopfield.sampling import boltzmann, chains, temperature
from typednn.hopfield.symmetric import HopfieldNet
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.laws import LAW, TIGHT
from typednn.theorems.hopfieldnet.refusals import refuse_all
from typednn.theorems.hopfieldnet.subjects import ALL_NETS, SOME_NETS, all_nets, some_nets
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


@cache
@contract
def _energies() -> tuple[Float64[Array, "8"], ...]:
    return tuple(landscape.all_energies(net).astype(np.float64) for net in all_nets())


@CHAPTER.theorem("H38.1", Mode.EXHAUSTIVE, domain=f"{ALL_NETS}, T = 1", original="boltzmannDistribution", tolerance=LAW)
def the_boltzmann_law_is_a_law(trial: Trial) -> None:
    """P(s) = e^{−E(s)/T}/Z is positive and sums to 1."""
    for case, energies in trial.each(_energies()):
        law = boltzmann.boltzmann_law(energies, 1.0)
        case.require((law > 0).all(), "positive")
        case.near(float(law.sum()), 1.0, TIGHT)


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


@CHAPTER.theorem("H39", Mode.EXHAUSTIVE, domain=f"{ALL_NETS}, T = 2", original="boltzmannRatio", tolerance=LAW)
def ratios_are_exponentials_of_differences(trial: Trial) -> None:
    """P(s)/P(s') = e^{−(E(s) − E(s'))/T}."""
    for case, energies in trial.each(_energies()):
        law = boltzmann.boltzmann_law(energies, 2.0)
        expected = np.exp(-(energies[:, None] - energies) / 2.0)
        case.near(law[:, None] / law / expected, np.ones((8, 8)), TIGHT)


@CHAPTER.theorem("H64", Mode.EXHAUSTIVE, domain=SOME_NETS, original="toCanonicalEnsemble, hopfieldCE", tolerance=LAW)
def the_boltzmann_law_is_the_canonical_ensemble(trial: Trial) -> None:
    """P(s) = exp(−β(E(s) − F)); a constant energy gives the uniform law; adding a constant changes no law."""
    for case, net in trial.each(some_nets()):
        energies = landscape.all_energies(net).astype(np.float64)
        free = analysis.thermodynamics(net, 1.0).free_energy
        case.near(boltzmann.boltzmann_law(energies, 1.0), np.exp(-(energies - free)), TIGHT)
        case.equal(boltzmann.boltzmann_law(energies + 7, 1.0), boltzmann.boltzmann_law(energies, 1.0))
        case.equal(boltzmann.boltzmann_law(np.full(8, 3.0), 1.0), np.full(8, 0.125))


@CHAPTER.theorem(
    "H65.1",
    Mode.EXHAUSTIVE,
    domain=f"{SOME_NETS}, T = ½, 1, 4",
    original="thermodynamicEntropy_eq_shannonEntropy",
    tolerance="2048 u: sums of 8 terms of size up to 24",
)
def free_energy_is_energy_less_entropy(trial: Trial) -> None:
    """F = −T log Z = U − TS with U = Σ p E and S = −Σ p log p."""
    for case, (net, t) in trial.each(product(some_nets(), (0.5, 1.0, 4.0))):
        found = analysis.thermodynamics(net, t)
        case.near(found.free_energy, found.energy - t * found.entropy, 2048 * UNIT)
        case.near(found.free_energy, -t * found.log_partition, 2048 * UNIT)


@CHAPTER.theorem(
    "H65.2",
    Mode.DIFFERENCES,
    domain=f"{SOME_NETS}, T = 1",
    original="heat capacity",
    tolerance="central differences with h = 1e-4: h² max|U'''|/6 + 4 u |U|/h",
)
def the_heat_capacity_is_the_variance(trial: Trial) -> None:
    """dU/dT = Var(E)/T²."""
    for case, net in trial.each(some_nets()):
        up, down = (analysis.thermodynamics(net, 1.0 + h).energy for h in (1e-4, -1e-4))
        case.near((up - down) / 2e-4, analysis.thermodynamics(net, 1.0).heat_capacity, 1e-5)
