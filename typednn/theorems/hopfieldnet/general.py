"""H1–H8: the general network on a digraph, its work phases, and feed-forward nets as a case of it."""

from fractions import Fraction
from itertools import product

import numpy as np

from typednn import layers
from typednn.hopfield.digraph import feedforward, network, phases
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.refusals import refuse_all
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_KIND = network.NeuronKind()
_MATRIX = ((0, 0, 4), (1, 0, 0), (-2, 3, 0))
_EDGES: dict[network.Edge, network.Number] = {
    (v, u): _MATRIX[u][v] for u in range(3) for v in range(3) if _MATRIX[u][v]
}


def kruse() -> network.Parameters:
    """The exercise's network: row u of the matrix are the weights to u, all thresholds are 1, activations 0 and 1."""
    net = network.NeuralNetwork([_KIND] * 3, frozenset(_EDGES), {0, 1}, {2}, allows=lambda a: a in (0, 1))
    return network.Parameters(net, _EDGES, (1, 1, 1))


@CHAPTER.theorem("H1", Mode.RUN_TIME, domain="one program for each axiom", original="NeuralNetwork")
def a_network_keeps_its_axioms(trial: Trial) -> None:
    """Inputs and outputs are there, edges join neurons, activations and weights are allowed; hidden is the rest."""
    make = network.NeuralNetwork
    refuse_all(
        trial,
        lambda: make([_KIND], set(), set(), {0}),
        lambda: make([_KIND], set(), {0}, set()),
        lambda: make([_KIND], set(), {1}, {0}),
        lambda: make([_KIND], set(), {0}, {-1}),
        lambda: make([_KIND], {(0, 1)}, {0}, {0}),
        lambda: phases.update(network.Parameters(make([_KIND], set(), {0}, {0}, lambda a: a > 1), {}), (2,), 0),
    )
    for case, outputs in trial.each(({2}, {1, 2})):
        net = make([_KIND] * 3, set(), {0}, outputs)
        case.equal(sorted(net.hidden), sorted({0, 1, 2} - {0} - outputs), "hidden are all others")


@CHAPTER.theorem(
    "H2",
    Mode.EXHAUSTIVE,
    domain="all 729 matrices of 3 neurons with entries −1, 0, 1 off the diagonal, all 8 states, in integers",
    original="the update formula of a network",
)
def an_update_is_its_formula(trial: Trial) -> None:
    """act'_u = f_act(act_u, f_net(w_u, f_out(act_v), σ_u), θ_u), and nobody else changes."""
    kind = network.NeuronKind(
        net=lambda w, out, s: s + sum(a * b for a, b in zip(w, out, strict=True)),
        act=lambda a, net, t: 2 * a + 3 * net - t,
        out=lambda a: a - 5,
    )
    pairs = [(v, u) for v in range(3) for u in range(3) if u != v]
    net = network.NeuralNetwork([kind] * 3, pairs, {0}, {2})
    for case, numbers in trial.each(product((-1, 0, 1), repeat=6)):
        w = dict(zip(pairs, numbers, strict=True))
        parameters = network.Parameters(net, w, (1, 2, 3), (7, 8, 9))
        for state in product((0, 1), repeat=3):
            for u in range(3):
                inner = 7 + u + sum(w[v, u] * (state[v] - 5) for v in range(3) if v != u)
                expected = [*state]
                expected[u] = 2 * state[u] + 3 * inner - (1 + u)
                case.equal(list(phases.update(parameters, state, u)), expected)
        case.stands_for(24)


@CHAPTER.theorem("H3", Mode.RUN_TIME, domain="one program for each axiom", original="Params")
def parameters_fit_their_network(trial: Trial) -> None:
    """Weights are 0 off the edges and allowed; thresholds and σ are one for each neuron."""
    net = kruse().network
    strict = network.NeuralNetwork([_KIND] * 2, {(0, 1)}, {0}, {1}, allows_weights=lambda w: min(w.values()) > 0)
    refuse_all(
        trial,
        lambda: network.Parameters(net, {(1, 0): 1}),
        lambda: network.Parameters(net, _EDGES, (1, 2)),
        lambda: network.Parameters(net, _EDGES, (), (1, 2)),
        lambda: network.Parameters(strict, {(0, 1): -1}),
    )
    for case, weight in trial.each((0, 1)):
        case.require(network.Parameters(strict, {(0, 1): 1}).weights and weight in (0, 1), "what is allowed is taken")


@CHAPTER.theorem("H4", Mode.RUN_TIME, domain="one program for each axiom", original="State, onlyUi")
def a_state_is_one_allowed_activation_for_each(trial: Trial) -> None:
    """Every neuron has one activation, which its network allows; `only_inputs` sees who else is active."""
    refuse_all(
        trial,
        lambda: phases.update(kruse(), (0, 0), 0),
        lambda: phases.update(kruse(), (0, 0, 2), 0),
        lambda: phases.update(kruse(), (0, 0, 0), 3),
    )
    for case, state in trial.each(product((0, 1), repeat=3)):
        case.equal(network.only_inputs(kruse().network, state), state[2] == 0)


@CHAPTER.theorem(
    "H5", Mode.EXACT, domain="the exercise's network, all 8 states", original="workPhase, seqStates, isStable"
)
def a_work_phase_is_one_turn_after_the_other(trial: Trial) -> None:
    """work_phase(s, order) is the fold of updates; a state is stable if no turn changes it: 000 and 111 are."""
    for case, state in trial.each(product((0, 1), repeat=3)):
        one_by_one: network.State = state
        for u in (2, 1, 0, 2):
            one_by_one = phases.update(kruse(), one_by_one, u)
        case.equal(phases.work_phase(kruse(), state, (2, 1, 0, 2)), one_by_one)
        case.equal(list(phases.states(kruse(), state, (2, 1, 0, 2)))[-1], one_by_one)
        case.equal(phases.is_stable(kruse(), state), state in ((0, 0, 0), (1, 1, 1)))


@CHAPTER.theorem("H6.1", Mode.EXHAUSTIVE, domain="all 4,096 digraphs of 4 neurons", original="Layering, Acyclic (MCNN)")
def layers_are_there_if_and_only_if_no_circle_is(trial: Trial) -> None:
    """A layering ℓ with ℓ(a) < ℓ(b) on all edges exists if and only if the graph is acyclic; `layering` is one."""
    pairs = [(v, u) for v in range(4) for u in range(4) if u != v]
    for case, chosen in trial.each(product((False, True), repeat=12)):
        edges = [pair for pair, there in zip(pairs, chosen, strict=True) if there]
        matrix = np.zeros((4, 4), np.int64)
        for v, u in edges:
            matrix[v, u] = 1
        circle = np.trace(sum(np.linalg.matrix_power(matrix, k) for k in range(1, 5))) > 0
        net = network.NeuralNetwork([_KIND] * 4, edges, {0}, {3})
        case.equal(phases.is_acyclic(net), not circle)
        if not circle:
            depth = {u: k for k, layer in enumerate(phases.layering(net)) for u in layer}
            case.require(all(depth[v] < depth[u] for v, u in edges), "every edge leads to a later layer")


@CHAPTER.theorem(
    "H6.2",
    Mode.EXACT,
    domain="all real weights of the complete acyclic graph of 4 neurons, in which both sides have degree at most 3",
    original="path weights (MCNN)",
)
def a_linear_net_sums_over_paths(trial: Trial) -> None:
    """With f_act(net) = net, the output is the input times the sum over all paths of the products of their weights."""
    pairs = [(v, u) for u in range(4) for v in range(u)]
    kinds = [network.NeuronKind(act=network.linear)] * 4
    net = network.NeuralNetwork(kinds, pairs, {0}, {3})
    for case, point in trial.lattice(6, 3):
        w = dict(zip(pairs, (int(x) for x in point), strict=True))
        parameters = network.Parameters(net, w)
        by_hand = w[0, 3] + w[0, 1] * w[1, 3] + w[0, 2] * w[2, 3] + w[0, 1] * w[1, 2] * w[2, 3]
        case.equal(phases.path_weight(parameters, 0, 3), by_hand)
        case.equal(phases.work_phase(parameters, (1, 0, 0, 0), (1, 2, 3))[3], by_hand)


@CHAPTER.theorem(
    "H6.3", Mode.EXHAUSTIVE, domain="the exercise's network, all 8 states", original="UpSync, isStableSync"
)
def synchronous_stability_is_the_same(trial: Trial) -> None:
    """A state is fixed by everyone's turn at once if and only if no single turn changes it."""
    for case, state in trial.each(product((0, 1), repeat=3)):
        fixed = phases.update_synchronously(kruse(), state) == state
        case.equal(fixed, phases.is_stable(kruse(), state))


@CHAPTER.theorem(
    "H7",
    Mode.EXHAUSTIVE,
    domain="all 729 rectifier nets 2 → 2 → 1 with weights −1, 0, 1, biases (1, −1) and 1, all inputs −1, 0, 1",
    original="workPhase_eq_simultaneous_of_independent, sequential_is_special_case",
    standing=Standing.GAP_CLOSED,
)
def a_perceptron_is_a_network_on_a_digraph(trial: Trial) -> None:
    """A work phase neuron by neuron, in any order within a layer, or layer by layer: each is the forward pass."""
    chain = layers.Linear(2, 2, dtype=np.float64) >> layers.Relu() >> layers.Linear(2, 1, dtype=np.float64)
    first, _, last = chain.layers
    assert isinstance(first, layers.Linear) and isinstance(last, layers.Linear)
    first.bias[...], last.bias[...] = [1.0, -1.0], 1.0
    inputs = list(product((-1, 0, 1), repeat=2))
    for case, numbers in trial.each(product((-1, 0, 1), repeat=6)):
        first.weight[...], last.weight[...] = np.reshape(numbers[:4], (2, 2)), np.reshape(numbers[4:], (2, 1))
        net, forward = feedforward.from_chain(chain), chain(np.array(inputs, np.float64))
        for x, y in zip(inputs, forward[:, 0], strict=True):
            layerwise = phases.layered_phase(net.parameters, net.start(x), net.layers[1:])
            case.require(layerwise[4] == Fraction(float(y)), "layer by layer it is the forward pass")
            for order in ((2, 3, 4), (3, 2, 4)):
                case.require(phases.work_phase(net.parameters, net.start(x), order) == layerwise, "neuron by neuron")
        case.stands_for(len(inputs))


@CHAPTER.theorem(
    "H8",
    Mode.EXHAUSTIVE,
    domain="all 81 chains 1 → 2 → 1 with a rectifier and weights −1, 0, 1, inputs −1, 1, 2, cotangents −1, 1, 3",
    original="MCNN lenses: DifferentiablePullback, ParameterizedLens",
)
def pullbacks_compose(trial: Trial) -> None:
    """vjp(g ∘ f) = vjp f ∘ vjp g, and composition is associative, parameters' gradients included."""
    x, dy = np.array([[-1.0], [1.0], [2.0]]), np.array([[-1.0], [1.0], [3.0]])
    chain = layers.Linear(1, 2, dtype=np.float64) >> layers.Relu() >> layers.Linear(2, 1, dtype=np.float64)
    first, second = layers.Chain(*chain.layers[:2]), layers.Chain(*chain.layers[2:])
    whole, one, two = (layers.gradient_like(each) for each in (chain, first, second))
    for case, numbers in trial.each(product((-1, 0, 1), repeat=4)):
        for layer, weights in ((chain.layers[0], numbers[:2]), (chain.layers[2], numbers[2:])):
            assert isinstance(layer, layers.Linear)
            layer.weight[...], layer.bias[...] = np.reshape(weights, layer.weight.shape), 1.0
        _, cache = chain.forward(x)
        middle, cache_one = first.forward(x)
        _, cache_two = second.forward(middle)
        dx = chain.backward(dy, cache, whole)
        case.equal(dx, first.backward(second.backward(dy, cache_two, two), cache_one, one))
        parts = [*layers.parameters(one).values(), *layers.parameters(two).values()]
        for found, expected in zip(layers.parameters(whole).values(), parts, strict=True):
            case.equal(found, expected)
        regrouped = chain.layers[0] >> (chain.layers[1] >> chain.layers[2])
        case.equal(regrouped(x), chain(x), "associative")
