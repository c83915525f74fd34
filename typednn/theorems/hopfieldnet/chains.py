"""H61–H75: finite Markov chains: stationary laws, convergence, contraction, thermodynamics, certified values."""

import math
from fractions import Fraction
from functools import cache
from itertools import product

import numpy as np

from typednn.contracts import Array, Float64, contract
from typednn.hopfield import analysis
from typednn.hopfield.analysis import enclosures, landscape, markov
from typednn.hopfield.sampling import boltzmann, chains
from typednn.hopfield.spins import index_of
from typednn.hopfield.symmetric import HopfieldNet
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.subjects import SOME_NETS, STATES, some_nets
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_LEVEL = 1 - 1e-6
_LAW = "64 u: exponentials of |E/T| ≤ 6, at most 8 terms, a quotient"
_TIGHT = 64 * UNIT
_POWERS = np.array([1, 2, 4, 1]) / 8


@cache
@contract
def _laws(states: int, parts: int) -> tuple[Float64[Array, "{states}"], ...]:
    """All laws of multiples of 1/parts, a power of two: with them floats compute exactly."""
    whole = (k for k in product(range(parts + 1), repeat=states) if sum(k) == parts)
    return tuple(np.array(k) / parts for k in whole)


@cache
def _kernels(states: int, parts: int) -> tuple[markov.Kernel, ...]:
    """All kernels of such laws."""
    return tuple(markov.Kernel(np.stack(rows)) for rows in product(_laws(states, parts), repeat=states))


@contract
def _law(net: HopfieldNet, t: float) -> Float64[Array, " states"]:
    return boltzmann.boltzmann_law(landscape.all_energies(net).astype(np.float64), t)


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
        gap = np.abs(markov.stationary(markov.gibbs_kernel(net, 1.0)) - _law(net, 1.0)).max()
        case.require(gap < 1e-12, "the stationary law is Boltzmann's")


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
        rate, law, power = markov.dobrushin(three), _law(net, 1.0), three
        case.require(rate < 1, "a contraction")
        for k in range(1, 11):
            far = max(markov.total_variation(row, law) for row in power.matrix)
            case.at_most(far, rate**k, 1e-12)
            power = power @ three


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


@CHAPTER.theorem("H64", Mode.EXHAUSTIVE, domain=SOME_NETS, original="toCanonicalEnsemble, hopfieldCE", tolerance=_LAW)
def the_boltzmann_law_is_the_canonical_ensemble(trial: Trial) -> None:
    """P(s) = exp(−β(E(s) − F)); a constant energy gives the uniform law; adding a constant changes no law."""
    for case, net in trial.each(some_nets()):
        energies = landscape.all_energies(net).astype(np.float64)
        free = analysis.thermodynamics(net, 1.0).free_energy
        case.near(boltzmann.boltzmann_law(energies, 1.0), np.exp(-(energies - free)), _TIGHT)
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


@CHAPTER.theorem(
    "H66.1",
    Mode.INTERVAL,
    domain=f"{SOME_NETS}, β = 1",
    original="Fast*: certified evaluation",
    standing=Standing.GAP_CLOSED,
)
def floats_lie_in_their_enclosures(trial: Trial) -> None:
    """Z, the law and all rows of the transition matrix lie in enclosures by rationals; each row's encloses sum 1."""
    for case, net in trial.each(some_nets()):
        energies = [int(e) for e in landscape.all_energies(net)]
        law, room = enclosures.law(energies, Fraction(1)), Fraction(64 * UNIT)
        found = _law(net, 1.0)
        case.require(
            all(p.low - room <= Fraction(float(x)) <= p.high + room for p, x in zip(law, found, strict=True)), "the law"
        )
        fields, kernel = net.field(STATES), markov.gibbs_kernel(net, 1.0).matrix
        for k in range(8):
            up = [enclosures.gibbs(int(fields[k, u]), Fraction(1)) for u in range(3)]
            moves = [
                up[u] if STATES[k, u] < 0 else enclosures.Enclosure(1 - up[u].high, 1 - up[u].low) for u in range(3)
            ]
            for u in range(3):
                entry = Fraction(float(kernel[k, k ^ 1 << u]))
                case.require(moves[u].low / 3 - room <= entry <= moves[u].high / 3 + room, "an entry")
            stay = enclosures.Enclosure(
                1 - sum((m.high for m in moves), Fraction(0)) / 3, 1 - sum((m.low for m in moves), Fraction(0)) / 3
            )
            low, high = (sum(getattr(m, side) for m in moves) / 3 + getattr(stay, side) for side in ("low", "high"))
            case.require(low <= 1 <= high, "the row encloses 1")


@CHAPTER.theorem("H66.2", Mode.INTERVAL, domain=f"{SOME_NETS}, β = 1", original="StationaryWitness")
def stationarity_has_a_witness(trial: Trial) -> None:
    """For every pair of neighbours the flows π(s)K(s, s') and π(s')K(s', s) have enclosures that meet."""
    for case, net in trial.each(some_nets()):
        energies, fields = [int(e) for e in landscape.all_energies(net)], net.field(STATES)
        weights = [enclosures.exponential(Fraction(-e)) for e in energies]
        for k, u in product(range(8), range(3)):
            there = k ^ 1 << u
            go = enclosures.gibbs(-int(STATES[k, u]) * int(fields[k, u]), Fraction(1))
            come = enclosures.gibbs(int(STATES[k, u]) * int(fields[k, u]), Fraction(1))
            one = weights[k].low * go.low, weights[k].high * go.high
            other = weights[there].low * come.low, weights[there].high * come.high
            case.require(one[0] <= other[1] and other[0] <= one[1], "the flows meet")
            case.require(one[1] - one[0] < Fraction(1, 2**50) * one[1], "narrow")
        case.stands_for(24)


@CHAPTER.theorem("H66.3", Mode.EXACT, domain="20 seeds, a network of 3 neurons", original="reproducible sampling")
def sampling_can_be_repeated(trial: Trial) -> None:
    """The same seed gives the same states, bit for bit."""
    net = some_nets()[5]
    for case, seed in trial.each(range(20)):
        one, other = (chains.sample(net, 1.0, np.random.default_rng(seed), samples=5, burn_in=3) for _ in range(2))
        case.equal(one, other)


@CHAPTER.theorem(
    "H67",
    Mode.INTERVAL,
    domain="x = −12, −11¾, …, 12",
    original="CReals: exp and its proofs",
    standing=Standing.GAP_CLOSED,
)
def the_exponential_is_enclosed(trial: Trial) -> None:
    """e^x lies in an enclosure of relative width below 2⁻⁷⁰; e^x e^{−x} encloses 1; e^{2x} meets (e^x)²."""
    for case, quarter in trial.each(range(-48, 49)):
        x = Fraction(quarter, 4)
        one, back, twice = (enclosures.exponential(y) for y in (x, -x, 2 * x))
        case.require(one.low * back.low <= 1 <= one.high * back.high, "1 is enclosed")
        case.require(one.low**2 <= twice.high and twice.low <= one.high**2, "squares meet")
        case.require(one.width * 2**70 < one.low, "narrow")
        case.require(Fraction(math.exp(float(x))) * Fraction(1 - 4 * UNIT) <= one.high, "the float is not above")
        case.require(Fraction(math.exp(float(x))) * Fraction(1 + 4 * UNIT) >= one.low, "the float is not below")


@CHAPTER.theorem(
    "H68",
    Mode.EXHAUSTIVE,
    domain="all pairs of kernels of 2 states in quarters: no rounding at all",
    original="IsStochastic, products and powers",
)
def products_of_kernels_are_kernels(trial: Trial) -> None:
    """Products and powers of stochastic matrices are stochastic; a law stays a law."""
    for case, (p, q) in trial.each(product(_kernels(2, 4), repeat=2)):
        for kernel in (p @ q, p.power(3), p.power(0)):
            case.equal(kernel.matrix.sum(axis=1), np.ones(2))
            case.require((kernel.matrix >= 0).all(), "not negative")
        case.equal((p @ q).matrix, p.matrix @ q.matrix)
        case.equal(float((np.array([0.25, 0.75]) @ (p @ q).matrix).sum()), 1.0)


@CHAPTER.theorem(
    "H69",
    Mode.EXHAUSTIVE,
    domain="all 216 kernels of 3 states in halves, laws by determinants in fractions",
    original="exists_unique_stationary_distribution_of_irreducible",
    tolerance="1e-12: a least-squares solution",
)
def irreducible_chains_have_one_positive_stationary_law(trial: Trial) -> None:
    """π_i is proportional to the minor of I − P at (i, i), positive for all i, and is the only law with πP = π."""
    for case, kernel in trial.each(_kernels(3, 2)):
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


@CHAPTER.theorem(
    "H70",
    Mode.EXHAUSTIVE,
    domain="the law (1, 2, 4, 1)/8, all symmetric proposals of 4 states with 0, 1, 2 eighths: no rounding at all",
    original="metropolisHastingsKernel",
)
def metropolis_hastings_is_reversible(trial: Trial) -> None:
    """P_xy = Q_xy min(1, π_y Q_yx/(π_x Q_xy)) with what is missing on the diagonal: stochastic, reversible, π stays."""
    off = ~np.eye(4, dtype=np.bool_)
    for case, eighths in trial.each(product(range(3), repeat=6)):
        q = np.zeros((4, 4))
        q[np.triu_indices(4, 1)] = np.array(eighths) / 8
        q = q + q.T
        q += np.diag(1 - q.sum(axis=1))
        kernel = markov.metropolis_hastings(_POWERS, markov.Kernel(q))
        expected = np.minimum(q, q * _POWERS / _POWERS[:, None])
        case.equal(kernel.matrix[off], expected[off])
        case.equal(kernel.matrix.sum(axis=1), np.ones(4))
        case.equal(markov.detailed_balance_gap(kernel, _POWERS), 0.0)
        case.equal(_POWERS @ kernel.matrix, _POWERS)


@CHAPTER.theorem(
    "H71",
    Mode.EXHAUSTIVE,
    domain="all laws on {0, 1}² whose conditionals are (½, ½), (¼, ¾), (¾, ¼), blocks ¼ and ¾: no rounding at all",
    original="Gibbs.lean (22 sorry)",
    standing=Standing.GAP_CLOSED,
)
def gibbs_is_metropolis_hastings_that_always_accepts(trial: Trial) -> None:
    """With the conditional law as proposal, π_y Q_yx = π_x Q_xy, so that Metropolis–Hastings changes nothing."""
    for case, (left, right) in trial.each(product((0.25, 0.5, 0.75), repeat=2)):
        share = np.array([left, 1 - left, right, 1 - right])
        law = share * np.array([0.25, 0.25, 0.75, 0.75])
        q = np.zeros((4, 4))
        q[:2, :2], q[2:, 2:] = share[:2], share[2:]
        case.equal(law[:, None] * q, (law[:, None] * q).T, "detailed balance of the conditionals")
        case.equal(markov.metropolis_hastings(law, markov.Kernel(q)).matrix, q)


@CHAPTER.theorem(
    "H72",
    Mode.EXHAUSTIVE,
    domain="all pairs of kernels of 2 states in quarters, all pairs of such laws: no rounding",
    original="tvDist_contract, dobrushinCoeff_mul, _lt_one",
)
def dobrushins_coefficient_contracts(trial: Trial) -> None:
    """TV(pP, qP) ≤ δ(P) TV(p, q); δ(PQ) ≤ δ(P) δ(Q); a kernel with a positive power has δ(P^k) < 1 for it."""
    laws = _laws(2, 4)
    for case, (a, b) in trial.each(product(_kernels(2, 4), repeat=2)):
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
        case.at_most(np.abs(mean @ f - _law(net, 1.0) @ f), np.full(8, bound), 1e-12)


@CHAPTER.theorem(
    "H74.2",
    Mode.MONTE_CARLO,
    domain="one path of 3,000 sweeps of a network of 3 neurons, 30 batches",
    standing=Standing.BEYOND,
    confidence=_LEVEL,
)
def averages_along_a_path_converge(trial: Trial) -> None:
    """The mean of the energy along one path is π(E) up to 8 standard errors of its batch means (t with 29 degrees)."""
    net = some_nets()[14]
    for case in trial.cases(quick=1, full=20):
        states = chains.sample(net, 2.0, case.rng, samples=3000, burn_in=50)
        energies = landscape.all_energies(net).astype(np.float64)
        values = energies[index_of(states)].reshape(30, 100).mean(axis=1)
        expected = float(_law(net, 2.0) @ energies)
        error = float(values.std(ddof=1)) / math.sqrt(30)
        case.at_most(abs(float(values.mean()) - expected), 8 * error)
        trial.say(f"path mean {values.mean():.4f} ± {error:.4f}, exactly {expected:.4f}")


@CHAPTER.theorem(
    "H75",
    Mode.EXHAUSTIVE,
    domain="all kernels of 3 states in halves of which the third absorbs: no rounding at all",
    original="SampCertBridge, PMFMatrix, absorbing chain",
)
def a_kernel_is_its_matrix(trial: Trial) -> None:
    """Row i is the law after a step from i; an absorbing state keeps all its weight in every power."""
    for case, kernel in trial.each([k for k in _kernels(3, 2) if k.matrix[2, 2] == 1.0]):
        for i in range(3):
            case.equal(np.eye(3)[i] @ kernel.matrix, kernel.matrix[i])
        case.equal(kernel.power(3).matrix[2], kernel.matrix[2])
        case.require((np.diff([kernel.power(k).matrix[:, 2] for k in range(4)], axis=0) >= 0).all(), "absorbs more")
