"""The asymmetric network, where neurons may see themselves, and its decomposition W = A + S.

    A = ½(W − Wᵀ) antisymmetric,   S = ½(W + Wᵀ) symmetric;   sᵀAs = 0, so sᵀWs = sᵀSs

There is no energy in general: with W = [[½, 1], [−1, ½]], S is positive definite and yet the states run round
for ever. If Sᵤᵤ ≥ Σᵥ|Aᵤᵥ| for all u, then E_S(s) = −½ sᵀSs + θᵀs falls by at least 2|hᵤ| at each change.
"""

import numpy as np

from typednn.contracts import Array, Int8, Real, contract
from typednn.hopfield.net import SpinNet, decided, weighted
from typednn.hopfield.tie import Tie


@contract
class AsymmetricNet(SpinNet):
    """Any weights, with self-coupling; a run may go round for ever, and `settle` says so."""

    weights: Real[Array, "neurons neurons"]

    def decompose(self) -> tuple[Real[Array, "neurons neurons"], Real[Array, "neurons neurons"]]:
        """A and S; see `decompose`."""
        return decompose(self.weights)

    def converges(self) -> bool:
        """Whether Sᵤᵤ ≥ Σᵥ|Aᵤᵥ| for all u: then each change lowers E_S, and every fair run settles."""
        antisymmetric, symmetric = doubled(self.weights)
        return bool(np.all(np.diagonal(symmetric) >= np.abs(antisymmetric).sum(axis=1)))

    def symmetric_energy(self, state: Int8[Array, "*batch neurons"]) -> Real[Array, "*batch"]:
        """E_S(s) = −½ sᵀSs + θᵀs, which is −½ sᵀWs + θᵀs."""
        s = state.astype(np.float64)
        quadratic = (weighted(self.weights, state).astype(np.float64) * s).sum(axis=-1)
        return np.asarray(s @ self.threshold.values.astype(np.float64) - quadratic / 2)

    def potential(self, state: Int8[Array, " neurons"], neuron: int) -> Real[Array, ""]:
        """Φ = Σᵢⱼ wᵢⱼ ŝᵢ sⱼ, where ŝ is s after that neuron's turn, a tie giving −1. |Φ| ≤ Σ|wᵢⱼ|."""
        self.require_neuron(neuron)
        after = state.copy()
        after[neuron] = decided(self.field(state), state, Tie.MINUS)[neuron]
        return np.asarray((weighted(self.weights, state) * after).sum())


@contract
def doubled(
    weights: Real[Array, "neurons neurons"],
) -> tuple[Real[Array, "neurons neurons"], Real[Array, "neurons neurons"]]:
    """2A = W − Wᵀ and 2S = W + Wᵀ, which stay integers where the weights are."""
    return weights - weights.T, weights + weights.T


@contract
def decompose(
    weights: Real[Array, "neurons neurons"],
) -> tuple[Real[Array, "neurons neurons"], Real[Array, "neurons neurons"]]:
    """The one antisymmetric A and the one symmetric S with W = A + S."""
    antisymmetric, symmetric = doubled(weights)
    return antisymmetric / 2, symmetric / 2
