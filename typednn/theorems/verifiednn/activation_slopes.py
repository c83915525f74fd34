"""V14, V17, V82: derivatives of activations, and what stands for them at kinks."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise, product

import numpy as np

from typednn import ops
from typednn.contracts import Array
from typednn.theorems.differences import SOURCE, slope
from typednn.theorems.precise import algebra, intervals
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER


@CHAPTER.theorem(
    "V14.1",
    Mode.DIFFERENCES,
    original="reluDerivative, leakyReluDerivative, sigmoidDerivative, tanhDerivative",
    standing=Standing.GAP_CLOSED,
    domain="random arrays; rectifiers with all entries farther than 0.01 from their kink",
    tolerance=SOURCE,
)
def activations_have_their_derivatives(trial: Trial) -> None:
    """⟨dy, f'(x) ⊙ t⟩ = ⟨f_vjp(dy, x), t⟩."""
    pairs: dict[str, tuple[Callable[[Array], Array], Callable[[Array, Array], Array]]] = {
        "relu": (ops.relu, ops.relu_vjp),
        "leaky_relu": (ops.leaky_relu, ops.leaky_relu_vjp),
        "sigmoid": (ops.sigmoid, ops.sigmoid_vjp),
        "tanh": (ops.tanh, ops.tanh_vjp),
    }
    for case in trial.cases(quick=200, full=10_000):
        name = str(case.rng.choice(sorted(pairs)))
        forward, backward = pairs[name]
        x, dy = case.rng.normal(size=(2, 8))
        t = case.rng.uniform(-1, 1, size=8)
        case.given(activation=name, x=x, dy=dy, t=t)
        if case.assume("relu" not in name or np.abs(x).min() > 0.01):
            found = slope(partial(_along, forward, x, t), dy)
            case.near(float(np.sum(backward(dy, x) * t)), found.value, found.error)


@CHAPTER.theorem("V14.2", Mode.EXHAUSTIVE, domain="both zeros, in float16, float32 and float64; slopes 0.01, 0.1, 0.5")
def at_the_kink_a_subgradient_is_taken(trial: Trial) -> None:
    """relu'(0) = 0 lies in [0, 1], the leaky one's is the slope and lies in [slope, 1]: Clarke's subdifferentials."""
    for case, (name, zero, slope_below) in trial.each(product(("f2", "f4", "f8"), (0.0, -0.0), (0.01, 0.1, 0.5))):
        x, dy = np.full(1, zero, name), np.ones(1, name)
        case.equal(ops.relu_vjp(dy, x), [0.0])
        leaky = float(ops.leaky_relu_vjp(dy, x, slope=slope_below)[0])
        case.equal(leaky, float(np.array(slope_below, name)), "the slope")
        case.require(0.0 < leaky <= 1.0, "in [slope, 1]")


@CHAPTER.theorem("V17", Mode.EXHAUSTIVE, original="reluBackward", domain="all 729 patterns of signs of six entries")
def the_relu_backward_kernel_masks(trial: Trial) -> None:
    """relu_vjp(g, z) = g ⊙ 1[z > 0] with the pre-activation z, or with relu(z), which has the same signs."""
    g = np.array([2.0, -3.0, 5.0, -7.0, 11.0, -13.0])
    for case, signs in trial.each(product((-1.0, 0.0, 1.0), repeat=6)):
        z = np.array(signs) * np.array([0.5, 1.0, 2.0, 3.0, 1e-300, 1e300])
        case.given(z=z)
        expected = [gi if sign > 0 else 0.0 for gi, sign in zip(g.tolist(), signs, strict=True)]
        case.equal(ops.relu_vjp(g, z), expected)
        case.equal(ops.relu_vjp(g, ops.relu(z)), expected)


@CHAPTER.theorem(
    "V82.1",
    Mode.INTERVAL,
    original="relu_gradient_almost_everywhere",
    domain="2^-30 ≤ |x| ≤ 1000 in 100 boxes, steps up to half the distance to the kink",
)
def the_slope_of_relu_is_a_step(trial: Trial) -> None:
    """x ≠ 0 ⇒ relu'(x) = 1[x > 0]: x + h stays on the side of x, where relu is x or 0."""
    edges = [2.0**-30 * (1000 * 2**30) ** (k / 50) for k in range(51)]
    with intervals() as iv:
        for case, ((low, high), sign) in trial.each(product(pairwise(edges), (1, -1))):
            moved = iv.mpf([low, high]) * sign + iv.mpf([-low / 2, low / 2])
            case.given(box=(low, high), sign=sign)
            case.require(moved.a > 0 if sign > 0 else moved.b < 0, f"{moved} does not hold the kink")
            case.equal(ops.relu_vjp(np.ones(2), np.array([low, high]) * sign), [float(sign > 0)] * 2)


@CHAPTER.theorem("V82.2", Mode.SYMBOLIC, original="sigmoid_gradient_correct", domain="wherever σ is defined")
def the_slope_of_sigmoid(trial: Trial) -> None:
    """σ'(x) = σ(x) (1 − σ(x)), and the n-th derivative is a polynomial in σ, for n = 1 to 4."""
    sympy = algebra()

    x, s = sympy.symbols("x s")
    sigma = 1 / (1 + sympy.exp(-x))
    polynomial = s
    for case, order in trial.each(range(1, 5)):
        polynomial = sympy.expand(sympy.diff(polynomial, s) * s * (1 - s))
        difference = sympy.diff(sigma, x, order) - polynomial.subs(s, sigma)
        case.require(sympy.simplify(difference) == 0, f"derivative {order} is {polynomial}")


@CHAPTER.theorem(
    "V82.12",
    Mode.DIFFERENCES,
    original="sigmoid_gradient_correct",
    domain="|x| ≤ 30, by the complex step h = 1e-30, which does not cancel",
    tolerance="32 u of the value: two complex exponentials and quotients, and ours",
)
def the_slope_of_sigmoid_by_a_complex_step(trial: Trial) -> None:
    """σ'(x) = Im σ(x + ih)/h up to h², and the derivative in the code is that."""
    for case in trial.cases(quick=100, full=5000):
        x = case.rng.uniform(-30, 30, size=20)
        case.given(x=x)
        decay = np.exp(-np.abs(x) - 1e-30j)  # σ' is even, so that the decaying branch serves both sides
        step = np.abs(np.imag(decay / (1 + decay))) / 1e-30
        case.near(ops.sigmoid_vjp(np.ones_like(x), x), step, 32 * UNIT * step)


def _along(forward: Callable[[Array], Array], x: Array, t: Array, h: float) -> Array:
    return forward(x + h * t)
