"""Work phases of a general network: one neuron after the other, all at once, or layer by layer."""

from collections.abc import Iterable, Iterator, Sequence

from typednn.errors import ConfigError, DataError
from typednn.hopfield.digraph.network import NeuralNetwork, Number, Parameters, State, require_state


def net_input(parameters: Parameters, state: State, neuron: int) -> Number:
    """f_net of one neuron."""
    network = parameters.network
    before = network.predecessors[neuron]
    weights = [parameters.weights.get((v, neuron), 0) for v in before]
    outputs = [network.kinds[v].out(state[v]) for v in before]
    return network.kinds[neuron].net(weights, outputs, parameters.sigmas[neuron] if parameters.sigmas else 0)


def activation(parameters: Parameters, state: State, neuron: int) -> Number:
    """What the neuron's activation becomes."""
    network = parameters.network
    threshold = parameters.thresholds[neuron] if parameters.thresholds else 0
    value = network.kinds[neuron].act(state[neuron], net_input(parameters, state, neuron), threshold)
    if not network.allows(value):
        raise DataError(f"neuron {neuron} gets the activation {value}, which its network does not allow: see f_act")
    return value


def update(parameters: Parameters, state: State, neuron: int) -> State:
    """The state after one neuron's turn."""
    require_state(parameters.network, state)
    if not 0 <= neuron < len(state):
        raise ConfigError(f"there is no neuron {neuron}: there are 0 to {len(state) - 1}")
    return (*state[:neuron], activation(parameters, state, neuron), *state[neuron + 1 :])


def update_layer(parameters: Parameters, state: State, layer: Iterable[int]) -> State:
    """The state after the turn of all neurons of a layer at once."""
    require_state(parameters.network, state)
    new = {neuron: activation(parameters, state, neuron) for neuron in layer}
    return tuple(new.get(neuron, value) for neuron, value in enumerate(state))


def update_synchronously(parameters: Parameters, state: State) -> State:
    """The state after everyone's turn at once."""
    return update_layer(parameters, state, range(len(state)))


def work_phase(parameters: Parameters, state: State, order: Iterable[int]) -> State:
    """The state after turns in this order."""
    for neuron in order:
        state = update(parameters, state, neuron)
    return state


def states(parameters: Parameters, state: State, order: Iterable[int]) -> Iterator[State]:
    """The state before the first turn and after each."""
    yield state
    for neuron in order:
        state = update(parameters, state, neuron)
        yield state


def layered_phase(parameters: Parameters, state: State, layers: Iterable[Sequence[int]]) -> State:
    """The state after each layer's turn, one layer behind the other."""
    for layer in layers:
        state = update_layer(parameters, state, layer)
    return state


def is_stable(parameters: Parameters, state: State) -> bool:
    """Whether no neuron's turn changes anything."""
    return all(update(parameters, state, neuron) == state for neuron in range(len(state)))


def layering(network: NeuralNetwork) -> list[list[int]]:
    """Layers such that every edge leads to a later one; by the longest way from a neuron that hears nobody."""
    depth: dict[int, int] = {}
    left = set(range(len(network.kinds)))
    while left:
        ready = {u for u in left if not any(v in left for v in network.predecessors[u])}
        if not ready:
            raise DataError(f"the network has a circle among the neurons {sorted(left)}: only acyclic ones have layers")
        for u in ready:
            depth[u] = 1 + max((depth[v] for v in network.predecessors[u]), default=-1)
        left -= ready
    return [[u for u in sorted(depth) if depth[u] == level] for level in range(1 + max(depth.values()))]


def is_acyclic(network: NeuralNetwork) -> bool:
    """Whether no way along the edges comes back."""
    try:
        return bool(layering(network))
    except DataError:
        return False


def path_weight(parameters: Parameters, start: int, end: int) -> Number:
    """Σ over all ways from one neuron to the other of the products of their weights; for an acyclic network."""
    reached: dict[int, Number] = {start: 1}
    for layer in layering(parameters.network):
        for u in layer:
            if u != start:
                before = parameters.network.predecessors[u]
                reached[u] = sum((reached.get(v, 0) * parameters.weights.get((v, u), 0) for v in before), 0)
    return reached.get(end, 0)
