"""V62, V63: learning rates that change."""

from itertools import pairwise, product
from math import cos, pi

from typednn import optim
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER

_RATES = (0.1, 0.5, 1.0, 3.0)


@CHAPTER.theorem(
    "V62.1",
    Mode.EXHAUSTIVE,
    original="LRSchedule.constant, step, exponential",
    domain="four rates, factors 1/8, 1/2, 0.9, 1, every 1 to 20 steps, steps 0 to 200",
)
def decays_are_their_formulas(trial: Trial) -> None:
    """α₀, α₀ γ^⌊e/s⌋ and α₀ γ^e: positive, not rising, α₀ at the start."""
    for case, (rate, factor, every) in trial.each(product(_RATES, (0.125, 0.5, 0.9, 1.0), range(1, 21))):
        case.given(rate=rate, factor=factor, every=every)
        steps = range(201)
        constant, stairs = optim.Constant(rate), optim.StepDecay(rate, factor, every)
        decay = optim.ExponentialDecay(rate, factor)
        case.equal([constant(e) for e in steps], [rate] * 201)
        case.equal([stairs(e) for e in steps], [rate * factor ** (e // every) for e in steps])
        case.equal([decay(e) for e in steps], [rate * factor**e for e in steps])
        for schedule in (constant, stairs, decay):
            values = [schedule(e) for e in steps]
            case.equal(values[0], rate, "the start")
            case.require(all(value > 0 for value in values), "positive")
            case.require(all(late <= early for early, late in pairwise(values)), "not rising")


@CHAPTER.theorem(
    "V62.2",
    Mode.PROPERTY,
    original="LRSchedule.cosine",
    domain="four rates, 1 to 100 steps, twice as many asked for",
    tolerance="8 u α₀: a quotient, a cosine, two products",
)
def the_cosine_goes_from_the_rate_to_zero(trial: Trial) -> None:
    """(α₀/2)(1 + cos(π min(1, e/T))): α₀ at 0 and 0 from T on, exactly; not rising; half way at T/2."""
    for case, (rate, total) in trial.each(product(_RATES, range(1, trial.size(101, 401)))):
        case.given(rate=rate, total=total)
        schedule = optim.Cosine(rate, total)
        values = [schedule(e) for e in range(2 * total + 1)]
        case.equal(values[0], rate, "the start")
        case.equal(values[total:], [0.0] * (total + 1), "the end")
        case.require(all(late <= early for early, late in pairwise(values)), "not rising")
        for e, value in enumerate(values):
            case.near(value, rate / 2 * (1 + cos(pi * min(1.0, e / total))), 8 * UNIT * rate)
        if total % 2 == 0:
            case.near(values[total // 2], rate / 2, 8 * UNIT * rate)


@CHAPTER.theorem(
    "V63",
    Mode.EXHAUSTIVE,
    original="warmup, warmupThenSchedule",
    domain="four rates, 1 to 30 steps of warm-up, before a constant, a decay or nothing; 100 steps",
)
def warm_up_rises_to_the_rate(trial: Trial) -> None:
    """α (e + 1)/N for e < N, which rises and ends at α exactly; then schedule(e − N)."""
    for case, (rate, steps, kind) in trial.each(product(_RATES, range(1, 31), range(3))):
        then = (None, optim.Constant(0.25), optim.ExponentialDecay(rate, 0.5))[kind]
        case.given(rate=rate, steps=steps, then=then)
        schedule = optim.Warmup(rate, steps, then)
        first = [schedule(e) for e in range(steps)]
        case.equal(first, [rate * ((e + 1) / steps) for e in range(steps)])
        case.equal(first[-1], rate, "the end of the warm-up")
        case.require(all(early < late for early, late in pairwise(first)), "rising")
        rest = [rate if then is None else then(e) for e in range(100)]
        case.equal([schedule(steps + e) for e in range(100)], rest)
