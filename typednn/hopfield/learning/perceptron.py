"""The perceptron rule: where a pattern is not stable enough at a neuron, Hebb's step is made once more there.

    ξᵢ hᵢ ≤ κ ‖wᵢ‖   ⇒   wᵢⱼ ← wᵢⱼ + ξᵢ ξⱼ   (and wⱼᵢ too, where the weights are to be symmetric)

It ends if weights with that margin exist: up to 2N random patterns at κ = 0. The weights stay integers.
Gardner: The space of interactions in neural network models. Journal of Physics A 21, 1988.
"""

from dataclasses import dataclass

import numpy as np

from typednn.contracts import Array, Float64, Int8, Int64, contract
from typednn.errors import ConfigError
from typednn.hopfield.scalar import Scalar
from typednn.hopfield.spins import require_patterns


@contract
@dataclass(frozen=True, eq=False)
class Learned:
    """Weights, the least stability ξᵢhᵢ/‖wᵢ‖ over patterns and neurons, and whether all exceed the margin."""

    weights: Int64[Array, "neurons neurons"]
    least_stability: float
    sweeps: int
    done: bool


@contract
def perceptron(
    patterns: Int8[Array, "patterns neurons"], *, margin: Scalar = 0.0, symmetric: bool = True, most_sweeps: int = 1000
) -> Learned:
    """Sweep over the patterns until each is stable with the margin κ at each neuron."""
    require_patterns(patterns)
    if not 0.0 <= margin < float("inf") or most_sweeps < 1:
        raise ConfigError(f"the margin is {margin} and there are {most_sweeps} sweeps: give κ ≥ 0 and at least one")
    weights = np.zeros((patterns.shape[1], patterns.shape[1]), np.int64)
    rows = patterns.astype(np.int64)
    for sweep in range(most_sweeps):
        if np.all(_stability(weights, rows) > margin):
            return Learned(weights, float(_stability(weights, rows).min()), sweep, True)
        for pattern in rows:
            _learn(weights, pattern, margin, symmetric)
    stability = _stability(weights, rows)
    return Learned(weights, float(stability.min()), most_sweeps, bool(np.all(stability > margin)))


@contract
def _learn(
    weights: Int64[Array, "neurons neurons"], pattern: Int64[Array, " neurons"], margin: Scalar, symmetric: bool
) -> None:
    weak = _stability(weights, pattern[None])[0] <= margin
    step = np.where(weak, pattern, 0)[:, None] * pattern
    weights += step + step.T if symmetric else step
    np.fill_diagonal(weights, 0)


@contract
def _stability(
    weights: Int64[Array, "neurons neurons"], patterns: Int64[Array, "patterns neurons"]
) -> Float64[Array, "patterns neurons"]:
    """ξᵢ hᵢ / ‖wᵢ‖, and 0 where there are no weights."""
    length = np.sqrt((weights.astype(np.float64) ** 2).sum(axis=1))
    return patterns * (patterns @ weights.T) / np.where(length > 0, length, 1.0)
