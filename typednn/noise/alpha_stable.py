"""Symmetric α-stable noise: sums of it are of the same law, and for α < 2 its variance is infinite.

X = sin(αV)/cos(V)^(1/α) · (cos((1 − α)V)/W)^((1−α)/α),   V uniform on (−π/2, π/2), W exponential

Its characteristic function is exp(−|t|^α): α = 1 is Cauchy's law, α = 2 the normal one of variance 2.

Chambers, Mallows, Stuck: A method for simulating stable random variables. 1976.
"""

import math

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float64, contract
from typednn.errors import ConfigError


@contract
def alpha_stable(alpha: float, shape: tuple[int, ...], *, rng: Generator, scale: float = 1.0) -> Float64[Array, "..."]:
    """Independent samples of the symmetric law with index 0 < α ≤ 2 and this scale."""
    if not 0.0 < alpha <= 2.0 or not 0.0 < scale < math.inf:
        raise ConfigError(f"α-stable noise with α = {alpha} and scale {scale}: give 0 < α ≤ 2 and a scale above 0")
    angle = rng.uniform(-math.pi / 2.0, math.pi / 2.0, shape)
    if alpha == 1.0:
        return np.asarray(scale * np.tan(angle))
    waiting = rng.standard_exponential(shape)
    turned = np.sin(alpha * angle) / np.cos(angle) ** (1.0 / alpha)
    return np.asarray(scale * turned * (np.cos((1.0 - alpha) * angle) / waiting) ** ((1.0 - alpha) / alpha))
