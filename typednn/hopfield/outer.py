"""The constant part of a neuron's field, in the two signs in use. They are different types on purpose.

    Threshold θ:   h = W s − θ,   E = −½ sᵀWs + θᵀs
    Bias b:        h = W s + b,   E = −½ sᵀWs − bᵀs

A network takes the one, a Boltzmann machine the other; `as_bias` and `as_threshold` change the sign.
"""

from dataclasses import dataclass

import numpy as np

from typednn.contracts import Array, Real, contract
from typednn.errors import DataError


@contract
@dataclass(frozen=True, eq=False)
class Threshold:
    """What a neuron's field must reach: it is subtracted."""

    values: Real[Array, " neurons"]

    def __post_init__(self) -> None:
        _require_finite(self.values, "threshold")

    def as_bias(self) -> "Bias":
        """b = −θ."""
        return Bias(-self.values)


@contract
@dataclass(frozen=True, eq=False)
class Bias:
    """What a neuron's field gets in advance: it is added."""

    values: Real[Array, " neurons"]

    def __post_init__(self) -> None:
        _require_finite(self.values, "bias")

    def as_threshold(self) -> Threshold:
        """θ = −b."""
        return Threshold(-self.values)


@contract
def _require_finite(values: Real[Array, " neurons"], name: str) -> None:
    if values.dtype.kind == "u":
        raise DataError(f"a {name} has a sign, and {values.dtype} has none: use a signed dtype such as int64")
    wrong = np.flatnonzero(~np.isfinite(values))
    if wrong.size:
        raise DataError(f"the {name} of neuron {wrong[0]} is {values[wrong[0]]}: it must be a finite number")
