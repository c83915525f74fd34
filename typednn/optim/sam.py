"""Sharpness-aware minimization: the gradient is taken at the worst point of a ball, to first order.

    ε = ρ g / ‖g‖₂,   and 0 if g = 0
    ε = ρ sign(g) |g|^(q−1) / (‖g‖_q^q)^(1/p),   1/p + 1/q = 1,   for a ball of the p-norm

This is the ε with ‖ε‖_p ≤ ρ that maximises ⟨g, ε⟩, which is then ρ‖g‖_q.

Foret, Kleiner, Mobahi, Neyshabur: Sharpness-aware minimization for efficiently improving generalization.
ICLR 2021.
"""

import math
from dataclasses import dataclass

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.optim.checking import AT_LEAST_ONE, NONNEGATIVE, settle
from typednn.optim.layout import Layout
from typednn.optim.norms import stretch
from typednn.optim.rule import AscentMemory, new_memory


@dataclass(frozen=True)
class SAM:
    """The ball of radius ρ in the p-norm, 1 ≤ p ≤ ∞."""

    radius: float = 0.05
    norm: float = 2.0

    def __post_init__(self) -> None:
        settle(self, "radius", NONNEGATIVE)
        settle(self, "norm", AT_LEAST_ONE)

    @contract
    def init(self, parameters: Float[Array, " parameters"], layout: Layout | None = None) -> AscentMemory:
        """Nothing is remembered."""
        return new_memory(parameters)

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
        if self.norm == 2.0:
            np.multiply(gradient, stretch(self.radius, gradient_norm, gradient.dtype), out=out)
        elif self.norm == 1.0:
            perturb_largest(gradient, out, radius=self.radius)
        elif self.norm == math.inf:
            np.sign(gradient, out=out)
            np.multiply(out, self.radius, out=out)
        else:
            perturb_in_norm(gradient, out, radius=self.radius, p=self.norm)
        return memory

    @contract
    def descent(self, gradient: Float[Array, " parameters"], memory: AscentMemory) -> Float[Array, " parameters"]:
        """The gradient as it is."""
        return gradient


@contract
def perturb_largest(gradient: Float[Array, " parameters"], out: Float[Array, " parameters"], *, radius: float) -> None:
    """p = 1: the whole radius on the (first) largest entry."""
    np.abs(gradient, out=out)
    largest = int(np.argmax(out))
    sign = np.sign(gradient[largest])
    out.fill(0.0)
    out[largest] = radius * sign


@contract
def perturb_in_norm(
    gradient: Float[Array, " parameters"], out: Float[Array, " parameters"], *, radius: float, p: float
) -> None:
    """1 < p < ∞. With h = |g|/max|g|, so that no power overflows: ε = ρ sign(g) h^(q−1) / (Σ h^q)^(1/p)."""
    np.abs(gradient, out=out)
    largest = float(out.max(initial=0.0))
    if largest == 0.0:
        return
    np.divide(out, largest, out=out)
    np.power(out, 1.0 / (p - 1.0), out=out)  # q − 1
    np.copysign(out, gradient, out=out)
    total = float(np.dot(out, gradient)) / largest  # Σ h^q
    np.multiply(out, radius / total ** (1.0 / p), out=out)
