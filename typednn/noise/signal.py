"""A signal under noise of finitely many outcomes: what is expected of it, exactly."""

from dataclasses import dataclass

import numpy as np

from typednn.contracts import Array, Float, Float64, contract
from typednn.errors import ConfigError
from typednn.optim import zscore_mask


@contract
@dataclass(frozen=True, eq=False)
class SignalNoiseModel:
    """What is observed is g + ξ; ξ is a row of the noise, by its chance."""

    signal: Float[Array, " d"]
    noise: Float[Array, "outcomes d"]
    chances: Float[Array, " outcomes"]

    def __post_init__(self) -> None:
        if not (np.all(self.chances >= 0.0) and abs(float(self.chances.sum()) - 1.0) <= 1e-9):
            raise ConfigError(f"chances that sum to {float(self.chances.sum())}; expected probabilities that sum to 1")

    def expected(self) -> Float64[Array, " d"]:
        """E (g + ξ)."""
        return np.asarray(self.chances @ (self.signal + self.noise), np.float64)

    def second_moment(self) -> float:
        """E ‖ξ‖²."""
        return float(self.chances @ np.square(self.noise).sum(axis=1))

    def tail(self, square: float) -> float:
        """P(‖ξ‖² ≥ l), at most E ‖ξ‖²/l."""
        return float(self.chances @ (np.square(self.noise).sum(axis=1) >= square))

    def preserved(self, deviations: float) -> Float64[Array, " d"]:
        """For each entry P(the z-score mask keeps it, or removes it, as without noise)."""
        mask = zscore_mask(self.signal, deviations)
        same = np.array([zscore_mask(self.signal + xi, deviations) == mask for xi in self.noise])
        return np.asarray(self.chances @ same.reshape(self.noise.shape), np.float64)
