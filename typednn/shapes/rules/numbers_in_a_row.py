"""`arange` of floats: where all three are known, NumPy's own formula."""

from __future__ import annotations

import math

from typednn.shapes.rules.creating import arange
from typednn.shapes.shape import UNKNOWN, Shape, Unknown
from typednn.shapes.size import Size, number

Number = Size | float | Unknown | None


def arange_of_numbers(start: Number, stop: Number = None, step: Number = None) -> Shape:
    """``ceil((stop - start) / step)`` numbers; of ints as sizes."""
    if not any(isinstance(each, float) for each in (start, stop, step)):
        return arange(*(each if not isinstance(each, float) else UNKNOWN for each in (start, stop, step)))
    low, high = (number(0), start) if stop is None else (start, stop)
    first, end, stride = _plain(low), _plain(high), _plain(number(1) if step is None else step)
    if first is None or end is None or not stride:
        return (UNKNOWN,)
    return (number(max(0, math.ceil((end - first) / stride))),)


def _plain(value: Number) -> float | None:
    if isinstance(value, Size):
        return value.constant
    return value if isinstance(value, float) else None
