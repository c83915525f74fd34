"""SGD, SAM, ASAM and ZSharp on one network: the same seeds, the same data, the same first weights for all.

All stand on the same SGD with momentum and the same learning rate. What differs by chance differs from seed to
seed; the optimizers of one seed are compared with each other, so that their differences have intervals of their own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from typednn.errors import ConfigError
from typednn.sharpness.intervals import Mean, mean_with_interval
from typednn.sharpness.measuring import Sharpness, measure
from typednn.train import RunSettings, evaluate
from typednn.train.building import build_training, load_data
from typednn.train.loop import train

OPTIMIZERS = {"sgd": "momentum", "sam": "sam", "asam": "asam", "zsharp": "zsharp"}
"""The names of the comparison, and what they are in the settings of a run."""

_MEASURED = 500


@dataclass(frozen=True, eq=False)
class Outcome:
    """One run: the network after it on the test examples, and its sharpness on training examples before and after."""

    optimizer: str
    seed: int
    accuracy: float
    test_loss: float
    train_loss: float
    seconds: float
    before: Sharpness
    after: Sharpness


@dataclass(frozen=True)
class Row:
    """One optimizer over all seeds; `gain` is the difference in accuracy to the first optimizer, seed by seed.

    `residual` is the largest of all eigenvalues in the row, before and after.
    """

    optimizer: str
    accuracy: Mean
    gain: Mean | None
    test_loss: Mean
    train_loss: Mean
    seconds: Mean
    eigenvalue: Mean
    eigenvalue_before: Mean
    residual: float
    trace: Mean
    trace_before: Mean
    rise: Mean
    rise_before: Mean


def compare(
    settings: RunSettings,
    optimizers: Sequence[str],
    seeds: Sequence[int],
    *,
    radius: float = 0.05,
    listener: Callable[[Outcome], object] = lambda outcome: None,
) -> list[Outcome]:
    """Train with each optimizer from each seed; `radius` is that of the ball in which the worst loss is looked for."""
    unknown = [name for name in optimizers if name not in OPTIMIZERS]
    twice = len({*optimizers}) < len(optimizers) or len({*seeds}) < len(seeds)
    if unknown or twice or not optimizers or not seeds:
        raise ConfigError(
            f"a comparison of {', '.join(optimizers) or 'no optimizers'} with {len(seeds)} seed(s); "
            f"expected some of {', '.join(OPTIMIZERS)}, and at least one seed, none of them twice"
        )
    outcomes = []
    for seed in seeds:
        for name in optimizers:
            outcomes.append(_outcome(replace(settings, optimizer=OPTIMIZERS[name], seed=seed), name, radius))
            listener(outcomes[-1])
    return outcomes


def _outcome(settings: RunSettings, name: str, radius: float) -> Outcome:
    """One run from its beginning; what it is measured on does not depend on the optimizer."""
    data = load_data(settings)
    x, labels = data.inputs(data.train)
    training = build_training(settings.settled(), data)
    chosen = slice(0, _MEASURED)
    before = measure(training.net, x[chosen], labels[chosen], rng=np.random.default_rng(settings.seed), radius=radius)
    history = train(training, x, labels)
    after = measure(training.net, x[chosen], labels[chosen], rng=np.random.default_rng(settings.seed), radius=radius)
    found, seen = evaluate(training.net, *data.inputs(data.test)), evaluate(training.net, x, labels)
    seconds = sum(epoch.seconds for epoch in history.epochs)
    return Outcome(name, settings.seed, found.accuracy, found.loss, seen.loss, seconds, before, after)


def rows(outcomes: Sequence[Outcome], confidence: float = 0.95) -> list[Row]:
    """A row for each optimizer, in the order in which they were given."""
    names = list(dict.fromkeys(outcome.optimizer for outcome in outcomes))
    return [_row(name, names[0], outcomes, confidence) for name in names]


def _row(name: str, first: str, outcomes: Sequence[Outcome], confidence: float) -> Row:
    own = [outcome for outcome in outcomes if outcome.optimizer == name]
    basis = {outcome.seed: outcome.accuracy for outcome in outcomes if outcome.optimizer == first}

    def mean(value: Callable[[Outcome], float]) -> Mean:
        return mean_with_interval([value(outcome) for outcome in own], confidence)

    return Row(
        optimizer=name,
        accuracy=mean(lambda run: run.accuracy),
        gain=None if name == first else mean(lambda run: run.accuracy - basis[run.seed]),
        test_loss=mean(lambda run: run.test_loss),
        train_loss=mean(lambda run: run.train_loss),
        seconds=mean(lambda run: run.seconds),
        eigenvalue=mean(lambda run: run.after.eigenvalue.value),
        eigenvalue_before=mean(lambda run: run.before.eigenvalue.value),
        residual=max(found.eigenvalue.residual for run in own for found in (run.before, run.after)),
        trace=mean(lambda run: run.after.trace.value),
        trace_before=mean(lambda run: run.before.trace.value),
        rise=mean(lambda run: run.after.rise),
        rise_before=mean(lambda run: run.before.rise),
    )
