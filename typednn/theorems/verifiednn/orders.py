"""V69: the orders that a seed gives."""

from itertools import permutations, product
from math import factorial

import numpy as np

from typednn import data
from typednn.theorems.chance import CONFIDENCE, hoeffding
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER


@CHAPTER.theorem(
    "V69.1", Mode.EXHAUSTIVE, original="DataIterator", domain="0 to 200 things, seeds 0 to 19, both ways of drawing"
)
def an_order_is_a_permutation(trial: Trial) -> None:
    """Lcg(seed).permutation(n) holds each of 0..n−1 once; the same seed gives the same order."""
    for case, (n, seed, remainder) in trial.each(product(range(0, 201, 4), range(20), (False, True))):
        case.given(n=n, seed=seed, remainder=remainder)
        order = data.Lcg(seed, remainder=remainder).permutation(n)
        case.equal(np.sort(order), np.arange(n))
        case.equal(order, data.Lcg(seed, remainder=remainder).permutation(n))


@CHAPTER.theorem("V69.2", Mode.EXACT, original="LCG", domain="the first 1,000 states from five seeds, in whole numbers")
def the_generator_is_the_recurrence(trial: Trial) -> None:
    """x⁺ = (1664525 x + 1013904223) mod 2³²."""
    for case, seed in trial.each((0, 1, 42, 2**31, 2**32 - 1)):
        generator, x = data.Lcg(seed), seed
        for _ in range(1000):
            generator.below(10)
            x = (1664525 * x + 1013904223) % 2**32
            case.equal(generator.state, x)
        case.stands_for(1000)


@CHAPTER.theorem(
    "V69.3",
    Mode.MONTE_CARLO,
    original="DataIterator",
    standing=Standing.BEYOND,
    domain="the 24 orders of four things, seeds drawn at random",
    confidence=CONFIDENCE,
)
def all_orders_are_equally_likely(trial: Trial) -> None:
    """Each of the 24 orders of four things has the frequency 1/24, within Hoeffding's bound for all 24 at once."""
    n = trial.size(20_000, 500_000)
    for case, _ in trial.each([None]):
        seeds = case.rng.integers(0, 2**32, n).tolist()
        counts: dict[bytes, int] = {}
        for seed in seeds:
            key = data.Lcg(seed).permutation(4).tobytes()
            counts[key] = counts.get(key, 0) + 1
        bound = hoeffding(n, 2 * 24)
        case.equal(len(counts), factorial(4))
        for count in counts.values():
            case.at_most(abs(count / n - 1 / 24), bound)
        case.stands_for(n)


@CHAPTER.counterexample(
    "V69.4",
    original="DataIterator, which takes x mod k",
    domain="all orders of four things that 100,000 seeds give",
    instead="With the upper bits, x k // 2³², all 24 orders come, equally often (V69.3).",
)
def the_shuffle_reaches_every_order(trial: Trial) -> None:
    """Fisher and Yates' shuffle with LCG mod k gives every order."""
    for case, seeds in trial.each([trial.size(20_000, 100_000)]):
        every = set(permutations(range(4)))
        low = {tuple(data.Lcg(seed, remainder=True).permutation(4).tolist()) for seed in range(seeds)}
        high = {tuple(data.Lcg(seed * 40_503 % 2**32).permutation(4).tolist()) for seed in range(seeds)}
        case.require(low < every, "the lower bits do not reach all")
        case.equal(high, every, "the upper bits do")
        trial.say(f"{seeds:,} seeds: {len(low)} of 24 orders with x mod k, for the lowest bit alternates")
        trial.say(f"{seeds:,} seeds: {len(high)} of 24 orders with x k // 2³²")
