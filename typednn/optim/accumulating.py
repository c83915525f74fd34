"""A batch in parts: the mean of the parts' gradients is the gradient of the batch."""

from dataclasses import dataclass

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.errors import ConfigError
from typednn.optim.objective import Objective, misfit, usable_norm


@contract
@dataclass
class GradientAccumulator:
    """Adds gradients, each weighted by its number of examples, and gives their mean."""

    total: Float[Array, " parameters"]
    mean: Float[Array, " parameters"]
    examples: int = 0

    @classmethod
    def like(cls, parameters: Float[Array, " parameters"]) -> "GradientAccumulator":
        """An empty one for gradients of this size and dtype."""
        return cls(np.empty_like(parameters), np.empty_like(parameters))

    def add(self, gradient: Float[Array, " parameters"], examples: int = 1) -> None:
        """total ← total + examples · gradient; the gradient is not kept."""
        if examples < 1:
            raise ConfigError(f"a gradient of {examples} examples was added; expected at least 1")
        if self.examples == 0:
            np.multiply(gradient, float(examples), out=self.total)
        else:
            np.multiply(gradient, float(examples), out=self.mean)
            np.add(self.total, self.mean, out=self.total)
        self.examples += examples

    def get_and_reset(self) -> Float[Array, " parameters"]:
        """total / examples, in memory that the next `add` overwrites; then empty again."""
        if self.examples == 0:
            raise ConfigError("no gradient was added, so there is no mean; call add() first")
        np.divide(self.total, float(self.examples), out=self.mean)
        self.examples = 0
        return self.mean


@dataclass(frozen=True)
class Shards:
    """A batch in shards: an objective for each, with its number of examples.

    It is an objective itself, the mean over all examples. A sharpness-aware optimizer perturbs each shard by
    itself (m-sharpness); to have one perturbation for all, give it a plain function that calls the shards.
    """

    objectives: tuple[Objective, ...]
    examples: tuple[int, ...]
    accumulator: GradientAccumulator

    def __post_init__(self) -> None:
        if not self.objectives or len(self.objectives) != len(self.examples) or min(self.examples) < 1:
            raise ConfigError(
                f"Shards: {len(self.objectives)} objectives for shards of {list(self.examples)} examples; "
                "expected at least one, and a number of examples, at least 1, for each"
            )

    @contract
    def __call__(self, parameters: Float[Array, " parameters"]) -> tuple[float, Float[Array, " parameters"]]:
        """The mean loss and the mean gradient over all examples."""
        accumulator = self.accumulator
        if accumulator.mean.shape != parameters.shape:
            raise misfit(accumulator.mean, parameters, "accumulator")
        accumulator.examples = 0  # what a failed call may have left
        total = 0.0
        for objective, examples in zip(self.objectives, self.examples, strict=True):
            loss, gradient = objective(parameters)
            usable_norm(loss, gradient, parameters)
            total += float(loss) * examples
            accumulator.add(gradient, examples)
        return total / sum(self.examples), accumulator.get_and_reset()
