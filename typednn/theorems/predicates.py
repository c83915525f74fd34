"""What convergence theorems ask of a function, as gaps: a hypothesis holds where its gap is at least 0.

In the original these are opaque axioms. A gap can be evaluated at points, and on a quadratic it is decided by the
eigenvalues.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from typednn.contracts import Array, Float, contract

Function: TypeAlias = Callable[[Array], float]
Gradient: TypeAlias = Callable[[Array], Array]


@contract
def convexity_gap(f: Function, x: Float[Array, " n"], y: Float[Array, " n"], share: float) -> float:
    """t f(x) + (1 − t) f(y) − f(t x + (1 − t) y)."""
    return share * f(x) + (1 - share) * f(y) - f(share * x + (1 - share) * y)


@contract
def smoothness_gap(gradient: Gradient, x: Float[Array, " n"], y: Float[Array, " n"], smoothness: float) -> float:
    """L ‖x − y‖ − ‖∇f(x) − ∇f(y)‖."""
    return smoothness * float(np.linalg.norm(x - y)) - float(np.linalg.norm(gradient(x) - gradient(y)))


@contract
def strong_convexity_gap(
    f: Function, gradient: Gradient, x: Float[Array, " n"], y: Float[Array, " n"], modulus: float
) -> float:
    """f(y) − f(x) − ⟨∇f(x), y − x⟩ − μ/2 ‖y − x‖²."""
    return f(y) - f(x) - float(gradient(x) @ (y - x)) - modulus / 2 * float((y - x) @ (y - x))


@contract
def optimality_gap(f: Function, minimiser: Float[Array, " n"], x: Float[Array, " n"]) -> float:
    """f(x) − f(x*)."""
    return f(x) - f(minimiser)


def is_valid_rate(rate: float, smoothness: float) -> bool:
    """0 < α < 2/L."""
    return 0 < rate < 2 / smoothness


@contract
@dataclass(frozen=True, eq=False)
class Quadratic:
    """f(θ) = ½ (θ − θ*)ᵀ A (θ − θ*): convex iff A ⪰ 0, L-smooth with L = ‖A‖, μ-strongly convex with μ = λ_min."""

    matrix: Float[Array, "n n"]
    minimiser: Float[Array, " n"]

    def __call__(self, x: Float[Array, " n"]) -> float:
        return 0.5 * float((x - self.minimiser) @ self.matrix @ (x - self.minimiser))

    def gradient(self, x: Float[Array, " n"]) -> Float[Array, " n"]:
        return self.matrix @ (x - self.minimiser)

    @property
    def spectrum(self) -> Float[Array, " n"]:
        """The eigenvalues, rising."""
        return np.linalg.eigvalsh(self.matrix)
