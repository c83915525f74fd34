"""Friendly sharpness-aware minimization: what the gradients of all batches share is taken out of the ascent.

    d = g − σm,   ε = ρ d / ‖d‖₂,   m⁺ = λm + (1 − λ)g

The first step has no average yet: d = g, m⁺ = g. What is left in d is the noise of the batch, and to climb
along it does not climb the full loss.

Li, Zhou, He, Cheng, Huang: Friendly sharpness-aware minimization. CVPR 2024.
"""

import dataclasses
from dataclasses import dataclass

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.errors import ConfigError
from typednn.optim.checking import FRACTION, NONNEGATIVE, settle
from typednn.optim.layout import Layout
from typednn.optim.norms import norm, stretch
from typednn.optim.rule import AscentMemory, new_memory


@dataclass(frozen=True)
class FriendlySAM:
    """SAM along g − σm, m the moving average of the gradients with decay λ."""

    radius: float = 0.05
    sigma: float = 1.0
    decay: float = 0.9

    def __post_init__(self) -> None:
        settle(self, "radius", NONNEGATIVE)
        settle(self, "sigma", NONNEGATIVE)
        settle(self, "decay", FRACTION)

    @contract
    def init(self, parameters: Float[Array, " parameters"], layout: Layout | None = None) -> AscentMemory:
        """No average yet."""
        return new_memory(parameters, averaging=True)

    @contract
    def perturb(
        self,
        gradient: Float[Array, " parameters"],
        weights: Float[Array, " parameters"],
        memory: AscentMemory,
        out: Float[Array, " parameters"],
        *,
        gradient_norm: float,
    ) -> AscentMemory:
        """Write ε into `out`, and the new average into the spare vector: a failed step leaves the old one."""
        average, spare = memory.average, memory.next_average
        if average is None or spare is None:
            raise ConfigError("FriendlySAM was given another rule's memory; expected that of its own init()")
        if memory.gradients_seen == 0:
            np.copyto(spare, gradient)
            np.multiply(gradient, stretch(self.radius, gradient_norm, out.dtype), out=out)
        else:
            np.multiply(average, self.sigma, out=out)
            np.subtract(gradient, out, out=out)
            np.multiply(out, stretch(self.radius, norm(out), out.dtype), out=out)
            np.multiply(gradient, 1.0 - self.decay, out=spare)
            np.multiply(average, self.decay, out=memory.scratch)
            np.add(spare, memory.scratch, out=spare)
        return dataclasses.replace(
            memory, gradients_seen=memory.gradients_seen + 1, average=spare, next_average=average
        )

    @contract
    def descent(self, gradient: Float[Array, " parameters"], memory: AscentMemory) -> Float[Array, " parameters"]:
        """The gradient as it is."""
        return gradient
