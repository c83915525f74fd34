"""V11–V17: activations and backward kernels."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise, product

import numpy as np

from typednn import ops
from typednn.contracts import Array
from typednn.theorems.differences import SOURCE, slope
from typednn.theorems.precise import FIFTY_DIGITS, algebra, intervals, precise_sigmoid, precise_softmax, precise_tanh
from typednn.theorems.rounding import UNIT, gamma
from typednn.theorems.theorem import Mode, Standing
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


@CHAPTER.theorem(
    "V15.1",
    Mode.PROPERTY,
    original="softmax",
    domain="1 to 20 logits of magnitudes up to 1e308",
    tolerance="γ_(n+2) for a sum of n quotients",
)
def softmax_gives_probabilities(trial: Trial) -> None:
    """s_i ≥ 0 and Σ s_i = 1; z_i ≤ z_j ⇒ s_i ≤ s_j; a permutation of z permutes s."""
    for case in trial.cases(quick=200, full=10_000):
        n = int(case.rng.integers(1, 21))
        z = case.rng.normal(size=n) * 10.0 ** case.rng.integers(-2, 308)
        order = case.rng.permutation(n)
        case.given(z=z, order=order)
        s = np.asarray(ops.softmax(z))
        case.require(np.all(s >= 0), "not negative")
        case.near(float(s.sum()), 1.0, gamma(n + 2))
        case.require(np.all(np.diff(s[np.argsort(z)]) >= 0), "monotone")
        case.near(np.asarray(ops.softmax(z[order])), s[order], 2 * gamma(n + 2) * s[order])


@CHAPTER.theorem(
    "V15.2",
    Mode.PROPERTY,
    original="softmax",
    domain="1 to 10 logits, |z| ≤ 700, and extremes of ±1e308",
    tolerance=f"(2 n + 8 + 2 max|z_i - max z|) u of the value, plus the least normal number; {FIFTY_DIGITS}",
)
def softmax_is_computed_accurately(trial: Trial) -> None:
    """The code's softmax agrees with exp(z_i)/Σ exp(z_j) in fifty digits; nothing overflows."""
    tiny = float(np.finfo(np.float64).tiny)
    for case in trial.cases(quick=100, full=5000):
        n = int(case.rng.integers(1, 11))
        z = case.rng.uniform(-700, 700, size=n)
        if case.number % 10 == 0:
            z[case.rng.integers(n)] = case.rng.choice([-1e308, 1e308])
        case.given(z=z)
        with np.errstate(invalid="raise", divide="raise"):
            found = np.asarray(ops.softmax(z))
        expected = precise_softmax(z)
        # z_i − max z is rounded before its exponential is taken, which turns the error into a relative one.
        with np.errstate(over="ignore"):
            spread = np.minimum(z.max() - z, 800.0).max()
        case.near(found, expected, (2 * n + 8 + 2 * spread) * UNIT * expected + tiny)


@CHAPTER.theorem("V15.3", Mode.SYMBOLIC, original="softmax", domain="n = 1 to 4 logits, all reals")
def softmax_does_not_see_a_shift(trial: Trial) -> None:
    """softmax(z + c) = softmax(z), and Σ s_i = 1."""
    sympy = algebra()

    c = sympy.symbols("c", real=True)
    for case, n in trial.each(range(1, 5)):
        z = sympy.symbols(f"z:{n}", real=True)
        total = sum(map(sympy.exp, z))
        shifted = sum(sympy.exp(zi + c) for zi in z)
        for zi in z:
            difference = sympy.exp(zi + c) / shifted - sympy.exp(zi) / total
            case.require(sympy.simplify(difference) == 0, f"n = {n}: the shift cancels")
        case.require(sympy.simplify(sum(sympy.exp(zi) / total for zi in z) - 1) == 0, f"n = {n}: the sum is 1")


@CHAPTER.theorem(
    "V16.1", Mode.EXACT, original="denseBackward", domain="two samples, two inputs, two outputs; as polynomials"
)
def the_dense_backward_kernel_is_the_adjoint(trial: Trial) -> None:
    """⟨dy, D(x W + b)[tx, tW, tb]⟩ = ⟨dx, tx⟩ + ⟨dW, tW⟩ + ⟨db, tb⟩ with dx = dy Wᵀ, dW = xᵀ dy, db = Σ_rows dy."""
    for case, point in trial.lattice(24, 3):
        x, w, tx, tw, dy = point[:20].reshape(5, 2, 2)
        b, tb = point[20:22], point[22:]
        case.given(x=x, w=w, b=b, tx=tx, tw=tw, tb=tb, dy=dy)
        dx, dw, db = ops.affine_vjp(dy, x, w, b)
        # An affine map of degree 2: half the difference of its values is its derivative.
        change = (ops.affine(x + tx, w + tw, b + tb) - ops.affine(x - tx, w - tw, b - tb)) / 2
        backward = np.sum(dx * tx) + np.sum(dw * tw) + np.sum(db * tb)
        case.equal(float(np.sum(dy * change)), float(backward))


@CHAPTER.theorem(
    "V16.2",
    Mode.DIFFERENCES,
    original="denseBackward",
    domain="random sizes up to 8, in all arguments at once",
    tolerance=SOURCE,
)
def the_dense_backward_kernel_is_the_derivative(trial: Trial) -> None:
    """The cotangents of x, W and b are the derivatives of ⟨dy, x W + b⟩."""
    for case in trial.cases(quick=100, full=5000):
        batch, fan_in, fan_out = map(int, case.rng.integers(1, 9, size=3))
        x, tx = case.rng.uniform(-1, 1, size=(2, batch, fan_in))
        w, tw = case.rng.uniform(-1, 1, size=(2, fan_in, fan_out))
        b, tb = case.rng.uniform(-1, 1, size=(2, fan_out))
        dy = case.rng.normal(size=(batch, fan_out))
        case.given(x=x, w=w, b=b, tx=tx, tw=tw, tb=tb, dy=dy)
        dx, dw, db = ops.affine_vjp(dy, x, w, b)
        arrays = x, w, b, tx, tw, tb

        def along(h: float, arrays: tuple[Array, ...] = arrays) -> Array:
            x, w, b, tx, tw, tb = arrays
            return ops.affine(x + h * tx, w + h * tw, b + h * tb)

        found = slope(along, dy)
        case.near(float(np.sum(dx * tx) + np.sum(dw * tw) + np.sum(db * tb)), found.value, found.error)


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


def _along(forward: Callable[[Array], Array], x: Array, t: Array, h: float) -> Array:
    return forward(x + h * t)


def _array(rng: np.random.Generator) -> Array:
    shape = rng.integers(0, 5, size=rng.integers(0, 4)).tolist()
    return np.asarray(rng.normal(size=shape)).astype(str(rng.choice(["f4", "f8"])))
