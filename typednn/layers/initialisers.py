"""First values of the weights: each fills an array in place, with numbers from an explicit generator.

`fan_in` and `fan_out` are the numbers of inputs and outputs of one unit. The variance of what a layer gives
stays that of what it takes for Var w = 1 / fan_in; a rectifier halves it, hence He's 2 / fan_in; Xavier
weighs the way forward and the way back equally: 2 / (fan_in + fan_out). Numbers are drawn in float64 and
then rounded, so the same seed gives the same network in every precision.

Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.
He et al., "Delving deep into rectifiers", 2015. Saxe et al., "Exact solutions to the nonlinear dynamics of
learning in deep linear neural networks", 2014 (orthogonal).
"""

from math import sqrt
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float, contract


@runtime_checkable
class Initialiser(Protocol):
    """What can draw a layer's weights."""

    def __call__(self, weight: Float[Array, "*shape"], fan_in: int, fan_out: int, rng: Generator) -> None:
        """Fill `weight` in place."""


@contract
def he_normal(weight: Float[Array, "*shape"], fan_in: int, fan_out: int, rng: Generator) -> None:
    """N(0, 2 / fan_in): for layers before a rectifier."""
    weight[...] = rng.normal(0.0, sqrt(2.0 / fan_in), weight.shape)


@contract
def he_uniform(weight: Float[Array, "*shape"], fan_in: int, fan_out: int, rng: Generator) -> None:
    """U(±√(6 / fan_in)), which has the variance of `he_normal`."""
    bound = sqrt(6.0 / fan_in)
    weight[...] = rng.uniform(-bound, bound, weight.shape)


@contract
def xavier_normal(weight: Float[Array, "*shape"], fan_in: int, fan_out: int, rng: Generator) -> None:
    """N(0, 2 / (fan_in + fan_out)): for layers before tanh or nothing."""
    weight[...] = rng.normal(0.0, sqrt(2.0 / (fan_in + fan_out)), weight.shape)


@contract
def xavier_uniform(weight: Float[Array, "*shape"], fan_in: int, fan_out: int, rng: Generator) -> None:
    """U(±√(6 / (fan_in + fan_out))), which has the variance of `xavier_normal`."""
    bound = sqrt(6.0 / (fan_in + fan_out))
    weight[...] = rng.uniform(-bound, bound, weight.shape)


@contract
def lecun_normal(weight: Float[Array, "*shape"], fan_in: int, fan_out: int, rng: Generator) -> None:
    """N(0, 1 / fan_in)."""
    weight[...] = rng.normal(0.0, sqrt(1.0 / fan_in), weight.shape)


@contract
def orthogonal(weight: Float[Array, "*shape"], fan_in: int, fan_out: int, rng: Generator) -> None:
    """A matrix with orthonormal rows or columns (whichever are fewer), uniform among these.

    Axes after the first are taken together. It is Q of a QR decomposition, with the signs that make the
    diagonal of R positive.
    """
    rows = weight.shape[0]
    columns = weight.size // rows
    tall = rng.normal(size=(max(rows, columns), min(rows, columns)))
    q, r = np.linalg.qr(tall)
    q *= np.sign(np.diagonal(r))
    weight[...] = (q if rows >= columns else q.T).reshape(weight.shape)


@contract
def zeros(weight: Float[Array, "*shape"], fan_in: int, fan_out: int, rng: Generator) -> None:
    """0: for the last map of a residual branch, which then starts as the identity."""
    weight[...] = 0.0
