"""Pixels in four numbers: the lowest, the highest, the mean and the deviation, of all of them."""

from dataclasses import asdict, dataclass

import numpy as np

from typednn.contracts import Array, Float, Int64, UInt8, contract
from typednn.data.pixels import moments
from typednn.errors import DataError

_ROWS = 1024  # at a time: counting needs eight bytes a pixel


@dataclass(frozen=True)
class PixelStatistics:
    low: float
    high: float
    mean: float
    deviation: float

    def lines(self) -> list[str]:
        """For below a drawing."""
        return [f"min {self.low:g}  max {self.high:g}", f"mean {self.mean:.4g}  std {self.deviation:.4g}"]

    def as_json(self) -> dict[str, float]:
        return asdict(self)


@contract
def describe(pixels: UInt8[Array, "*pixels"] | Float[Array, "*pixels"]) -> PixelStatistics:
    """Exact for raw pixels, which are counted."""
    if not pixels.size:
        raise DataError(f"no pixels in an array of shape {pixels.shape}; give at least one")
    if pixels.dtype != np.uint8:
        return PixelStatistics(float(pixels.min()), float(pixels.max()), *moments(pixels))
    counts = histogram(pixels).tolist()
    total = sum(value * count for value, count in enumerate(counts))
    squares = sum(value * value * count for value, count in enumerate(counts))
    size = pixels.size
    there = [value for value, count in enumerate(counts) if count]
    return PixelStatistics(there[0], there[-1], total / size, (size * squares - total * total) ** 0.5 / size)


@contract
def histogram(pixels: UInt8[Array, "*pixels"]) -> Int64[Array, "256"]:
    """How many pixels there are of each value."""
    counts = np.zeros(256, dtype=np.int64)
    rows = np.atleast_1d(pixels)
    for start in range(0, len(rows), _ROWS):
        counts += np.bincount(rows[start : start + _ROWS].ravel(), minlength=256)
    return counts
