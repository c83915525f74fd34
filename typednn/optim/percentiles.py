"""Which entries pass a percentile, decided on the order statistics, without rounding.

The percentile of n values at p % lies at position (n − 1)p/100 of the sorted values, linear in between.
"""

import numpy as np

from typednn.contracts import Array, Bool, Float, contract
from typednn.errors import ConfigError


@contract
def cut_at(values: Float[Array, " n"], percent: float, *, strict: bool) -> tuple[float, bool]:
    """A value of the array, and whether only values above it pass. The array is partitioned in place.

    Between two different neighbours no value lies, so that those pass that reach the upper one: no
    interpolation is needed, and none can round a value to the wrong side.
    """
    if values.size == 0:
        raise ConfigError("a percentile of no values was asked for; expected at least one value")
    position = (values.size - 1) * percent / 100.0
    below = int(position)
    values.partition(below)
    lower = float(values[below])
    if position == below:
        return lower, strict
    upper = float(values[below + 1 :].min())
    return (lower, strict) if upper == lower else (upper, False)


@contract
def write_passing(values: Float[Array, " n"], cut: tuple[float, bool], kept: Bool[Array, " n"]) -> None:
    """kept ← which values pass the cut."""
    value, strict = cut
    compare = np.greater if strict else np.greater_equal
    compare(values, value, out=kept)
