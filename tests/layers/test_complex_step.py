"""Every layer, in its input and all parameters at once: ⟨dy, J t⟩ = ⟨Jᵀ dy, t⟩ with J t by a complex step."""

import importlib
import pkgutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import typednn
from tests.complex_step import assert_adjoint, complex_numbers, derivative, stepped
from tests.layers.chains import random_chain
from typednn.contracts import Array
from typednn.hopfield import HopfieldLayer
from typednn.layers import AnyLayer, Layer, gradient_like, parameter_vector, parameters
from typednn.layers.examples import EXAMPLES, draw
from typednn.layers.tree import with_arrays

DROPOUT = 5


def check(layer: AnyLayer, x: Array, rng: np.random.Generator) -> None:
    """What `backward` gives against the derivative of `forward`, both with the same dropout."""
    vector, gradient, floats = parameter_vector(layer), gradient_like(layer), x.dtype.kind == "f"
    along = rng.uniform(-1.0, 1.0, vector.shape)
    along_x = rng.uniform(-1.0, 1.0, x.shape) if floats else np.zeros(x.shape)
    moved = with_arrays(layer, lambda array: array.astype(complex))
    at = 0
    for array in parameters(moved).values():
        array[...] = stepped(array, along[at : at + array.size].reshape(array.shape))
        at += array.size
    with complex_numbers():
        value, _ = moved.forward(stepped(x, along_x) if floats else x, rng=np.random.default_rng(DROPOUT))
    tangent = derivative(value)
    y, cache = layer.forward(x, rng=np.random.default_rng(DROPOUT))
    dy = rng.normal(size=y.shape)
    parameter_vector(gradient)[:] = np.nan  # every entry is to be written
    dx = layer.backward(dy, cache, gradient)
    assert_adjoint(tangent, dy, (dx, parameter_vector(gradient)), (along_x, along))


@pytest.mark.parametrize("name", EXAMPLES)
@given(seed=st.integers(0, 2**32 - 1))
def test_backward_is_the_adjoint_of_the_derivative(name: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    example = draw(name, rng)
    check(example.layer, example.x, rng)


@given(seed=st.integers(0, 2**32 - 1), steps=st.integers(1, 3))
def test_of_the_hopfield_layer(seed: int, steps: int) -> None:
    rng = np.random.default_rng(seed)
    features = int(rng.integers(1, 5))
    layer = HopfieldLayer(int(rng.integers(1, 5)), features, beta=0.7, steps=steps, rng=rng, dtype=np.float64)
    check(layer, rng.normal(size=(3, features)), rng)


@given(st.integers(0, 2**32 - 1))
def test_of_a_random_chain(seed: int) -> None:
    rng = np.random.default_rng(seed)
    chain, x = random_chain(rng)
    check(chain, x, rng)


def test_every_layer_of_the_package_is_checked() -> None:
    for module in pkgutil.walk_packages(typednn.__path__, "typednn."):
        if not module.name.startswith(("typednn.mypy_plugin", "typednn.theorems")):
            importlib.import_module(module.name)
    ours = {kind.__name__ for kind in heirs(Layer) if kind.__module__.startswith("typednn.")}
    wrong = {kind.__name__ for kind in heirs(Layer) if kind.__module__.startswith("typednn.theorems.")}
    assert ours - wrong == {*EXAMPLES, "HopfieldLayer"}


def heirs(kind: type) -> set[type]:
    """All classes below it."""
    below: list[type] = kind.__subclasses__()
    return {*below, *(heir for each in below for heir in heirs(each))}
