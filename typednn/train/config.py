"""The settings of a training, checked when they are made."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, get_args

from typednn.data.batches import count_batches
from typednn.errors import ConfigError
from typednn.optim import ExponentialDecay, Momentum, Optimizer, PerEpoch
from typednn.optim.checking import FRACTION, settle, settle_count

OptimizerOf: TypeAlias = Callable[[int], Optimizer]
"""An optimizer for so many steps an epoch: where the learning rate follows the epochs."""


def standard_optimizer(steps_per_epoch: int) -> Momentum:
    """Momentum with a rate that falls by 15 % each epoch; chosen on MNIST's validation examples."""
    return Momentum(PerEpoch(ExponentialDecay(0.1, 0.85), steps_per_epoch), momentum=0.9, weight_decay=1e-4)


@dataclass(frozen=True)
class TrainConfig:
    """How long, in which steps, with which optimizer; `epochs` counts from the beginning, also where one resumes.

    TrainConfig(epochs=20, optimizer=Adam(0.001))
    """

    epochs: int = 12
    batch_size: int = 64
    optimizer: Optimizer | OptimizerOf = standard_optimizer
    label_smoothing: float = 0.1

    def __post_init__(self) -> None:
        settle_count(self, "epochs")
        settle_count(self, "batch_size")
        settle(self, "label_smoothing", FRACTION)
        if not callable(self.optimizer) or isinstance(self.optimizer, type):  # SGD(313 steps) is a rate of 313
            self._require_optimizer(self.optimizer)

    def optimizer_for(self, examples: int) -> Optimizer:
        """The optimizer, which may depend on the number of steps an epoch."""
        if not callable(self.optimizer):
            return self.optimizer
        return self._require_optimizer(self.optimizer(count_batches(examples, self.batch_size)))

    def _require_optimizer(self, found: object) -> Optimizer:
        if not isinstance(found, get_args(Optimizer)):
            raise ConfigError(
                f"TrainConfig: optimizer is {found!r}; expected one of typednn's, such as Momentum(0.1), or a "
                "function that makes one for a number of steps an epoch"
            )
        optimizer: Optimizer = found
        return optimizer
