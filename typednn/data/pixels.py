"""Pixels: raw ones are bytes 0..255, scaled ones are floats, so that a forgotten `normalize` is a type error.

    RawPixels    UInt8[Array, "*pixels"]      what is in the files
    UnitPixels   Float32[Array, "*pixels"]    what networks are fed with, in [0, 1]

What consumes scaled pixels asks for `Float`: mypy reports raw ones as ``[tensor-dtype]``, the contract as
`ShapeError`. Statistics are taken from the training set and applied to both sets:

    x = normalize(train.images)
    mean, deviation = moments(x)
    x = standardize(x, mean=mean, deviation=deviation)
"""

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np

from typednn.contracts import Array, Float, Float32, UInt8, contract
from typednn.errors import ConfigError, DataError

RawPixels: TypeAlias = UInt8[Array, "*pixels"]
UnitPixels: TypeAlias = Float32[Array, "*pixels"]
_ROWS = 1024  # at a time, so that a second copy in float64 is never held


@contract
def normalize(pixels: UInt8[Array, "*pixels"]) -> Float32[Array, "*pixels"]:
    """``x / 255``, in [0, 1]."""
    return np.asarray(np.divide(pixels, np.float32(255), dtype=np.float32))


@contract
def moments(pixels: Float[Array, "*pixels"]) -> tuple[float, float]:
    """Mean and standard deviation of all pixels, summed in float64."""
    if not pixels.size:
        raise DataError(f"no pixels in an array of shape {pixels.shape}: there is no mean; give at least one")
    mean = float(pixels.mean(dtype=np.float64))
    squares = sum(float(np.sum(np.square(part - mean))) for part in _parts(pixels))
    return mean, float(np.sqrt(squares / pixels.size))


@contract
def center(pixels: Float[Array, "*pixels"], *, mean: float | None = None) -> Float[Array, "*pixels"]:
    """``x - mean``, by default the mean of these very pixels; the dtype is kept."""
    if mean is None:
        mean, _ = moments(pixels)
    return np.asarray(pixels - mean)


@contract
def standardize(
    pixels: Float[Array, "*pixels"], *, mean: float | None = None, deviation: float | None = None
) -> Float[Array, "*pixels"]:
    """``(x - mean) / deviation``, by default those of these very pixels; the dtype is kept."""
    if mean is None or deviation is None:
        own_mean, own_deviation = moments(pixels)
        mean = own_mean if mean is None else mean
        deviation = own_deviation if deviation is None else deviation
    if not deviation > 0:
        raise DataError(
            f"the pixels cannot be standardized: their deviation is {deviation}, expected more than 0; "
            "give deviation=..., or use center()"
        )
    return np.asarray((pixels - mean) / deviation)


@contract
def clip(pixels: Float[Array, "*pixels"], *, low: float = 0.0, high: float = 1.0) -> Float[Array, "*pixels"]:
    """``min(max(x, low), high)``; the dtype is kept."""
    if not low <= high:
        raise ConfigError(f"clip: low is {low} and high is {high}; low must not be above high")
    return np.asarray(np.clip(pixels, low, high))


@contract
def flatten(images: Float[Array, "n height width"]) -> Float[Array, "n height*width"]:
    """Each image as one row, row-major; a view where the memory allows it. Raw pixels: `normalize` first."""
    n, height, width = images.shape
    return images.reshape(n, height * width)


@contract
def unflatten(rows: Float[Array, "n {height}*{width}"], height: int, width: int) -> Float[Array, "n {height} {width}"]:
    """The inverse of `flatten`."""
    return rows.reshape(rows.shape[0], height, width)


@contract
def _parts(pixels: Float[Array, "*pixels"]) -> Iterator[Float[Array, "part *rest"]]:
    rows = np.atleast_1d(pixels)
    for start in range(0, len(rows), _ROWS):
        yield rows[start : start + _ROWS].astype(np.float64)
