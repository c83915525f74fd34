"""V81, V82: the original's suite of numerical gradient checks, and its eleven gradient theorems."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, product

import numpy as np

from typednn import layers, losses, ops
from typednn.contracts import Array, Float, Integer, contract
from typednn.layers import Backpropagation
from typednn.losses import Logits
from typednn.ops.primitive import Primitive
from typednn.ops.registry import PRIMITIVES
from typednn.theorems.differences import SOURCE, slope
from typednn.theorems.precise import algebra, intervals
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER

_STEP = 1e-5  # the original's
_POINT = tuple[Array, ...]


@contract
@dataclass(frozen=True)
class Checked:
    """A function to the reals, its gradient by our backward functions, and the size of its argument."""

    name: str
    size: int
    value: Callable[[Float[Array, " n"]], float]
    gradient: Callable[[Float[Array, " n"]], Float[Array, " n"]]


@contract
def _matrix(size: int) -> Float[Array, "{size} {size}"]:
    return np.arange(1.0, size * size + 1).reshape(size, size) / size


def _sum_of(name: str, size: int) -> Checked:
    """Σ f(x), for a primitive of one argument."""
    primitive: Primitive = PRIMITIVES[name]
    return Checked(
        f"Σ {name}",
        size,
        lambda x: float(np.sum(primitive.forward(x))),
        lambda x: np.asarray(primitive.vjp(np.ones_like(primitive.forward(x)), x)),
    )


@contract
def _cross_entropy(x: Float[Array, " n"]) -> tuple[float, Float[Array, " n"]]:
    loss, gradient = losses.cross_entropy(Logits(x[None]), np.array([1]))
    return loss, gradient[0]


@contract
def _polynomial_gradient(x: Float[Array, " n"]) -> Float[Array, " n"]:
    """Of Σ x ⊙ s + 2 s with s = x ⊙ x, backwards through both products."""
    s = ops.vmul(x, x)
    through_x, through_s = ops.vmul_vjp(np.ones_like(x), x, s)
    left, right = ops.vmul_vjp(through_s + 2, x, x)
    return through_x + left + right


_ONE, _THREE = np.ones(()), np.full((), 3.0)
_B = np.array([1.0, -2.0, 0.5])
_SUITE = (
    Checked("‖x‖², three entries", 3, lambda x: float(ops.norm_sq(x)), lambda x: ops.norm_sq_vjp(_ONE, x)),
    Checked("‖x‖², ten entries", 10, lambda x: float(ops.norm_sq(x)), lambda x: ops.norm_sq_vjp(_ONE, x)),
    Checked("linear, ⟨b, x⟩", 3, lambda x: float(ops.dot(_B, x)), lambda x: ops.dot_vjp(_ONE, _B, x)[1]),
    Checked(
        "polynomial, Σ x³ + 2x²",
        4,
        lambda x: float(np.sum(ops.vmul(x, ops.vmul(x, x)) + 2 * ops.vmul(x, x))),
        _polynomial_gradient,
    ),
    Checked(
        "product, x₀ x₁ x₂",
        3,
        lambda x: float(x[0] * x[1] * x[2]),
        lambda x: np.array([x[1] * x[2], x[0] * x[2], x[0] * x[1]]),
    ),
    Checked(
        "dot, ⟨x, x reversed⟩",
        4,
        lambda x: float(ops.dot(x, x[::-1])),
        lambda x: ops.dot_vjp(_ONE, x, x[::-1])[0] + ops.dot_vjp(_ONE, x, x[::-1])[1][::-1],
    ),
    Checked("‖x‖", 5, lambda x: float(ops.norm(x)), lambda x: ops.norm_vjp(_ONE, x)),
    Checked(
        "vadd, ‖x + b‖²",
        3,
        lambda x: float(ops.norm_sq(ops.vadd(x, _B))),
        lambda x: ops.vadd_vjp(ops.norm_sq_vjp(_ONE, ops.vadd(x, _B)), x, _B)[0],
    ),
    Checked(
        "smul, ‖3x‖²",
        3,
        lambda x: float(ops.norm_sq(ops.smul(_THREE, x))),
        lambda x: ops.smul_vjp(ops.norm_sq_vjp(_ONE, ops.smul(_THREE, x)), _THREE, x)[1],
    ),
    Checked(
        "matvec, ‖A x‖²",
        3,
        lambda x: float(ops.norm_sq(ops.matvec(_matrix(3), x))),
        lambda x: ops.matvec_vjp(ops.norm_sq_vjp(_ONE, ops.matvec(_matrix(3), x)), _matrix(3), x)[1],
    ),
    _sum_of("relu", 5),
    _sum_of("sigmoid", 5),
    _sum_of("tanh", 5),
    _sum_of("softmax", 5),
    Checked("cross-entropy", 5, lambda x: _cross_entropy(x)[0], lambda x: _cross_entropy(x)[1]),
)


@CHAPTER.theorem(
    "V81",
    Mode.DIFFERENCES,
    original="gradientCheck, 15 tests with an error of 1e-5",
    domain="fifteen functions, each at random points with entries farther than 0.01 from 0",
    tolerance="4 (|D(2h) - D(h)| for truncation + 8 u |f| / h for rounding), h = 1e-5: predicted for each point",
)
def the_suite_of_gradient_checks_holds(trial: Trial) -> None:
    """(f(x + h e_i) − f(x − h e_i)) / 2h is entry i of the gradient, as closely as h and u let it be."""
    worst = {checked.name: (0.0, 0.0) for checked in _SUITE}
    for case, checked in trial.each([checked for checked in _SUITE for _ in range(trial.size(10, 500))]):
        x = case.rng.normal(size=checked.size)
        case.given(function=checked.name, x=x)
        if case.assume(np.abs(x).min() > 0.01):
            gradient = checked.gradient(x)
            for i, unit in enumerate(np.eye(checked.size)):
                found, double = (_central(checked.value, x, unit, h) for h in (_STEP, 2 * _STEP))
                size = max(abs(checked.value(x)), float(np.abs(x).sum()), 1.0)
                predicted = abs(found - double) + 8 * UNIT * size / _STEP
                achieved = abs(found - float(gradient[i]))
                case.near(found, float(gradient[i]), 4 * predicted, f"entry {i}")
                case.at_most(achieved, 1e-5, claim="the error that the original allows")
                worst[checked.name] = max(worst[checked.name], (achieved, predicted))
    for name, (achieved, predicted) in worst.items():
        trial.say(f"{name:24} achieved {achieved:.1e}, predicted {predicted:.1e}")


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
    "V82.3",
    Mode.EXACT,
    original="matvec_gradient_wrt_vector",
    standing=Standing.GAP_CLOSED,
    domain="A in R^(2×3), x in R^3; as polynomials",
)
def the_jacobian_of_matvec_in_the_vector(trial: Trial) -> None:
    """∂(A x)_i/∂x_j = A_ij: the rows of the Jacobian that matvec_vjp gives are those of A."""
    for case, point in trial.lattice(9, 3):
        a, x = point[:6].reshape(2, 3), point[6:]
        case.given(a=a, x=x)
        case.equal(np.stack([ops.matvec_vjp(e, a, x)[1] for e in np.eye(2)]), a)
        case.equal(np.stack([ops.matvec(a, x + e) - ops.matvec(a, x) for e in np.eye(3)], axis=1), a)


@CHAPTER.theorem(
    "V82.4",
    Mode.EXACT,
    original="matvec_gradient_wrt_matrix",
    standing=Standing.GAP_CLOSED,
    domain="u in R^2, A in R^(2×3), x in R^3; as polynomials",
)
def the_gradient_of_matvec_in_the_matrix(trial: Trial) -> None:
    """∂⟨u, A x⟩/∂A = u xᵀ."""
    for case, point in trial.lattice(11, 3):
        u, a, x = point[:2], point[2:8].reshape(2, 3), point[8:]
        case.given(u=u, a=a, x=x)
        case.equal(ops.matvec_vjp(u, a, x)[0], [[u[i] * x[j] for j in range(3)] for i in range(2)])


@CHAPTER.theorem("V82.5", Mode.EXACT, original="vadd_gradient_correct", domain="x, y in R^3; as polynomials")
def the_jacobians_of_vadd(trial: Trial) -> None:
    """∂(x + y)/∂x = ∂(x + y)/∂y = I."""
    for case, point in trial.lattice(6, 2):
        x, y = point.reshape(2, 3)
        for part in (0, 1):
            case.equal(np.stack([ops.vadd_vjp(e, x, y)[part] for e in np.eye(3)]), np.eye(3))


@CHAPTER.theorem("V82.6", Mode.EXACT, original="smul_gradient_correct", domain="a in R, x in R^3; as polynomials")
def the_jacobians_of_smul(trial: Trial) -> None:
    """∂(a x)/∂x = a I and ∂(a x)/∂a = x."""
    for case, point in trial.lattice(4, 3):
        a, x = np.asarray(point[0]), point[1:]
        case.equal(np.stack([ops.smul_vjp(e, a, x)[1] for e in np.eye(3)]), float(a) * np.eye(3))
        case.equal(np.array([float(ops.smul_vjp(e, a, x)[0]) for e in np.eye(3)]), x)


@CHAPTER.theorem(
    "V82.7",
    Mode.EXACT,
    original="chain_rule_preserves_correctness",
    domain="g ∘ f with f(x) = (A x)², g(y) = (B y)², entry by entry; all 2 by 2 matrices A, B of zeros and ones, all x",
)
def the_chain_rule_on_polynomial_maps(trial: Trial) -> None:
    """D(g ∘ f)(x) = Dg(f x) ∘ Df(x): the backward functions one after the other are that of the composite."""
    matrices = [np.array(bits, dtype=np.float64).reshape(2, 2) for bits in product((0, 1), repeat=4)]
    for case, (a, b) in trial.each(product(matrices, repeat=2)):
        for x in map(np.array, product((0.0, 1.0, 2.0, 3.0), repeat=2)):  # the derivative is of degree 3 in x
            case.given(a=a, b=b, x=x)
            backward = np.stack([_square_back(_square_back(e, b, _square(a, x)), a, x) for e in np.eye(2)])
            case.equal(backward, np.stack([_slope_of_degree_four(a, b, x, e) for e in np.eye(2)], axis=1))


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
    "V82.9",
    Mode.SYMBOLIC,
    original="cross_entropy_softmax_gradient_correct",
    standing=Standing.GAP_CLOSED,
    domain="n = 2 to 4 classes, every target, all reals; the code's is V34.2",
)
def the_gradient_of_cross_entropy_of_softmax(trial: Trial) -> None:
    """∇(−log softmax(z)_t) = softmax(z) − e_t."""
    sympy = algebra()

    for case, n in trial.each(range(2, 5)):
        z = sympy.symbols(f"z:{n}", real=True)
        s = [sympy.exp(zi) / sum(map(sympy.exp, z)) for zi in z]
        for t, i in product(range(n), repeat=2):
            difference = sympy.diff(-sympy.log(s[t]), z[i]) - (s[i] - (1 if i == t else 0))
            case.require(sympy.simplify(difference) == 0, f"n = {n}, t = {t}, i = {i}")


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
        backpropagation = Backpropagation(net, _classification)
        start = backpropagation.parameters.copy()
        gradient, direction = backpropagation(x, t).gradient.copy(), case.rng.uniform(-1, 1, start.size)
        case.given(net=net, x=x, t=t, parameters=start, direction=direction)
        found = slope(partial(_moved_loss, backpropagation, x, t, start, direction))
        if case.assume(found.sharp):
            case.near(float(gradient @ direction), found.value, found.error)


@CHAPTER.theorem(
    "V82.11",
    Mode.DIFFERENCES,
    original="gradient_matches_finite_difference",
    domain="exp, sin, tanh, σ, 1/(1 + x²) at random x; steps 2^-3 to 2^-8, where truncation rules",
    tolerance="0.25: the next term of the expansion bends the line",
)
def central_differences_are_of_second_order(trial: Trial) -> None:
    """(f(x+h) − f(x−h))/2h − f'(x) falls as h²: the log-log slope is 2, where the third derivative is not 0."""
    steps = 2.0 ** -np.arange(3, 9)
    for case in trial.cases(quick=200, full=10_000):
        name, value, derivative = _SMOOTH[case.number % len(_SMOOTH)]
        x = float(case.rng.uniform(-1.5, 1.5))
        quotients = np.array([(value(x + h) - value(x - h)) / (2 * h) for h in steps])
        errors = np.abs(quotients - derivative(x))
        case.given(function=name, x=x, errors=errors)
        # A step of half the size changes the quotient by a quarter, unless the third derivative nearly vanishes.
        first, second, third = np.abs(np.diff(quotients[:4]))
        if case.assume(0.23 < second / first < 0.27 and 0.23 < third / second < 0.27):
            case.near(float(np.polyfit(np.log(steps), np.log(errors), 1)[0]), 2.0, 0.25, "the slope")


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


@contract
def _single(function: Callable[[Float[Array, " n"]], Float[Array, " n"]]) -> Callable[[float], float]:
    return lambda x: float(function(np.array([x]))[0])


_SMOOTH: tuple[tuple[str, Callable[[float], float], Callable[[float], float]], ...] = (
    ("exp", lambda x: float(np.exp(x)), lambda x: float(np.exp(x))),
    ("sin", lambda x: float(np.sin(x)), lambda x: float(np.cos(x))),
    ("tanh", _single(ops.tanh), _single(lambda x: ops.tanh_vjp(np.ones_like(x), x))),
    ("σ", _single(ops.sigmoid), _single(lambda x: ops.sigmoid_vjp(np.ones_like(x), x))),
    ("1/(1 + x²)", lambda x: 1 / (1 + x * x), lambda x: -2 * x / (1 + x * x) ** 2),
)


@contract
def _classification(
    scores: Float[Array, "batch classes"], targets: Integer[Array, " batch"]
) -> tuple[float, Float[Array, "batch classes"]]:
    return losses.cross_entropy(Logits(scores), targets)


def _central(value: Callable[[Array], float], x: Array, unit: Array, h: float) -> float:
    return (value(x + h * unit) - value(x - h * unit)) / (2 * h)


@contract
def _square(matrix: Float[Array, "m n"], x: Float[Array, " n"]) -> Float[Array, " m"]:
    y = ops.matvec(matrix, x)
    return ops.vmul(y, y)


@contract
def _square_back(dz: Float[Array, " m"], matrix: Float[Array, "m n"], x: Float[Array, " n"]) -> Float[Array, " n"]:
    """The cotangent of x, back through the square and the product."""
    y = ops.matvec(matrix, x)
    dy = ops.vadd(*ops.vmul_vjp(dz, y, y))
    return ops.matvec_vjp(dy, matrix, x)[1]


@contract
def _slope_of_degree_four(
    a: Float[Array, "m n"], b: Float[Array, "k m"], x: Float[Array, " n"], unit: Float[Array, " n"]
) -> Float[Array, " k"]:
    """The derivative of g ∘ f along a unit vector: five points are exact for a polynomial of degree 4."""
    near, far = (_square(b, _square(a, x + h * unit)) - _square(b, _square(a, x - h * unit)) for h in (1, 2))
    return (8 * near - far) / 12


def _moved(net: layers.AnyLayer, x: Array, tx: Array, start: Array, direction: Array, h: float) -> Array:
    layers.parameter_vector(net)[:] = start + h * direction
    return net(x + h * tx)


@contract
def _moved_loss(
    net: "Backpropagation[layers.Chain]",
    x: Float[Array, "batch features"],
    t: Integer[Array, " batch"],
    start: Float[Array, " parameters"],
    way: Float[Array, " parameters"],
    h: float,
) -> float:
    net.parameters[:] = start + h * way
    return net(x, t).loss
