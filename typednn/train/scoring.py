"""The loss of a training step, which also counts how many examples are right before the step."""

import numpy as np

from typednn.contracts import Array, Float, Integer, contract, without_contract
from typednn.errors import DataError
from typednn.losses import Logits, cross_entropy

_cross_entropy = without_contract(cross_entropy)  # `CountingLoss` has judged the same arrays


class CountingLoss:
    """Cross-entropy. `correct` is of the first call since `start`: some optimizers take a second gradient."""

    def __init__(self, label_smoothing: float) -> None:
        self.label_smoothing = label_smoothing
        self.correct: int | None = None
        self.finite = True

    def start(self) -> None:
        self.correct = None

    @contract
    def __call__(
        self, output: Float[Array, "batch classes"], targets: Integer[Array, " batch"]
    ) -> tuple[float, Float[Array, "batch classes"]]:
        """Value and gradient; `finite` says of a failure whether the network's own numbers are the reason."""
        if self.correct is None:
            self.correct = int(np.count_nonzero(output.argmax(axis=1) == targets))
        try:
            return _cross_entropy(output.view(Logits), targets, label_smoothing=self.label_smoothing)
        except DataError:
            self.finite = bool(np.isfinite(output).all())
            raise
