"""V54: the weights that a layer starts with: He's, Xavier's, and the seed."""

from math import sqrt

import numpy as np

from typednn import layers
from typednn.theorems.chance import CONFIDENCE, exponent
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER


@CHAPTER.theorem(
    "V54.1",
    Mode.MONTE_CARLO,
    original="initHe",
    domain="1,000 to 1,000,000 weights for each of four fan_ins",
    confidence=CONFIDENCE,
)
def he_weights_have_their_variance(trial: Trial) -> None:
    """Weights are N(0, 2/fan_in): Σ z² is χ², so between n − 2√(nx) and n + 2√(nx) + 2x (Laurent and Massart)."""
    for case, fan_in in trial.each((1, 16, 128, 784)):
        n, x = trial.size(20_000, 1_000_000), exponent(4 * 4)
        weight = np.empty(n)
        layers.he_normal(weight, fan_in, 128, case.rng)
        z = weight / sqrt(2 / fan_in)
        squares = float(z @ z)
        case.given(fan_in=fan_in, squares=squares, n=n)
        case.at_most(squares, n + 2 * sqrt(n * x) + 2 * x, claim="the variance from above")
        case.at_most(n - 2 * sqrt(n * x), squares, claim="the variance from below")
        case.at_most(abs(float(z.mean())), sqrt(2 * x / n), claim="the mean")
        case.stands_for(n)


@CHAPTER.theorem(
    "V54.2",
    Mode.MONTE_CARLO,
    original="initXavier",
    domain="1,000 to 1,000,000 weights for each of three shapes",
    confidence=CONFIDENCE,
)
def xavier_weights_are_uniform(trial: Trial) -> None:
    """Weights are U(±√(6/(in + out))): bounded, with mean 0 and variance 2/(in + out), by Hoeffding."""
    for case, (fan_in, fan_out) in trial.each(((1, 1), (784, 128), (128, 10))):
        n, x = trial.size(20_000, 1_000_000), exponent(3 * 4)
        weight = np.empty(n)
        layers.xavier_uniform(weight, fan_in, fan_out, case.rng)
        z = weight / sqrt(6 / (fan_in + fan_out))
        case.given(fan_in=fan_in, fan_out=fan_out, n=n)
        case.require(np.all(np.abs(z) <= 1.0 + 4 * UNIT), "bounded")
        case.at_most(abs(float(z.mean())), 2 * sqrt(x / (2 * n)), claim="the mean, of numbers within 2")
        case.at_most(abs(float((z * z).mean()) - 1 / 3), sqrt(x / (2 * n)), claim="the variance, of squares within 1")
        case.stands_for(n)


@CHAPTER.theorem(
    "V54.3", Mode.PROPERTY, original="initXavier, initHe", domain="seeds; sizes up to 20", standing=Standing.BEYOND
)
def a_seed_determines_the_network(trial: Trial) -> None:
    """Equal seeds give equal weights, other seeds others; biases are 0."""
    for case in trial.cases(quick=50, full=2000):
        fan_in, fan_out, seed = map(int, case.rng.integers(1, [21, 21, 2**31]))
        case.given(fan_in=fan_in, fan_out=fan_out, seed=seed)
        first, again, other = (layers.Linear(fan_in, fan_out, rng=each) for each in (seed, seed, seed + 1))
        case.equal(first.weight, again.weight)
        case.require(np.any(first.weight != other.weight), "another seed")
        case.require(not first.bias.any(), "no bias")
