"""V46, V47, V51–V54: the perceptron 784 → 128 → 10, its gradient by hand, its predictions, its first weights."""

from functools import partial
from math import log, sqrt

import numpy as np
from numpy.random import Generator

from typednn import layers, losses, ops
from typednn.contracts import Array, Float, Integer, contract
from typednn.layers import Backpropagation, Chain
from typednn.losses import Logits
from typednn.theorems.differences import SOURCE, STEP, slope
from typednn.theorems.rounding import UNIT, gamma
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER

_LEVEL = 1 - 1e-6


@CHAPTER.theorem(
    "V46.2",
    Mode.PROPERTY,
    original="MLPArchitecture.forward, forwardLogits, softmaxBatch",
    domain="perceptrons of random sizes up to 30, batches of up to 8",
    tolerance="γ_(n+2), a sum of n quotients",
)
def the_softmax_of_a_network_is_a_distribution(trial: Trial) -> None:
    """softmax(W₂ relu(W₁ x + b₁) + b₂) has entries of at least 0, and rows that sum to 1."""
    for case in trial.cases(quick=100, full=5000):
        net, x, _ = _draw(case.rng, most=30)
        case.given(net=net, x=x)
        probabilities = np.asarray(ops.softmax(net(x)))
        case.require(np.all(probabilities >= 0), "not negative")
        case.near(probabilities.sum(axis=1), np.ones(len(x)), gamma(probabilities.shape[1] + 2))


@CHAPTER.theorem(
    "V47.2",
    Mode.PROPERTY,
    original="predictBatch",
    domain="2 to 20 logits, |z| ≤ 500, of which the largest leads by more than 100 u |z|",
)
def logits_and_probabilities_predict_the_same(trial: Trial) -> None:
    """argmax softmax(z) = argmax z."""
    for case in trial.cases(quick=300, full=20_000):
        z = case.rng.uniform(-1, 1, size=case.rng.integers(2, 21)) * case.rng.choice([1e-3, 1.0, 500.0])
        case.given(z=z)
        ordered = np.sort(z)
        if case.assume(ordered[-1] - ordered[-2] > 100 * UNIT * max(1.0, np.abs(z).max())):
            case.equal(int(np.argmax(ops.softmax(z))), int(np.argmax(z)))


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
        net, x, t = _draw(case.rng, most=5)
        case.given(net=net, x=x, t=t)
        backpropagation = Backpropagation(net, _classification)
        if case.assume(_least_preactivation(net, x) > 4 * STEP * (1.0 + float(np.abs(x).sum(axis=1).max()))):
            gradient = backpropagation(x, t).gradient.copy()
            start = backpropagation.parameters.copy()
            for i in range(len(start)):
                found = slope(partial(_moved_loss, backpropagation, x, t, start, np.eye(len(start))[i]))
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
    net = _perceptron(np.random.default_rng(trial.seed), 784, 128, 10)
    backpropagation = Backpropagation(net, _classification)
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
        found = slope(partial(_moved_loss, backpropagation, x, t, start, direction))
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
        net, x, t = _draw(case.rng, most=30)
        case.given(net=net, x=x, t=t)
        found = Backpropagation(net, _classification)(x, t).gradient
        expected = _by_hand(net, x, t)
        case.near(found, expected, 1e-12 * float(np.abs(expected).max()))


@CHAPTER.theorem(
    "V53.1",
    Mode.PROPERTY,
    original="computeLoss, computeLossBatch",
    standing=Standing.GAP_CLOSED,
    domain="perceptrons of sizes up to 30, batches of up to 8",
    tolerance="1e-12 of the value and of 1",
)
def the_loss_is_of_the_logits(trial: Trial) -> None:
    """The network's loss is the mean of −log softmax(z₂)_t: softmax is applied once."""
    for case in trial.cases(quick=150, full=8000):
        net, x, t = _draw(case.rng, most=30)
        case.given(net=net, x=x, t=t)
        loss = Backpropagation(net, _classification)(x, t).loss
        rows = np.asarray(ops.softmax(net(x)))[np.arange(len(t)), t]
        case.near(loss, float(-np.log(rows).mean()), 1e-12 * max(1.0, loss))


@CHAPTER.theorem(
    "V54.1",
    Mode.MONTE_CARLO,
    original="initHe",
    domain="1,000 to 1,000,000 weights for each of four fan_ins",
    confidence=_LEVEL,
)
def he_weights_have_their_variance(trial: Trial) -> None:
    """Weights are N(0, 2/fan_in): Σ z² is χ², so between n − 2√(nx) and n + 2√(nx) + 2x (Laurent and Massart)."""
    for case, fan_in in trial.each((1, 16, 128, 784)):
        n, x = trial.size(20_000, 1_000_000), _exponent(trial, 4 * 4)
        weight = np.empty(n)
        layers.he_normal(weight, fan_in, 128, case.rng)
        z = weight / sqrt(2 / fan_in)
        squares = float(z @ z)
        case.given(fan_in=fan_in, squares=squares, n=n)
        case.at_most(squares, n + 2 * sqrt(n * x) + 2 * x, claim="the variance from above")
        case.at_most(n - 2 * sqrt(n * x), squares, claim="the variance from below")
        case.at_most(abs(float(z.mean())), sqrt(2 * x / n), claim="the mean")
        case.stands_for(n)


@CHAPTER.theorem(
    "V54.2",
    Mode.MONTE_CARLO,
    original="initXavier",
    domain="1,000 to 1,000,000 weights for each of three shapes",
    confidence=_LEVEL,
)
def xavier_weights_are_uniform(trial: Trial) -> None:
    """Weights are U(±√(6/(in + out))): bounded, with mean 0 and variance 2/(in + out), by Hoeffding."""
    for case, (fan_in, fan_out) in trial.each(((1, 1), (784, 128), (128, 10))):
        n, x = trial.size(20_000, 1_000_000), _exponent(trial, 3 * 4)
        weight = np.empty(n)
        layers.xavier_uniform(weight, fan_in, fan_out, case.rng)
        z = weight / sqrt(6 / (fan_in + fan_out))
        case.given(fan_in=fan_in, fan_out=fan_out, n=n)
        case.require(np.all(np.abs(z) <= 1.0 + 4 * UNIT), "bounded")
        case.at_most(abs(float(z.mean())), 2 * sqrt(x / (2 * n)), claim="the mean, of numbers within 2")
        case.at_most(abs(float((z * z).mean()) - 1 / 3), sqrt(x / (2 * n)), claim="the variance, of squares within 1")
        case.stands_for(n)


@CHAPTER.theorem(
    "V54.3", Mode.PROPERTY, original="initXavier, initHe", domain="seeds; sizes up to 20", standing=Standing.BEYOND
)
def a_seed_determines_the_network(trial: Trial) -> None:
    """Equal seeds give equal weights, other seeds others; biases are 0."""
    for case in trial.cases(quick=50, full=2000):
        fan_in, fan_out, seed = map(int, case.rng.integers(1, [21, 21, 2**31]))
        case.given(fan_in=fan_in, fan_out=fan_out, seed=seed)
        first, again, other = (layers.Linear(fan_in, fan_out, rng=each) for each in (seed, seed, seed + 1))
        case.equal(first.weight, again.weight)
        case.require(np.any(first.weight != other.weight), "another seed")
        case.require(not first.bias.any(), "no bias")


def _exponent(trial: Trial, bounds: int) -> float:
    """x such that `bounds` events of probability e^−x each stay within the error level."""
    return log(bounds / (1 - (trial.theorem.confidence or 0.0)))


def _perceptron(rng: Generator, inputs: int, hidden: int, classes: int) -> Chain:
    return (
        layers.Linear(inputs, hidden, rng=rng, dtype=np.float64)
        >> layers.Relu()
        >> layers.Linear(hidden, classes, rng=rng, dtype=np.float64)
    )


@contract
def _draw(rng: Generator, most: int) -> tuple[Chain, Float[Array, "batch features"], Integer[Array, " batch"]]:
    """A perceptron, a batch, targets."""
    inputs, hidden, classes = map(int, rng.integers(2, most + 1, size=3))
    net = _perceptron(rng, inputs, hidden, classes)
    layers.parameter_vector(net)[:] += rng.normal(0.0, 0.2, layers.number_of_parameters(net))
    batch = int(rng.integers(1, 9))
    return net, rng.normal(size=(batch, inputs)), rng.integers(0, classes, batch)


@contract
def _classification(
    scores: Float[Array, "batch classes"], targets: Integer[Array, " batch"]
) -> tuple[float, Float[Array, "batch classes"]]:
    return losses.cross_entropy(Logits(scores), targets)


@contract
def _moved_loss(
    net: "Backpropagation[Chain]",
    x: Float[Array, "batch features"],
    t: Integer[Array, " batch"],
    start: Float[Array, " parameters"],
    direction: Float[Array, " parameters"],
    h: float,
) -> float:
    net.parameters[:] = start + h * direction
    return net(x, t).loss


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
