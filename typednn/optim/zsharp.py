"""ZSharp: sharpness-aware minimization that climbs only along the entries of the gradient that stand out.

    g̃ = filter(∇L(w)),  ε from g̃,  descent with the whole ∇L(w + ε)

The radius is one ball for all, ε = ρ g̃ / (‖g̃‖ + guard), or one for each filtered tensor:

    ε_l = ρ g̃_l / (‖g̃_l‖ + guard)    for a filtered tensor; ρ g_l / ‖g‖ if nothing of it was kept
    ε_l = ρ g_l / (‖g‖ + guard)       for a tensor that is not filtered

so that ‖ε‖ ≤ ρ√(K + 1) for K filtered tensors. The variant that filters the other gradient, ∇L(w + ε), with
an ordinary ε, is another algorithm; it is here for comparison (`placement="descent"`).

Yun, Hong, Kim: Sharpness-aware minimization with z-score gradient filtering. 2025.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.optim.checking import NONNEGATIVE, settle, settle_choice
from typednn.optim.layout import Layout
from typednn.optim.norms import length, stretch
from typednn.optim.objective import finite_norm, misfit
from typednn.optim.rule import AscentMemory, new_memory
from typednn.optim.zfilter import ZFilter, filter_gradient

Placement: TypeAlias = Literal["ascent", "descent"]
RadiusScope: TypeAlias = Literal["tensor", "global"]


_PAPER = ZFilter()


@dataclass(frozen=True)
class ZSharp:
    """SAM with a filtered gradient; without arguments as in the paper. `zsharp_preset` has the variants."""

    radius: float = 0.05
    filter: ZFilter = _PAPER
    radius_scope: RadiusScope = "tensor"
    guard: float = 1e-12
    placement: Placement = "ascent"

    def __post_init__(self) -> None:
        settle(self, "radius", NONNEGATIVE)
        settle(self, "guard", NONNEGATIVE)
        settle_choice(self, "radius_scope", ("tensor", "global"))
        settle_choice(self, "placement", ("ascent", "descent"))

    @contract
    def init(self, parameters: Float[Array, " parameters"], layout: Layout | None = None) -> AscentMemory:
        """Where the tensors are."""
        return new_memory(parameters, self.filter.parts(layout, parameters.size))

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
        if self.placement == "descent":
            np.multiply(gradient, self._scale(gradient_norm, out.dtype), out=out)
            return memory
        filter_gradient(gradient, self.filter, memory, out)
        if self.radius_scope == "global":
            np.multiply(out, self._scale(length(out), out.dtype), out=out)
        else:
            self._scale_each(gradient, memory, out, gradient_norm=gradient_norm)
        return memory

    @contract
    def descent(self, gradient: Float[Array, " parameters"], memory: AscentMemory) -> Float[Array, " parameters"]:
        """The gradient as it is, or filtered if that is the variant."""
        if self.placement == "ascent":
            return gradient
        filtered = memory.filtered
        if filtered.shape != gradient.shape:
            raise misfit(filtered, gradient)
        finite_norm(gradient)  # a filter could make NaN and infinity disappear
        filter_gradient(gradient, self.filter, memory, filtered)
        return filtered

    def _scale(self, gradient_norm: float, dtype: np.dtype) -> float:
        return stretch(self.radius, gradient_norm, dtype, guard=self.guard)

    @contract
    def _scale_each(
        self,
        gradient: Float[Array, " parameters"],
        memory: AscentMemory,
        out: Float[Array, " parameters"],
        *,
        gradient_norm: float,
    ) -> None:
        """The radius for each tensor."""
        for part in memory.parts:
            place = out[part.place]
            if part.ndim < self.filter.min_ndim:
                np.multiply(place, self._scale(gradient_norm, out.dtype), out=place)
            elif kept := length(place):
                np.multiply(place, self._scale(kept, out.dtype), out=place)
            else:
                scale = stretch(self.radius, gradient_norm, out.dtype)
                np.multiply(gradient[part.place], scale, out=place)
