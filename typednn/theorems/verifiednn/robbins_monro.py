"""V85: rates whose sum diverges while that of their squares does not."""

from fractions import Fraction

import numpy as np

from typednn.theorems.precise import algebra, intervals
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER


@CHAPTER.theorem(
    "V85.1", Mode.SYMBOLIC, original="one_over_t_plus_one_satisfies_robbins_monro", domain="the infinite series"
)
def one_over_t_is_a_robbins_monro_schedule(trial: Trial) -> None:
    """η_t = 1/(t + 1): η_t > 0, Σ η_t = ∞, Σ η_t² = π²/6 < ∞."""
    sympy = algebra()

    t = sympy.symbols("t", integer=True, nonnegative=True)
    eta = 1 / (t + 1)
    total = sympy.Sum(eta, (t, 0, sympy.oo))
    facts = {
        "positive": bool(eta.is_positive),
        "Σ η_t diverges": not total.is_convergent(),
        "Σ η_t² = π²/6": sympy.summation(eta**2, (t, 0, sympy.oo)) == sympy.pi**2 / 6,
    }
    for case, (claim, holds) in trial.each(facts.items()):
        case.require(holds, claim)


@CHAPTER.theorem(
    "V85.2",
    Mode.INTERVAL,
    original="one_over_t_plus_one_satisfies_robbins_monro",
    domain="partial sums of 10, 100, …, 10^4 terms, enclosed",
)
def the_partial_sums_behave_so(trial: Trial) -> None:
    """log(T + 1) ≤ Σ_{t<T} η_t ≤ 1 + log T, and π²/6 − 1/T ≤ Σ_{t<T} η_t² ≤ π²/6."""
    with intervals() as iv:
        for case, terms in trial.each((10, 100, 1000, 10_000)):
            total = sum((iv.mpf(1) / (t + 1) for t in range(terms)), iv.mpf(0))
            squares = sum((iv.mpf(1) / (t + 1) ** 2 for t in range(terms)), iv.mpf(0))
            case.given(terms=terms)
            case.require(iv.log(terms + 1).b <= total.a and total.b <= (1 + iv.log(terms)).a, "Σ η_t")
            limit = iv.pi**2 / 6
            case.require((limit - iv.mpf(1) / terms).b <= squares.a and squares.b <= limit.a, "Σ η_t²")


@CHAPTER.counterexample(
    "V85.3",
    original="1/√(t + 1) is a Robbins–Monro schedule",
    domain="the infinite series, symbolically; partial sums up to 2^16",
    instead="1/(t + 1) satisfies Σ η_t = ∞ and Σ η_t² < ∞ (V85.1); 1/√(t + 1) satisfies only the first.",
)
def one_over_the_root_is_a_robbins_monro_schedule(trial: Trial) -> None:
    """η_t = 1/√(t + 1): Σ η_t = ∞ and Σ η_t² < ∞."""
    for case, k in trial.each(range(4, 17, 4)):
        squares = sum(Fraction(1, t + 1) for t in range(2**8)) if k == 8 else None
        total = float(np.sum(1 / np.arange(1, 2**k + 1)))
        # By halves: each block from 2^j to 2^(j+1) − 1 adds at least ½.
        case.at_most(k / 2, total)
        if squares is not None:
            case.require(squares >= Fraction(k, 2), "in fractions")
        trial.say(f"Σ η_t² over {2**k:,} terms is {total:.3f} ≥ {k}/2: each doubling adds at least ½")
