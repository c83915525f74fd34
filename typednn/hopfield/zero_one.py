"""Neurons of 0 and 1: the same network in other variables, V = (s + 1) / 2, exactly.

    W' = 4 W,   θ' = 2 θ + 2 W 1,   h' = 2 h,   E'(V) = E(s) + ½ Σ wᵤᵥ + Σ θᵤ

so that both make the same decision at every neuron in every state.
"""

import numpy as np

from typednn.contracts import Array, Int8, Real, contract
from typednn.errors import DataError
from typednn.hopfield.net import weighted
from typednn.hopfield.outer import Threshold
from typednn.hopfield.symmetric import HopfieldNet, require_symmetric, require_zero_diagonal
from typednn.hopfield.tie import Tie


@contract
class ZeroOneNet:
    """A symmetric network whose neurons are 0 or 1: h = W V − θ, E(V) = −½ VᵀWV + θᵀV."""

    weights: Real[Array, "neurons neurons"]
    threshold: Threshold
    tie: Tie

    def __init__(
        self, weights: Real[Array, "neurons neurons"], threshold: Threshold | None = None, *, tie: Tie = Tie.PLUS
    ) -> None:
        require_zero_diagonal(weights)
        require_symmetric(weights)
        self.weights, self.tie = weights, tie
        self.threshold = Threshold(np.zeros(len(weights), weights.dtype)) if threshold is None else threshold
        if len(self.threshold.values) != len(weights):
            raise DataError(
                f"there are {len(self.threshold.values)} thresholds for {len(weights)} neurons: give one for each"
            )

    @property
    def exact(self) -> bool:
        return self.weights.dtype.kind == "i" and self.threshold.values.dtype.kind == "i"

    def field(self, active: Int8[Array, "*batch neurons"]) -> Real[Array, "*batch neurons"]:
        """h = W V − θ."""
        require_zero_one(active)
        return weighted(self.weights, active) - self.threshold.values

    def wanted(self, active: Int8[Array, "*batch neurons"]) -> Int8[Array, "*batch neurons"]:
        """What each neuron would become if it were its turn."""
        field = self.field(active)
        at_zero = {Tie.PLUS: np.int8(1), Tie.MINUS: np.int8(0)}.get(self.tie, active)
        return np.where(field == 0, at_zero, np.where(field > 0, np.int8(1), np.int8(0)))

    def energy(self, active: Int8[Array, "*batch neurons"]) -> Real[Array, "*batch"]:
        """E(V), int64 and exact where all is integer."""
        require_zero_one(active)
        kind = np.int64 if self.exact else np.float64
        v = active.astype(kind)
        twice = (weighted(self.weights, active).astype(kind, copy=False) * v).sum(axis=-1)
        outer = v @ self.threshold.values.astype(kind, copy=False)
        return np.asarray(outer - (twice // 2 if self.exact else twice / 2))


@contract
def require_zero_one(active: Int8[Array, "*batch neurons"]) -> None:
    """Refuse a state that is not all 0 and 1."""
    wrong = np.argwhere((active != 0) & (active != 1))
    if len(wrong):
        place = tuple(int(i) for i in wrong[0])
        raise DataError(
            f"these neurons are 0 or 1, and here {active[place]} stands at {place}: as_zero_one makes them of spins"
        )


@contract
def as_zero_one(state: Int8[Array, "*batch neurons"]) -> Int8[Array, "*batch neurons"]:
    """V = (s + 1) / 2."""
    return (state > 0).astype(np.int8)


@contract
def from_zero_one(active: Int8[Array, "*batch neurons"]) -> Int8[Array, "*batch neurons"]:
    """s = 2 V − 1."""
    require_zero_one(active)
    return (2 * active - 1).astype(np.int8)


@contract
def zero_one_of_spins(net: HopfieldNet) -> ZeroOneNet:
    """W' = 4 W, θ' = 2 θ + 2 W 1: the same decisions, and energies that differ by a constant."""
    threshold = Threshold(2 * net.threshold.values + 2 * net.weights.sum(axis=1))
    return ZeroOneNet(4 * net.weights, threshold, tie=net.tie)


@contract
def spins_of_zero_one(net: ZeroOneNet) -> HopfieldNet:
    """W = W', θ = 2 θ' − W' 1, in units of a quarter: fields are doubled and energies fourfold, decisions the same."""
    return HopfieldNet(net.weights, Threshold(2 * net.threshold.values - net.weights.sum(axis=1)), tie=net.tie)
