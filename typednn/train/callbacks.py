"""What can be asked for by name while a network is trained.

A callback is called after each epoch with the training in progress; a text that it returns ends the training,
and is the reason. `CheckpointOnBest` stands with the checkpoints.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from typednn.errors import ConfigError, DivergenceError
from typednn.optim.checking import NONNEGATIVE, settle, settle_count
from typednn.train.training import AnyTraining

Callback: TypeAlias = Callable[[AnyTraining], str | None]


def settled_callbacks(callbacks: Iterable[Callback]) -> tuple[Callback, ...]:
    """All of them, if each can be called after an epoch: a class would make an object of the training."""
    if not isinstance(callbacks, Iterable):
        raise ConfigError(f"callbacks is {callbacks!r}; expected several, as in callbacks=[EarlyStopping()]")
    every = tuple(callbacks)
    for callback in every:
        if isinstance(callback, type):
            raise ConfigError(f"the callback {callback.__name__} is a class; make one of it: {callback.__name__}(…)")
        if not callable(callback):
            raise ConfigError(f"the callback {callback!r} cannot be called; expected one such as EarlyStopping()")
    return every


@dataclass(frozen=True)
class EarlyStopping:
    """Stop when the validation accuracy has not risen by more than `least` for `patience` epochs.

    It looks at the history alone, so a training that is resumed stops where it would have stopped.
    """

    patience: int = 5
    least: float = 0.0

    def __post_init__(self) -> None:
        settle_count(self, "patience")
        settle(self, "least", NONNEGATIVE)

    def __call__(self, training: AnyTraining) -> str | None:
        """The reason to stop, if there is one."""
        best, since = -1.0, 0
        for record in training.history:
            if record.validation_accuracy is None:
                return None
            risen = record.validation_accuracy > best + self.least
            best, since = (record.validation_accuracy, 0) if risen else (best, since + 1)
        if since < self.patience:
            return None
        return f"the validation accuracy has not risen above {best:.4f} for {since} epochs"


@dataclass(frozen=True)
class StopOnNaN:
    """A loss or a gradient that is no finite number ends the training quietly, instead of with an error.

    The parameters are those before the step that failed; `History.stopped` says what happened, and whether they
    are of any use.
    """

    def __call__(self, training: AnyTraining) -> str | None:
        """Nothing to do after an epoch that went well."""
        return None

    def reason(self, error: DivergenceError) -> str:
        """What the history says."""
        return str(error)


@dataclass
class LearningRateLog:
    """Remembers the learning rate at the beginning of each epoch: `rates[epoch - 1]`."""

    rates: list[float] = field(default_factory=list)

    def __call__(self, training: AnyTraining) -> str | None:
        """Take it from the history, where it stands for resumed trainings too."""
        self.rates[:] = [record.learning_rate for record in training.history]
        return None
