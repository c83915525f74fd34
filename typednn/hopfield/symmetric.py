"""The symmetric network: no neuron sees itself, any two see each other alike, and so there is an energy.

    E(s) = −½ Σ_{u≠v} wᵤᵥ sᵤ sᵥ + Σᵤ θᵤ sᵤ
    a neuron that changes lowers it by 2|hᵤ|, and to flip neuron u costs 2 sᵤ hᵤ

Hopfield: Neural networks and physical systems with emergent collective computational abilities. PNAS 1982.
"""

import numpy as np

from typednn.contracts import Array, Int8, Real, contract
from typednn.errors import DataError
from typednn.hopfield.net import SpinNet
from typednn.hopfield.outer import Threshold
from typednn.hopfield.spins import require_spins
from typednn.hopfield.tie import Tie

_TILE = 1024


@contract
class HopfieldNet(SpinNet):
    """Symmetric weights with a zero diagonal; the constructor sees to it."""

    weights: Real[Array, "neurons neurons"]

    def __init__(
        self, weights: Real[Array, "neurons neurons"], threshold: Threshold | None = None, *, tie: Tie = Tie.PLUS
    ) -> None:
        super().__init__(weights, threshold, tie=tie)
        require_zero_diagonal(weights)
        require_symmetric(weights)

    def energy(self, state: Int8[Array, "*batch neurons"]) -> Real[Array, "*batch"]:
        """E(s): int64 and exact where weights and thresholds are integers, otherwise float64."""
        require_spins(state)
        exact = self.weights.dtype.kind == self.threshold.values.dtype.kind == "i"
        kind = np.int64 if exact else np.float64
        s = state.astype(kind)
        twice = (self.weighted(state).astype(kind, copy=False) * s).sum(axis=-1)  # even where integer
        outer = s @ self.threshold.values.astype(kind, copy=False)
        return np.asarray(outer - (twice // 2 if exact else twice / 2))

    def flip_costs(self, state: Int8[Array, "*batch neurons"]) -> Real[Array, "*batch neurons"]:
        """ΔE of flipping each neuron, 2 sᵤ hᵤ."""
        return 2 * state * self.field(state)


@contract
def require_zero_diagonal(weights: Real[Array, "neurons neurons"]) -> None:
    """No neuron sees itself."""
    wrong = np.flatnonzero(np.diagonal(weights))
    if wrong.size:
        i = int(wrong[0])
        raise DataError(
            f"neuron {i} sees itself: the weight at ({i}, {i}) is {weights[i, i]}, and a symmetric network has 0 there."
            " np.fill_diagonal(weights, 0) makes it so; AsymmetricNet allows it"
        )


@contract
def require_symmetric(weights: Real[Array, "neurons neurons"]) -> None:
    """wᵤᵥ = wᵥᵤ, looked at tile by tile, so that no second matrix is needed."""
    neurons = len(weights)
    for i in range(0, neurons, _TILE):
        for j in range(0, i + 1, _TILE):
            tile, other = weights[i : i + _TILE, j : j + _TILE], weights[j : j + _TILE, i : i + _TILE].T
            if not np.array_equal(tile, other):
                row, column = (int(k) for k in np.argwhere(tile != other)[0] + (i, j))
                raise DataError(
                    f"the weights are not symmetric: {weights[row, column]} at ({row}, {column}), and"
                    f" {weights[column, row]} at ({column}, {row}). Use AsymmetricNet, or (weights + weights.T) / 2"
                )
