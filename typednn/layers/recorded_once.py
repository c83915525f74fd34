"""A batch whose gradient is asked for more than once, as sharpness-aware steps do, is recorded once.

Layers such as BatchNorm keep running statistics of the batches that they are trained on. The second gradient of
a step is of the same batch at other weights, where the network never is when it is used.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from typednn.contracts import Array, Float, contract

Objective: TypeAlias = Callable[[Float[Array, " parameters"]], tuple[float, Float[Array, " parameters"]]]
"""Loss and gradient at the parameters."""


class RecordedOnce:
    """The objective of one batch; after its first call it leaves the state of the layers as it was."""

    def __init__(self, objective: Objective, state: Sequence[Array]) -> None:
        self._objective, self._state = objective, state
        self._recorded = False

    @contract
    def __call__(self, parameters: Float[Array, " parameters"]) -> tuple[float, Float[Array, " parameters"]]:
        """Loss and gradient."""
        before = [array.copy() for array in self._state] if self._recorded else []
        self._recorded = True
        try:
            return self._objective(parameters)
        finally:
            for array, kept in zip(self._state, before, strict=False):
                array[...] = kept
