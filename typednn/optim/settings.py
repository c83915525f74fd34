"""The settings that all optimizers share, checked when an optimizer is made."""

from typing import Protocol

from typednn.optim.checking import NONNEGATIVE, POSITIVE, settle
from typednn.optim.schedules import Schedule


class Descent(Protocol):
    """Learning rate, weight decay, and the bound on the gradient's norm."""

    @property
    def learning_rate(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float: ...
    @property
    def clip_norm(self) -> float | None: ...


def settle_descent(owner: Descent) -> None:
    """Refuse what cannot be used."""
    if not callable(owner.learning_rate) or isinstance(owner.learning_rate, type):
        settle(owner, "learning_rate", NONNEGATIVE)
    settle(owner, "weight_decay", NONNEGATIVE)
    if owner.clip_norm is not None:
        settle(owner, "clip_norm", POSITIVE)
