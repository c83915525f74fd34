"""S41–S44, S47, S48: linear layers, activations, dropout, residuals, normalisation."""

from itertools import product
from math import sqrt

import numpy as np

from typednn import layers, ops
from typednn.errors import ShapeError
from typednn.layers.flat import gradient_like
from typednn.ops.registry import PRIMITIVES
from typednn.theorems.differences import SOURCE
from typednn.theorems.layer_laws import backward_is_the_adjoint_of_the_derivative
from typednn.theorems.layer_subjects import Subject
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.precise import algebra
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_FLOATS = "2^12 u of the terms"
_ALLOWED = 2.0**-41


@CHAPTER.theorem("S41", Mode.EXACT, original="linear layer", domain="W in R^(2×2), b, x, g in R²: batches of one")
def a_linear_layer_and_its_gradients(trial: Trial) -> None:
    """y = xW + b, dW = xᵀg, db = g, dx = gWᵀ."""
    layer = layers.Linear(2, 2, rng=0, dtype=np.float64)
    for case, point in trial.lattice(10, 2):
        layer.weight[...], layer.bias[...] = point[:4].reshape(2, 2), point[4:6]
        x, g, gradient = point[None, 6:8], point[None, 8:], gradient_like(layer)
        y, cache = layer.forward(x)
        case.equal(y, x @ layer.weight + layer.bias)
        case.equal(layer.backward(g, cache, gradient), g @ layer.weight.T)
        case.equal(gradient.weight, x.T @ g)
        case.equal(gradient.bias, g[0])


@CHAPTER.theorem(
    "S42",
    Mode.DIFFERENCES,
    original="relu, smoothRelu, softmax",
    domain="all primitives of the registry by these names; random inputs",
    tolerance="1e-5 of the size: central differences with step 1e-6 away from kinks",
)
def activations_have_these_derivatives(trial: Trial) -> None:
    """relu' = [x > 0], softplus' = σ, and softmax has the Jacobian diag(s) − ssᵀ."""
    for case in trial.cases(60, 3000):
        x, g = case.rng.normal(size=(2, 5))
        case.given(x=x)
        s = np.asarray(ops.softmax(x))
        case.near(ops.softmax_vjp(g, x), (np.diag(s) - np.outer(s, s)) @ g, 1e-12)
        case.near(ops.softplus_vjp(g, x), g * np.asarray(ops.sigmoid(x)), 1e-12)
        if np.all(np.abs(x) > 1e-3):
            for name in ("relu", "softplus"):
                function = getattr(ops, name)
                slope_ = (function(x + 1e-6) - function(x - 1e-6)) / 2e-6
                case.near(getattr(ops, f"{name}_vjp")(g, x), g * slope_, 1e-5 * (1 + float(np.abs(g).max())))
        case.require({"relu", "softplus", "softmax"} <= set(PRIMITIVES), "they are primitives")


@CHAPTER.theorem(
    "S43",
    Mode.EXHAUSTIVE,
    original="dropout (fixed mask)",
    domain="x from {−6, 0, 3}⁴, rates 1/4, 1/2, 3/4, all 2⁴ masks, by their probabilities; exact floats",
)
def dropout_keeps_the_expectation(trial: Trial) -> None:
    """E[mask ⊙ x/(1 − p)] = x over all Bernoulli masks, and with a fixed mask it is linear."""
    masks = [np.array(mask, dtype=np.bool_) for mask in product((False, True), repeat=4)]
    points = [np.array(point, dtype=np.float64) for point in product((-6, 0, 3), repeat=4)]
    for case, (x, rate) in trial.each(product(points, (0.25, 0.5, 0.75))):
        chances = [rate ** int(np.sum(~mask)) * (1 - rate) ** int(np.sum(mask)) for mask in masks]
        mean = sum(chance * ops.dropout(x, mask, rate=rate) for chance, mask in zip(chances, masks, strict=True))
        case.given(x=x, rate=rate)
        case.equal(mean, x)
        case.equal(ops.dropout(2 * x, masks[5], rate=rate), 2 * ops.dropout(x, masks[5], rate=rate))


CHAPTER.static(
    "S44.1",
    "a residual needs a branch that keeps the shape",
    "y = x + f(x) has a type if f gives what it takes; another branch is no residual.",
    original="residual",
    accepts="""
from typednn.layers import Residual

net = Residual(Linear(3, 5) >> Relu() >> Linear(5, 3))
y: Float[Array, "2 3"] = net(np.zeros((2, 3), np.float32))
""",
    rejects=(
        "from typednn.layers import Residual\n\nResidual(Linear(3, 4))  # E: tensor-shape",
        "from typednn.layers import Residual\n\nResidual(Linear(3, 3))(np.zeros((2, 4)))  # E: tensor-shape",
    ),
)


@CHAPTER.theorem(
    "S44.2",
    Mode.RUN_TIME,
    original="residual",
    standing=Standing.GAP_CLOSED,
    domain="square and other branches; small integers",
)
def a_residual_is_around_a_square_layer(trial: Trial) -> None:
    """y = x + f(x); a branch that changes the shape is refused when the residual is made."""
    for case, (a, b) in trial.each(product(range(1, 5), repeat=2)):
        inner = layers.Linear(a, b, rng=0, dtype=np.float64)
        if a == b:
            x = np.ones((2, a))
            case.equal(layers.Residual(inner)(x), x + inner(x))
            continue
        try:
            layers.Residual(inner)
        except ShapeError:
            case.require(True, "it is refused")
        else:
            case.require(False, "it is refused")


@CHAPTER.theorem(
    "S47.1",
    Mode.PROPERTY,
    original="layerNorm, batchNorm, featureNorm",
    domain="random batches of 2 to 6 rows of 2 to 6; running statistics",
    tolerance=_FLOATS,
)
def normalising_centres_and_scales(trial: Trial) -> None:
    """LayerNorm by rows and BatchNorm by columns give mean 0 and variance var/(var + ε) < 1; running means move by
    1 − m.
    """
    for case in trial.cases(60, 3000):
        n, d = (int(size) for size in case.rng.integers(2, 7, 2))
        x = case.rng.normal(size=(n, d))
        one, zero = np.ones(d), np.zeros(d)
        case.given(x=x)
        for y, axis in ((ops.layer_norm(x, one, zero), 1), (ops.batch_norm(x, one, zero), 0)):
            variance = x.var(axis=axis)
            case.near(y.mean(axis=axis), np.zeros(variance.shape), 16 * _ALLOWED)
            case.near(y.var(axis=axis), variance / (variance + 1e-5), 16 * _ALLOWED)
        norm = layers.BatchNorm(d, dtype=np.float64)
        norm.forward(x)
        case.near(norm.running_mean, 0.1 * x.mean(axis=0), _ALLOWED)
        case.near(norm.running_variance, 0.9 + 0.1 * x.var(axis=0, ddof=1), _ALLOWED)


@CHAPTER.theorem(
    "S47.2",
    Mode.DIFFERENCES,
    original="layerNorm, batchNorm, featureNorm",
    standing=Standing.GAP_CLOSED,
    domain="rows, columns and images with random gains and shifts; the law of every layer, as differences",
    tolerance=SOURCE,
)
def normalising_layers_have_their_derivatives(trial: Trial) -> None:
    """Backward is the adjoint of the derivative in the input, the gain and the shift, for batches too."""
    for layer in (layers.LayerNorm(4, dtype=np.float64), layers.BatchNorm(3, dtype=np.float64)):
        backward_is_the_adjoint_of_the_derivative(trial, Subject(layer, None))
    images = layers.BatchNorm2d(2, dtype=np.float64)
    backward_is_the_adjoint_of_the_derivative(trial, Subject(images, lambda rng: rng.normal(size=(3, 2, 2, 3))))


@CHAPTER.counterexample(
    "S48.1",
    original="the backward passes of LN and BN without the mean terms",
    domain="one random row of 5",
    instead="dx = (g − mean g − x̂ mean(g ⊙ x̂))/σ, which is what the code computes (S36).",
    tolerance="1e-6: central differences",
)
def the_mean_terms_of_normalisation_may_be_dropped(trial: Trial) -> None:
    """The derivative of (x − μ)/σ is g/σ."""
    for case, seed in trial.each((0, 1, 2)):
        rng = np.random.default_rng(seed)
        x, g = rng.normal(size=(2, 5))
        one, zero = np.ones(5), np.zeros(5)
        claimed = g / sqrt(float(x.var()) + 1e-5)
        rows = np.eye(5) * 1e-6
        exact = np.array(
            [float(g @ (ops.layer_norm(x + h, one, zero) - ops.layer_norm(x - h, one, zero))) / 2e-6 for h in rows]
        )
        hat = (x - x.mean()) / sqrt(float(x.var()) + 1e-5)
        true = (g - g.mean() - hat * float(np.mean(g * hat))) / sqrt(float(x.var()) + 1e-5)
        case.near(true, exact, 1e-6, "with the mean terms")
        case.near(ops.layer_norm_vjp(g, x, one, zero)[0], exact, 1e-6)
        off = float(np.abs(claimed - exact).max())
        case.require(off > 0.1, "the claimed one is far off")
        trial.say(f"off by {off:.2f} where the derivative is at most {float(np.abs(exact).max()):.2f}")


@CHAPTER.theorem(
    "S48.2",
    Mode.SYMBOLIC,
    original="the backward passes of LN and BN",
    standing=Standing.GAP_CLOSED,
    domain="rows of 2 and 3 real numbers, all ε > 0",
)
def the_derivative_of_normalising(trial: Trial) -> None:
    """∂x̂_i/∂x_j = (δ_ij − 1/n − x̂_i x̂_j/n)/σ, σ = √(var + ε), so that dx = (g − mean g − x̂ mean(g ⊙ x̂))/σ."""
    sympy = algebra()
    for case, n in trial.each((2, 3)):
        x = sympy.symbols(f"x:{n}", real=True)
        sigma = sympy.symbols("sigma", positive=True)  # of which the square is var + ε
        mean = sum(x) / n
        variance = sum((each - mean) ** 2 for each in x) / n
        hats = [(each - mean) / sigma for each in x]
        for i, j in product(range(n), repeat=2):
            through_sigma = sympy.diff(hats[i], sigma) * sympy.diff(variance, x[j]) / (2 * sigma)
            claimed = (sympy.Rational(int(i == j)) - sympy.Rational(1, n) - hats[i] * hats[j] / n) / sigma
            gap = sympy.diff(hats[i], x[j]) + through_sigma - claimed
            case.given(n=n, i=i, j=j)
            case.require(sympy.expand(gap * sigma**3) == 0, "the entry")
        case.stands_for(n * n)
