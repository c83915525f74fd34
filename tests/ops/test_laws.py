"""What holds for every primitive: derivatives are derivatives, dtypes are kept, nothing is written over."""

import copy
from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import Generator

from tests.ops.differences import slope
from tests.other_numpy import contracts_off
from tests.rationals import fractions
from typednn import ops
from typednn.contracts import Array
from typednn.errors import TypednnError
from typednn.ops.primitive import Example, Precision, Primitive
from typednn.ops.registry import PRIMITIVES

every_primitive = pytest.mark.parametrize("primitive", PRIMITIVES.values(), ids=PRIMITIVES)
DRAWS = 25


def draws(primitive: Primitive, dtype: Precision = np.float64) -> Iterator[tuple[Generator, Example]]:
    for seed in range(DRAWS):
        rng = np.random.default_rng(seed)
        yield rng, primitive.draw(rng, dtype)


def directions(rng: Generator, example: Example) -> tuple[Array, ...]:
    return tuple(np.asarray(rng.uniform(-1.0, 1.0, primal.shape)) for primal in example.primals)


def inner(xs: tuple[Array, ...], ys: tuple[Array, ...]) -> float:
    return sum(float(np.sum(x * y)) for x, y in zip(xs, ys, strict=True))


def moved(example: Example, tangents: tuple[Array, ...], distance: float) -> Example:
    pairs = zip(example.primals, tangents, strict=True)
    return example.at(tuple(np.asarray(primal + distance * tangent) for primal, tangent in pairs))


def value_along(primitive: Primitive, example: Example, tangents: tuple[Array, ...], distance: float) -> Array:
    return np.asarray(primitive.value(moved(example, tangents, distance)))


@every_primitive
@given(seed=st.integers(0, 2**32 - 1))
def test_vjp_is_the_adjoint_of_the_derivative(primitive: Primitive, seed: int) -> None:
    """⟨dy, J t⟩ = ⟨Jᵀ dy, t⟩, with J t by differences."""
    rng = np.random.default_rng(seed)
    example = primitive.draw(rng)
    tangents = directions(rng, example)
    dy = np.asarray(rng.normal(size=primitive.value(example).shape))
    forward, error = slope(partial(value_along, primitive, example, tangents), dy)
    backward = inner(primitive.pull_back(dy, example), tangents)
    assert abs(forward - backward) <= error, (example, forward, backward, error)


@every_primitive
def test_jvp_is_the_derivative(primitive: Primitive) -> None:
    """⟨dy, jvp(t)⟩ = ⟨Jᵀ dy, t⟩ up to rounding, for those that have a jvp."""
    for rng, example in draws(primitive):
        tangents = directions(rng, example)
        pushed = primitive.push_forward(tangents, example)
        if pushed is None:
            return
        dy = np.asarray(rng.normal(size=pushed.shape))
        backward = inner(primitive.pull_back(dy, example), tangents)
        np.testing.assert_allclose(inner((dy,), (pushed,)), backward, rtol=1e-11, atol=1e-12)


def test_every_derivative_is_in_the_registry() -> None:
    public = {name for name in vars(ops) if name.endswith("_jvp")}
    assert public == {each.jvp.__name__ for each in PRIMITIVES.values() if each.jvp is not None}


@pytest.mark.parametrize("name", [name for name, each in PRIMITIVES.items() if each.polynomial])
def test_derivatives_of_polynomials_are_exact_in_rational_arithmetic(name: str) -> None:
    """For a polynomial of degree 2, J t = (f(x + t) − f(x − t)) / 2 without any error."""
    primitive = PRIMITIVES[name]
    for rng, drawn in draws(primitive):
        with contracts_off():
            example = drawn.at(tuple(fractions(rng, primal.shape) for primal in drawn.primals))
            tangents = tuple(fractions(rng, primal.shape) for primal in drawn.primals)
            ahead, behind = (primitive.value(moved(example, tangents, sign)) for sign in (1, -1))
            derivative = np.asarray((ahead - behind) / Fraction(2))
            dy = fractions(rng, derivative.shape)
            pushed = primitive.push_forward(tangents, example)
            pulled = primitive.pull_back(dy, example)
        assert derivative.size == 0 or isinstance(derivative.flat[0], Fraction)
        assert pushed is None or np.array_equal(pushed, derivative)
        assert np.sum(dy * derivative) == sum(
            np.sum(cotangent * tangent) for cotangent, tangent in zip(pulled, tangents, strict=True)
        )


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@every_primitive
def test_dtype_is_kept(primitive: Primitive, dtype: Precision) -> None:
    for rng, example in draws(primitive, dtype):
        value = primitive.value(example)
        dy = np.asarray(rng.normal(size=value.shape)).astype(dtype)
        cotangents = primitive.pull_back(dy, example)
        tangent = primitive.push_forward(example.primals, example)
        found = [value, *cotangents, *([] if tangent is None else [tangent])]
        assert {array.dtype for array in found} == {np.dtype(dtype)}


@every_primitive
def test_cotangents_have_the_shapes_of_the_primals(primitive: Primitive) -> None:
    for _, example in draws(primitive):
        cotangents = primitive.pull_back(np.ones_like(primitive.value(example)), example)
        assert [array.shape for array in cotangents] == [array.shape for array in example.primals]


@every_primitive
def test_arguments_are_not_written_over(primitive: Primitive) -> None:
    for rng, example in draws(primitive):
        before = copy.deepcopy(example.primals)
        dy = np.asarray(rng.normal(size=primitive.value(example).shape))
        dy_before = dy.copy()
        primitive.pull_back(dy, example)
        primitive.push_forward(example.primals, example)
        assert np.array_equal(dy, dy_before)
        assert all(np.array_equal(old, new) for old, new in zip(before, example.primals, strict=True))


@every_primitive
def test_order_in_memory_does_not_matter(primitive: Primitive) -> None:
    for rng, example in draws(primitive):
        turned = example.at(tuple(np.array(primal, order="F") for primal in example.primals))
        value = primitive.value(example)
        np.testing.assert_allclose(primitive.value(turned), value, rtol=1e-12, atol=1e-14)
        dy = np.asarray(rng.normal(size=value.shape))
        pairs = zip(
            primitive.pull_back(np.array(dy, order="F"), turned),
            primitive.pull_back(dy, example),
            strict=True,
        )
        for found, expected in pairs:
            np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-13)


@every_primitive
def test_a_wrong_shape_is_refused(primitive: Primitive) -> None:
    """Two axes too many on the cotangent, and on every primal that shares a size with another."""
    for _, example in islice(draws(primitive), 5):
        dy = primitive.value(example)
        with pytest.raises(TypednnError, match=r"expected (Float|Integer|Bool)"):
            primitive.pull_back(np.ones((2, *dy.shape, 3)), example)
        for index, array in enumerate(example.primals if len(example.args) > 1 else ()):
            wrong = [*example.primals]
            wrong[index] = np.ones((2, *array.shape, array.shape[-1] + 1 if array.ndim else 2))
            with pytest.raises(TypednnError, match="expected"):
                primitive.value(example.at(tuple(wrong)))


@every_primitive
def test_integers_are_refused(primitive: Primitive) -> None:
    example = primitive.draw(np.random.default_rng(0))
    for index, array in enumerate(example.primals):
        wrong = [*example.primals]
        wrong[index] = np.ones(array.shape, np.int64)
        with pytest.raises(TypednnError, match="expected Float"):
            primitive.value(example.at(tuple(wrong)))


def test_every_backward_function_is_in_the_registry() -> None:
    public = {name.removesuffix("_vjp") for name in vars(ops) if name.endswith("_vjp")}
    parts = {"affine_input", "affine_parameters", "conv2d_input", "conv2d_parameters"}
    parts |= {"correlate_columns", "correlate_parameters"}
    assert public - parts == {primitive.forward.__name__ for primitive in PRIMITIVES.values()}


@every_primitive
def test_examples_vary_in_shape_and_stay_away_from_kinks(primitive: Primitive) -> None:
    shapes = set()
    for _, example in draws(primitive):
        shapes.add(tuple(primal.shape for primal in example.primals))
        if primitive.kinks is not None:
            assert np.all(np.abs(primitive.kinks(*example.args, **example.options)) > 2 * 2.0**-8)
    assert len(shapes) > 2
