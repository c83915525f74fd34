"""V37–V40: cross-entropy is positive, has no least value, and no greatest."""

from itertools import product
from math import exp

import numpy as np

from typednn.theorems.precise import intervals
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER
from typednn.theorems.verifiednn.logits import CLASSES, SHIFTS, WIDE, draw_logits, lead, loss_of, rounding_of_loss


@CHAPTER.theorem(
    "V37.1",
    Mode.INTERVAL,
    original="loss_nonneg_real",
    domain=f"2 to 20 classes, all logits within {WIDE} of each other",
)
def cross_entropy_is_not_negative(trial: Trial) -> None:
    """CE(z, t) = log(1 + Σ_{j≠t} exp(z_j − z_t)) ≥ 0."""
    with intervals() as iv:
        for case, n in trial.each(CLASSES):
            inside = 1 + sum((iv.exp(iv.mpf([-WIDE, WIDE])) for _ in range(n - 1)), iv.mpf(0))
            case.given(n=n)
            case.require(inside.a >= 1 and iv.log(inside).a >= 0, f"the logarithm of {inside} is not negative")


@CHAPTER.theorem(
    "V37.2",
    Mode.PROPERTY,
    original="loss_nonneg, by an axiom on floats",
    standing=Standing.GAP_CLOSED,
    domain="2 to 20 classes, |z| ≤ 1000",
    tolerance="4 u max(|z|, 1), for the sum of exponentials is at least that of the target's own",
)
def cross_entropy_of_floats_is_not_negative(trial: Trial) -> None:
    """The code's CE(z, t) ≥ 0, up to rounding."""
    for case, z, t in draw_logits(trial, quick=500, full=50_000):
        case.at_most(0.0, loss_of(z, t), 4 * UNIT * max(1.0, float(np.abs(z).max())))


@CHAPTER.theorem(
    "V38",
    Mode.INTERVAL,
    original="loss_lower_bound",
    domain="2 to 20 classes, gaps 2^k for k up to 20",
)
def zero_is_the_greatest_lower_bound(trial: Trial) -> None:
    """0 ≤ CE, and no greater number is a bound: with a gap g of the target to all others, CE ≤ (n − 1) e^−g."""
    with intervals() as iv:
        for case, (n, k) in trial.each(product(CLASSES, range(21))):
            gap = iv.mpf(2**k)
            loss = iv.log(1 + (n - 1) * iv.exp(-gap))
            case.given(n=n, gap=2**k)
            case.require(loss.a >= 0, "not negative")
            case.require(loss.b <= (2 * (n - 1) * iv.exp(-gap)).b + iv.mpf(2) ** -90, "as small as one likes")


@CHAPTER.theorem(
    "V39.1",
    Mode.INTERVAL,
    original="loss_zero_iff_perfect, listed and not proved",
    standing=Standing.FALSE,
    domain=f"2 to 20 classes, all logits within {WIDE} of each other",
)
def the_loss_is_never_zero(trial: Trial) -> None:
    """CE > 0 for n ≥ 2; and CE = log(1 + s) ≤ s ≤ (n − 1) e^−gap, for s = Σ_{j≠t} exp(z_j − z_t)."""
    with intervals(bits=4000) as iv:  # 1 + e^-2000 needs three thousand bits
        for case, n in trial.each(CLASSES):
            s = sum((iv.exp(iv.mpf([-WIDE, WIDE])) for _ in range(n - 1)), iv.mpf(0))
            case.given(n=n)
            case.require(iv.log(1 + s).a > 0, f"the loss is positive for n = {n}")
            # s − log(1 + s) is 0 at 0, and its derivative s / (1 + s) is not negative.
            case.require((s / (1 + s)).a >= 0 and (iv.mpf(0) - iv.log(1 + iv.mpf(0))).b == 0, "log(1 + s) ≤ s")


@CHAPTER.theorem(
    "V39.2",
    Mode.PROPERTY,
    standing=Standing.GAP_CLOSED,
    original="loss_zero_iff_perfect",
    domain="2 to 20 classes, the target ahead of the others by 0 to 700",
    tolerance=SHIFTS,
)
def the_loss_vanishes_with_the_gap(trial: Trial) -> None:
    """The code's CE(z, t) ≤ (n − 1) e^−gap with gap = z_t − max_{j≠t} z_j; it is positive while the gap is below 30."""
    for case, z, t in draw_logits(trial, quick=400, full=20_000, scale=30):
        gap = lead(z, t)
        case.given(gap=gap)
        if case.assume(gap >= 0):
            loss = loss_of(z, t)
            case.at_most(loss, (len(z) - 1) * exp(-gap), rounding_of_loss(z, t))
            case.require(gap >= 30 or loss > 0, "positive")


@CHAPTER.counterexample(
    "V39.3",
    original="loss_zero_iff_perfect",
    domain="two classes; gaps up to 700 in floats, and every gap over the reals (V39.1)",
    instead="CE > 0 always; it goes to 0 as the gap goes to infinity, below (n − 1) e^−gap (V39.2).",
)
def a_perfect_prediction_has_the_loss_zero(trial: Trial) -> None:
    """CE(z, t) = 0 iff z predicts t."""
    for case, gap in trial.each((1, 10, 30)):
        loss = loss_of(np.array([float(gap), 0.0]), 0)
        case.given(gap=gap)
        case.require(0.0 < loss <= exp(-gap), "t is predicted, and the loss is positive")
        trial.say(f"z = ({gap}, 0) predicts class 0, and its loss is {loss:.3e} > 0")


@CHAPTER.theorem(
    "V40",
    Mode.PROPERTY,
    original="loss_unbounded_above",
    domain="2 to 20 classes, |z| up to 1e300; the formula is V29.2",
    tolerance="4 u max|z|: two subtractions",
)
def the_loss_is_at_least_the_lag(trial: Trial) -> None:
    """CE(z, t) ≥ max_j z_j − z_t, so that it has no upper bound."""
    for case in trial.cases(quick=300, full=20_000):
        n = int(case.rng.integers(2, 21))
        z = case.rng.normal(size=n) * 10.0 ** case.rng.integers(0, 301)
        t = int(case.rng.integers(n))
        case.given(z=z, t=t)
        case.at_most(float(z.max() - z[t]), loss_of(z, t), 4 * UNIT * float(np.abs(z).max()))
