"""Losses: what a network is trained to make small. Each returns its value and its gradient, made in one pass.

Cross-entropy takes `Logits`, never `Probs`: it measures −log softmax(z)ₜ and applies softmax itself. Giving
it probabilities, the well-known mistake, is an error of types. A loss is a mean over the batch, so that its
gradient carries the 1 / batch.
"""

import math

import numpy as np

from typednn.contracts import Array, Float, Integer, contract
from typednn.errors import ConfigError, DataError
from typednn.ops.meaning import Logits as Logits
from typednn.ops.meaning import Probs as Probs


@contract
def cross_entropy(
    logits: Float[Logits, "batch classes"],
    targets: Integer[Array, " batch"],
    *,
    label_smoothing: float = 0.0,
    out: Float[Array, "batch classes"] | None = None,
) -> tuple[float, Float[Array, "batch classes"]]:
    """The mean over the batch of LSE(z) − ⟨q, z⟩, and its gradient (softmax(z) − q) / batch.

    q is 1 at the target and 0 elsewhere; smoothed by ε it is (1 − ε) of that, plus ε / classes everywhere.
    The gradient is written into `out` where that is given, which may be the logits themselves.
    """
    batch, classes = logits.shape
    _require_targets(targets, classes)
    if not 0.0 <= label_smoothing <= 1.0:
        raise ConfigError(f"label_smoothing is {label_smoothing}, expected 0 to 1")
    # Classes down, samples across: every reduction then runs along the batch, which is three times as fast.
    columns = np.array(logits.T, order="C", subok=False)
    entries = columns.reshape(-1)
    chosen = np.multiply(targets, batch, dtype=np.intp)
    chosen += np.arange(batch)
    peak = np.maximum.reduce(columns, axis=0)
    with np.errstate(over="ignore", invalid="ignore"):  # below the least number is 0 after exp; NaN is seen below
        columns -= peak
    fit = entries.take(chosen)
    if label_smoothing:
        fit = (1.0 - label_smoothing) * fit + label_smoothing * columns.mean(axis=0)
    np.exp(columns, out=columns)
    total = np.add.reduce(columns, axis=0)
    loss = float(np.add.reduce(np.log(total) - fit)) / batch
    if not math.isfinite(loss):
        _require_finite(peak)
    columns *= 1.0 / (total * batch)
    if label_smoothing:
        columns -= label_smoothing / (classes * batch)
    entries[chosen] -= (1.0 - label_smoothing) / batch
    if out is None:
        return loss, np.array(columns.T, order="C")
    np.copyto(out, columns.T)
    return loss, out


@contract
def regularised_cross_entropy(
    logits: Float[Logits, "batch classes"], targets: Integer[Array, " batch"], *, penalty: float = 0.01
) -> tuple[float, Float[Array, "batch classes"]]:
    """Cross-entropy plus penalty / 2 · ‖z‖², the mean over the batch: large logits cost."""
    if not 0.0 <= penalty < np.inf:
        raise ConfigError(f"penalty is {penalty}, expected a number of at least 0")
    loss, grad = cross_entropy(logits, targets)
    z = np.asarray(logits)
    grad += (penalty / len(z)) * z
    return loss + 0.5 * penalty * float(np.square(z).sum(axis=1).mean()), grad


@contract
def mse(
    prediction: Float[Array, "batch *shape"], target: Float[Array, "batch *shape"]
) -> tuple[float, Float[Array, "batch *shape"]]:
    """The mean over all entries of (y − t)², and its gradient 2 (y − t) / entries."""
    if not prediction.size:
        raise DataError(f"prediction and target have shape {prediction.shape}: no entry to take the mean of")
    error = prediction - target
    loss = float(np.square(error).mean())
    if not np.isfinite(loss):
        _require_finite(prediction)
        _require_finite(target)
    return loss, error * (2.0 / error.size)


@contract
def one_hot(
    targets: Integer[Array, " batch"], classes: int, *, dtype: type[np.floating] = np.float32
) -> Float[Array, "batch {classes}"]:
    """Row i is 1 at targets[i] and 0 elsewhere."""
    _require_targets(targets, classes)
    return np.eye(classes, dtype=dtype)[targets]


def _require_targets(targets: Array, classes: int) -> None:
    if not targets.size:
        raise DataError("the batch is empty: a loss is a mean over at least one sample")
    if np.maximum.reduce(targets.astype(np.uint64)) >= classes:  # without a sign, what is below 0 is large
        row = int(np.argmax((targets < 0) | (targets >= classes)))
        raise DataError(
            f"target {targets[row]} in row {row}, expected a class from 0 to {classes - 1}"
            " (classes are numbered from 0)"
        )


def _require_finite(array: Array) -> None:
    finite = np.isfinite(array)
    if not finite.all():
        place = tuple(int(index) for index in np.argwhere(~finite)[0])
        raise DataError(
            f"row {place[0]} holds {array[place]}: a loss needs finite numbers;"
            " look for NaN in the data, or take a smaller learning rate"
        )
