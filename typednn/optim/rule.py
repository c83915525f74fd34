"""What all sharpness-aware methods share: a rule that says where the second gradient is taken."""

from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import numpy as np

from typednn.contracts import Array, Bool, Float, contract
from typednn.optim.layout import Layout, Part
from typednn.optim.objective import finite_norm
from typednn.optim.saving import UNSAVED


@contract
@dataclass
class AscentMemory:
    """What a rule keeps between steps (an average of gradients, or nothing), and what it works with."""

    gradients_seen: int
    average: Float[Array, " parameters"] | None
    next_average: Float[Array, " parameters"] | None = field(repr=False, compare=False, metadata=UNSAVED)
    parts: tuple[Part, ...] = field(repr=False, compare=False, metadata=UNSAVED)
    scratch: Float[Array, " parameters"] = field(repr=False, compare=False, metadata=UNSAVED)
    filtered: Float[Array, " parameters"] = field(repr=False, compare=False, metadata=UNSAVED)
    kept: Bool[Array, " parameters"] = field(repr=False, compare=False, metadata=UNSAVED)


@contract
def new_memory(
    parameters: Float[Array, " parameters"], parts: tuple[Part, ...] = (), *, averaging: bool = False
) -> AscentMemory:
    """A memory before the first step."""
    return AscentMemory(
        gradients_seen=0,
        average=np.zeros_like(parameters) if averaging else None,
        next_average=np.zeros_like(parameters) if averaging else None,
        parts=parts,
        scratch=np.empty_like(parameters),
        filtered=np.empty_like(parameters),
        kept=np.empty(parameters.shape, np.bool_),
    )


@runtime_checkable
class Rule(Protocol):
    """A sharpness-aware rule: SAM, ASAM, FriendlySAM, ZSharp, or one's own."""

    def init(self, parameters: Float[Array, " parameters"], layout: Layout | None) -> AscentMemory:
        """The memory before the first step."""

    def perturb(
        self,
        gradient: Float[Array, " parameters"],
        weights: Float[Array, " parameters"],
        memory: AscentMemory,
        out: Float[Array, " parameters"],
        *,
        gradient_norm: float,
    ) -> AscentMemory:
        """Write ε into `out`; gives the memory after a step that succeeds, and leaves the other as it is."""

    def descent(self, gradient: Float[Array, " parameters"], memory: AscentMemory) -> Float[Array, " parameters"]:
        """What becomes of the gradient at w + ε before the base optimizer is given it."""


@contract
def ascent(
    gradient: Float[Array, " parameters"],
    weights: Float[Array, " parameters"],
    rule: Rule,
    layout: Layout | None = None,
) -> Float[Array, " parameters"]:
    """The perturbation ε of a first step, as a new vector; an error for a gradient that is not finite."""
    out = np.empty_like(weights)
    memory = rule.init(weights, layout)
    rule.perturb(gradient, weights, memory, out, gradient_norm=finite_norm(gradient))
    return out
