"""Objectives for optimizers under test."""

from typednn.contracts import Array, Float, contract
from typednn.optim import Objective


@contract
def with_gradient(g: Float[Array, " parameters"]) -> Objective:
    """The gradient is g everywhere."""
    return lambda theta: (0.0, g)


def quadratic(curvature: float) -> Objective:
    """½ a ‖θ‖²."""
    return lambda theta: (0.5 * curvature * float(theta @ theta), (curvature * theta).astype(theta.dtype))
