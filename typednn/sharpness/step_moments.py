"""What one noisy step does on average, exactly: expectations over a law of finitely many noises, on a quadratic."""

from dataclasses import dataclass

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.errors import ConfigError


@dataclass(frozen=True)
class StepMoments:
    """E f(w⁺), E‖w⁺‖², and E‖ξ‖², the variance of the gradient if the noise has mean 0."""

    value: float
    square: float
    variance: float


@contract
def step_moments(
    matrix: Float[Array, "n n"],
    w: Float[Array, " n"],
    noise: Float[Array, "outcomes n"],
    chances: Float[Array, " outcomes"],
    rate: float,
) -> StepMoments:
    """For f(w) = ½ wᵀAw and w⁺ = w − η(Aw + ξ), ξ the rows of the noise, by their chances."""
    if not (np.all(chances >= 0.0) and abs(float(chances.sum()) - 1.0) <= 1e-9):
        raise ConfigError(f"chances that sum to {float(chances.sum())}; expected probabilities that sum to 1")
    after = w - rate * (matrix @ w + noise)
    values = 0.5 * np.einsum("ki,ij,kj->k", after, matrix, after)
    squares, sizes = np.square(after).sum(axis=1), np.square(noise).sum(axis=1)
    return StepMoments(float(chances @ values), float(chances @ squares), float(chances @ sizes))
