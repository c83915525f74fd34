"""The callback that keeps the best network of a training in a file."""

from dataclasses import dataclass
from pathlib import Path

from typednn.errors import ConfigError
from typednn.train.checkpoint import save_checkpoint, snapshot
from typednn.train.training import AnyTraining


@dataclass(frozen=True)
class CheckpointOnBest:
    """Write a checkpoint when the validation accuracy is the highest so far (without validation: each epoch)."""

    path: str | Path

    def __post_init__(self) -> None:
        if not isinstance(self.path, str | Path):
            raise ConfigError(f'CheckpointOnBest: path is {self.path!r}; expected a file, such as "best.safetensors"')

    def __call__(self, training: AnyTraining) -> str | None:
        """After an epoch."""
        if training.history.is_best:
            save_checkpoint(self.path, snapshot(training))
        return None
