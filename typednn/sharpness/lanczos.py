"""The largest eigenvalue of a symmetric operator that is known by its products, with a bound on the error.

After k products with v₁, …, v_k orthonormal, A V = V T + β v_{k+1} e_kᵀ. For the top eigenpair (θ, s) of T the
vector y = V s has ‖Ay − θy‖ = residual, and a symmetric A has an eigenvalue within the residual of θ. As θ is a
Rayleigh quotient, λ_max ≥ θ surely, up to what the products themselves err by.

Lanczos: An iteration method for the solution of the eigenvalue problem. 1950.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float, contract
from typednn.errors import ConfigError, DataError
from typednn.optim.norms import norm

Product: TypeAlias = Callable[[Float[Array, " n"]], Float[Array, " n"]]
"""v ↦ A v for a symmetric A."""


@contract
@dataclass(frozen=True, eq=False)
class Eigenvalue:
    """An eigenvalue of A lies in [value − residual, value + residual]; `vector` is the y of the residual."""

    value: float
    residual: float
    vector: Float[Array, " n"]
    products: int


@contract
def largest_eigenvalue(
    product: Product, n: int, *, rng: Generator, steps: int = 40, tolerance: float = 1e-6
) -> Eigenvalue:
    """By Lanczos with full reorthogonalisation, until the residual is below tolerance · |value| or steps are spent."""
    if n < 1 or steps < 1 or not tolerance >= 0.0:
        raise ConfigError(
            f"the largest eigenvalue of a {n} by {n} operator in {steps} steps to {tolerance}: give both at least 1, "
            "and a tolerance of at least 0"
        )
    steps = min(steps, n)
    basis = np.zeros((steps, n))
    diagonal, beside = np.zeros(steps), np.zeros(steps)
    vector = rng.normal(size=n)
    vector /= np.linalg.norm(vector)
    for k in range(steps):
        basis[k] = vector
        image = _image(product, vector)
        diagonal[k] = float(vector @ image)
        for _ in range(2):  # once loses what rounding leaves
            image = image - basis[: k + 1].T @ (basis[: k + 1] @ image)
        beside[k] = norm(image)
        values, weights = _tridiagonal(diagonal[: k + 1], beside[:k])
        scale = abs(float(values[-1])) + float(np.abs(values).max()) * 1e-14
        if beside[k] * abs(float(weights[-1, -1])) <= tolerance * scale or beside[k] <= 1e-14 * scale:
            break
        vector = image / beside[k]
    ritz = basis[: k + 1].T @ weights[:, -1]
    ritz /= np.linalg.norm(ritz)
    return _judged(product, ritz, k + 2)


@contract
def _image(product: Product, vector: Float[Array, " n"]) -> Float[Array, " n"]:
    """A v, which must be finite: NaN would make every comparison false."""
    image = np.asarray(product(vector), np.float64)
    if not np.isfinite(image).all():
        raise DataError(
            f"the operator's product holds {image[~np.isfinite(image)][0]}; look for NaN in weights and data"
        )
    return image


@contract
def _judged(product: Product, vector: Float[Array, " n"], products: int) -> Eigenvalue:
    """The residual by a product of its own, not by the recurrence that rounding spoils."""
    image = _image(product, vector)
    value = float(vector @ image)
    return Eigenvalue(value, norm(image - value * vector), vector, products)


@contract
def _tridiagonal(
    diagonal: Float[Array, " k"], beside: Float[Array, "k-1"]
) -> tuple[Float[Array, " k"], Float[Array, "k k"]]:
    """Eigenvalues, rising, and eigenvectors."""
    matrix = np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1)
    values, vectors = np.linalg.eigh(matrix)
    return values, vectors
