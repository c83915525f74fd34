"""Functions to descend on, and the two placements of the filter."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.random import Generator

from typednn import optim
from typednn.contracts import Array, Float, contract
from typednn.theorems.predicates import Quadratic

# ZSharp with one radius for all, its filter on the flat vector.
ASCENT = replace(optim.zsharp_preset("leansharp_seed"), placement="ascent")
DESCENT = optim.zsharp_preset("leansharp_seed")


class Softplus:
    """f(w) = Σ log(1 + exp(a_i · w)): convex, smooth with ‖A‖²/4, and no quadratic."""

    def __init__(self, forms: Array) -> None:
        self.forms = forms
        self.smoothness = float(np.linalg.norm(forms, 2)) ** 2 / 4

    def __call__(self, w: Array) -> float:
        return float(np.logaddexp(0.0, self.forms @ w).sum())

    def gradient(self, w: Array) -> Array:
        return self.forms.T @ (1.0 / (1.0 + np.exp(-self.forms @ w)))

    def objective(self, w: Array) -> tuple[float, Array]:
        return self(w), self.gradient(w)


def random_quadratic(rng: Generator, n: int) -> Quadratic:
    """Definite or not."""
    matrix = rng.normal(size=(n, n))
    return Quadratic((matrix + matrix.T) / 2, rng.normal(size=n))


@contract
@dataclass(frozen=True, eq=False)
class StronglyConvex:
    """f(w) = Σ log cosh(a_i · w) + ½ μ‖w‖², or ½‖Aw‖² + ½ μ‖w‖²: L = ‖A‖² + μ, and the minimum is at 0."""

    forms: Float[Array, "forms n"]
    convexity: float
    quadratic: bool

    @classmethod
    def draw(cls, rng: Generator, *, quadratic: bool) -> Self:
        """Of 4 to 12 variables; the quadratic one has fewer forms than variables, so that μ is its least curvature."""
        n = int(rng.integers(4, 13))
        return cls(rng.normal(size=(n // 2, n)), float(rng.uniform(0.2, 2.0)), quadratic)

    @property
    def size(self) -> int:
        return self.forms.shape[1]

    @property
    def smoothness(self) -> float:
        return float(np.linalg.norm(self.forms, 2)) ** 2 * (1 + 1e-12) + self.convexity

    def __call__(self, w: Float[Array, " n"]) -> float:
        along = self.forms @ w
        parts = along**2 / 2 if self.quadratic else np.logaddexp(along, -along) - np.log(2.0)
        return float(np.sum(parts)) + self.convexity / 2 * float(w @ w)

    def gradient(self, w: Float[Array, " n"]) -> Float[Array, " n"]:
        along = self.forms @ w
        return np.asarray((along if self.quadratic else np.tanh(along)) @ self.forms + self.convexity * w)

    def objective(self, w: Float[Array, " n"]) -> tuple[float, Float[Array, " n"]]:
        return self(w), self.gradient(w)
