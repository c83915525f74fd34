"""The law of every backward function: ⟨dy, J t⟩ = ⟨Jᵀ dy, t⟩, in the input and in all parameters at once."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array
from typednn.layers import AnyLayer, gradient_like, parameter_vector

STEP = 2.0**-10


@dataclass(frozen=True)
class Gap:
    """Both sides of the law, how far the left one may be off, and the size of what it is made of."""

    by_differences: float
    by_backward: float
    error: float
    scale: float

    @property
    def is_sharp(self) -> bool:
        """False if a kink lay within the step: then nothing can be learned from the differences."""
        return self.error <= 1e-5 * self.scale

    @property
    def holds(self) -> bool:
        return abs(self.by_differences - self.by_backward) <= self.error


def gap(layer: AnyLayer, x: Array, rng: Generator, dropout: int | None = 5) -> Gap:
    """Both sides for random dy and t. `dropout` seeds what the layer draws, the same in each call."""

    def forward(x: Array) -> tuple[Array, object]:
        return layer.forward(x, rng=None if dropout is None else np.random.default_rng(dropout))

    parameters, gradient = parameter_vector(layer), gradient_like(layer)
    parameter_vector(gradient)[:] = np.nan  # every entry is to be written
    y, cache = forward(x)
    dy = rng.normal(size=y.shape)
    dx = layer.backward(dy, cache, gradient)
    tx = rng.uniform(-1.0, 1.0, x.shape) if x.dtype.kind == "f" else np.zeros(x.shape)
    direction = rng.uniform(-1.0, 1.0, parameters.shape)
    start = parameters.copy()

    def along(distance: float) -> Array:
        parameters[:] = start + distance * direction
        moved = x + distance * tx if x.dtype.kind == "f" else x
        return forward(moved)[0]

    slope, error, scale = _slope(along, dy)
    parameters[:] = start
    backward = float(np.sum(dx * tx)) + float(parameter_vector(gradient) @ direction)
    return Gap(slope, backward, error, scale)


def _slope(along: Callable[[float], Array], weights: Array) -> tuple[float, float, float]:
    """The derivative of ⟨weights, along(t)⟩ at 0, its error, and its scale.

    Differences of fourth order with steps h, h/2 and h/4: each errs by a sixteenth of the one before, so that
    their distances bound the truncation. Values are rounded, and divided by h. Near a kink the slopes to both
    sides differ, and the error says so.
    """
    values = {k: along(k * STEP) for k in (0.0, *(s * k for s in (-1, 1) for k in (0.25, 0.5, 1.0, 2.0)))}
    coarse, fine, finest = (_fourth_order(values, weights, scale) for scale in (1.0, 0.5, 0.25))
    size = max(float(np.sum(np.abs(weights * value))) for value in values.values())
    rounding = 64 * np.finfo(np.float64).eps * size / STEP
    spread = float(np.sum(np.abs(weights * (values[1.0] - values[-1.0])))) / (2 * STEP)
    sides = abs(_one_sided(values, weights, 1) - _one_sided(values, weights, -1))
    return fine, 4 * (abs(coarse - fine) + abs(fine - finest) + sides + rounding), size + spread


def _one_sided(values: dict[float, Array], weights: Array, sign: int) -> float:
    """The slope to one side, of second order; at a kink the derivatives lie between both sides."""
    rise = -3 * values[0.0] + 4 * values[0.5 * sign] - values[1.0 * sign]
    return float(np.sum(weights * rise)) / (sign * STEP)


def _fourth_order(values: dict[float, Array], weights: Array, scale: float) -> float:
    near, far = (
        float(np.sum(weights * (values[k * scale] - values[-k * scale]))) / (2 * k * scale * STEP) for k in (1.0, 2.0)
    )
    return (4 * near - far) / 3
