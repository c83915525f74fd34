"""Functions to descend on, and the two placements of the filter."""

from dataclasses import replace

import numpy as np
from numpy.random import Generator

from typednn import optim
from typednn.contracts import Array
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
