"""S97, S98: Donsker and Varadhan's inequality, and the PAC-Bayes bound with its constants, for all posteriors."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import factorial, log, prod

import numpy as np

from typednn import generalization
from typednn.contracts import Array
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.precise import algebra
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_FLOATS = "1e-9 of the terms: exponentials and logarithms"
_LAWS = ((1, 1, 1), (2, 1, 1), (1, 3, 6))
_LOSSES = (((2, 0, 0), (0, 2, 0), (0, 0, 2)), ((0, 2, 2), (2, 0, 0), (1, 1, 1)), ((2, 0, 1), (0, 2, 1)))
_FINE = 512


@CHAPTER.theorem(
    "S97.1",
    Mode.EXHAUSTIVE,
    original="DonskerVaradhanInequality_holds, gibbsMeasure_isProbability",
    standing=Standing.GAP_CLOSED,
    domain="laws P and Q > 0 in quarters on 2 and 3 points, e^f from {1, 2, 3}; in fractions: e^(4 gap) is one",
    tolerance="1e-12: the code's gap is of a few logarithms of small numbers",
)
def the_gibbs_measure_attains_donsker_and_varadhan(trial: Trial) -> None:
    """E_P f ≤ log E_Q e^f + KL(P‖Q), with equality exactly for P = e^f Q/E_Q e^f, which is a law."""
    for case, (p, q, weights) in trial.each(
        (p, q, w) for k in (2, 3) for p in _parts(4, k) for q in _parts(4, k, 1) for w in product((1, 2, 3), repeat=k)
    ):
        total = Fraction(sum(a * b for a, b in zip(q, weights, strict=True)), 4)
        best = [Fraction(a * b, 4) / total for a, b in zip(q, weights, strict=True)]
        power = total**4 * prod(Fraction(a, b * w) ** a for a, b, w in zip(p, q, weights, strict=True))
        case.given(p=p, q=q, weights=weights)
        case.require(power >= 1, "the gap is not negative")
        case.equal(power == 1, best == [Fraction(a, 4) for a in p], "equality exactly at the Gibbs measure")
        first, second, f = np.array(p) / 4, np.array(q) / 4, np.log(np.array(weights, np.float64))
        case.near(generalization.donsker_varadhan_gap(first, second, f), log(power) / 4, 1e-12)
        case.near(generalization.gibbs(f, second), np.array([float(x) for x in best]), 1e-12)


@CHAPTER.theorem(
    "S97.2",
    Mode.PROPERTY,
    original="DonskerVaradhanInequality_holds",
    standing=Standing.GAP_CLOSED,
    domain="laws on 2 to 8 points, some without mass at some of them; f up to ±30",
    tolerance=_FLOATS,
)
def no_law_does_better_than_the_gibbs_measure(trial: Trial) -> None:
    """The same of the code for laws of any numbers: the gap is ≥ 0, and 0 at the Gibbs measure."""
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
    "S97.3", Mode.SYMBOLIC, original="klDivergenceW", standing=Standing.BEYOND, domain="all a, b in R, s, t > 0"
)
def the_entropy_of_normal_laws(trial: Trial) -> None:
    """KL(N(a, s²)‖N(b, t²)) = log(t/s) + (s² + (a − b)²)/(2t²) − ½: E of the logarithm, a quadratic in a normal u."""
    sympy = algebra()
    a, b, u = sympy.symbols("a b u", real=True)
    s, t = sympy.symbols("s t", positive=True)
    x = a + s * u  # of the first law
    logarithm = sympy.log(t / s) - ((x - a) / s) ** 2 / 2 + ((x - b) / t) ** 2 / 2
    normal = sympy.exp(-(u**2) / 2) / sympy.sqrt(2 * sympy.pi)
    moments = [sympy.integrate(u**k * normal, (u, -sympy.oo, sympy.oo)) for k in range(3)]
    mean = sum(c * moments[k] for (k,), c in sympy.Poly(sympy.expand(logarithm), u).terms())
    claimed = sympy.log(t / s) + (s**2 + (a - b) ** 2) / (2 * t**2) - sympy.Rational(1, 2)
    for case, (claim, holds) in trial.each(
        {"moments 1, 0, 1": moments == [1, 0, 1], "the formula": sympy.simplify(mean - claimed) == 0}.items()
    ):
        case.require(holds, claim)


@CHAPTER.theorem(
    "S97.4",
    Mode.PROPERTY,
    original="klDivergenceW",
    standing=Standing.BEYOND,
    domain="two normal laws with means up to 2 and deviations 0.6 to 1.5, on a grid of 4001 points from −12 to 12",
    tolerance="1e-6: the grid",
)
def the_code_has_the_entropy_of_normal_laws(trial: Trial) -> None:
    """The closed form is the relative entropy of the two laws on a fine grid."""
    grid = np.linspace(-12, 12, 4001)
    for case in trial.cases(20, 500):
        (a, b), (s, t) = case.rng.uniform(-2, 2, 2).tolist(), case.rng.uniform(0.6, 1.5, 2).tolist()
        laws = [np.exp(-((grid - m) ** 2) / (2 * d * d)) for m, d in ((a, s), (b, t))]
        found = generalization.relative_entropy(*(law / law.sum() for law in laws))
        case.given(means=(a, b), deviations=(s, t))
        case.near(generalization.normal_relative_entropy(a, s, b, t), found, 1e-6)


@CHAPTER.theorem(
    "S98.1",
    Mode.EXHAUSTIVE,
    original="PacBayesGeneralizationBound_holds (its conclusion is assumed)",
    standing=Standing.GAP_CLOSED,
    domain="finite problems: three laws on three examples, three tables of losses 0, ½, 1 of two or three hypotheses, "
    "uniform prior, n = 2, 5, 8, δ = 1/20, 1/5; all samples with their exact probabilities; all posteriors",
    tolerance="none that favours the bound: a sample counts as failing within 2n/512 + 1e-9 of it",
)
def pac_bayes_holds_for_all_posteriors_at_once(trial: Trial) -> None:
    """With probability ≥ 1 − δ, for all P: E_P L_D ≤ E_P L_S + √((KL + log(2√n/δ))/(2n))."""
    for case, (law, table, n, delta) in trial.each(product(_LAWS, _LOSSES, (2, 5, 8), (0.05, 0.2))):
        failing = Fraction(0)
        limit = 2 * n * generalization.pac_bayes_bound(0.0, n, delta) ** 2
        case.near(2 * n * generalization.pac_bayes_bound(1.5, n, delta) ** 2, limit + 1.5, 1e-9, "KL adds to it")
        for chance, gap in _samples(law, table, n):
            if _worst(gap, n) > limit - 1e-9:
                failing += chance
        case.given(law=law, losses=table, n=n, delta=delta)
        case.at_most(float(failing), delta)


@CHAPTER.theorem(
    "S98.2",
    Mode.EXHAUSTIVE,
    original="PacBayesGeneralizationBound_holds with log(1/δ)",
    standing=Standing.GAP_CLOSED,
    domain="the problems of S98.1, with every posterior in quarters, chosen before the sample; all samples",
    tolerance="none that favours the bound: what is within 1e-12 of it counts as failing",
)
def a_posterior_that_was_fixed_before_needs_no_root_of_n(trial: Trial) -> None:
    """For one P, with probability ≥ 1 − δ, E_P L_D ≤ E_P L_S + √((KL + log(1/δ))/(2n)): the original's bound."""
    for case, (law, table, n, delta) in trial.each(product(_LAWS, _LOSSES, (2, 5, 8), (0.05, 0.2))):
        hypotheses, samples = len(table), list(_samples(law, table, n))
        case.given(law=law, losses=table, n=n, delta=delta)
        for parts in _parts(4, hypotheses):
            posterior = np.array(parts) / 4
            entropy = generalization.relative_entropy(posterior, np.full(hypotheses, 1 / hypotheses))
            slack = generalization.pac_bayes_bound(entropy, n, delta, posteriors="fixed")
            failing = sum((chance for chance, gap in samples if float(posterior @ gap) > slack - 1e-12), Fraction(0))
            case.at_most(float(failing), delta)


def _parts(total: int, parts: int, least: int = 0) -> Iterator[tuple[int, ...]]:
    """All ways to write the total as so many ordered numbers, each at least the least."""
    if parts == 1:
        yield (total,)
        return
    for first in range(least, total - least * (parts - 1) + 1):
        for rest in _parts(total - first, parts - 1, least):
            yield first, *rest


def _samples(law: tuple[int, ...], table: tuple[tuple[int, ...], ...], n: int) -> Iterator[tuple[Fraction, Array]]:
    """All samples of n examples, by their counts: how likely they are, and L_D − L_S of each hypothesis."""
    losses, whole = np.array(table) / 2, sum(law)
    true = losses @ (np.array(law) / whole)
    for counts in _parts(n, len(law)):
        orders = factorial(n) // prod(map(factorial, counts))
        chance = orders * prod((Fraction(p, whole) ** c for p, c in zip(law, counts, strict=True)), start=Fraction(1))
        yield chance, true - losses @ (np.array(counts) / n)


def _worst(gap: Array, n: int) -> float:
    """At least sup over all P of 2n (E_P gap)² − KL(P‖Q) where E_P gap ≥ 0: above log(2√n/δ) the bound fails.

    x² = max_s (2sx − s²), and sup_P (4ns E_P gap − KL) = log E_Q e^(4ns gap): hence it is the largest value of
    log E_Q e^(4ns gap) − 2ns² over s in [0, 1], of which the slope is at most 8n; taken on a grid, plus 8n/2 of a step.
    """
    s = np.linspace(0.0, 1.0, _FINE + 1)
    powers = np.log(np.mean(np.exp(4 * n * np.outer(s, gap)), axis=1)) - 2 * n * s**2
    return float(powers.max()) + 4 * n / _FINE
