"""What all classical networks share: weights, a threshold, a tie rule, and the field h = W s − θ."""

import numpy as np

from typednn.contracts import Array, Bool, Int8, Real, contract
from typednn.errors import ConfigError, DataError
from typednn.hopfield.outer import Threshold
from typednn.hopfield.spins import require_spins
from typednn.hopfield.tie import Tie

_EXACT = 2.0**53  # up to here float64 counts without a gap
_MOST = 2.0**62
_ROWS = 1024


@contract
class SpinNet:
    """A network of ±1 neurons: neuron u becomes the sign of hᵤ = Σᵥ wᵤᵥ sᵥ − θᵤ, and `tie` says what at zero.

    Integer weights and thresholds are computed with exactly; others in float64 where numbers are added up.
    """

    weights: Real[Array, "neurons neurons"]
    threshold: Threshold
    tie: Tie

    def __init__(
        self, weights: Real[Array, "neurons neurons"], threshold: Threshold | None = None, *, tie: Tie = Tie.PLUS
    ) -> None:
        if not len(weights):
            raise DataError("the weights are of shape (0, 0): a network has at least one neuron")
        if weights.dtype.kind == "u":
            raise DataError(f"weights have a sign, and {weights.dtype} has none: use a signed dtype such as int64")
        self.weights, self.tie = weights, tie
        self.threshold = Threshold(np.zeros(len(weights), weights.dtype)) if threshold is None else threshold
        if len(self.threshold.values) != len(weights):
            raise DataError(
                f"there are {len(self.threshold.values)} thresholds for {len(weights)} neurons: give one for each"
            )
        _require_usable(weights, self.threshold)

    @property
    def neurons(self) -> int:
        return len(self.weights)

    @property
    def exact(self) -> bool:
        """Whether weights and thresholds are integers, so that nothing is ever rounded."""
        return self.weights.dtype.kind == "i" and self.threshold.values.dtype.kind == "i"

    def field(self, state: Int8[Array, "*batch neurons"]) -> Real[Array, "*batch neurons"]:
        """h = W s − θ: int64 where all is integer, otherwise in the precision of the weights."""
        require_spins(state)
        return self.weighted(state) - self.threshold.values

    def weighted(self, state: Int8[Array, "*batch neurons"]) -> Real[Array, "*batch neurons"]:
        """W s."""
        return weighted(self.weights, state)

    def wanted(self, state: Int8[Array, "*batch neurons"]) -> Int8[Array, "*batch neurons"]:
        """What each neuron would become if it were its turn."""
        return decided(self.field(state), state, self.tie)

    def update(self, state: Int8[Array, " neurons"], neuron: int) -> Int8[Array, " neurons"]:
        """The state after one neuron's turn."""
        require_spins(state)
        self.require_neuron(neuron)
        field = weighted(self.weights[neuron : neuron + 1], state) - self.threshold.values[neuron]
        after = state.copy()
        after[neuron] = decided(field, state[neuron : neuron + 1], self.tie)[0]
        return after

    def is_stable(self, state: Int8[Array, "*batch neurons"]) -> Bool[Array, "*batch"]:
        """Whether no neuron would change."""
        return np.asarray(np.all(self.wanted(state) == state, axis=-1))

    def require_neuron(self, neuron: int) -> None:
        if not 0 <= neuron < self.neurons:
            raise ConfigError(f"there is no neuron {neuron}: there are 0 to {self.neurons - 1}")


@contract
def decided(
    field: Real[Array, "*batch neurons"], state: Int8[Array, "*batch neurons"], tie: Tie
) -> Int8[Array, "*batch neurons"]:
    """The sign of the field, and at zero what the tie rule says."""
    at_zero = {Tie.PLUS: np.int8(1), Tie.MINUS: np.int8(-1)}.get(tie, state)
    return np.where(field == 0, at_zero, np.where(field > 0, np.int8(1), np.int8(-1)))


@contract
def weighted(weights: Real[Array, "out neurons"], state: Int8[Array, "*batch neurons"]) -> Real[Array, "*batch out"]:
    """W s, exactly where the weights are integers."""
    if weights.dtype.kind == "f":
        return state.astype(weights.dtype) @ weights.T
    bound = float(np.abs(weights).sum(axis=-1, dtype=np.float64).max())
    if bound < _EXACT:
        return (state.astype(np.float64) @ weights.T.astype(np.float64)).astype(np.int64)
    return state.astype(np.int64) @ weights.T.astype(np.int64)


@contract
def _require_usable(weights: Real[Array, "neurons neurons"], threshold: Threshold) -> None:
    """Finite, and so small that sums of them stay in range."""
    with np.errstate(over="ignore"):  # a bound of infinity is above every limit
        bounds = [np.abs(weights[i : i + _ROWS]).sum(dtype=np.float64) for i in range(0, len(weights), _ROWS)]
        bound = float(sum(bounds) + np.abs(threshold.values).sum(dtype=np.float64))
    if np.isnan(bound) or (np.isinf(bound) and not np.all(np.isfinite(weights))):
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(weights))[0])
        raise DataError(f"the weight at {place} is {weights[place]}: weights must be finite numbers")
    most = float(np.finfo(weights.dtype).max) if weights.dtype.kind == "f" else _MOST
    if bound > most:
        raise DataError(f"the weights and thresholds add up to {bound:.3g}, above {most:.3g}: scale them down")
