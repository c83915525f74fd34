"""One flat buffer: all parameters of a network in one contiguous vector, into which the layers' arrays look.

The order is that of the paths, each array row by row: in 784-128-10 `0.weight` starts at 0, `0.bias` at
100,352, `2.weight` at 100,480 and `2.bias` at 101,760. An optimizer, a perturbation, a norm is then a few
operations on whole vectors, and the layers see the change.
"""

from typing import TypeVar

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.errors import ConfigError, ShapeError
from typednn.layers.layer import AnyLayer
from typednn.layers.tree import every_layer, parameters, with_arrays

_Net = TypeVar("_Net", bound=AnyLayer)


@contract
def parameter_vector(net: AnyLayer) -> Float[Array, " parameters"]:
    """The live vector: change it, and the network changes.

    The first call moves the arrays of the layers into it. A layer that stands in two networks belongs to the
    one whose vector was asked for last.
    """
    arrays = parameters(net)
    flat = _buffer_of(arrays)
    return _move(net, arrays) if flat is None else flat


@contract
def _buffer_of(arrays: dict[str, Array]) -> Float[Array, " parameters"] | None:
    """The piece of one vector whose consecutive parts the arrays are, if there is one."""
    first = next(iter(arrays.values()), None)
    base = None if first is None else first.base
    if first is None or not isinstance(base, np.ndarray) or base.ndim != 1:
        return None
    start = end = _address(first)
    for array in arrays.values():
        whole = array.flags.c_contiguous and array.dtype == base.dtype
        if array.base is not base or not whole or _address(array) != end:
            return None
        end += array.nbytes
    offset = start - _address(base)
    return base[offset // base.itemsize : (offset + end - start) // base.itemsize]


def _address(array: Array) -> int:
    place: int = array.__array_interface__["data"][0]
    return place


@contract
def _move(net: AnyLayer, arrays: dict[str, Array]) -> Float[Array, " parameters"]:
    flat = np.empty(sum(array.size for array in arrays.values()), _dtype(arrays))
    position = 0
    for _, layer in every_layer(net):
        for name in layer.PARAMETERS:
            array: Array = getattr(layer, name)
            view = flat[position : position + array.size].reshape(array.shape)
            view[...] = array
            setattr(layer, name, view)
            position += array.size
    return flat


def _dtype(arrays: dict[str, Array]) -> np.dtype[np.floating]:
    """The one dtype of all parameters; float32 if there are none."""
    found = {array.dtype: path for path, array in arrays.items()}
    if len(found) > 1:
        listed = ", ".join(f"{path} is {dtype}" for dtype, path in found.items())
        raise ConfigError(f"one vector has one dtype, but {listed}: net.astype(np.float32) makes them equal")
    return next(iter(found), np.dtype(np.float32))


@contract
def flatten_parameters(net: AnyLayer) -> Float[Array, " parameters"]:
    """A copy of all parameters as one vector."""
    return parameter_vector(net).copy()


@contract
def unflatten_parameters(net: _Net, values: Float[Array, " parameters"]) -> _Net:
    """A network like `net` with these parameters; the inverse of `flatten_parameters`, bit for bit, both ways."""
    new = net.astype(values.dtype)
    flat = parameter_vector(new)
    if flat.size != values.size:
        raise ShapeError(f"{net!r} has {flat.size:,} parameters, but {values.size:,} values are given")
    flat[:] = values
    return new


@contract
def gradient_like(net: _Net) -> _Net:
    """A gradient for `net`: the same type and the same shapes, all zero, in a flat vector of its own."""
    gradient = with_arrays(net, np.zeros_like)
    parameter_vector(gradient)
    return gradient
