"""H49, H50, H61, H69: laws that a chain keeps: detailed balance, irreducibility, uniqueness."""

from fractions import Fraction
from itertools import product

import numpy as np

from typednn.hopfield.analysis import markov
from typednn.hopfield.sampling import chains
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.laws import LAW, TIGHT, kernels_in_parts, law_of
from typednn.theorems.hopfieldnet.subjects import SOME_NETS, STATES, some_nets
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial


@CHAPTER.theorem(
    "H49.1", Mode.EXHAUSTIVE, domain=f"{SOME_NETS}, T = 2", original="stationaryOfDetailedBalance", tolerance=LAW
)
def detailed_balance_makes_a_law_stationary(trial: Trial) -> None:
    """π_i K_ij = π_j K_ji for all i, j; hence πK = π."""
    for case, net in trial.each(some_nets()):
        kernel = markov.gibbs_kernel(net, 2.0)
        law = law_of(net, 2.0)
        case.near(markov.detailed_balance_gap(kernel, law), 0.0, TIGHT)
        case.near(law @ kernel.matrix, law, TIGHT)


@CHAPTER.counterexample(
    "H49.2",
    original="detailed balance, of every Gibbs sampler",
    domain="all networks of the 27 in which two neurons are coupled, T = 2",
    instead="A systematic sweep keeps the law as it is, which is all that sampling needs.",
    tolerance=LAW,
)
def a_systematic_sweep_is_reversible(trial: Trial) -> None:
    """Gibbs sampling of 0, 1, 2 in this order satisfies detailed balance."""
    for case, net in trial.each([net for net in some_nets() if net.weights.any()]):
        sweep = markov.gibbs_kernel(net, 2.0, systematic=True)
        law = law_of(net, 2.0)
        gap = markov.detailed_balance_gap(sweep, law)
        case.require(gap > 1e-4, "not reversible")
        if case.number == 0:
            trial.say(f"weights {net.weights.tolist()}: π(s) K(s, s') and π(s') K(s', s) differ by up to {gap:.4f}")
        case.near(law @ sweep.matrix, law, TIGHT)


@CHAPTER.theorem("H50", Mode.EXHAUSTIVE, domain=f"{SOME_NETS}, T = 1", original="IsAperiodic, IsIrreducible")
def the_chain_is_irreducible_and_aperiodic(trial: Trial) -> None:
    """K(s, s) > 0 for every state, and every state is reached from every other in at most n turns."""
    for case, net in trial.each(some_nets()):
        kernel = markov.gibbs_kernel(net, 1.0)
        case.require((np.diagonal(kernel.matrix) > 0).all(), "aperiodic")
        case.require((kernel.power(3).matrix > 0).all(), "in three turns from everywhere to everywhere")
        case.require(kernel.irreducible, "irreducible")


def _rank(rows: list[list[Fraction]]) -> int:
    """Elimination in fractions."""
    rank = 0
    for column in range(len(rows[0])):
        pivot = next((k for k in range(rank, len(rows)) if rows[k][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for k in range(rank + 1, len(rows)):
            factor = rows[k][column] / rows[rank][column]
            rows[k] = [a - factor * b for a, b in zip(rows[k], rows[rank], strict=True)]
        rank += 1
    return rank


@CHAPTER.theorem(
    "H61",
    Mode.EXHAUSTIVE,
    domain=f"{SOME_NETS}, p⁺ rounded to multiples of 1/64, ranks in fractions",
    original="RSrow_stationary_unique_eq_πBoltzVec",
)
def the_stationary_law_is_unique(trial: Trial) -> None:
    """The left null space of P − I has dimension 1; of the chain itself the stationary law is Boltzmann's."""
    for case, net in trial.each(some_nets()):
        up = np.rint(64 * chains.gibbs_probability(net, STATES, 1.0)).clip(1, 63).astype(int)
        matrix = [[Fraction(0)] * 8 for _ in range(8)]
        for k, u in product(range(8), range(3)):
            matrix[k][k | 1 << u] += Fraction(int(up[k, u]), 192)
            matrix[k][k & ~(1 << u)] += Fraction(64 - int(up[k, u]), 192)
        case.equal(_rank([[matrix[i][j] - (i == j) for i in range(8)] for j in range(8)]), 7, "rank of Pᵀ − I")
        case.require(markov.gibbs_kernel(net, 1.0).irreducible, "irreducible")
        gap = np.abs(markov.stationary(markov.gibbs_kernel(net, 1.0)) - law_of(net, 1.0)).max()
        case.require(gap < 1e-12, "the stationary law is Boltzmann's")


@CHAPTER.theorem(
    "H69",
    Mode.EXHAUSTIVE,
    domain="all 216 kernels of 3 states in halves, laws by determinants in fractions",
    original="exists_unique_stationary_distribution_of_irreducible",
    tolerance="1e-12: a least-squares solution",
)
def irreducible_chains_have_one_positive_stationary_law(trial: Trial) -> None:
    """π_i is proportional to the minor of I − P at (i, i), positive for all i, and is the only law with πP = π."""
    for case, kernel in trial.each(kernels_in_parts(3, 2)):
        case.given(kernel=kernel.matrix)
        if case.assume(kernel.irreducible):
            d = [[Fraction(float(i == j)) - Fraction(float(kernel.matrix[i, j])) for j in range(3)] for i in range(3)]
            minors = [d[j][j] * d[k][k] - d[j][k] * d[k][j] for j, k in ((1, 2), (0, 2), (0, 1))]
            case.require(all(m > 0 for m in minors), "all positive")
            law = [m / sum(minors) for m in minors]
            moved = [sum(law[i] * Fraction(float(kernel.matrix[i, j])) for i in range(3)) for j in range(3)]
            case.require(moved == law, "πP = π, in fractions")
            case.near(markov.stationary(kernel), np.array([float(x) for x in law]), 1e-12)
            case.equal(_rank([[-d[i][j] for i in range(3)] for j in range(3)]), 2, "and it is the only one")
