"""S36–S40: layers and chains: backward is the adjoint of forward, and parameters are a vector."""

from itertools import pairwise, product

import numpy as np

from typednn import layers, optim
from typednn.layers import AnyLayer, flatten_parameters, unflatten_parameters
from typednn.layers.flat import parameter_vector
from typednn.theorems.differences import SOURCE
from typednn.theorems.layer_laws import backward_is_the_adjoint_of_the_derivative
from typednn.theorems.layer_subjects import Subject
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


@CHAPTER.theorem(
    "S36",
    Mode.DIFFERENCES,
    original="Layer (backward not tied to forward)",
    standing=Standing.GAP_CLOSED,
    domain="nine kinds of layers with random parameters; the law of every layer, as `check_layer` asks for it",
    tolerance=SOURCE,
)
def every_backward_is_the_adjoint_of_its_forward(trial: Trial) -> None:
    """⟨dy, D f(θ, x)[tθ, tx]⟩ = ⟨dθ, tθ⟩ + ⟨dx, tx⟩: backward belongs to the derivative, as the original does not
    ask.
    """
    for layer in _layers():
        backward_is_the_adjoint_of_the_derivative(trial, Subject(layer, None))


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
    "S38",
    Mode.DIFFERENCES,
    original="forwardChain, backpropChain, rawBackpropChain",
    domain="a chain of three layers; the raw pass by the law of every layer, as differences",
    tolerance=SOURCE,
)
def backpropagation_of_a_chain_is_its_derivative(trial: Trial) -> None:
    """Reverse accumulation through a chain is the adjoint of its derivative, parameters and input."""
    wide = layers.Linear(3, 4, rng=0, dtype=np.float64) >> layers.Tanh() >> layers.Linear(4, 2, rng=1, dtype=np.float64)
    backward_is_the_adjoint_of_the_derivative(trial, Subject(wide, None))


@CHAPTER.theorem(
    "S39",
    Mode.EXHAUSTIVE,
    original="chainDataNormSq, zsharp_chain_stability",
    domain="two layers with gradients from {−2, …, 2}³ each, z = 1/2, 1, 5/4; exact squares",
)
def filtering_each_layer_shrinks_the_whole(trial: Trial) -> None:
    """Σ_l ‖filter(g_l)‖² ≤ Σ_l ‖g_l‖²."""
    points = [np.array(point, dtype=np.float64) for point in product(range(-2, 3), repeat=3)]
    for case, (g, h, z) in trial.each(product(points[::3], points[::5], (0.5, 1.0, 1.25))):
        kept = sum(float(np.sum(optim.filtered_gradient(each, z) ** 2)) for each in (g, h))
        case.at_most(kept, float(g @ g + h @ h))


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
        x = np.ones((3, widths[0]))
        case.equal(again(x), net(x))


def _layers() -> list[AnyLayer]:
    return [
        layers.Linear(3, 2, rng=0, dtype=np.float64),
        layers.Relu(),
        layers.Softplus(),
        layers.LayerNorm(4, dtype=np.float64),
        layers.BatchNorm(3, dtype=np.float64),
        layers.MultiHeadAttention(4, 2, rng=0, dtype=np.float64),
        layers.TransformerBlock(4, 2, rng=0, dtype=np.float64),
        layers.Conv2d(1, 2, 2, stride=2, rng=0, dtype=np.float64),
        layers.Residual(layers.Linear(3, 3, rng=0, dtype=np.float64)),
    ]
