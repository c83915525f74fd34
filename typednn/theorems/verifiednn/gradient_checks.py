"""V81, V82.11: numerical gradient checks: the original's suite, and the order of central differences."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from typednn import ops
from typednn.contracts import Array, Float, contract
from typednn.ops.primitive import Primitive
from typednn.ops.registry import PRIMITIVES
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER
from typednn.theorems.verifiednn.logits import gradient_of, loss_of

_STEP = 1e-5  # the original's


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
    Checked("cross-entropy", 5, lambda x: loss_of(x, 1), lambda x: gradient_of(x, 1)),
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


def _central(value: Callable[[Array], float], x: Array, unit: Array, h: float) -> float:
    return (value(x + h * unit) - value(x - h * unit)) / (2 * h)
