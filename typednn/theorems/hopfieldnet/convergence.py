"""H45, H62, H72–H74: how fast a chain forgets its start: total variation, Dobrushin's coefficient, mean values."""

import math
from itertools import product

import numpy as np

from typednn.contracts import Array, Float64
from typednn.hopfield.analysis import landscape, markov
from typednn.hopfield.sampling import chains
from typednn.hopfield.spins import all_states, index_of
from typednn.theorems.chance import CONFIDENCE
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.laws import kernels_in_parts, law_of, laws_in_parts
from typednn.theorems.hopfieldnet.subjects import SOME_NETS, some_nets
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


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
    "H62",
    Mode.EXHAUSTIVE,
    domain=f"{SOME_NETS}, T = 1, 3 to 30 turns",
    original="distribution_converges_to_stationary",
    tolerance="1e-12: rounding of 30 products of 8 × 8 kernels",
)
def laws_converge_at_dobrushins_rate(trial: Trial) -> None:
    """max_s TV(P^{3k}(s, ·), π) ≤ δ(P³)^k, and δ(P³) < 1."""
    for case, net in trial.each(some_nets()):
        three = markov.gibbs_kernel(net, 1.0).power(3)
        rate, law, power = markov.dobrushin(three), law_of(net, 1.0), three
        case.require(rate < 1, "a contraction")
        for k in range(1, 11):
            far = max(markov.total_variation(row, law) for row in power.matrix)
            case.at_most(far, rate**k, 1e-12)
            power = power @ three


@CHAPTER.theorem(
    "H72",
    Mode.EXHAUSTIVE,
    domain="all pairs of kernels of 2 states in quarters, all pairs of such laws: no rounding",
    original="tvDist_contract, dobrushinCoeff_mul, _lt_one",
)
def dobrushins_coefficient_contracts(trial: Trial) -> None:
    """TV(pP, qP) ≤ δ(P) TV(p, q); δ(PQ) ≤ δ(P) δ(Q); a kernel with a positive power has δ(P^k) < 1 for it."""
    laws = laws_in_parts(2, 4)
    for case, (a, b) in trial.each(product(kernels_in_parts(2, 4), repeat=2)):
        case.require(markov.dobrushin(a @ b) <= markov.dobrushin(a) * markov.dobrushin(b), "submultiplicative")
        if a is b:
            for p, q in product(laws, repeat=2):
                moved = markov.total_variation(p @ a.matrix, q @ a.matrix)
                case.require(moved <= markov.dobrushin(a) * markov.total_variation(p, q), "contraction")
            if (a.power(3).matrix > 0).all():
                case.require(markov.dobrushin(a.power(3)) < 1, "below 1")


@CHAPTER.theorem(
    "H73",
    Mode.EXHAUSTIVE,
    domain="all 256 kernels of 4 states that take each row, turned, from four",
    original="converges_of_spectral_gap",
    tolerance="1e-9: the rest of 2¹² steps at the slowest of these rates",
)
def primitive_kernels_converge(trial: Trial) -> None:
    """If some power of P is positive, P^k → 1πᵀ."""
    rows = [np.array(r) / 4 for r in ([2, 1, 1, 0], [0, 2, 1, 1], [1, 0, 2, 1], [0, 0, 4, 0])]
    for case, chosen in trial.each(product(range(4), repeat=4)):
        kernel = markov.Kernel(np.array([np.roll(rows[c], k) for k, c in enumerate(chosen)]))
        if case.assume((kernel.power(9).matrix > 0).all()):
            law = markov.stationary(kernel)
            case.near(kernel.power(2**12).matrix, np.tile(law, (4, 1)), 1e-9)


@CHAPTER.theorem(
    "H74.1",
    Mode.EXHAUSTIVE,
    domain=f"{SOME_NETS}, T = 1, f the energy, N = 4096",
    original="ergodic_theorem_lln",
    tolerance="Σ_k δ^⌊k/3⌋·range/N, the sum of what is left of the start",
)
def mean_values_converge(trial: Trial) -> None:
    """(1/N) Σ_{k<N} E f(X_k) → π(f), from every start: within 3/(1 − δ(P³)) · (max f − min f)/N."""
    for case, net in trial.each(some_nets()):
        f, kernel = landscape.all_energies(net).astype(np.float64), markov.gibbs_kernel(net, 1.0)
        mean, power, n = np.eye(8), kernel.matrix, 1
        while n < 4096:  # the mean of 2n powers is that of n, and of n more steps
            mean, power, n = (mean + power @ mean) / 2, power @ power, 2 * n
        bound = 3 / (1 - markov.dobrushin(kernel.power(3))) * (f.max() - f.min()) / n
        case.at_most(np.abs(mean @ f - law_of(net, 1.0) @ f), np.full(8, bound), 1e-12)


@CHAPTER.theorem(
    "H74.2",
    Mode.MONTE_CARLO,
    domain="one path of 3,000 sweeps of a network of 3 neurons, 30 batches",
    standing=Standing.BEYOND,
    confidence=CONFIDENCE,
)
def averages_along_a_path_converge(trial: Trial) -> None:
    """The mean of the energy along one path is π(E) up to 8 standard errors of its batch means (t with 29 degrees)."""
    net = some_nets()[14]
    for case in trial.cases(quick=1, full=20):
        states = chains.sample(net, 2.0, case.rng, samples=3000, burn_in=50)
        energies = landscape.all_energies(net).astype(np.float64)
        values = energies[index_of(states)].reshape(30, 100).mean(axis=1)
        expected = float(law_of(net, 2.0) @ energies)
        error = float(values.std(ddof=1)) / math.sqrt(30)
        case.at_most(abs(float(values.mean()) - expected), 8 * error)
        trial.say(f"path mean {values.mean():.4f} ± {error:.4f}, exactly {expected:.4f}")
