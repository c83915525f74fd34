"""S36–S40: layers and chains: backward is the adjoint of forward, and parameters are a vector."""

from functools import partial
from itertools import pairwise, product

import numpy as np
from numpy.random import Generator

from typednn import layers, optim
from typednn.contracts import Array
from typednn.layers import flatten_parameters, unflatten_parameters
from typednn.layers.examples import EXAMPLES, draw
from typednn.layers.flat import parameter_vector
from typednn.layers.tree import parameters
from typednn.optim import zfilter
from typednn.theorems.differences import SOURCE
from typednn.theorems.layer_laws import backward_is_the_adjoint_of_the_derivative
from typednn.theorems.layer_subjects import Subject
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.leansharp.exact import POINTS
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


@CHAPTER.theorem(
    "S36",
    Mode.DIFFERENCES,
    original="Layer (backward not tied to forward)",
    standing=Standing.GAP_CLOSED,
    domain="every kind of layer that there is, with random parameters; the law of every layer, as `check_layer` asks",
    tolerance=SOURCE,
)
def every_backward_is_the_adjoint_of_its_forward(trial: Trial) -> None:
    """⟨dy, D f(θ, x)[tθ, tx]⟩ = ⟨dθ, tθ⟩ + ⟨dx, tx⟩: backward belongs to the derivative, as the original does not
    ask.
    """
    for number, name in enumerate(EXAMPLES):
        example = draw(name, np.random.default_rng(number))
        backward_is_the_adjoint_of_the_derivative(trial, Subject(example.layer, partial(_like, example.x)))


CHAPTER.static(
    "S37",
    "a chain has the type of its ends",
    "Layers compose where the sizes meet; a chain takes what its first layer takes.",
    original="Chain In Out, ChainData",
    accepts="""
net = Linear(3, 4) >> Relu() >> Linear(4, 2)
y: Float[Array, "5 2"] = net(np.zeros((5, 3), np.float32))
""",
    rejects=(
        "Linear(3, 4) >> Relu() >> Linear(5, 2)  # E: tensor-shape",
        "(Linear(3, 4) >> Linear(4, 2))(np.zeros((5, 4), np.float32))  # E: tensor-shape",
    ),
)


@CHAPTER.theorem(
    "S38.1",
    Mode.DIFFERENCES,
    original="forwardChain, rawBackpropChain",
    domain="a chain of three layers; the raw pass by the law of every layer, as differences",
    tolerance=SOURCE,
)
def backpropagation_of_a_chain_is_its_derivative(trial: Trial) -> None:
    """Reverse accumulation through a chain is the adjoint of its derivative, parameters and input."""
    wide = layers.Linear(3, 4, rng=0, dtype=np.float64) >> layers.Tanh() >> layers.Linear(4, 2, rng=1, dtype=np.float64)
    backward_is_the_adjoint_of_the_derivative(trial, Subject(wide, None))


@CHAPTER.theorem(
    "S38.2",
    Mode.PROPERTY,
    original="backpropChain (filter per layer)",
    domain="chains of two dense layers of random widths, z = 1/2, 1, 3/2; bit for bit",
)
def the_filter_masks_each_layer_s_gradient(trial: Trial) -> None:
    """The filter by tensors of the flat gradient is that of each layer's own gradient; what is propagated is raw."""
    for case in trial.cases(40, 2000):
        a, b, c = (int(size) for size in case.rng.integers(2, 6, 3))
        first, last = (layers.Linear(m, n, rng=case.rng, dtype=np.float64) for m, n in ((a, b), (b, c)))
        net, x, dy = first >> last, case.rng.normal(size=(3, a)), case.rng.normal(size=(3, c))
        z = (0.5, 1.0, 1.5)[case.number % 3]
        case.given(net=net, x=x, dy=dy, z=z)
        gradient, alone = layers.gradient_like(net), [layers.gradient_like(layer) for layer in (first, last)]
        net.backward(dy, net.forward(x)[1], gradient)
        hidden, cache = first.forward(x)
        first.backward(last.backward(dy, last.forward(hidden)[1], alone[1]), cache, alone[0])
        rule = optim.ZSharp(1.0, filter=optim.ZFilter(optim.Deviations(z), ddof=0, guard=0.0, min_ndim=0))
        flat, filtered = layers.flatten_parameters(gradient), np.empty(layers.flatten_parameters(gradient).size)
        layout = {path: array.shape for path, array in parameters(gradient).items()}
        zfilter.filter_gradient(flat, rule.filter, rule.init(flat, layout), filtered)
        own = [optim.filtered_gradient(array.ravel(), z) for layer in alone for array in parameters(layer).values()]
        case.equal(filtered, np.concatenate(own))


@CHAPTER.theorem(
    "S39",
    Mode.EXHAUSTIVE,
    original="chainDataNormSq, zsharp_chain_stability",
    domain="two layers with gradients from {−2, …, 2}³ each, z = 1/2, 1, 5/4; exact squares",
)
def filtering_each_layer_shrinks_the_whole(trial: Trial) -> None:
    """Σ_l ‖filter(g_l)‖² ≤ Σ_l ‖g_l‖²."""
    whole = np.array([float(g @ g) for g in POINTS])
    for case, z in trial.each((0.5, 1.0, 1.25)):
        kept = np.array([float(np.sum(optim.filtered_gradient(g, z) ** 2)) for g in POINTS])
        case.given(z=z)
        case.at_most(kept[:, None] + kept, whole[:, None] + whole)
        case.stands_for(len(POINTS) ** 2)


@CHAPTER.theorem(
    "S40",
    Mode.EXHAUSTIVE,
    original="Chain.toVector, toData, toLayer, broadcastLayer",
    domain="chains of one to three dense layers with widths 1 to 4; entry k of the vector is k",
)
def a_chain_s_parameters_are_a_vector(trial: Trial) -> None:
    """toVector(toData(v)) = v, toData(toVector(net)) = net, and a batch is its samples."""
    for case, widths in trial.each(w for n in (2, 3, 4) for w in product((1, 2, 4), repeat=n)):
        net = layers.Chain(*(layers.Linear(a, b, rng=0, dtype=np.float64) for a, b in pairwise(widths)))
        vector = np.arange(parameter_vector(net).size, dtype=np.float64)
        case.equal(flatten_parameters(unflatten_parameters(net, vector)), vector)
        again = unflatten_parameters(net, flatten_parameters(net))
        x = np.arange(3.0 * widths[0]).reshape(3, widths[0])
        case.equal(again(x), net(x))
        whole = unflatten_parameters(net, vector % 3)
        case.equal(whole(x), np.concatenate([whole(row[None]) for row in x]), "a batch is its samples")


def _like(x: Array, rng: Generator) -> Array:
    """Other numbers in the place of these; the same ones if they are numbers of entries."""
    return rng.normal(size=x.shape) if x.dtype.kind == "f" else x
