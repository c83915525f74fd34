"""A symmetric network that remembers its patterns: its fields cost O(mN) and not O(N²).

h = Ξᵀ(Ξ s) − m s − θ,   which is W s − θ with Hebb's W = ΞᵀΞ − m I
"""

import numpy as np
from numpy.typing import DTypeLike

from typednn.contracts import Array, Float, Int8, Real, contract
from typednn.hopfield.learning.hebbian import hebbian
from typednn.hopfield.outer import Threshold
from typednn.hopfield.symmetric import HopfieldNet
from typednn.hopfield.tie import Tie

_EXACT_IN_FLOAT32 = 2**24


@contract
class HebbianNet(HopfieldNet):
    """Hebb's weights, and the patterns that they were made of."""

    patterns: Int8[Array, "patterns neurons"]
    columns: Float[Array, "patterns neurons"]

    def __init__(
        self,
        patterns: Int8[Array, "patterns neurons"],
        threshold: Threshold | None = None,
        *,
        tie: Tie = Tie.PLUS,
        dtype: DTypeLike = np.float32,
    ) -> None:
        super().__init__(hebbian(patterns, dtype), threshold, tie=tie)
        self.patterns = patterns
        exact = np.float32 if patterns.size < _EXACT_IN_FLOAT32 else np.float64
        self.columns = patterns.astype(exact)

    @property
    def exact(self) -> bool:
        """Also with weights that are floats: all are integers, if the thresholds are, and small enough."""
        whole = bool(np.all(self.threshold.values == np.rint(self.threshold.values)))
        return whole and (self.patterns.size < _EXACT_IN_FLOAT32 or self.weights.dtype != np.float32)

    def weighted(self, state: Int8[Array, "*batch neurons"]) -> Real[Array, "*batch neurons"]:
        """Ξᵀ(Ξ s) − m s: exact, since all sums are integers that the dtype holds."""
        s = state.astype(self.columns.dtype)
        product = (s @ self.columns.T) @ self.columns - len(self.columns) * s
        return product.astype(self.weights.dtype if self.weights.dtype.kind == "f" else np.int64)
