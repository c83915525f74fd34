"""S84, S85, S95–S100: limits of filtered gradients, generalisation bounds with their constants."""

from fractions import Fraction
from itertools import product
from math import comb, erf, exp, log, pi, sqrt

import numpy as np

from typednn import generalization, optim
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_FLOATS = "1e-9 of the terms: exponentials and logarithms"


@CHAPTER.theorem(
    "S84",
    Mode.MONTE_CARLO,
    original="InfiniteLimit: DimensionSequence, HasAnalyticalMean, HasAnalyticalStd, filteredNormDominated",
    standing=Standing.GAP_CLOSED,
    domain="finite version: normal gradients of width 100, 1000, 10,000; 8 standard errors of mean, σ and the "
    "kept share of the norm",
    confidence=1 - 1e-6,
)
def statistics_of_wide_gradients_have_limits(trial: Trial) -> None:
    """Mean → 0, σ → 1, and with z = 1 ‖g̃‖²/n → E[g²; |g| ≥ 1] = 1 − erf(1/√2) + √(2/(πe)), never above ‖g‖²/n."""
    limit = 1 - erf(1 / sqrt(2)) + sqrt(2 / pi) * exp(-0.5)
    for case, width in trial.each((100, 1000, 10_000)):
        g = case.rng.normal(size=width)
        kept = float(np.sum(optim.filtered_gradient(g, 1.0) ** 2)) / width
        case.given(width=width)
        case.at_most(abs(float(g.mean())), 8 / sqrt(width))
        case.at_most(abs(float(g.std()) - 1), 8 / sqrt(width))
        case.at_most(abs(kept - limit), 8 * 2 / sqrt(width))
        case.at_most(kept, float(g @ g) / width)


@CHAPTER.theorem(
    "S85",
    Mode.EXHAUSTIVE,
    original="Universality: filteredDistribution, characteristic function, symmetry contract",
    standing=Standing.GAP_CLOSED,
    domain="finite version: the uniform law on {−1, 0, 1}³ and on {−2, 1}³, z = 1; exact counts; t from {0, π/3, 1}³",
    tolerance="1e-12: sums of cosines",
)
def the_law_of_a_filtered_gradient(trial: Trial) -> None:
    """The push-forward of a symmetric law is symmetric, and its characteristic function is then real."""
    for case, (values, t) in trial.each(product(((-1, 0, 1), (-2, 1)), product((0, pi / 3, 1), repeat=3))):
        image = [
            tuple((optim.filtered_gradient(np.array(v, np.float64), 1.0) + 0.0).tolist())
            for v in product(values, repeat=3)
        ]
        counts = {point: image.count(point) for point in image}
        mirrored = {tuple(-x + 0.0 for x in point): count for point, count in counts.items()}
        wave = sum(np.exp(1j * float(np.dot(t, point))) for point in image)
        case.given(values=values, t=t)
        case.equal(counts == mirrored, values == (-1, 0, 1), "symmetric exactly if the law is")
        if values == (-1, 0, 1):
            case.near(float(np.imag(wave)), 0.0, 1e-12)


@CHAPTER.theorem(
    "S95",
    Mode.EXHAUSTIVE,
    original="SamGeneralizationBoundHolds, sam_bound_from_gap, sam_concrete_generalization",
    domain="all values in quarters up to 1 for which the hypotheses hold; the hypothesis itself is the "
    "original's assumption",
)
def a_gap_for_the_worst_loss_is_one_for_the_loss(trial: Trial) -> None:
    """L_D ≤ L_SAM + C and L_SAM ≤ L_S + ρ‖∇‖ + (M/2)ρ² imply L_D ≤ L_S + ρ‖∇‖ + (M/2)ρ² + C."""
    quarters = [Fraction(k, 4) for k in range(5)]
    for case, (true, worst, seen, gap, norm, radius) in trial.each(product(quarters, repeat=6)):
        bound = seen + radius * norm + radius**2 / 2
        if case.assume(true <= worst + gap and worst <= bound):
            case.require(true <= bound + gap, "the bound")


@CHAPTER.theorem(
    "S96",
    Mode.EXHAUSTIVE,
    original="PacBayesSharpnessBound, ZSharpPacBayesBound, standard_bound_of_z_sharp, z_sharp_pac_bayes_expected",
    domain="gradients from {−2, …, 2}³, z = 1, ρ = 1/2; squares are exact",
)
def a_bound_with_the_filtered_norm_is_the_stronger_one(trial: Trial) -> None:
    """L_D ≤ L_S + ρ‖g̃‖ + C implies L_D ≤ L_S + ρ‖g‖ + C, for ‖g̃‖ ≤ ‖g‖."""
    for case, point in trial.each(product(range(-2, 3), repeat=3)):
        g = np.array(point, dtype=np.float64)
        kept = optim.filtered_gradient(g, 1.0)
        case.at_most(0.25 * float(kept @ kept), 0.25 * float(g @ g))


@CHAPTER.theorem(
    "S97.1",
    Mode.PROPERTY,
    original="DonskerVaradhanInequality_holds, gibbsMeasure_isProbability",
    standing=Standing.GAP_CLOSED,
    domain="laws on 2 to 8 points, some without mass at some of them; f up to ±30",
    tolerance=_FLOATS,
)
def the_gibbs_measure_attains_donsker_and_varadhan(trial: Trial) -> None:
    """E_P f ≤ log E_Q e^f + KL(P‖Q), with equality at the Gibbs measure, which is a law; KL ≥ 0."""
    for case in trial.cases(150, 10_000):
        k = int(case.rng.integers(2, 9))
        p, q = case.rng.dirichlet(np.ones(k), size=2)
        if case.number % 3 == 0:
            p = np.where(np.arange(k) == 0, 0.0, p)
            p /= p.sum()
        f = case.rng.uniform(-30, 30, k)
        case.given(p=p, q=q, f=f)
        best = generalization.gibbs(f, q)
        case.near(float(best.sum()), 1.0, 1e-12)
        case.at_most(0.0, generalization.donsker_varadhan_gap(p, q, f), 1e-9 * 100)
        case.near(generalization.donsker_varadhan_gap(best, q, f), 0.0, 1e-9 * 100)


@CHAPTER.theorem(
    "S97.2",
    Mode.PROPERTY,
    original="klDivergenceW",
    standing=Standing.BEYOND,
    domain="two normal laws with means up to 2 and deviations 1/2 to 2, on a grid of 4001 points from −12 to 12",
    tolerance="1e-6: the grid",
)
def the_entropy_of_normal_laws(trial: Trial) -> None:
    """KL(N(a, s²)‖N(b, t²)) = log(t/s) + (s² + (a − b)²)/(2t²) − ½."""
    grid = np.linspace(-12, 12, 4001)
    for case in trial.cases(20, 500):
        (a, b), (s, t) = case.rng.uniform(-2, 2, 2), case.rng.uniform(0.6, 1.5, 2)
        laws = [np.exp(-((grid - m) ** 2) / (2 * d * d)) for m, d in ((a, s), (b, t))]
        found = generalization.relative_entropy(*(law / law.sum() for law in laws))
        case.near(found, log(t / s) + (s * s + (a - b) ** 2) / (2 * t * t) - 0.5, 1e-6)


@CHAPTER.theorem(
    "S98",
    Mode.EXHAUSTIVE,
    original="PacBayesGeneralizationBound_holds (its conclusion is assumed)",
    standing=Standing.GAP_CLOSED,
    domain="two hypotheses with independent 0–1 losses of probabilities from {1/10, 1/2}, uniform prior, n = 4, "
    "8, 12, δ = 1/20, 1/5; "
    "all counts of losses with their exact probabilities; posteriors from a grid of 21",
)
def pac_bayes_holds_for_all_posteriors_at_once(trial: Trial) -> None:
    """With probability ≥ 1 − δ, for all P: E_P L_D ≤ E_P L_S + √((KL + log(2√n/δ))/(2n))."""
    rates = (Fraction(1, 10), Fraction(1, 2))
    shares = np.linspace(0, 1, 21)
    prior = np.array([0.5, 0.5])
    entropies = [generalization.relative_entropy(np.array([s, 1 - s]), prior) for s in shares]
    for case, (a, b, n, delta) in trial.each(product(rates, rates, (4, 8, 12), (0.05, 0.2))):
        slack = np.array([generalization.pac_bayes_bound(entropy, n, delta) for entropy in entropies])
        failing = Fraction(0)
        for i, j in product(range(n + 1), repeat=2):
            gap = shares * (float(a) - i / n) + (1 - shares) * (float(b) - j / n)
            if np.any(gap > slack):
                failing += _binomial(n, i, a) * _binomial(n, j, b)
        case.given(rates=(a, b), n=n, delta=delta)
        case.at_most(float(failing), delta)


@CHAPTER.theorem(
    "S99",
    Mode.EXHAUSTIVE,
    original="FilteredRademacherComplexity, filtered_rademacher_le (a ratio times R)",
    standing=Standing.GAP_CLOSED,
    domain="all classes of two or three hypotheses with values ±1, 0 on three examples that contain h and −h or "
    "not; as fractions",
)
def the_complexity_is_computed_over_all_signs(trial: Trial) -> None:
    """E_σ max_h (1/n) Σ σ_i h_i over all 2ⁿ signs: ≥ 0, 0 for one hypothesis, growing with the class, ≤ max (1/n)
    Σ|h_i|.
    """
    rows = [np.array(row, dtype=np.float64) for row in product((-1, 0, 1), repeat=3)]
    for case, (first, second) in trial.each(product(rows, rows[::2])):
        one = generalization.rademacher(first[None])
        two = generalization.rademacher(np.array([first, second]))
        case.given(first=first, second=second)
        case.equal(one, Fraction(0))
        case.require(0 <= two <= Fraction(int(max(np.abs(first).sum(), np.abs(second).sum())), 3), "between")
        three = generalization.rademacher(np.array([first, second, -first]))
        case.require(two <= three, "it grows with the class")
        kept = np.array([optim.filtered_gradient(row, 1.0) for row in (first, second)])
        case.require(generalization.rademacher(kept) <= Fraction(int(np.abs(kept).sum(axis=1).max()), 3), "filtered")


@CHAPTER.theorem(
    "S100",
    Mode.PROPERTY,
    original="UniformStability, DatasetNeighbor, ConcentrationStabilityTheorem",
    standing=Standing.GAP_CLOSED,
    domain="ridge regression on 2 to 30 examples in 1 to 4 dimensions, ‖x‖ ≤ 1, |y| ≤ 1, λ = 0.05 to 1, one "
    "example replaced",
    tolerance=_FLOATS,
)
def ridge_regression_is_uniformly_stable(trial: Trial) -> None:
    """Replacing one example changes the loss at any point by at most β = 4M²R²/(λn), M = Y(1 + R/√λ)."""
    for case in trial.cases(150, 10_000):
        n, d = int(case.rng.integers(2, 31)), int(case.rng.integers(1, 5))
        x, y = case.rng.normal(size=(n + 2, d)), case.rng.uniform(-1, 1, n + 2)
        x /= np.maximum(1.0, np.linalg.norm(x, axis=1, keepdims=True))
        penalty = float(case.rng.uniform(0.05, 1))
        one = generalization.ridge(x[:n], y[:n], penalty)
        other = generalization.ridge(x[1 : n + 1], y[1 : n + 1], penalty)
        losses = [(float(w @ x[-1]) - float(y[-1])) ** 2 for w in (one, other)]
        case.given(x=x, y=y, penalty=penalty)
        case.at_most(
            abs(losses[0] - losses[1]), generalization.ridge_stability(n, penalty, inputs=1.0, outputs=1.0), 1e-9
        )


def _binomial(n: int, k: int, p: Fraction) -> Fraction:
    return comb(n, k) * p**k * (1 - p) ** (n - k)
