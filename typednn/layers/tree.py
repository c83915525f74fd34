"""The arrays of a network by their path: ``0.weight``, ``2.inner.1.bias``."""

from collections.abc import Callable, Iterator
from copy import copy
from typing import TypeVar

from typednn.contracts import Array
from typednn.layers.layer import AnyLayer

_Net = TypeVar("_Net", bound=AnyLayer)


def every_layer(net: AnyLayer, path: str = "") -> Iterator[tuple[str, AnyLayer]]:
    """The network itself and all layers inside it, outer ones first, each with its path."""
    yield path, net
    for name, part in net.parts().items():
        yield from every_layer(part, f"{path}.{name}" if path else name)


def parameters(net: AnyLayer) -> dict[str, Array]:
    """All learned arrays by path, in the order of the flat vector."""
    return _arrays(net, lambda layer: layer.PARAMETERS)


def state(net: AnyLayer) -> dict[str, Array]:
    """All arrays that are kept but not learned, as running means are, by path."""
    return _arrays(net, lambda layer: layer.STATE)


def _arrays(net: AnyLayer, names: Callable[[AnyLayer], tuple[str, ...]]) -> dict[str, Array]:
    return {
        f"{path}.{name}" if path else name: getattr(layer, name)
        for path, layer in every_layer(net)
        for name in names(layer)
    }


def layout(net: AnyLayer) -> dict[str, tuple[int, ...]]:
    """The shapes of all learned arrays by path: what lies where in the flat vector."""
    return {path: array.shape for path, array in parameters(net).items()}


def number_of_parameters(net: AnyLayer) -> int:
    """101,770 for 784-128-10."""
    return sum(array.size for array in parameters(net).values())


def with_arrays(net: _Net, change: Callable[[Array], Array]) -> _Net:
    """The same network with `change(array)` for each array, learned or kept."""
    new = copy(net)
    for name in (*net.PARAMETERS, *net.STATE):
        setattr(new, name, change(getattr(net, name)))
    for name, part in net.parts().items():
        new.put_part(name, with_arrays(part, change))
    return new
