"""V15: softmax: probabilities, accurate ones, that do not see a shift."""

import numpy as np

from typednn import ops
from typednn.theorems.precise import FIFTY_DIGITS, algebra, precise_softmax
from typednn.theorems.rounding import UNIT, gamma
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER


@CHAPTER.theorem(
    "V15.1",
    Mode.PROPERTY,
    original="softmax",
    domain="1 to 20 logits of magnitudes up to 1e308",
    tolerance="γ_(n+2) for a sum of n quotients",
)
def softmax_gives_probabilities(trial: Trial) -> None:
    """s_i ≥ 0 and Σ s_i = 1; z_i ≤ z_j ⇒ s_i ≤ s_j; a permutation of z permutes s."""
    for case in trial.cases(quick=200, full=10_000):
        n = int(case.rng.integers(1, 21))
        z = case.rng.normal(size=n) * 10.0 ** case.rng.integers(-2, 308)
        order = case.rng.permutation(n)
        case.given(z=z, order=order)
        s = np.asarray(ops.softmax(z))
        case.require(np.all(s >= 0), "not negative")
        case.near(float(s.sum()), 1.0, gamma(n + 2))
        case.require(np.all(np.diff(s[np.argsort(z)]) >= 0), "monotone")
        case.near(np.asarray(ops.softmax(z[order])), s[order], 2 * gamma(n + 2) * s[order])


@CHAPTER.theorem(
    "V15.2",
    Mode.PROPERTY,
    original="softmax",
    domain="1 to 10 logits, |z| ≤ 700, and extremes of ±1e308",
    tolerance=f"(2 n + 8 + 2 max|z_i - max z|) u of the value, plus the least normal number; {FIFTY_DIGITS}",
)
def softmax_is_computed_accurately(trial: Trial) -> None:
    """The code's softmax agrees with exp(z_i)/Σ exp(z_j) in fifty digits; nothing overflows."""
    tiny = float(np.finfo(np.float64).tiny)
    for case in trial.cases(quick=100, full=5000):
        n = int(case.rng.integers(1, 11))
        z = case.rng.uniform(-700, 700, size=n)
        if case.number % 10 == 0:
            z[case.rng.integers(n)] = case.rng.choice([-1e308, 1e308])
        case.given(z=z)
        with np.errstate(invalid="raise", divide="raise"):
            found = np.asarray(ops.softmax(z))
        expected = precise_softmax(z)
        # z_i − max z is rounded before its exponential is taken, which turns the error into a relative one.
        with np.errstate(over="ignore"):
            spread = np.minimum(z.max() - z, 800.0).max()
        case.near(found, expected, (2 * n + 8 + 2 * spread) * UNIT * expected + tiny)


@CHAPTER.theorem("V15.3", Mode.SYMBOLIC, original="softmax", domain="n = 1 to 4 logits, all reals")
def softmax_does_not_see_a_shift(trial: Trial) -> None:
    """softmax(z + c) = softmax(z), and Σ s_i = 1."""
    sympy = algebra()

    c = sympy.symbols("c", real=True)
    for case, n in trial.each(range(1, 5)):
        z = sympy.symbols(f"z:{n}", real=True)
        total = sum(map(sympy.exp, z))
        shifted = sum(sympy.exp(zi + c) for zi in z)
        for zi in z:
            difference = sympy.exp(zi + c) / shifted - sympy.exp(zi) / total
            case.require(sympy.simplify(difference) == 0, f"n = {n}: the shift cancels")
        case.require(sympy.simplify(sum(sympy.exp(zi) / total for zi in z) - 1) == 0, f"n = {n}: the sum is 1")
