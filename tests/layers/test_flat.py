"""One flat buffer: its order, its views, and the laws of flatten and unflatten over all indices."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.layers.chains import random_chain
from typednn.contracts import Array
from typednn.errors import ConfigError, ShapeError
from typednn.layers import (
    BatchNorm,
    Chain,
    Linear,
    Relu,
    Residual,
    flatten_parameters,
    gradient_like,
    layout,
    number_of_parameters,
    parameter_vector,
    parameters,
    state,
    unflatten_parameters,
)


def perceptron() -> Chain:
    return Linear(784, 128, rng=0) >> Relu() >> Linear(128, 10, rng=1)


def offset(net: Chain, array: Array) -> int:
    """Where an array begins in the network's vector, in entries."""
    flat = parameter_vector(net)
    bytes_apart: int = array.__array_interface__["data"][0] - flat.__array_interface__["data"][0]
    return bytes_apart // flat.itemsize


def test_784_128_10_has_101770_parameters_at_the_known_offsets() -> None:
    net = perceptron()
    assert number_of_parameters(net) == parameter_vector(net).size == 101_770
    offsets = {path: offset(net, array) for path, array in parameters(net).items()}
    assert offsets == {"0.weight": 0, "0.bias": 100_352, "2.weight": 100_480, "2.bias": 101_760}
    shapes = {"0.weight": (784, 128), "0.bias": (128,), "2.weight": (128, 10), "2.bias": (10,)}
    assert list(layout(net).items()) == list(shapes.items())


def test_every_index_of_the_vector_is_the_entry_that_row_major_order_says() -> None:
    """i ↔ (array, row, column), for all 101,770."""
    net = perceptron()
    parameter_vector(net)[:] = np.arange(101_770, dtype=np.float32)  # exact in float32
    arrays = parameters(net)
    for path, start in {"0.weight": 0, "0.bias": 100_352, "2.weight": 100_480, "2.bias": 101_760}.items():
        array = arrays[path]
        for index in np.ndindex(array.shape):
            place = index[0] * array.shape[1] + index[1] if array.ndim == 2 else index[0]
            assert array[index] == start + place


def test_unflatten_is_the_inverse_of_flatten_bit_for_bit() -> None:
    net = perceptron()
    flat = flatten_parameters(net)
    again = unflatten_parameters(net, flat)
    for path, array in parameters(net).items():
        np.testing.assert_array_equal(array.view(np.int32), parameters(again)[path].view(np.int32))
    bits = np.random.default_rng(0).integers(0, 2**32, 101_770, dtype=np.uint32)  # NaNs and infinities too
    there_and_back = flatten_parameters(unflatten_parameters(net, bits.view(np.float32)))
    np.testing.assert_array_equal(there_and_back.view(np.uint32), bits)


@given(st.integers(0, 2**32 - 1))
def test_both_round_trips_hold_for_any_network(seed: int) -> None:
    rng = np.random.default_rng(seed)
    net, x = random_chain(rng)
    flat = flatten_parameters(net)
    np.testing.assert_array_equal(unflatten_parameters(net, flat)(x), net(x))
    other = rng.normal(size=flat.shape)
    np.testing.assert_array_equal(flatten_parameters(unflatten_parameters(net, other)), other)
    np.testing.assert_array_equal(flatten_parameters(net), flat)


def test_the_vector_is_live_and_stays_the_same() -> None:
    net = perceptron()
    flat = parameter_vector(net)
    assert parameter_vector(net) is not flat  # a view each time, of one buffer
    assert np.shares_memory(parameter_vector(net), flat) and parameter_vector(net).size == flat.size
    flat[:] = 0.0
    assert not net(np.ones((2, 784), np.float32)).any()
    net.layers[2].bias[...] = 1.0  # type: ignore[attr-defined]  # the type of one layer of several is not known
    assert flat[101_760:].tolist() == [1.0] * 10


def test_a_part_has_its_stretch_of_the_vector() -> None:
    net = perceptron()
    flat = parameter_vector(net)
    part = parameter_vector(net.layers[2])
    assert part.size == 1290 and np.shares_memory(part, flat)
    assert np.shares_memory(parameter_vector(net), flat) and parameter_vector(net).size == 101_770


def test_moving_into_the_vector_keeps_values_order_and_dtype() -> None:
    net = Residual(Linear(3, 3, rng=0, dtype=np.float64) >> BatchNorm(3, dtype=np.float64)) >> Linear(
        3, 2, dtype="float64"
    )
    before = {path: array.copy() for path, array in parameters(net).items()}
    flat = parameter_vector(net)
    assert flat.dtype == np.float64
    assert list(before) == [
        "0.inner.0.weight",
        "0.inner.0.bias",
        "0.inner.1.gain",
        "0.inner.1.bias",
        "1.weight",
        "1.bias",
    ]
    np.testing.assert_array_equal(flat, np.concatenate([array.ravel() for array in before.values()]))
    assert list(state(net)) == ["0.inner.1.running_mean", "0.inner.1.running_variance"]


def test_an_array_that_was_replaced_is_moved_in_again() -> None:
    net = Linear(2, 3, rng=0)
    parameter_vector(net)
    net.weight = np.ones((2, 3), np.float32)
    assert parameter_vector(net)[:6].tolist() == [1.0] * 6
    assert np.shares_memory(net.weight, parameter_vector(net))


def test_arrays_that_lie_in_another_order_are_put_in_theirs() -> None:
    first, second = Linear(2, 2, rng=0), Linear(2, 2, rng=1)
    net = first >> second
    parameter_vector(net)[:] = np.arange(12)
    first.bias, second.bias = second.bias, first.bias
    assert parameter_vector(net).tolist() == [0, 1, 2, 3, 10, 11, 6, 7, 8, 9, 4, 5]
    first.weight = first.weight.T
    assert parameter_vector(net).tolist() == [0, 2, 1, 3, 10, 11, 6, 7, 8, 9, 4, 5]


def test_a_network_without_parameters_has_an_empty_vector() -> None:
    assert parameter_vector(Relu() >> Relu()).shape == (0,)


def test_the_gradient_has_the_type_of_the_network() -> None:
    net = perceptron()
    gradient = gradient_like(net)
    assert type(gradient) is Chain and repr(gradient) == repr(net)
    assert not parameter_vector(gradient).any() and not np.shares_memory(
        parameter_vector(gradient), parameter_vector(net)
    )
    assert parameters(gradient).keys() == parameters(net).keys()
    assert [type(layer) for layer in gradient.layers] == [Linear, Relu, Linear]


def test_copy_and_astype_have_arrays_of_their_own() -> None:
    net = Linear(4, 4, rng=0) >> BatchNorm(4)
    for other in (net.copy(), net.astype(np.float64)):
        parameter_vector(other)[:] = 0.0
        state(other)["1.running_mean"][:] = 5.0
        assert parameter_vector(net).any() and not state(net)["1.running_mean"].any()
    double = net.astype("float64")
    assert {array.dtype for array in (parameters(double) | state(double)).values()} == {np.dtype(np.float64)}
    np.testing.assert_array_equal(flatten_parameters(double).astype(np.float32), flatten_parameters(net))


def test_mistakes_are_named() -> None:
    net = Linear(2, 3)
    with pytest.raises(ShapeError, match=r"^Linear\(2, 3\) has 9 parameters, but 8 values are given$"):
        unflatten_parameters(net, np.zeros(8, np.float32))
    mixed = Linear(2, 3) >> Linear(3, 2, dtype=np.float64)
    with pytest.raises(ConfigError, match=r"one vector has one dtype, but 0\.bias is float32, 1\.bias is float64"):
        parameter_vector(mixed)
    with pytest.raises(ConfigError, match="parameters are floating-point numbers, not int64"):
        net.astype("int64")
