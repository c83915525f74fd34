"""The general neural network: neurons on a directed graph, each with functions of its own.

    act'_u = f_act(act_u, f_net(w_u, (f_out(act_v))_{v → u}, σ_u), θ_u)

Some neurons are inputs, some outputs, the others hidden. Numbers are whatever Python computes with: integers and
fractions stay exact. Kruse et al.: Computational intelligence, ch. 4.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from typednn.errors import ConfigError, DataError

Number: TypeAlias = int | float | Fraction
Edge: TypeAlias = tuple[int, int]
"""From which neuron to which."""
NetInput: TypeAlias = Callable[[Sequence[Number], Sequence[Number], Number], Number]
"""f_net of weights, outputs of the predecessors, and σ."""
Activation: TypeAlias = Callable[[Number, Number, Number], Number]
"""f_act of the activation that was, the net input, and θ."""
Output: TypeAlias = Callable[[Number], Number]
"""f_out of an activation."""


def weighted_sum(weights: Sequence[Number], outputs: Sequence[Number], sigma: Number) -> Number:
    """Σ w·out."""
    return sum((w * x for w, x in zip(weights, outputs, strict=True)), 0)


def step(activation: Number, net: Number, threshold: Number) -> Number:
    """1 from the threshold on, 0 below it."""
    return 1 if net >= threshold else 0


def sign(activation: Number, net: Number, threshold: Number) -> Number:
    """+1 from the threshold on, −1 below it."""
    return 1 if net >= threshold else -1


def linear(activation: Number, net: Number, threshold: Number) -> Number:
    """net − θ."""
    return net - threshold


def rectified(activation: Number, net: Number, threshold: Number) -> Number:
    """max(net − θ, 0)."""
    return max(net - threshold, 0)


def same(activation: Number) -> Number:
    """The activation itself."""
    return activation


@dataclass(frozen=True)
class NeuronKind:
    """The three functions of a neuron."""

    net: NetInput = weighted_sum
    act: Activation = step
    out: Output = same


def _anything(value: Number) -> bool:
    return True


@dataclass(frozen=True)
class NeuralNetwork:
    """Neurons 0 … n−1 and edges; which are inputs and outputs; what each computes; which activations there are."""

    kinds: Sequence[NeuronKind]
    edges: Collection[Edge]
    inputs: Collection[int]
    outputs: Collection[int]
    allows: Callable[[Number], bool] = _anything
    allows_weights: Callable[[Mapping[Edge, Number]], bool] = _anything  # type: ignore[assignment]  # it takes anything

    def __post_init__(self) -> None:
        everyone = range(len(self.kinds))
        if not self.inputs or not self.outputs:
            raise ConfigError(
                f"there are {len(self.inputs)} input and {len(self.outputs)} output neurons: name at least one of each"
            )
        for what, neurons in (("input", self.inputs), ("output", self.outputs)):
            for neuron in neurons:
                if neuron not in everyone:
                    raise ConfigError(f"{what} neuron {neuron} is not there: there are 0 to {len(everyone) - 1}")
        for edge in self.edges:
            if not all(neuron in everyone for neuron in edge):
                raise ConfigError(f"the edge {edge} leaves the network: there are neurons 0 to {len(everyone) - 1}")

    @cached_property
    def hidden(self) -> frozenset[int]:
        """All that are neither input nor output."""
        return frozenset(range(len(self.kinds))) - frozenset(self.inputs) - frozenset(self.outputs)

    @cached_property
    def predecessors(self) -> tuple[tuple[int, ...], ...]:
        """Whom each neuron hears, in order."""
        return tuple(tuple(sorted({v for v, target in self.edges if target == u})) for u in range(len(self.kinds)))


@dataclass(frozen=True)
class Parameters:
    """Weights on the edges of a network (0 elsewhere), and σ and θ of each neuron (0 unless given)."""

    network: NeuralNetwork
    weights: Mapping[Edge, Number]
    thresholds: Sequence[Number] = ()
    sigmas: Sequence[Number] = ()

    def __post_init__(self) -> None:
        edges = frozenset(self.network.edges)
        for edge, weight in self.weights.items():
            if edge not in edges and weight != 0:
                raise DataError(f"there is a weight of {weight} from {edge[0]} to {edge[1]}, and no edge: add the edge")
        neurons = len(self.network.kinds)
        for name, values in (("thresholds", self.thresholds), ("sigmas", self.sigmas)):
            if len(values) not in (0, neurons):
                raise DataError(f"there are {len(values)} {name} for {neurons} neurons: give one for each, or none")
        if not self.network.allows_weights(self.weights):
            raise DataError("the network does not allow these weights: its allows_weights says no")


State: TypeAlias = tuple[Number, ...]
"""The activation of each neuron."""


def require_state(network: NeuralNetwork, state: State) -> None:
    """One allowed activation for each neuron."""
    if len(state) != len(network.kinds):
        raise DataError(f"there are {len(state)} activations for {len(network.kinds)} neurons: give one for each")
    for neuron, value in enumerate(state):
        if not network.allows(value):
            raise DataError(f"neuron {neuron} cannot have the activation {value}: the network does not allow it")


def only_inputs(network: NeuralNetwork, state: State) -> bool:
    """Whether all other neurons are at 0, as a work phase wants it."""
    return all(value == 0 for neuron, value in enumerate(state) if neuron not in network.inputs)
