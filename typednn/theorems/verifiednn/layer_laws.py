"""V52, V91: the laws of all layers, and that layers with a mistake break them."""

import numpy as np

from typednn import layers
from typednn.layers.examples import EXAMPLES
from typednn.layers.examples import draw as draw_example
from typednn.theorems.checking_layers import check_layer
from typednn.theorems.evidence import Budget
from typednn.theorems.precise import algebra
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER


@CHAPTER.theorem(
    "V52.1",
    Mode.PROPERTY,
    original="networkGradient",
    standing=Standing.BEYOND,
    domain="every layer of the library, with random sizes",
    tolerance="that of each law",
)
def every_layer_keeps_the_laws_of_layers(trial: Trial) -> None:
    """check_layer: backward is the adjoint of the derivative, a batch is its samples, dtype, shape, determinism, …"""
    for _ in range(trial.size(1, 10)):
        for case, name in trial.each(EXAMPLES):
            layer = draw_example(name, case.rng).layer
            draw = (lambda rng: rng.integers(0, 1, size=(2, 3))) if name == "Embedding" else None
            report = check_layer(layer, draw, seed=trial.seed, budget=Budget.QUICK)
            case.given(layer=layer)
            case.require(report.ok, f"{layer!r} keeps the laws, which it says it does not:\n{report}")


@CHAPTER.theorem(
    "V91.1",
    Mode.RUN_TIME,
    original="gradient_chain_rule, dimension_check, gradient_simplify, autodiff",
    standing=Standing.BEYOND,
    domain="five layers, each with one mistake",
)
def check_layer_notices_mistakes(trial: Trial) -> None:
    """A layer with a wrong backward, a gradient that is added, a dtype that is lost, or a batch that is mixed fails."""
    from typednn.theorems.verifiednn.wrong_layers import WRONG

    for case, (layer, law) in trial.each(WRONG):
        case.given(layer=type(layer).__name__)
        failures = check_layer(layer, seed=trial.seed).failures
        case.require(
            law in failures, f"{type(layer).__name__} breaks {law!r}; check_layer said {failures or 'nothing'}"
        )


@CHAPTER.theorem(
    "V91.2",
    Mode.PROPERTY,
    original="gradient_simplify",
    standing=Standing.BEYOND,
    domain="tanh(w₂ relu(w₁ x + b₁) + b₂) where w₁ x + b₁ > 0",
    tolerance="1000 u of the largest entry: some forty operations",
)
def the_chain_rule_gives_the_gradient_of_the_code(trial: Trial) -> None:
    """What computer algebra derives from the formula of a network is what its backward pass computes."""
    sympy = algebra()

    names = sympy.symbols("w1 b1 w2 b2 x", real=True)
    w1, b1, w2, b2, x = names
    formula = sympy.tanh(w2 * (w1 * x + b1) + b2)
    derivatives = [sympy.lambdify(names, sympy.simplify(sympy.diff(formula, name))) for name in names]
    net = (
        layers.Linear(1, 1, dtype=np.float64) >> layers.Relu() >> layers.Linear(1, 1, dtype=np.float64) >> layers.Tanh()
    )
    for case in trial.cases(12, 500):
        values = case.rng.uniform(0.2, 1.0, size=5)
        layers.parameter_vector(net)[:] = values[:4]
        y, cache = net.forward(values[4:].reshape(1, 1))
        gradient = layers.gradient_like(net)
        dx = net.backward(np.ones_like(y), cache, gradient)
        found = np.append(layers.parameter_vector(gradient), dx)
        case.given(values=values)
        expected = np.array([derivative(*values) for derivative in derivatives])
        case.near(found, expected, 1000 * UNIT * float(np.abs(expected).max()))
