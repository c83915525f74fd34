"""A problem for networks of the layout of `every`, with a noise in the gradient that is the batch's."""

import numpy as np

from tests.optim.every import SIZE
from typednn.contracts import Array
from typednn.optim import Objective


def parameters_like_a_network(dtype: str = "float64") -> Array:
    return np.random.default_rng(0).normal(size=SIZE).astype(dtype)


def batch_objective(step: int, dtype: str = "float64") -> Objective:
    """L(w) = ½ Σ aᵢ wᵢ² + nᵢ wᵢ with a curvature a for ever and a noise n of the step, in one buffer."""
    curvature = np.linspace(0.5, 2.0, SIZE).astype(dtype)
    noise = np.random.default_rng(step + 1).normal(size=SIZE).astype(dtype)
    buffer = np.empty(SIZE, dtype)

    def objective(w: Array) -> tuple[float, Array]:
        np.multiply(curvature, w, out=buffer)
        np.add(buffer, noise, out=buffer)
        return float(0.5 * np.dot(curvature * w, w) + np.dot(noise, w)), buffer

    return objective
