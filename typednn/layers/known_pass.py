"""A pass forward and back for a kind of batch that went through all contracts before.

A contract of a layer is decided by types, dtypes and shapes, and those of a batch and of the parameters decide all
the others on the way. So what was judged once for a batch of this kind need not be judged again: the layers of a
chain are called one after the other, without their contracts. A layer of one's own keeps its contract, since
its shapes may depend on values.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from numpy.random import Generator

from typednn.contracts import Array, Float, contract, without_contract
from typednn.layers.chain import Caches, Chain
from typednn.layers.layer import AnyLayer
from typednn.layers.tree import parameters
from typednn.layers.workspace import ReusedWorkspace, UnjudgedWorkspace, Workspace

Forward: TypeAlias = Callable[..., tuple[Array, Any]]  # of layers whose caches are of all kinds
Backward: TypeAlias = Callable[..., Any]  # dx, or nothing

_OURS = __package__ + "."


class KnownPass:
    """The layers one behind the other, each with its gradient and the memory that it has in any pass."""

    def __init__(self, net: AnyLayer, gradient: AnyLayer, space: ReusedWorkspace) -> None:
        layers, gradients, rooms = _parts(net, gradient, space)
        self._forward: list[tuple[Forward, Workspace]] = [
            (_unjudged(layer, "forward"), room) for layer, room in zip(layers, rooms, strict=True)
        ]
        self._backward: list[tuple[int, Backward, AnyLayer, Workspace]] = []
        for at in range(_first_learned(layers), len(layers)):
            name = "backward" if self._backward else "backward_parameters"  # of the first nobody asks for its dx
            self._backward.append((at, _unjudged(layers[at], name), gradients[at], rooms[at]))
        self._backward.reverse()

    def forward(self, x: Array, rng: Generator | None) -> tuple[Array, Caches]:
        """The output, and what each layer needs to go back."""
        caches: list[object] = []
        for forward, room in self._forward:
            x, cache = forward(x, rng=rng, space=room)
            caches.append(cache)
        return x, Caches(tuple(caches))

    @contract
    def backward(
        self, output: Float[Array, "batch *output"], doutput: Float[Array, "batch *output"], caches: Caches
    ) -> None:
        """The gradient of all parameters, written where it belongs; what a loss gives is judged each time."""
        dy: Array = doutput
        for at, backward, gradient, room in self._backward:
            dy = backward(dy, caches.of_layers[at], gradient, space=room)


def _parts(
    net: AnyLayer, gradient: AnyLayer, space: ReusedWorkspace
) -> tuple[list[AnyLayer], list[AnyLayer], list[Workspace]]:
    if type(net) is not Chain:
        return [net], [gradient], [_room(net, space)]
    parts, gradients = net.parts(), gradient.parts()
    rooms = [_room(part, space.room(name)) for name, part in parts.items()]
    return list(parts.values()), list(gradients.values()), rooms


def _room(layer: AnyLayer, room: ReusedWorkspace) -> Workspace:
    return UnjudgedWorkspace(room) if _is_ours(layer) else room


def _first_learned(layers: list[AnyLayer]) -> int:
    return next((at for at, layer in enumerate(layers) if parameters(layer)), len(layers))


def _unjudged(layer: AnyLayer, name: str) -> Callable[..., Any]:
    method: Callable[..., Any] = getattr(layer, name)
    return without_contract(method) if _is_ours(layer) else method


def _is_ours(layer: AnyLayer) -> bool:
    return type(layer).__module__.startswith(_OURS)
