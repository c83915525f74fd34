"""Layers that are polynomials, of degree 2 at most in input and parameters: exact in rational arithmetic."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import Generator

from tests.other_numpy import contracts_off
from tests.rationals import fractions
from typednn.contracts import Array
from typednn.layers import AnyLayer, gradient_like, parameters
from typednn.layers.examples import EXAMPLES, draw
from typednn.layers.tree import with_arrays

POLYNOMIAL = ("Linear", "Conv2d", "AvgPool2d", "Flatten", "Embedding")
KINKS = {"Relu", "LeakyRelu", "Elu", "MaxPool2d"}
EXPONENTIALS = {"Sigmoid", "Tanh", "Gelu", "Softplus", "Silu", "MultiHeadAttention", "TransformerBlock"}
ROOTS = {"LayerNorm", "BatchNorm", "BatchNorm2d"}
MADE_OF_THESE = {"Residual", "Chain"}
ROUNDED = {"Dropout"}  # multiplies by a rounded 1 / (1 − p); test_single_layers.py takes its expectation exactly


def moved(layer: AnyLayer, directions: dict[str, Array], sign: int) -> AnyLayer:
    """θ ± t."""
    new = with_arrays(layer, lambda array: array.copy())
    for path, array in parameters(new).items():
        array += sign * directions[path]
    return new


def value(layer: AnyLayer, x: Array) -> Array:
    y, _ = layer.forward(x)
    return y


@pytest.mark.parametrize("name", POLYNOMIAL)
@given(seed=st.integers(0, 2**32 - 1))
def test_backward_is_the_adjoint_without_any_error(name: str, seed: int) -> None:
    """J t = (f(x + t, θ + t) − f(x − t, θ − t)) / 2, and ⟨dy, J t⟩ = ⟨Jᵀ dy, t⟩, in whole fractions."""
    rng = np.random.default_rng(seed)
    example = draw(name, rng)
    with contracts_off():
        layer = with_arrays(example.layer, lambda array: fractions(rng, array.shape))
        along = {path: fractions(rng, array.shape) for path, array in parameters(layer).items()}
        x, along_x = input_and_direction(rng, example.x)
        ahead, behind = (value(moved(layer, along, sign), x + sign * along_x) for sign in (1, -1))
        derivative = (ahead - behind) / Fraction(2)
        y, cache = layer.forward(x)
        dy, gradient = fractions(rng, y.shape), gradient_like(layer)
        dx = layer.backward(dy, cache, gradient)
        found = np.sum(dx * along_x) + sum(np.sum(array * along[path]) for path, array in parameters(gradient).items())
    assert isinstance(derivative.flat[0], Fraction)
    assert np.sum(dy * derivative) == found


def input_and_direction(rng: Generator, x: Array) -> tuple[Array, Array]:
    """Tokens stay where they are."""
    if x.dtype.kind != "f":
        return x, np.zeros_like(x)
    return fractions(rng, x.shape), fractions(rng, x.shape)


def test_every_layer_is_a_polynomial_or_is_known_not_to_be() -> None:
    assert {*POLYNOMIAL} | KINKS | EXPONENTIALS | ROOTS | MADE_OF_THESE | ROUNDED == EXAMPLES.keys()
