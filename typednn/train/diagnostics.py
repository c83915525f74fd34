"""What one step tells about the health of a training: loss, gradient norm, change of the parameters.

For plain gradient descent without clipping, change = η · gradient norm, to rounding.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.optim.norms import norm

Health: TypeAlias = Literal["healthy", "exploding", "vanishing"]
EXPLODING, VANISHING = 10.0, 0.1


@dataclass(frozen=True)
class StepRecord:
    """A step: epochs and batches count from 1."""

    epoch: int
    batch: int
    loss: float
    gradient_norm: float
    parameter_change: float

    @property
    def health(self) -> Health:
        """A gradient norm above 10 asks for clipping, one below 0.1 learns no more: the original's bounds."""
        if self.gradient_norm > EXPLODING:
            return "exploding"
        return "vanishing" if self.gradient_norm < VANISHING else "healthy"


StepListener: TypeAlias = Callable[[StepRecord], object]


@contract
class Meter:
    """Measures how far the parameters move in a step: ‖θ⁺ − θ‖₂."""

    def __init__(self, parameters: Float[Array, " parameters"]) -> None:
        self.before = parameters.copy()

    def moved(self, parameters: Float[Array, " parameters"]) -> float:
        """The change since the last call."""
        np.subtract(parameters, self.before, out=self.before)
        change = norm(self.before)
        np.copyto(self.before, parameters)
        return change
