"""What a step does to a smooth function, beside what its derivatives promise: gaps and remainders, never negative.

f(w + ε) ≤ f(w) + ⟨∇f(w), ε⟩ + (L/2) ‖ε‖²   if f is L-smooth
"""

from typing import Protocol, runtime_checkable

from typednn.contracts import Array, Float, contract


@runtime_checkable
class SmoothObjective(Protocol):
    """A function with its gradient, and an L with ‖∇f(x) − ∇f(y)‖ ≤ L ‖x − y‖."""

    @property
    def smoothness(self) -> float: ...

    def __call__(self, w: Float[Array, " n"]) -> float: ...

    def gradient(self, w: Float[Array, " n"]) -> Float[Array, " n"]: ...


@runtime_checkable
class Expandable(Protocol):
    """A function with its first two derivatives."""

    def __call__(self, w: Float[Array, " n"]) -> float: ...

    def gradient(self, w: Float[Array, " n"]) -> Float[Array, " n"]: ...

    def hessian(self, w: Float[Array, " n"]) -> Float[Array, "n n"]: ...


@contract
def descent_gap(f: SmoothObjective, w: Float[Array, " n"], step: Float[Array, " n"]) -> float:
    """f(w) + ⟨∇f(w), ε⟩ + (L/2) ‖ε‖² − f(w + ε): by how much the step is better than the bound."""
    bound = f(w) + float(f.gradient(w) @ step) + f.smoothness / 2.0 * float(step @ step)
    return bound - f(w + step)


@contract
def taylor_remainder(f: Expandable, w: Float[Array, " n"], step: Float[Array, " n"], order: int) -> float:
    """f(w + ε) less its Taylor polynomial of the order 0, 1 or 2 at w."""
    value = f(w)
    if order >= 1:
        value += float(f.gradient(w) @ step)
    if order >= 2:
        value += 0.5 * float(step @ f.hessian(w) @ step)
    return f(w + step) - value
