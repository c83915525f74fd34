"""The worst point of a ball for a quadratic, in closed form: SAM's inner problem without its approximation.

max ½ εᵀAε + gᵀε  over ‖ε‖ ≤ ρ.  The maximiser has (λI − A) ε = g with λ ≥ λ_max(A), λ ≥ 0, and ‖ε‖ = ρ
unless λ = 0 (the secular equation).

Moré, Sorensen: Computing a trust region step. 1983.
"""

import math

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.errors import ConfigError, DataError

_HALVINGS = 80


@contract
def worst_perturbation(matrix: Float[Array, "n n"], gradient: Float[Array, " n"], radius: float) -> Float[Array, " n"]:
    """The ε of the ball at which ½ εᵀAε + gᵀε is largest."""
    if not 0.0 <= radius < math.inf:
        raise ConfigError(f"the worst point of a ball of radius {radius}; give a finite radius of at least 0")
    skew, size = (float(np.abs(each).max(initial=0.0)) for each in (matrix - matrix.T, matrix))
    if not (np.isfinite(gradient).all() and skew <= 1e-9 * size < math.inf):
        raise DataError(
            f"the worst point for a gradient of norm {np.linalg.norm(gradient)} and a matrix of entries up to {size}, "
            f"symmetric up to {skew}; expected finite ones, and a symmetric matrix"
        )
    if radius == 0.0:
        return np.zeros_like(gradient)
    values, vectors = np.linalg.eigh(matrix)
    slope = vectors.T @ gradient
    top = float(values[-1])
    if top < 0.0 and float(np.linalg.norm(slope / values)) <= radius:
        return vectors @ (slope / -values)  # the maximum lies inside
    least = max(top, 0.0)
    inside = _step(values, slope, least)
    if float(np.linalg.norm(inside)) <= radius:  # the hard case: the rest goes along the top eigenvector
        inside[-1] += math.sqrt(max(0.0, radius**2 - float(inside @ inside)))
        return vectors @ inside
    low, high = least, least + float(np.linalg.norm(slope)) / radius
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if float(np.linalg.norm(_step(values, slope, middle))) > radius else (low, middle)
    return vectors @ _step(values, slope, high)


@contract
def sam_objective_of_quadratic(
    matrix: Float[Array, "n n"], gradient: Float[Array, " n"], value: float, radius: float
) -> float:
    """L_SAM(w) = max over the ball of L(w + ε), for L with this value, gradient and (constant) Hessian at w."""
    step = worst_perturbation(matrix, gradient, radius)
    return value + float(gradient @ step) + 0.5 * float(step @ matrix @ step)


@contract
def _step(values: Float[Array, " n"], slope: Float[Array, " n"], shift: float) -> Float[Array, " n"]:
    """(λI − A)⁻¹ g in the eigenbasis; 0 along directions in which both vanish."""
    gap = shift - values
    tiny = gap <= 1e-14 * (1.0 + abs(shift))
    flat = np.abs(slope) <= 1e-14 * (1.0 + float(np.linalg.norm(slope)))
    safe = np.where(tiny, 1e-300, gap)
    return np.where(tiny & flat, 0.0, slope / np.where(tiny & ~flat, 1e-14 * (1.0 + abs(shift)), safe))
