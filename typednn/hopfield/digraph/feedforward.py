"""A chain of dense layers as a network on a digraph: a feed-forward net is a special case, exactly."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from typednn.errors import ConfigError, DataError
from typednn.hopfield.digraph.network import (
    Activation,
    Edge,
    NeuralNetwork,
    NeuronKind,
    Number,
    Parameters,
    State,
    linear,
    rectified,
)
from typednn.hopfield.digraph.phases import layered_phase
from typednn.layers.chain import Chain
from typednn.layers.layer import AnyLayer
from typednn.layers.linear import Linear
from typednn.layers.relu import Relu

_ACTIVATIONS: dict[type[AnyLayer], Activation] = {Relu: rectified}


def _unchanged(activation: Number, net: Number, threshold: Number) -> Number:
    """What an input neuron does: it keeps what it was given."""
    return activation


@dataclass(frozen=True)
class FeedForward:
    """The network, its parameters as exact fractions, and its layers of neurons, inputs first."""

    parameters: Parameters
    layers: Sequence[Sequence[int]]

    @property
    def order(self) -> list[int]:
        """All neurons after the inputs, layer by layer."""
        return [neuron for layer in self.layers[1:] for neuron in layer]

    def start(self, x: Sequence[Number]) -> State:
        """The inputs' activations, and 0 everywhere else."""
        if len(x) != len(self.layers[0]):
            raise DataError(f"there are {len(x)} numbers for {len(self.layers[0])} input neurons: give one for each")
        return (*x, *([0] * len(self.order)))

    def __call__(self, x: Sequence[Number]) -> list[Number]:
        """The outputs after a work phase layer by layer."""
        state = layered_phase(self.parameters, self.start(x), self.layers[1:])
        return [state[neuron] for neuron in self.layers[-1]]


def from_chain(chain: Chain) -> FeedForward:
    """Each column of each `Linear` is a neuron with θ = −bias; `Relu` behind it is its activation function."""
    dense = _dense(chain.layers)
    sizes = [dense[0][0].fan_in, *(layer.fan_out for layer, _ in dense)]
    first = [sum(sizes[:k]) for k in range(len(sizes) + 1)]
    layers = [list(range(start, end)) for start, end in pairwise(first)]
    kinds, thresholds = [NeuronKind(act=_unchanged)] * sizes[0], [Fraction(0)] * sizes[0]
    weights: dict[Edge, Number] = {}
    for (layer, act), (before, here) in zip(dense, pairwise(layers), strict=True):
        kinds += [NeuronKind(act=act)] * len(here)
        thresholds += [-Fraction(float(b)) for b in layer.bias]
        for i, v in enumerate(before):
            weights |= {(v, u): Fraction(float(layer.weight[i, j])) for j, u in enumerate(here)}
    network = NeuralNetwork(kinds, frozenset(weights), frozenset(layers[0]), frozenset(layers[-1]))
    return FeedForward(Parameters(network, weights, thresholds), layers)


def _dense(layers: Sequence[AnyLayer]) -> list[tuple["Linear[int, int]", Activation]]:
    """The dense layers, each with the activation behind it."""
    found: list[tuple[Linear[int, int], Activation]] = []
    for layer in layers:
        known: Callable[..., Number] | None = _ACTIVATIONS.get(type(layer))
        if isinstance(layer, Linear):
            found.append((layer, linear))
        elif known is not None and found and found[-1][1] is linear:
            found[-1] = (found[-1][0], known)
        else:
            raise ConfigError(
                f"{layer!r} has no counterpart among neurons: give Linear layers, each with Relu or nothing behind"
            )
    if not found:
        raise ConfigError("there is no Linear layer in the chain: give one with at least one")
    return found
