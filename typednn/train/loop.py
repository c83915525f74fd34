"""The loop in which a network is trained.

    history = fit(net, x, labels, TrainConfig(epochs=10), validation=(other_x, other_labels), rng=0)

Each epoch visits the examples in a new random order, each exactly once; the last batch is as short as it must
be. The validation examples choose among epochs and are never learned from; test examples have no place here.
The same seed gives the same numbers, bit for bit, on the same machine with the same number of threads.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

import numpy as np

from typednn.contracts import Array, Float, Integer, contract, without_contract
from typednn.data.batches import count_batches
from typednn.errors import ConfigError, DataError, DivergenceError
from typednn.layers import AnyLayer, parameter_vector
from typednn.layers.layer import Seed
from typednn.optim import optimizer_step
from typednn.optim.norms import norm
from typednn.train.callbacks import Callback, StopOnNaN, settled_callbacks
from typednn.train.checking import require_examples
from typednn.train.config import TrainConfig
from typednn.train.diagnostics import Meter, StepListener, StepRecord
from typednn.train.history import EpochRecord, History
from typednn.train.metrics import Evaluation, evaluate
from typednn.train.threads import blas_threads
from typednn.train.training import AnyTraining, Training

Labelled: TypeAlias = tuple[Float[Array, "examples *shape"], Integer[Array, " examples"]]
"""Inputs, and the class of each."""

BatchListener: TypeAlias = Callable[[int], object]
"""Hears the number of each batch that is done."""

_DEFAULT = TrainConfig()


@contract
def fit(
    net: AnyLayer,
    x: Float[Array, "n *shape"],
    labels: Integer[Array, " n"],
    config: TrainConfig = _DEFAULT,
    *,
    validation: Labelled | None = None,
    rng: Seed = None,
    callbacks: Iterable[Callback] = (),
    on_step: StepListener | None = None,
) -> History:
    """Train the network, in place. `rng` orders the examples, and is what layers such as Dropout draw from."""
    require_examples(net, x, labels)
    training = Training(net, config, len(x), rng=rng)
    with blas_threads():
        return train(training, x, labels, validation=validation, callbacks=callbacks, on_step=on_step)


@contract
def train(
    training: AnyTraining,
    x: Float[Array, "n *shape"],
    labels: Integer[Array, " n"],
    *,
    validation: Labelled | None = None,
    callbacks: Iterable[Callback] = (),
    on_step: StepListener | None = None,
    on_batch: BatchListener | None = None,
) -> History:
    """Go on with a training until its last epoch, or until a callback says why to stop."""
    require_examples(training.net, x, labels)
    if validation is not None:
        require_examples(training.net, *validation, "validation")
    every = settled_callbacks(callbacks)
    history = training.history
    while training.epoch < training.config.epochs and not history.stopped:
        try:
            history.epochs.append(_epoch(training, x, labels, validation, on_step, on_batch))
        except DivergenceError as error:
            history.stopped = _forgiven(error, every)
            break
        for callback in every:
            reason = callback(training)
            history.stopped = history.stopped or reason or ""
    return history


@contract
def _epoch(
    training: AnyTraining,
    x: Float[Array, "n *shape"],
    labels: Integer[Array, " n"],
    validation: Labelled | None,
    on_step: StepListener | None,
    on_batch: BatchListener | None,
) -> EpochRecord:
    """Every example once, then the validation."""
    rate, start = training.learning_rate, time.perf_counter()
    loss, correct, gradient_norm = _steps(training, x, labels, on_step, on_batch)
    trained = time.perf_counter() - start
    seen = _validated(training, validation)
    return EpochRecord(
        epoch=training.epoch + 1,
        train_loss=loss / len(x),
        train_accuracy=correct / len(x),
        validation_loss=None if seen is None else seen.loss,
        validation_accuracy=None if seen is None else seen.accuracy,
        learning_rate=rate,
        gradient_norm=gradient_norm,
        seconds=time.perf_counter() - start,
        samples_per_second=len(x) / trained,
    )


def _validated(training: AnyTraining, validation: Labelled | None) -> Evaluation | None:
    """How the network does on the validation examples, if its last step has left it in one piece."""
    failed = f"epoch {training.epoch + 1}: after its last step "
    if not np.isfinite(norm(training.passes.parameters)):
        raise DivergenceError(f"{failed}the parameters are not finite. {_advice(training)}")
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            return None if validation is None else evaluate(training.net, *validation)
    except DataError:  # the examples themselves were judged before
        raise DivergenceError(f"{failed}the output for the validation is not finite. {_advice(training)}") from None


def _advice(training: AnyTraining) -> str:
    rate = f"Lower the learning rate (now {training.learning_rate:.6g}), or clip the gradient (clip_norm=1.0)."
    whole = np.isfinite(norm(training.passes.parameters))
    return f"{rate} {'The parameters are those after the last step' if whole else 'The parameters are of no use'}."


@contract
def _steps(
    training: AnyTraining,
    x: Float[Array, "n *shape"],
    labels: Integer[Array, " n"],
    on_step: StepListener | None,
    on_batch: BatchListener | None,
) -> tuple[float, int, float]:
    """Summed loss, number of right answers, and the largest norm of a gradient."""
    size, passes, rng = training.config.batch_size, training.passes, training.rng
    # A batch is a part of what this contract judges, and the optimizer judges what it is handed anyway.
    objective_at, step_with = without_contract(passes.objective), without_contract(optimizer_step)
    order = rng.permutation(len(x))
    room = np.empty((min(size, len(x)), *x.shape[1:]), x.dtype)
    meter = None if on_step is None else Meter(passes.parameters)
    total, correct, largest = 0.0, 0, 0.0
    with np.errstate(over="ignore", invalid="ignore"):  # what becomes infinite is found by the loss and the step
        for batch, start in enumerate(range(0, len(x), size), start=1):
            chosen = order[start : start + size]
            inputs = x.take(chosen, axis=0, out=room[: len(chosen)], mode="clip")  # "raise" would copy again
            training.loss.start()
            objective = objective_at(inputs, labels[chosen], rng=rng)
            try:
                step = step_with(training.optimizer, passes.parameters, training.state, objective)
            except (ConfigError, DataError) as error:
                raise _explained(error, training, batch, count_batches(len(x), size), largest) from None
            total += step.loss * len(chosen)
            correct += training.loss.correct or 0
            largest = max(largest, step.gradient_norm)
            if on_batch is not None:
                on_batch(batch)
            if meter is not None and on_step is not None:
                moved = meter.moved(passes.parameters)
                on_step(StepRecord(training.epoch + 1, batch, step.loss, step.gradient_norm, moved))
    return total, correct, largest


def _explained(
    error: ConfigError | DataError, training: AnyTraining, batch: int, batches: int, largest: float
) -> Exception:
    """Where a training left the numbers; another mistake stays what it is."""
    gradient = norm(parameter_vector(training.passes.gradient))
    if training.loss.finite and np.isfinite(gradient):
        return error
    what = "a gradient" if training.loss.finite else "the output of the network"
    return DivergenceError(
        f"epoch {training.epoch + 1}, batch {batch} of {batches}: {what} is not finite; the largest gradient norm of "
        f"this epoch was {largest:.6g}. {_advice(training)}"
    )


def _forgiven(error: DivergenceError, callbacks: Sequence[Callback]) -> str:
    """The reason for the history if `StopOnNaN` was asked for; otherwise the error."""
    for callback in callbacks:
        if isinstance(callback, StopOnNaN):
            return callback.reason(error)
    raise error
