"""A derivative by differences of values, with a bound on its error: what gradients are judged by.

Differences of fourth order with steps h, h/2 and h/4: each errs by a sixteenth of the one before, so that their
distances bound the truncation. Values are rounded, and divided by h. Near a kink the slopes to both sides
differ, and the error says so.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from typednn.contracts import Array

STEP = 2.0**-10
SOURCE = (
    "distance of fourth-order differences with steps 2^-10, 2^-11 and 2^-12, plus 64 u |values| / step for rounding"
)
_SHARP = 1e-5  # of the scale; at a kink the error is of the order of the slope


@dataclass(frozen=True)
class Slope:
    """The derivative at 0, how far it may be off, and the size of what it is made of."""

    value: float
    error: float
    scale: float

    @property
    def sharp(self) -> bool:
        """False if a kink lay within the step: then nothing can be learned from the differences."""
        return self.error <= _SHARP * self.scale


def slope(along: Callable[[float], Array | float], weights: Array | float = 1.0) -> Slope:
    """d/dt ⟨weights, along(t)⟩ at t = 0."""
    steps = (0.0, *(sign * k for sign in (-1, 1) for k in (0.25, 0.5, 1.0, 2.0)))
    values = {k: np.asarray(along(k * STEP), dtype=np.float64) for k in steps}
    coarse, fine, finest = (_fourth_order(values, weights, scale) for scale in (1.0, 0.5, 0.25))
    size = max(float(np.sum(np.abs(weights * value))) for value in values.values())
    rounding = 64 * np.finfo(np.float64).eps * size / STEP
    spread = float(np.sum(np.abs(weights * (values[1.0] - values[-1.0])))) / (2 * STEP)
    sides = abs(_one_sided(values, weights, 1) - _one_sided(values, weights, -1))
    return Slope(fine, 4 * (abs(coarse - fine) + abs(fine - finest) + sides + rounding), size + spread)


def _one_sided(values: dict[float, Array], weights: Array | float, sign: int) -> float:
    """The slope to one side, of second order; at a kink the derivatives lie between both sides."""
    rise = -3 * values[0.0] + 4 * values[0.5 * sign] - values[1.0 * sign]
    return float(np.sum(weights * rise)) / (sign * STEP)


def _fourth_order(values: dict[float, Array], weights: Array | float, scale: float) -> float:
    near, far = (
        float(np.sum(weights * (values[k * scale] - values[-k * scale]))) / (2 * k * scale * STEP) for k in (1.0, 2.0)
    )
    return (4 * near - far) / 3
