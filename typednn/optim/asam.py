"""Adaptive sharpness-aware minimization: the ball is stretched along each weight by the weight's own size.

    ε = ρ T²g / ‖Tg‖₂,   T = diag(|w| + η) on weights, T = 1 where a tensor has at most one axis (biases)

ε is the maximiser of ⟨g, ε⟩ with ‖T⁻¹ε‖ ≤ ρ. With η = 0 a scaling of weights that leaves the loss unchanged
leaves the perturbed loss unchanged as well.

Kwon, Kim, Park, Choi: ASAM: adaptive sharpness-aware minimization for scale-invariant learning of deep neural
networks. ICML 2021.
"""

from dataclasses import dataclass

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.optim.checking import NONNEGATIVE, settle
from typednn.optim.layout import Layout, require_layout
from typednn.optim.norms import norm, stretch
from typednn.optim.rule import AscentMemory, new_memory


@dataclass(frozen=True)
class ASAM:
    """The ball ‖T⁻¹ε‖ ≤ ρ with T = |w| + η."""

    radius: float = 0.5
    eta: float = 0.01

    def __post_init__(self) -> None:
        settle(self, "radius", NONNEGATIVE)
        settle(self, "eta", NONNEGATIVE)

    @contract
    def init(self, parameters: Float[Array, " parameters"], layout: Layout | None = None) -> AscentMemory:
        """Where the biases are."""
        why = "treats weights and biases differently"
        parts = require_layout(layout, parameters.size, owner="ASAM", why=why)
        return new_memory(parameters, tuple(part for part in parts if part.ndim <= 1))

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
        """Write ε into `out`."""
        np.abs(weights, out=out)
        np.add(out, self.eta, out=out)
        for bias in memory.parts:
            out[bias.place] = 1.0
        scaled = np.multiply(out, gradient, out=memory.scratch)
        np.multiply(out, scaled, out=out)
        np.multiply(out, stretch(self.radius, norm(scaled), scaled.dtype), out=out)
        return memory

    @contract
    def descent(self, gradient: Float[Array, " parameters"], memory: AscentMemory) -> Float[Array, " parameters"]:
        """The gradient as it is."""
        return gradient
