"""V11–V13: relu, leaky relu, sigmoid and tanh: their values."""

from itertools import pairwise

import numpy as np

from typednn import ops
from typednn.contracts import Array
from typednn.theorems.precise import FIFTY_DIGITS, algebra, intervals, precise_sigmoid, precise_tanh
from typednn.theorems.rounding import UNIT, gamma
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER

# Every finite float16, in order; −0 and 0 are one number.
_HALVES = np.unique(
    np.arange(2**16, dtype=np.uint16).view(np.float16)[np.isfinite(np.arange(2**16, dtype=np.uint16).view(np.float16))]
)

_EXTREMES = (-1e308, -1e4, -745.2, -37.0, -1e-300, 0.0, 1e-300, 37.0, 709.9, 1e4, 1e308)


@CHAPTER.theorem("V11.1", Mode.EXHAUSTIVE, original="relu", domain="all 63,487 finite numbers of float16")
def relu_is_the_positive_part(trial: Trial) -> None:
    """relu(x) = max(x, 0), relu(relu(x)) = relu(x); x ≤ y ⇒ relu(x) ≤ relu(y) and relu(y) − relu(x) ≤ y − x."""
    for case, x in trial.each([_HALVES]):
        y = ops.relu(x)
        case.equal(y, np.where(x > 0, x, np.float16(0)))
        case.equal(ops.relu(y), y, "idempotent")
        rise, distance = np.diff(y.astype(np.float64)), np.diff(x.astype(np.float64))  # differences of halves are exact
        case.require(np.all(rise >= 0), "monotone")
        case.require(np.all(rise <= distance), "1-Lipschitz: neighbours are no farther apart than before")
        case.stands_for(len(x))


@CHAPTER.theorem("V11.2", Mode.PROPERTY, original="reluVec, reluBatch", domain="arrays of 0 to 3 axes, float32 and 64")
def relu_works_entry_by_entry(trial: Trial) -> None:
    """relu of an array is relu of each entry, and keeps shape and dtype."""
    for case in trial.cases(quick=100, full=5000):
        x = _array(case.rng)
        case.given(x=x)
        y = ops.relu(x)
        case.equal(y.ravel(), [max(value, 0.0) for value in x.ravel().tolist()])
        case.require(y.shape == x.shape and y.dtype == x.dtype, "shape and dtype are kept")


@CHAPTER.theorem(
    "V12",
    Mode.PROPERTY,
    original="leakyRelu",
    domain="slopes from 0.01 to 2, floats of magnitudes 1e-100 to 1e100",
    tolerance="3 u |x|: the slope, its reciprocal and the product are rounded",
)
def leaky_relu_is_a_bijection(trial: Trial) -> None:
    """For slope a > 0 the leaky rectifier of slope 1/a undoes that of slope a; it is monotone."""
    for case in trial.cases(quick=200, full=10_000):
        x = np.sort(case.rng.normal(size=20) * 10.0 ** case.rng.integers(-100, 101, size=20))
        slope_below = float(case.rng.uniform(0.01, 2.0))
        case.given(x=x, slope=slope_below)
        y = ops.leaky_relu(x, slope=slope_below)
        case.near(ops.leaky_relu(y, slope=1.0 / slope_below), x, gamma(3) * np.abs(x))
        case.require(np.all(np.diff(y) >= 0), "monotone")
        case.require(np.all((y > 0) == (x > 0)), "the sign is kept")


@CHAPTER.theorem("V13.1", Mode.SYMBOLIC, original="sigmoid, tanh", domain="all real x")
def sigmoid_and_tanh_are_what_they_are(trial: Trial) -> None:
    """σ(x) = 1/(1 + e⁻ˣ): σ(−x) = 1 − σ(x), σ' = σ (1 − σ), tanh' = 1 − tanh², tanh(x) = 2 σ(2x) − 1."""
    sympy = algebra()

    x = sympy.symbols("x", real=True)
    sigma = 1 / (1 + sympy.exp(-x))
    tanh = sympy.tanh(x)
    identities = {
        "σ(−x) = 1 − σ(x)": sigma.subs(x, -x) - (1 - sigma),
        "σ' = σ (1 − σ)": sympy.diff(sigma, x) - sigma * (1 - sigma),
        "tanh' = 1 − tanh²": sympy.diff(tanh, x) - (1 - tanh**2),
        "tanh(x) = 2 σ(2x) − 1": tanh.rewrite(sympy.exp) - (2 * sigma.subs(x, 2 * x) - 1),
    }
    for case, (claim, difference) in trial.each(identities.items()):
        case.require(sympy.simplify(difference) == 0, claim)


@CHAPTER.theorem("V13.2", Mode.INTERVAL, original="sigmoid", domain="all x with |x| ≤ 1000, in 400 boxes")
def sigmoid_is_a_probability(trial: Trial) -> None:
    """0 < σ(x) < 1."""
    with intervals(bits=2000) as iv:  # with fewer 1 + e^1000 swallows the 1
        for case, box in trial.each(pairwise(range(-1000, 1001, 5))):
            value = 1 / (1 + iv.exp(-iv.mpf(list(box))))
            case.given(box=box)
            case.require(value.a > 0 and value.b < 1, f"{value} lies in (0, 1)")


@CHAPTER.theorem(
    "V13.3",
    Mode.PROPERTY,
    original="sigmoid, tanh",
    domain="|x| ≤ 40, and ±1e308; no overflow on the way",
    tolerance=f"8 u of the value, plus the least normal number; {FIFTY_DIGITS}",
)
def sigmoid_and_tanh_are_computed_accurately(trial: Trial) -> None:
    """The code's σ, σ', tanh and tanh' agree with fifty digits, and nothing overflows up to 1e308."""
    tiny = float(np.finfo(np.float64).tiny)
    for case in trial.cases(quick=60, full=3000):
        x = np.array([*case.rng.uniform(-40, 40, size=10), *_EXTREMES])
        case.given(x=x)
        one = np.ones_like(x)
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            found = ops.sigmoid(x), ops.sigmoid_vjp(one, x), ops.tanh(x)
        sigma, derivative = precise_sigmoid(x)
        case.near(found[0], sigma, 8 * UNIT * sigma + tiny, "σ")
        case.near(found[1], derivative, 8 * UNIT * derivative + tiny, "σ'")
        case.near(found[2], precise_tanh(x), 8 * UNIT * np.abs(precise_tanh(x)) + tiny, "tanh")
        case.near(ops.tanh_vjp(one, x), 1 - precise_tanh(x) ** 2, 8 * UNIT, "tanh'")


def _array(rng: np.random.Generator) -> Array:
    shape = rng.integers(0, 5, size=rng.integers(0, 4)).tolist()
    return np.asarray(rng.normal(size=shape)).astype(str(rng.choice(["f4", "f8"])))
