"""V34, V35, V43, V44, V82.9: the gradient of cross-entropy: softmax − one-hot, with 1/b for a batch."""

from fractions import Fraction
from functools import partial
from itertools import product
from math import exp

import numpy as np

from typednn import losses, ops
from typednn.contracts import Array, Float, Integer, contract
from typednn.losses import Logits
from typednn.theorems.differences import SOURCE, slope
from typednn.theorems.precise import algebra
from typednn.theorems.rounding import gamma
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER
from typednn.theorems.verifiednn.logits import draw_batch, draw_logits, gradient_of, lead, loss_of


@CHAPTER.theorem("V34.1", Mode.SYMBOLIC, original="lossGradient", domain="n = 2 to 4 classes, every target, all reals")
def the_gradient_is_softmax_minus_one_hot(trial: Trial) -> None:
    """∂CE(z, t)/∂z_i = softmax(z)_i − 1[i = t]."""
    sympy = algebra()

    for case, n in trial.each(range(2, 5)):
        z = sympy.symbols(f"z:{n}", real=True)
        total = sum(map(sympy.exp, z))
        for t, i in product(range(n), repeat=2):
            loss = -z[t] + sympy.log(total)
            difference = sympy.diff(loss, z[i]) - (sympy.exp(z[i]) / total - (1 if i == t else 0))
            case.require(sympy.simplify(difference) == 0, f"n = {n}, t = {t}, i = {i}")


@CHAPTER.theorem(
    "V34.2",
    Mode.DIFFERENCES,
    original="lossGradient",
    domain="one sample of up to 10 classes, and softmax − one-hot from the code",
    tolerance=SOURCE,
)
def the_gradient_of_the_code_is_that_of_its_value(trial: Trial) -> None:
    """The gradient that the code gives is the derivative of its value, and is softmax(z) − e_t."""
    for case, z, t in draw_logits(trial, quick=200, full=10_000, most=10, scale=5):
        direction = case.rng.uniform(-1, 1, size=z.shape)
        case.given(direction=direction)
        gradient = gradient_of(z, t)
        found = slope(partial(_loss_along, z, t, direction))
        case.near(float(gradient @ direction), found.value, found.error)
        expected = np.asarray(ops.softmax(z)) - losses.one_hot(np.array([t]), len(z), dtype=np.float64)[0]
        case.near(gradient, expected, gamma(2 * len(z) + 30), "softmax − one-hot")


@CHAPTER.theorem(
    "V35.1",
    Mode.DIFFERENCES,
    original="batchLossGradient, regularizedLossGradient",
    standing=Standing.GAP_CLOSED,
    domain="batches of up to 20",
    tolerance=SOURCE,
)
def the_gradient_of_a_batch_is_that_of_its_mean(trial: Trial) -> None:
    """∇CE(Z, t) = (softmax(Z) − onehot(t)) / b: the derivative of the mean, 1/b included."""
    for case in trial.cases(quick=200, full=10_000):
        z, t = draw_batch(case.rng)
        direction = case.rng.uniform(-1, 1, size=z.shape)
        case.given(z=z, t=t, direction=direction)
        gradient = losses.cross_entropy(Logits(z), t)[1]
        found = slope(partial(_batch_along, z, t, direction))
        case.near(float(np.sum(gradient * direction)), found.value, found.error)


@CHAPTER.counterexample(
    "V35.3",
    original="batchLossGradient",
    domain="two samples of two equal logits, all rational",
    instead="The gradient of the mean is (softmax − onehot)/b, which is what the code gives (V35.1).",
    tolerance=SOURCE,
)
def the_gradient_of_the_mean_needs_no_one_over_b(trial: Trial) -> None:
    """The gradient of the mean loss of a batch is softmax − onehot in each row."""
    for case, batch in trial.each((2, 8)):
        z, t = np.zeros((batch, 2)), np.zeros(batch, dtype=np.int64)
        without = np.asarray(ops.softmax(z)) - np.eye(2)[t]  # ∓ ½
        direction = np.zeros((batch, 2))
        direction[0, 1] = 1.0
        found = slope(partial(_batch_along, z, t, direction))
        case.require(abs(float(without[0, 1]) - found.value) > found.error, "the claimed entry is not the derivative")
        exact = Fraction(1, 2 * batch)
        trial.say(
            f"batch of {batch}: claimed 1/2, the derivative of the mean is {exact} (differences: {found.value:.12f})"
        )
        gradient = losses.cross_entropy(Logits(z), t)[1]
        case.equal(Fraction(float(gradient[0, 1])), exact, "ours")
        case.near(float(gradient[0, 1]), found.value, found.error)


@CHAPTER.theorem(
    "V43.1", Mode.EXACT, original="gradient_sum_zero", domain="n = 2 to 5, z_i = log k_i for k_i from 1 to 4: rationals"
)
def the_gradient_sums_to_zero_on_rationals(trial: Trial) -> None:
    """Σ_i ∂_i CE = 0: softmax(log k) = k / Σ k, in fractions."""
    for n in range(2, 6):
        for case, counts in trial.each(product(range(1, 5), repeat=n)):
            gradient = [Fraction(k, sum(counts)) for k in counts]
            gradient[0] -= 1
            case.equal(sum(gradient), Fraction(0))


@CHAPTER.theorem(
    "V43.2",
    Mode.PROPERTY,
    original="gradient_sum_zero",
    domain="batches of up to 20",
    tolerance="γ_(2n+30), for probabilities that are rounded and summed",
)
def the_gradient_of_the_code_sums_to_zero(trial: Trial) -> None:
    """Each row of the gradient sums to 0, up to rounding."""
    for case in trial.cases(quick=200, full=10_000):
        z, t = draw_batch(case.rng)
        case.given(z=z, t=t)
        gradient = losses.cross_entropy(Logits(z), t)[1]
        case.near(gradient.sum(axis=1), np.zeros(len(t)), gamma(2 * z.shape[1] + 30))


@CHAPTER.theorem(
    "V44",
    Mode.PROPERTY,
    original="gradient_vanishes_at_optimum",
    standing=Standing.GAP_CLOSED,
    domain="2 to 20 classes, the target ahead by 0 to 700",
    tolerance="γ_(2n+30), for probabilities that are rounded",
)
def the_gradient_vanishes_with_the_gap(trial: Trial) -> None:
    """‖∇CE‖₁ ≤ 2 (n − 1) e^−gap."""
    for case, z, t in draw_logits(trial, quick=400, full=20_000, scale=30):
        gap = lead(z, t)
        case.given(gap=gap)
        if case.assume(gap >= 0):
            bound = 2 * (len(z) - 1) * exp(-gap)
            case.at_most(float(np.abs(gradient_of(z, t)).sum()), bound, 2 * gamma(2 * len(z) + 30))


@CHAPTER.theorem(
    "V82.9",
    Mode.SYMBOLIC,
    original="cross_entropy_softmax_gradient_correct",
    standing=Standing.GAP_CLOSED,
    domain="n = 2 to 4 classes, every target, all reals; the code's is V34.2",
)
def the_gradient_of_cross_entropy_of_softmax(trial: Trial) -> None:
    """∇(−log softmax(z)_t) = softmax(z) − e_t."""
    sympy = algebra()

    for case, n in trial.each(range(2, 5)):
        z = sympy.symbols(f"z:{n}", real=True)
        s = [sympy.exp(zi) / sum(map(sympy.exp, z)) for zi in z]
        for t, i in product(range(n), repeat=2):
            difference = sympy.diff(-sympy.log(s[t]), z[i]) - (s[i] - (1 if i == t else 0))
            case.require(sympy.simplify(difference) == 0, f"n = {n}, t = {t}, i = {i}")


@contract
def _loss_along(z: Float[Array, " classes"], t: int, direction: Float[Array, " classes"], h: float) -> float:
    return loss_of(z + h * direction, t)


@contract
def _batch_along(
    z: Float[Array, "batch classes"], t: Integer[Array, " batch"], direction: Float[Array, "batch classes"], h: float
) -> float:
    return losses.cross_entropy(Logits(z + h * direction), t)[0]
