"""V51, V52, V82: the gradient of a network in its parameters, off its kinks."""

from functools import partial

import numpy as np

from typednn import layers
from typednn.contracts import Array, Float, Integer, contract
from typednn.layers import Backpropagation, Chain
from typednn.theorems.differences import SOURCE, STEP, slope
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER
from typednn.theorems.verifiednn.small_networks import classification, draw_perceptron, moved_loss, perceptron


@CHAPTER.theorem(
    "V51.1",
    Mode.DIFFERENCES,
    original="networkGradientManual",
    standing=Standing.GAP_CLOSED,
    domain="perceptrons of sizes up to 5, every parameter by itself, away from kinks",
    tolerance=SOURCE,
)
def every_partial_derivative_is_right(trial: Trial) -> None:
    """∂CE/∂θ_i for every parameter θ_i of W₁, b₁, W₂, b₂."""
    for case in trial.cases(quick=12, full=300):
        net, x, t = draw_perceptron(case.rng, most=5)
        case.given(net=net, x=x, t=t)
        backpropagation = Backpropagation(net, classification)
        if case.assume(_least_preactivation(net, x) > 4 * STEP * (1.0 + float(np.abs(x).sum(axis=1).max()))):
            gradient = backpropagation(x, t).gradient.copy()
            start = backpropagation.parameters.copy()
            for i in range(len(start)):
                found = slope(partial(moved_loss, backpropagation, x, t, start, np.eye(len(start))[i]))
                case.near(float(gradient[i]), found.value, found.error, f"parameter {i}")
            case.stands_for(len(start))


@CHAPTER.theorem(
    "V51.2",
    Mode.DIFFERENCES,
    original="networkGradientManual",
    standing=Standing.GAP_CLOSED,
    domain="784 → 128 → 10 in float64: single parameters and random directions in all 101,770; away from kinks",
    tolerance=SOURCE,
)
def the_gradient_of_the_real_network_is_right(trial: Trial) -> None:
    """The gradient of 784 → 128 → 10, sampled in coordinates and in directions through all parameters."""
    net = perceptron(np.random.default_rng(trial.seed), 784, 128, 10)
    backpropagation = Backpropagation(net, classification)
    for case in trial.cases(quick=60, full=1000):
        x, t = case.rng.random((2, 784)), case.rng.integers(0, 10, 2)
        start = backpropagation.parameters.copy()
        gradient = backpropagation(x, t).gradient.copy()
        direction = np.zeros_like(start)
        if case.number % 2:
            direction[case.rng.choice(np.flatnonzero(gradient))] = 1.0
        else:
            direction[:] = case.rng.normal(0.0, 0.01, size=start.size) / 28
        case.given(x=x, t=t, direction=direction)
        found = slope(partial(moved_loss, backpropagation, x, t, start, direction))
        backpropagation.parameters[:] = start
        if case.assume(found.sharp):
            case.near(float(gradient @ direction), found.value, found.error)


@CHAPTER.theorem(
    "V52.2",
    Mode.PROPERTY,
    original="networkGradient, networkGradientBatch",
    standing=Standing.BEYOND,
    domain="perceptrons of sizes up to 30, batches of up to 8",
    tolerance="1e-12 of the largest entry, as the inventory asks; some hundred rounded operations err by less",
)
def backpropagation_is_the_formula_by_hand(trial: Trial) -> None:
    """δ₂ = (softmax(z₂) − onehot)/b, dW₂ = hᵀδ₂, db₂ = Σδ₂, δ₁ = (δ₂W₂ᵀ) ⊙ 1[z₁ > 0], dW₁ = xᵀδ₁, db₁ = Σδ₁."""
    for case in trial.cases(quick=150, full=8000):
        net, x, t = draw_perceptron(case.rng, most=30)
        case.given(net=net, x=x, t=t)
        found = Backpropagation(net, classification)(x, t).gradient
        expected = _by_hand(net, x, t)
        case.near(found, expected, 1e-12 * float(np.abs(expected).max()))


@CHAPTER.theorem(
    "V82.8",
    Mode.DIFFERENCES,
    original="layer_composition_gradient_correct",
    standing=Standing.GAP_CLOSED,
    domain="two layers with relu, tanh or sigmoid between; in all weights, biases and the input; off kinks",
    tolerance=SOURCE,
)
def the_gradient_of_two_layers(trial: Trial) -> None:
    """backward gives the gradient of ⟨dy, L₂(σ(L₁ x))⟩ in every parameter and in x."""
    for case in trial.cases(quick=100, full=5000):
        a, b, c, rows = map(int, case.rng.integers(1, 7, size=4))
        between = (layers.Relu(), layers.Tanh(), layers.Sigmoid())[case.number % 3]
        net = (layers.Linear(a, b, rng=case.rng) >> between >> layers.Linear(b, c, rng=case.rng)).astype(np.float64)
        vector, gradient = layers.parameter_vector(net), layers.gradient_like(net)
        x, tx = case.rng.normal(size=(2, rows, a))
        y, cache = net.forward(x)
        dy, direction, start = case.rng.normal(size=y.shape), case.rng.uniform(-1, 1, vector.size), vector.copy()
        case.given(net=net, x=x, tx=tx, dy=dy, parameters=start, direction=direction)
        dx = net.backward(dy, cache, gradient)
        found = slope(partial(_moved, net, x, tx, start, direction), dy)
        vector[:] = start
        if case.assume(found.sharp):
            backward = float(layers.parameter_vector(gradient) @ direction) + float(np.sum(dx * tx))
            case.near(backward, found.value, found.error)


@CHAPTER.theorem(
    "V82.10",
    Mode.DIFFERENCES,
    original="network_gradient_correct",
    standing=Standing.GAP_CLOSED,
    domain="perceptrons with relu of sizes up to 6, directions through all parameters; the second engine is V52.2",
    tolerance=SOURCE,
)
def the_gradient_of_the_network(trial: Trial) -> None:
    """The gradient of the cross-entropy of a rectifier network in its parameters, in random directions, off kinks."""
    for case in trial.cases(quick=100, full=5000):
        a, b, c, rows = map(int, case.rng.integers(2, 7, size=4))
        net = (layers.Linear(a, b, rng=case.rng) >> layers.Relu() >> layers.Linear(b, c, rng=case.rng)).astype("f8")
        x, t = case.rng.normal(size=(rows, a)), case.rng.integers(0, c, rows)
        backpropagation = Backpropagation(net, classification)
        start = backpropagation.parameters.copy()
        gradient, direction = backpropagation(x, t).gradient.copy(), case.rng.uniform(-1, 1, start.size)
        case.given(net=net, x=x, t=t, parameters=start, direction=direction)
        found = slope(partial(moved_loss, backpropagation, x, t, start, direction))
        if case.assume(found.sharp):
            case.near(float(gradient @ direction), found.value, found.error)


@CHAPTER.counterexample(
    "V82.13",
    original="the landing page: f is differentiable everywhere",
    domain="one rectifier at 0",
    instead="It is differentiable off its kinks, with the gradient that backward gives (V82.1, V82.8).",
)
def a_rectifier_network_is_differentiable_everywhere(trial: Trial) -> None:
    """The network, with its rectifiers, is differentiable everywhere."""
    for case, h in trial.each((1.0, 2.0**-20, 2.0**-1000)):
        net = layers.Linear(1, 1, dtype=np.float64) >> layers.Relu()
        weight, bias = layers.parameters(net).values()
        weight[...], bias[...] = 1.0, 0.0
        right, left = (abs(float((net(np.array([[at]])) - net(np.zeros((1, 1))))[0, 0] / at)) for at in (h, -h))
        case.given(h=h)
        case.equal((right, left), (1.0, 0.0), "the slopes to both sides")
        trial.say(f"relu at 0, step {h:.0e}: slope {right} to the right, {left} to the left")
        _, cache = net.forward(np.zeros((1, 1)))
        dx = net.backward(np.ones((1, 1)), cache, layers.gradient_like(net))
        case.require(0.0 <= float(dx[0, 0]) <= 1.0, "backward gives a subgradient")


def _moved(net: layers.AnyLayer, x: Array, tx: Array, start: Array, direction: Array, h: float) -> Array:
    layers.parameter_vector(net)[:] = start + h * direction
    return net(x + h * tx)


@contract
def _least_preactivation(net: Chain, x: Float[Array, "batch features"]) -> float:
    return float(np.abs(net.layers[0](x)).min())


@contract
def _by_hand(net: Chain, x: Float[Array, "batch features"], t: Integer[Array, " batch"]) -> Float[Array, " parameters"]:
    """The gradient as the formula says, in the order of the flat vector."""
    w1, b1, w2, b2 = layers.parameters(net).values()
    z1 = x @ w1 + b1
    h = np.maximum(z1, 0)
    z2 = h @ w2 + b2
    powers = np.exp(z2 - z2.max(axis=1, keepdims=True))
    delta2 = (powers / powers.sum(axis=1, keepdims=True) - np.eye(z2.shape[1])[t]) / len(t)
    delta1 = (delta2 @ w2.T) * (z1 > 0)
    parts = x.T @ delta1, delta1.sum(axis=0), h.T @ delta2, delta2.sum(axis=0)
    return np.concatenate([part.ravel() for part in parts])
