"""V29, V36: the logarithm of the sum of exponentials, without overflow."""

import numpy as np

from typednn import ops
from typednn.theorems.precise import FIFTY_DIGITS, intervals, precise_logsumexp
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER
from typednn.theorems.verifiednn.logits import CLASSES, WIDE


@CHAPTER.theorem(
    "V29.1",
    Mode.PROPERTY,
    original="logSumExp",
    standing=Standing.GAP_CLOSED,
    domain="1 to 20 logits, |z| ≤ 1000, and ±1e308",
    tolerance=f"u (|LSE| + 3 n + 8): n exponentials, their sum, its logarithm, the last addition; {FIFTY_DIGITS}",
)
def logsumexp_is_computed_accurately(trial: Trial) -> None:
    """The code's LSE(z) agrees with log Σ exp(z_i) in fifty digits; with the maximum as shift nothing overflows."""
    for case in trial.cases(quick=200, full=10_000):
        n = int(case.rng.integers(1, 21))
        z = case.rng.uniform(-1000, 1000, size=n)
        if case.number % 10 == 0:
            z[case.rng.integers(n)] = case.rng.choice([-1e308, 1e308])
        case.given(z=z)
        with np.errstate(invalid="raise", divide="raise"):
            found = float(ops.logsumexp(z))
        expected = precise_logsumexp(z)
        case.near(found, expected, UNIT * (abs(expected) + 3 * n + 8))


@CHAPTER.theorem(
    "V29.2", Mode.INTERVAL, original="logSumExp", domain=f"2 to 20 logits, each up to {WIDE} below the largest"
)
def logsumexp_lies_above_the_maximum(trial: Trial) -> None:
    """max z ≤ LSE(z) ≤ max z + log n, for LSE(z) − max z = log(1 + Σ' exp(z_j − max z)), all but the largest."""
    with intervals() as iv:
        for case, n in trial.each(CLASSES):
            rest = sum((iv.exp(iv.mpf([-WIDE, 0])) for _ in range(n - 1)), iv.mpf(0))
            case.given(n=n, rest=str(rest))
            case.require((1 + rest).a >= 1 and (1 + rest).b <= n, f"1 ≤ 1 + Σ' ≤ {n}, so that 0 ≤ log ≤ log {n}")


@CHAPTER.counterexample(
    "V29.3",
    original="logSumExp, shifted by the mean",
    instead="Shifted by the maximum no exponent is positive, and the value agrees with fifty digits (V29.1).",
    tolerance="8 u of the value",
)
def any_shift_makes_logsumexp_safe(trial: Trial) -> None:
    """Shifted by the mean, LSE(z) = m + log Σ exp(z_i − m) does not overflow."""
    for case, largest in trial.each((788, 789, 1000)):
        z = np.zeros(10)
        z[0] = largest
        with np.errstate(over="ignore"):
            shifted = float(z.mean() + np.log(np.exp(z - z.mean()).sum()))
        case.given(z=z)
        case.equal(np.isinf(shifted), largest >= 789, "the mean shift overflows from 789 on")
        found = float(ops.logsumexp(z))
        case.near(found, precise_logsumexp(z), 8 * UNIT * largest)
        trial.say(f"ten logits, one of {largest}: shifted by the mean {shifted}, by the maximum {found}")


@CHAPTER.theorem(
    "V36",
    Mode.PROPERTY,
    original="Real.logSumExp_ge_component",
    domain="1 to 20 logits of magnitudes up to 1e300; the formula is V29.2",
)
def logsumexp_is_at_least_each_logit(trial: Trial) -> None:
    """LSE(z) ≥ z_j for all j, in floats too: the logarithm that is added to the maximum is not negative."""
    for case in trial.cases(quick=300, full=20_000):
        n = int(case.rng.integers(1, 21))
        z = case.rng.normal(size=n) * 10.0 ** case.rng.integers(-10, 301)
        case.given(z=z)
        case.at_most(z, float(ops.logsumexp(z)))
