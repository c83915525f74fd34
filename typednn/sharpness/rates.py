"""How fast descent is, with its constants: bounds of distances to a minimum, and of mean squared gradients.

f is L-smooth, for the first three also μ-strongly convex with the minimum w*; the noise has the variance σ².
"""

import math

from typednn.errors import ConfigError


def ball_bound(step: int, start: float, *, rate: float, convexity: float, smoothness: float, radius: float) -> float:
    """‖w_t − w*‖ ≤ (1 − ημ)^t ‖w₀ − w*‖ + Lρ/μ for 0 < η ≤ 2/(μ + L), gradients taken up to ρ away, in any direction.

    So for SAM, for ASAM whose ε is clipped to ρ, for ZSharp; with a radius ρ for each of K tensors it is ρ√K for all.
    """
    if not 0.0 < rate <= 2.0 / (convexity + smoothness) * (1.0 + 1e-12):
        raise ConfigError(
            f"the rate {rate} is not in (0, 2/(μ + L)] for μ = {convexity}, L = {smoothness}: no bound is known"
        )
    return (1.0 - rate * convexity) ** step * start + smoothness * radius / convexity


def falling_rate(step: int, *, convexity: float, smoothness: float) -> float:
    """η_t = 2/(μ(t + t₀)) with t₀ = 1 + L/μ: the schedule of `falling_rate_bound`."""
    return 2.0 / (convexity * (step + 1.0) + smoothness)


def falling_rate_bound(step: int, start: float, *, convexity: float, smoothness: float, variance: float) -> float:
    """E‖w_t − w*‖² ≤ max(t₀ ‖w₀ − w*‖², 3σ²/μ²)/(t + t₀), t₀ = 1 + L/μ; `start` is ‖w₀ − w*‖."""
    first = 1.0 + smoothness / convexity
    return max(first * start**2, 3.0 * variance / convexity**2) / (step + first)


def gradient_bound(steps: int, rise: float, *, smoothness: float, variance: float) -> float:
    """(1/T) Σ E‖∇f(w_t)‖² ≤ (2(f₀ − f*) + Lσ²)/√T with η = 1/√T, for ηL ≤ 1; `rise` is f₀ − f*."""
    return (2.0 * rise + smoothness * variance) / math.sqrt(steps)


def sharpened_gradient_bound(steps: int, rise: float, *, smoothness: float, variance: float, radius: float) -> float:
    """(1/T) Σ E‖∇f(w_t)‖² ≤ (8L(f₀ − f*) + σ² + 2L²ρ²)/√T with η = 1/(2L√T), while each step descends as in S76."""
    return (8.0 * smoothness * rise + variance + 2.0 * (smoothness * radius) ** 2) / math.sqrt(steps)
