"""Which entries pass a percentile, decided on the order statistics, without rounding.

The percentile of n values at p % lies at position (n − 1)p/100 of the sorted values, linear in between.

Gradients hold many equal values (a pixel that is dark in the whole batch gives a row of zeros), on which NumPy's
partition was seen to take 300 times longer. Hence what lies below a bound is first raised to numbers just below it
that differ. This moves no value that the percentile depends on, and a sample gives the bound.
"""

import numpy as np

from typednn.contracts import Array, Float, contract, without_contract
from typednn.errors import ConfigError

_SHORT, _RAMP, _SAMPLE, _MARGIN, _EQUAL = 8192, 2048, 1024, 40, 16


@contract
def cut_at(
    values: Float[Array, " n"],
    percent: float,
    scratch: Float[Array, " n"],
    *,
    strict: bool,
) -> tuple[float, bool]:
    """A value of the array, and whether only values above it pass; the values must not be negative.

    Between two different neighbours no value lies, so that those pass that reach the upper one: no
    interpolation is needed, and none can round a value to the wrong side.
    """
    if values.size == 0:
        raise ConfigError("a percentile of no values was asked for; expected at least one value")
    position = (values.size - 1) * percent / 100.0
    rank = int(position)
    if values.size < _SHORT or not _arranged(values, rank, scratch):
        np.copyto(scratch, values)
        scratch.sort()
    lower = float(scratch[rank])
    if position == rank:
        return lower, strict
    upper = float(scratch[rank + 1 :].min())
    return (lower, strict) if upper == lower else (upper, False)


@contract
def _arrange_above(values: Float[Array, " n"], rank: int, scratch: Float[Array, " n"]) -> bool:
    """scratch ← the values so arranged that the one of the rank is at its place, and none after it is smaller.

    Nothing is said of what comes before. False if a sample sees equal values near the rank, or was misleading.
    """
    # As whole numbers, floats that are not negative have the same order, and are arranged in half the time.
    integer = np.dtype(f"i{values.itemsize}")
    numbers, work = values.view(integer), scratch.view(integer)
    sample = numbers[:: values.size // _SAMPLE | 1].copy()
    sample.sort()
    above = sample[max(0, rank * sample.size // values.size - _MARGIN) :]
    if np.count_nonzero(above[1:] == above[:-1]) > _EQUAL:
        return False
    bound = int(above[0])
    ramp = np.arange(bound - _RAMP, bound, dtype=integer)  # as often as it takes
    whole = numbers.size // _RAMP * _RAMP
    np.maximum(numbers[:whole].reshape(-1, _RAMP), ramp, out=work[:whole].reshape(-1, _RAMP))
    np.maximum(numbers[whole:], ramp[: numbers.size - whole], out=work[whole:])
    work.partition(rank)
    return bool(work[rank] >= bound)


_arranged = without_contract(_arrange_above)  # `cut_at` has judged the same arrays
