"""V30–V33: cross-entropy: its value, targets out of range, batches, the penalty, one-hot rows."""

from functools import partial
from itertools import product

import numpy as np

from typednn import losses, ops
from typednn.contracts import Array, Float, Integer, contract
from typednn.errors import DataError
from typednn.losses import Logits
from typednn.theorems.differences import SOURCE, slope
from typednn.theorems.precise import FIFTY_DIGITS, precise_cross_entropy
from typednn.theorems.rounding import gamma
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER
from typednn.theorems.verifiednn.logits import SHIFTS, draw_batch, draw_logits, loss_of, rounding_of_loss


@CHAPTER.theorem(
    "V30.1",
    Mode.PROPERTY,
    original="crossEntropyLoss",
    domain="2 to 20 logits, |z| ≤ 1000",
    tolerance=f"{SHIFTS}; {FIFTY_DIGITS}",
)
def cross_entropy_is_computed_accurately(trial: Trial) -> None:
    """CE(z, t) = −z_t + LSE(z)."""
    for case, z, t in draw_logits(trial, quick=200, full=10_000):
        case.near(loss_of(z, t), precise_cross_entropy(z, t), rounding_of_loss(z, t))


@CHAPTER.theorem(
    "V30.2",
    Mode.EXHAUSTIVE,
    original="crossEntropyLoss, which takes t modulo n",
    standing=Standing.GAP_CLOSED,
    domain="1 to 8 classes, targets from -20 to 20",
)
def a_target_out_of_range_is_an_error(trial: Trial) -> None:
    """CE(z, t) is defined for 0 ≤ t < n, and a DataError for every other t."""
    for case, (n, t) in trial.each(product(range(1, 9), range(-20, 21))):
        case.given(n=n, t=t)
        case.equal(_is_taken(n, t), 0 <= t < n, "taken")


@CHAPTER.counterexample(
    "V30.3",
    original="crossEntropyLoss takes t modulo n, oneHot does not",
    domain="ten classes, target 10",
    instead="A target out of range is a DataError, in the loss as in one_hot (V30.2, V33).",
)
def a_class_that_does_not_exist_has_a_loss(trial: Trial) -> None:
    """With t taken modulo n the gradient of the loss is softmax(z) − one_hot(t) for every t."""
    for case, t in trial.each((10, 13)):
        z = np.linspace(-1, 1, 10)
        wrapped = np.asarray(ops.softmax(z)) - np.eye(10)[t % 10]
        zero = np.asarray(ops.softmax(z)) - np.zeros(10)  # the original's oneHot of a class out of range
        case.require(not np.allclose(wrapped, zero), "the two differ")
        trial.say(f"target {t}: the loss has the gradient softmax − e_{t % 10}, the original's formula softmax − 0")
        for refused in (lambda: loss_of(z, t), lambda: losses.one_hot(np.array([t]), 10)):  # noqa: B023  # called at once
            try:
                refused()
            except DataError as error:
                trial.say(f"ours: {error}".splitlines()[0])
            else:
                case.require(False, "a class that does not exist is refused")


@CHAPTER.theorem(
    "V31",
    Mode.PROPERTY,
    original="batchCrossEntropyLoss",
    domain="batches of up to 20",
    tolerance="γ_(b+8) (mean loss + max|z|): a sum of b losses, each with its own rounding",
)
def the_loss_of_a_batch_is_the_mean(trial: Trial) -> None:
    """CE(Z, t) = Σ_k CE(Z_k, t_k) / b."""
    for case in trial.cases(quick=200, full=10_000):
        z, t = draw_batch(case.rng)
        case.given(z=z, t=t)
        each = [losses.cross_entropy(Logits(z[k : k + 1]), t[k : k + 1])[0] for k in range(len(t))]
        allowed = 2 * gamma(len(t) + 8 + z.shape[1]) * (sum(each) / len(t) + float(np.abs(z).max()))
        case.near(losses.cross_entropy(Logits(z), t)[0], sum(each) / len(t), allowed)


@CHAPTER.theorem(
    "V32",
    Mode.DIFFERENCES,
    original="regularizedCrossEntropyLoss",
    domain="batches of up to 20, penalties up to 1",
    tolerance=SOURCE,
)
def the_penalty_is_on_the_logits(trial: Trial) -> None:
    """The value is CE + (λ/2) mean‖z‖², and the gradient is that of the value."""
    for case in trial.cases(quick=150, full=8000):
        z, t = draw_batch(case.rng)
        penalty, direction = float(case.rng.uniform(0, 1)), case.rng.uniform(-1, 1, size=z.shape)
        case.given(z=z, t=t, penalty=penalty, direction=direction)
        value, gradient = losses.regularised_cross_entropy(Logits(z), t, penalty=penalty)
        plain, _ = losses.cross_entropy(Logits(z), t)
        squares = 0.5 * penalty * float(np.sum(z * z)) / len(z)
        case.near(value, plain + squares, gamma(z.size + 4) * (plain + squares))
        found = slope(partial(_regularised_along, z, t, direction, penalty))
        case.near(float(np.sum(gradient * direction)), found.value, found.error)


@CHAPTER.theorem(
    "V33",
    Mode.EXHAUSTIVE,
    original="oneHot",
    standing=Standing.GAP_CLOSED,
    domain="1 to 12 classes, targets from -3 to 14",
)
def one_hot_is_a_unit_vector(trial: Trial) -> None:
    """one_hot(t) is e_t for 0 ≤ t < n, and a DataError for other t, as CE is."""
    for case, (n, t) in trial.each(product(range(1, 13), range(-3, 15))):
        case.given(n=n, t=t)
        try:
            rows = losses.one_hot(np.array([t]), n)
        except DataError:
            case.require(not 0 <= t < n, "refused")
        else:
            case.equal(rows, [[float(k == t) for k in range(n)]])


@contract
def _regularised_along(
    z: Float[Array, "batch classes"],
    t: Integer[Array, " batch"],
    direction: Float[Array, "batch classes"],
    penalty: float,
    h: float,
) -> float:
    return losses.regularised_cross_entropy(Logits(z + h * direction), t, penalty=penalty)[0]


def _is_taken(n: int, t: int) -> bool:
    try:
        losses.cross_entropy(Logits(np.zeros((1, n))), np.array([t]))
    except DataError:
        return False
    return True
