"""Directional derivatives by differences of values, with a bound on their error."""

from collections.abc import Callable

import numpy as np

from typednn.contracts import Array

STEP = 2.0**-8  # twice it, in a direction of entries up to 1, stays inside the margin of the examples


def slope(along: Callable[[float], Array], weights: Array) -> tuple[float, float]:
    """The derivative of ⟨weights, along(t)⟩ at t = 0, and how far it may be off.

    Differences of fourth order with two steps: the finer one errs by h⁴ times a constant, a sixteenth of
    the coarser one, so that their distance bounds the truncation. The values are rounded, and divided by h.
    """
    values = {scale: along(scale * STEP) for scale in (-2, -1, -0.5, 0.5, 1, 2)}
    coarse, fine = (_fourth_order(values, weights, scale) for scale in (1.0, 0.5))
    size = max(float(np.sum(np.abs(weights * value))) for value in values.values())
    rounding = 64 * np.finfo(np.float64).eps * size / STEP
    return fine, abs(coarse - fine) + rounding


def _fourth_order(values: dict[float, Array], weights: Array, scale: float) -> float:
    near, far = (
        float(np.sum(weights * (values[k * scale] - values[-k * scale]))) / (2 * k * scale * STEP) for k in (1, 2)
    )
    return (4 * near - far) / 3
