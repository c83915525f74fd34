"""V29–V45: log-sum-exp and cross-entropy, as formulas (intervals, computer algebra) and as the code that is used."""

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from itertools import product
from math import exp

import numpy as np
from numpy.random import Generator

from typednn import losses, ops
from typednn.contracts import Array, Float, Integer, contract
from typednn.errors import DataError
from typednn.losses import Logits
from typednn.theorems.differences import SOURCE, slope
from typednn.theorems.precise import FIFTY_DIGITS, algebra, intervals, precise_cross_entropy, precise_logsumexp
from typednn.theorems.rounding import UNIT, gamma
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Case, Trial
from typednn.theorems.verifiednn import CHAPTER

_CLASSES = range(2, 21)
_WIDE = 2000  # how far apart logits may be in the boxes; e^-2000 is no float, but it is an interval
_SHIFTS = (
    "u (|max z| + |z_t| + n + 8): the differences to the maximum, a sum of n, a logarithm and the last subtraction"
)


@CHAPTER.theorem(
    "V29.1",
    Mode.PROPERTY,
    original="logSumExp",
    standing=Standing.GAP_CLOSED,
    domain="1 to 20 logits, |z| ≤ 1000, and ±1e308",
    tolerance=f"u (|LSE| + 3 n + 8): n exponentials, their sum, its logarithm, the last addition; {FIFTY_DIGITS}",
)
def logsumexp_is_computed_accurately(trial: Trial) -> None:
    """The code's LSE(z) agrees with log Σ exp(z_i) in fifty digits; with the maximum as shift nothing overflows."""
    for case in trial.cases(quick=200, full=10_000):
        n = int(case.rng.integers(1, 21))
        z = case.rng.uniform(-1000, 1000, size=n)
        if case.number % 10 == 0:
            z[case.rng.integers(n)] = case.rng.choice([-1e308, 1e308])
        case.given(z=z)
        with np.errstate(invalid="raise", divide="raise"):
            found = float(ops.logsumexp(z))
        expected = precise_logsumexp(z)
        case.near(found, expected, UNIT * (abs(expected) + 3 * n + 8))


@CHAPTER.theorem(
    "V29.2", Mode.INTERVAL, original="logSumExp", domain=f"2 to 20 logits, each up to {_WIDE} below the largest"
)
def logsumexp_lies_above_the_maximum(trial: Trial) -> None:
    """max z ≤ LSE(z) ≤ max z + log n, for LSE(z) − max z = log(1 + Σ' exp(z_j − max z)), all but the largest."""
    with intervals() as iv:
        for case, n in trial.each(_CLASSES):
            rest = sum((iv.exp(iv.mpf([-_WIDE, 0])) for _ in range(n - 1)), iv.mpf(0))
            case.given(n=n, rest=str(rest))
            case.require((1 + rest).a >= 1 and (1 + rest).b <= n, f"1 ≤ 1 + Σ' ≤ {n}, so that 0 ≤ log ≤ log {n}")


@CHAPTER.theorem(
    "V30.1",
    Mode.PROPERTY,
    original="crossEntropyLoss",
    domain="2 to 20 logits, |z| ≤ 1000",
    tolerance=f"{_SHIFTS}; {FIFTY_DIGITS}",
)
def cross_entropy_is_computed_accurately(trial: Trial) -> None:
    """CE(z, t) = −z_t + LSE(z)."""
    for case, z, t in _draws(trial, quick=200, full=10_000):
        case.near(_loss(z, t), precise_cross_entropy(z, t), _rounding(z, t))


@CHAPTER.theorem(
    "V30.2",
    Mode.EXHAUSTIVE,
    original="crossEntropyLoss, which takes t modulo n",
    standing=Standing.GAP_CLOSED,
    domain="1 to 8 classes, targets from -20 to 20",
)
def a_target_out_of_range_is_an_error(trial: Trial) -> None:
    """CE(z, t) is defined for 0 ≤ t < n, and a DataError for every other t."""
    for case, (n, t) in trial.each(product(range(1, 9), range(-20, 21))):
        case.given(n=n, t=t)
        case.equal(_is_taken(n, t), 0 <= t < n, "taken")


@CHAPTER.theorem(
    "V31",
    Mode.PROPERTY,
    original="batchCrossEntropyLoss",
    domain="batches of up to 20",
    tolerance="γ_(b+8) (mean loss + max|z|): a sum of b losses, each with its own rounding",
)
def the_loss_of_a_batch_is_the_mean(trial: Trial) -> None:
    """CE(Z, t) = Σ_k CE(Z_k, t_k) / b."""
    for case in trial.cases(quick=200, full=10_000):
        z, t = _batch(case.rng)
        case.given(z=z, t=t)
        each = [losses.cross_entropy(Logits(z[k : k + 1]), t[k : k + 1])[0] for k in range(len(t))]
        allowed = 2 * gamma(len(t) + 8 + z.shape[1]) * (sum(each) / len(t) + float(np.abs(z).max()))
        case.near(losses.cross_entropy(Logits(z), t)[0], sum(each) / len(t), allowed)


@CHAPTER.theorem(
    "V32",
    Mode.DIFFERENCES,
    original="regularizedCrossEntropyLoss",
    domain="batches of up to 20, penalties up to 1",
    tolerance=SOURCE,
)
def the_penalty_is_on_the_logits(trial: Trial) -> None:
    """The value is CE + (λ/2) mean‖z‖², and the gradient is that of the value."""
    for case in trial.cases(quick=150, full=8000):
        z, t = _batch(case.rng)
        penalty, direction = float(case.rng.uniform(0, 1)), case.rng.uniform(-1, 1, size=z.shape)
        case.given(z=z, t=t, penalty=penalty, direction=direction)
        value, gradient = losses.regularised_cross_entropy(Logits(z), t, penalty=penalty)
        plain, _ = losses.cross_entropy(Logits(z), t)
        squares = 0.5 * penalty * float(np.sum(z * z)) / len(z)
        case.near(value, plain + squares, gamma(z.size + 4) * (plain + squares))
        found = slope(partial(_regularised_along, z, t, direction, penalty))
        case.near(float(np.sum(gradient * direction)), found.value, found.error)


@CHAPTER.theorem(
    "V33",
    Mode.EXHAUSTIVE,
    original="oneHot",
    standing=Standing.GAP_CLOSED,
    domain="1 to 12 classes, targets from -3 to 14",
)
def one_hot_is_a_unit_vector(trial: Trial) -> None:
    """one_hot(t) is e_t for 0 ≤ t < n, and a DataError for other t, as CE is."""
    for case, (n, t) in trial.each(product(range(1, 13), range(-3, 15))):
        case.given(n=n, t=t)
        try:
            rows = losses.one_hot(np.array([t]), n)
        except DataError:
            case.require(not 0 <= t < n, "refused")
        else:
            case.equal(rows, [[float(k == t) for k in range(n)]])


@CHAPTER.theorem("V34.1", Mode.SYMBOLIC, original="lossGradient", domain="n = 2 to 4 classes, every target, all reals")
def the_gradient_is_softmax_minus_one_hot(trial: Trial) -> None:
    """∂CE(z, t)/∂z_i = softmax(z)_i − 1[i = t]."""
    sympy = algebra()

    for case, n in trial.each(range(2, 5)):
        z = sympy.symbols(f"z:{n}", real=True)
        total = sum(map(sympy.exp, z))
        for t, i in product(range(n), repeat=2):
            loss = -z[t] + sympy.log(total)
            difference = sympy.diff(loss, z[i]) - (sympy.exp(z[i]) / total - (1 if i == t else 0))
            case.require(sympy.simplify(difference) == 0, f"n = {n}, t = {t}, i = {i}")


@CHAPTER.theorem(
    "V34.2",
    Mode.DIFFERENCES,
    original="lossGradient",
    domain="one sample of up to 10 classes, and softmax − one-hot from the code",
    tolerance=SOURCE,
)
def the_gradient_of_the_code_is_that_of_its_value(trial: Trial) -> None:
    """The gradient that the code gives is the derivative of its value, and is softmax(z) − e_t."""
    for case, z, t in _draws(trial, quick=200, full=10_000, most=10, scale=5):
        direction = case.rng.uniform(-1, 1, size=z.shape)
        case.given(direction=direction)
        gradient = _gradient(z, t)
        found = slope(partial(_loss_along, z, t, direction))
        case.near(float(gradient @ direction), found.value, found.error)
        expected = np.asarray(ops.softmax(z)) - losses.one_hot(np.array([t]), len(z), dtype=np.float64)[0]
        case.near(gradient, expected, gamma(2 * len(z) + 30), "softmax − one-hot")


@CHAPTER.theorem(
    "V35.1",
    Mode.DIFFERENCES,
    original="batchLossGradient, regularizedLossGradient",
    standing=Standing.GAP_CLOSED,
    domain="batches of up to 20",
    tolerance=SOURCE,
)
def the_gradient_of_a_batch_is_that_of_its_mean(trial: Trial) -> None:
    """∇CE(Z, t) = (softmax(Z) − onehot(t)) / b: the derivative of the mean, 1/b included."""
    for case in trial.cases(quick=200, full=10_000):
        z, t = _batch(case.rng)
        direction = case.rng.uniform(-1, 1, size=z.shape)
        case.given(z=z, t=t, direction=direction)
        gradient = losses.cross_entropy(Logits(z), t)[1]
        found = slope(partial(_batch_along, z, t, direction))
        case.near(float(np.sum(gradient * direction)), found.value, found.error)


@CHAPTER.theorem(
    "V36",
    Mode.PROPERTY,
    original="Real.logSumExp_ge_component",
    domain="1 to 20 logits of magnitudes up to 1e300; the formula is V29.2",
)
def logsumexp_is_at_least_each_logit(trial: Trial) -> None:
    """LSE(z) ≥ z_j for all j, in floats too: the logarithm that is added to the maximum is not negative."""
    for case in trial.cases(quick=300, full=20_000):
        n = int(case.rng.integers(1, 21))
        z = case.rng.normal(size=n) * 10.0 ** case.rng.integers(-10, 301)
        case.given(z=z)
        case.at_most(z, float(ops.logsumexp(z)))


@CHAPTER.theorem(
    "V37.1",
    Mode.INTERVAL,
    original="loss_nonneg_real",
    domain=f"2 to 20 classes, all logits within {_WIDE} of each other",
)
def cross_entropy_is_not_negative(trial: Trial) -> None:
    """CE(z, t) = log(1 + Σ_{j≠t} exp(z_j − z_t)) ≥ 0."""
    with intervals() as iv:
        for case, n in trial.each(_CLASSES):
            inside = 1 + sum((iv.exp(iv.mpf([-_WIDE, _WIDE])) for _ in range(n - 1)), iv.mpf(0))
            case.given(n=n)
            case.require(inside.a >= 1 and iv.log(inside).a >= 0, f"the logarithm of {inside} is not negative")


@CHAPTER.theorem(
    "V37.2",
    Mode.PROPERTY,
    original="loss_nonneg, by an axiom on floats",
    standing=Standing.GAP_CLOSED,
    domain="2 to 20 classes, |z| ≤ 1000",
    tolerance="4 u max(|z|, 1), for the sum of exponentials is at least that of the target's own",
)
def cross_entropy_of_floats_is_not_negative(trial: Trial) -> None:
    """The code's CE(z, t) ≥ 0, up to rounding."""
    for case, z, t in _draws(trial, quick=500, full=50_000):
        case.at_most(0.0, _loss(z, t), 4 * UNIT * max(1.0, float(np.abs(z).max())))


@CHAPTER.theorem(
    "V38",
    Mode.INTERVAL,
    original="loss_lower_bound",
    domain="2 to 20 classes, gaps 2^k for k up to 20",
)
def zero_is_the_greatest_lower_bound(trial: Trial) -> None:
    """0 ≤ CE, and no greater number is a bound: with a gap g of the target to all others, CE ≤ (n − 1) e^−g."""
    with intervals() as iv:
        for case, (n, k) in trial.each(product(_CLASSES, range(21))):
            gap = iv.mpf(2**k)
            loss = iv.log(1 + (n - 1) * iv.exp(-gap))
            case.given(n=n, gap=2**k)
            case.require(loss.a >= 0, "not negative")
            case.require(loss.b <= (2 * (n - 1) * iv.exp(-gap)).b + iv.mpf(2) ** -90, "as small as one likes")


@CHAPTER.theorem(
    "V39.1",
    Mode.INTERVAL,
    original="loss_zero_iff_perfect, listed and not proved",
    standing=Standing.FALSE,
    domain=f"2 to 20 classes, all logits within {_WIDE} of each other",
)
def the_loss_is_never_zero(trial: Trial) -> None:
    """CE > 0 for n ≥ 2; and CE = log(1 + s) ≤ s ≤ (n − 1) e^−gap, for s = Σ_{j≠t} exp(z_j − z_t)."""
    with intervals(bits=4000) as iv:  # 1 + e^-2000 needs three thousand bits
        for case, n in trial.each(_CLASSES):
            s = sum((iv.exp(iv.mpf([-_WIDE, _WIDE])) for _ in range(n - 1)), iv.mpf(0))
            case.given(n=n)
            case.require(iv.log(1 + s).a > 0, f"the loss is positive for n = {n}")
            # s − log(1 + s) is 0 at 0, and its derivative s / (1 + s) is not negative.
            case.require((s / (1 + s)).a >= 0 and (iv.mpf(0) - iv.log(1 + iv.mpf(0))).b == 0, "log(1 + s) ≤ s")


@CHAPTER.theorem(
    "V39.2",
    Mode.PROPERTY,
    standing=Standing.GAP_CLOSED,
    original="loss_zero_iff_perfect",
    domain="2 to 20 classes, the target ahead of the others by 0 to 700",
    tolerance=_SHIFTS,
)
def the_loss_vanishes_with_the_gap(trial: Trial) -> None:
    """The code's CE(z, t) ≤ (n − 1) e^−gap with gap = z_t − max_{j≠t} z_j; it is positive while the gap is below 30."""
    for case, z, t in _draws(trial, quick=400, full=20_000, scale=30):
        gap = _gap(z, t)
        case.given(gap=gap)
        if case.assume(gap >= 0):
            loss = _loss(z, t)
            case.at_most(loss, (len(z) - 1) * exp(-gap), _rounding(z, t))
            case.require(gap >= 30 or loss > 0, "positive")


@CHAPTER.theorem(
    "V40",
    Mode.PROPERTY,
    original="loss_unbounded_above",
    domain="2 to 20 classes, |z| up to 1e300; the formula is V29.2",
    tolerance="4 u max|z|: two subtractions",
)
def the_loss_is_at_least_the_lag(trial: Trial) -> None:
    """CE(z, t) ≥ max_j z_j − z_t, so that it has no upper bound."""
    for case in trial.cases(quick=300, full=20_000):
        n = int(case.rng.integers(2, 21))
        z = case.rng.normal(size=n) * 10.0 ** case.rng.integers(0, 301)
        t = int(case.rng.integers(n))
        case.given(z=z, t=t)
        case.at_most(float(z.max() - z[t]), _loss(z, t), 4 * UNIT * float(np.abs(z).max()))


@CHAPTER.theorem(
    "V41.1",
    Mode.SYMBOLIC,
    original="loss_differentiable, loss_convex",
    standing=Standing.GAP_CLOSED,
    domain="n = 2 to 4 classes, all reals",
)
def the_hessian_is_a_variance(trial: Trial) -> None:
    """∇²CE = diag(s) − s sᵀ with s = softmax(z), and vᵀ∇²CE v = ½ Σ_ij s_i s_j (v_i − v_j)² ≥ 0: CE is convex."""
    sympy = algebra()

    for case, n in trial.each(range(2, 5)):
        z, v = sympy.symbols(f"z:{n}", real=True), sympy.symbols(f"v:{n}", real=True)
        total = sum(map(sympy.exp, z))
        s = [sympy.exp(zi) / total for zi in z]
        for i, j in product(range(n), repeat=2):
            second = sympy.diff(sympy.log(total), z[i], z[j])
            expected = (s[i] if i == j else 0) - s[i] * s[j]
            case.require(sympy.simplify(second - expected) == 0, f"n = {n}: the entry {i}, {j}")
        # With Σ s = 1 alone, for any numbers s.
        p = [*sympy.symbols(f"p:{n - 1}")]
        p.append(1 - sum(p))
        form = sum(p[i] * v[i] ** 2 for i in range(n)) - sum(p[i] * v[i] for i in range(n)) ** 2
        squares = sum(p[i] * p[j] * (v[i] - v[j]) ** 2 for i, j in product(range(n), repeat=2)) / 2
        case.require(sympy.expand(form - squares) == 0, f"n = {n}: the quadratic form is a sum of squares")


@CHAPTER.theorem(
    "V41.2",
    Mode.PROPERTY,
    original="loss_convex",
    domain="2 to 12 classes, |z| ≤ 50; pairs of points",
    tolerance="8 n u for eigenvalues of a matrix of norm at most ½; for values the rounding of three losses",
)
def the_loss_of_the_code_is_convex(trial: Trial) -> None:
    """The Hessian that softmax_vjp gives has no negative eigenvalue, and CE((z + z')/2) ≤ (CE(z) + CE(z'))/2."""
    for case, z, t in _draws(trial, quick=200, full=10_000, most=12, scale=50):
        other = case.rng.uniform(-50, 50, size=z.shape)
        case.given(other=other)
        hessian = np.stack([ops.softmax_vjp(row, z) for row in np.eye(len(z))])
        case.at_most(0.0, float(np.linalg.eigvalsh(hessian)[0]), 8 * len(z) * UNIT)
        ends = _loss(z, t) / 2 + _loss(other, t) / 2
        case.at_most(_loss((z + other) / 2, t), ends, UNIT * (200 + 2 * len(z)))


@CHAPTER.theorem(
    "V42.1",
    Mode.SYMBOLIC,
    original="loss_lipschitz, gradient_bounded",
    standing=Standing.GAP_CLOSED,
    domain="n = 2 to 5 classes, any probabilities s ≥ 0 that sum to 1",
)
def the_gradient_is_twice_the_missing_probability(trial: Trial) -> None:
    """‖∇CE‖₁ = 2 (1 − s_t) ≤ 2 and ‖∇CE‖₂² ≤ 2 (1 − s_t)² ≤ 2, so that CE is √2-Lipschitz."""
    sympy = algebra()

    for case, n in trial.each(range(2, 6)):
        rest = sympy.symbols(f"s1:{n}", nonnegative=True)
        target = 1 - sum(rest)
        one_norm = sum(rest) + (1 - target)  # the entries of the others are s_j, that of the target s_t − 1 ≤ 0
        case.require(sympy.expand(one_norm - 2 * (1 - target)) == 0, f"n = {n}: ‖∇‖₁")
        # 2 (1 − s_t)² − ‖∇‖₂² = (Σ s_j)² − Σ s_j²: only products of what is not negative are left.
        left = sympy.Poly(sympy.expand(2 * (1 - target) ** 2 - (sum(r**2 for r in rest) + (1 - target) ** 2)), *rest)
        case.require(all(coefficient >= 0 for coefficient in left.coeffs()), f"n = {n}: ‖∇‖₂")


@CHAPTER.theorem(
    "V42.2",
    Mode.PROPERTY,
    original="loss_lipschitz, gradient_bounded",
    domain="2 to 20 classes, |z| ≤ 1000; pairs of points",
    tolerance="γ_(2n+30), for probabilities that are rounded; for values that of V30.1",
)
def the_gradient_of_the_code_is_bounded(trial: Trial) -> None:
    """|∂_i CE| ≤ 1, ‖∇CE‖₁ ≤ 2, ‖∇CE‖₂ ≤ √2 and |CE(z) − CE(z')| ≤ √2 ‖z − z'‖."""
    for case, z, t in _draws(trial, quick=300, full=20_000):
        other = z + case.rng.normal(size=z.shape) * 10.0 ** case.rng.integers(-3, 3)
        case.given(other=other)
        gradient, allowed = _gradient(z, t), gamma(2 * len(z) + 30)
        case.at_most(np.abs(gradient), 1.0, allowed)
        case.at_most(float(np.abs(gradient).sum()), 2.0, 2 * allowed)
        case.at_most(float(np.linalg.norm(gradient)), 2**0.5, 2 * allowed)
        distance = 2**0.5 * float(np.linalg.norm(z - other))
        case.at_most(abs(_loss(z, t) - _loss(other, t)), distance, UNIT * (4 * float(np.abs([z, other]).max()) + 80))


@CHAPTER.theorem(
    "V43.1", Mode.EXACT, original="gradient_sum_zero", domain="n = 2 to 5, z_i = log k_i for k_i from 1 to 4: rationals"
)
def the_gradient_sums_to_zero_on_rationals(trial: Trial) -> None:
    """Σ_i ∂_i CE = 0: softmax(log k) = k / Σ k, in fractions."""
    for n in range(2, 6):
        for case, counts in trial.each(product(range(1, 5), repeat=n)):
            gradient = [Fraction(k, sum(counts)) for k in counts]
            gradient[0] -= 1
            case.equal(sum(gradient), Fraction(0))


@CHAPTER.theorem(
    "V43.2",
    Mode.PROPERTY,
    original="gradient_sum_zero",
    domain="batches of up to 20",
    tolerance="γ_(2n+30), for probabilities that are rounded and summed",
)
def the_gradient_of_the_code_sums_to_zero(trial: Trial) -> None:
    """Each row of the gradient sums to 0, up to rounding."""
    for case in trial.cases(quick=200, full=10_000):
        z, t = _batch(case.rng)
        case.given(z=z, t=t)
        gradient = losses.cross_entropy(Logits(z), t)[1]
        case.near(gradient.sum(axis=1), np.zeros(len(t)), gamma(2 * z.shape[1] + 30))


@CHAPTER.theorem(
    "V44",
    Mode.PROPERTY,
    original="gradient_vanishes_at_optimum",
    standing=Standing.GAP_CLOSED,
    domain="2 to 20 classes, the target ahead by 0 to 700",
    tolerance="γ_(2n+30), for probabilities that are rounded",
)
def the_gradient_vanishes_with_the_gap(trial: Trial) -> None:
    """‖∇CE‖₁ ≤ 2 (n − 1) e^−gap."""
    for case, z, t in _draws(trial, quick=400, full=20_000, scale=30):
        gap = _gap(z, t)
        case.given(gap=gap)
        if case.assume(gap >= 0):
            bound = 2 * (len(z) - 1) * exp(-gap)
            case.at_most(float(np.abs(_gradient(z, t)).sum()), bound, 2 * gamma(2 * len(z) + 30))


@CHAPTER.theorem(
    "V45.1",
    Mode.SYMBOLIC,
    original="gradient_lipschitz",
    standing=Standing.GAP_CLOSED,
    domain="all probabilities; Gershgorin's circles of diag(s) − s sᵀ, for n = 2 to 5",
)
def the_jacobian_of_softmax_is_at_most_a_half(trial: Trial) -> None:
    """A row of |diag(s) − s sᵀ| sums to 2 s_i (1 − s_i) = ½ − 2 (s_i − ½)² ≤ ½, so that its norm is at most ½."""
    sympy = algebra()

    for case, n in trial.each(range(2, 6)):
        s = [*sympy.symbols(f"s1:{n}", nonnegative=True)]
        first = 1 - sum(s)
        row = first * (1 - first) + sum(first * sj for sj in s)  # the entries off the diagonal are −s_i s_j
        half = sympy.Rational(1, 2) - 2 * (first - sympy.Rational(1, 2)) ** 2
        case.require(sympy.expand(row - half) == 0, f"n = {n}: the sum of a row")


@CHAPTER.theorem(
    "V45.2",
    Mode.PROPERTY,
    original="gradient_lipschitz",
    domain="2 to 20 classes, |z| ≤ 100; pairs of points",
    tolerance="γ_(2n+30) √n, for two gradients that are rounded",
)
def the_gradient_of_the_code_is_half_lipschitz(trial: Trial) -> None:
    """‖∇CE(z) − ∇CE(z')‖ ≤ ½ ‖z − z'‖; the Jacobian's largest eigenvalue is at most ½, and is ½ at two equal logits."""
    for case, z, t in _draws(trial, quick=300, full=20_000, scale=3):
        other = z + case.rng.normal(size=z.shape) * 10.0 ** case.rng.integers(-3, 2)
        case.given(other=other)
        allowed = 2 * gamma(2 * len(z) + 30) * len(z) ** 0.5
        change = float(np.linalg.norm(_gradient(z, t) - _gradient(other, t)))
        case.at_most(change, float(np.linalg.norm(z - other)) / 2, allowed)
        jacobian = np.stack([ops.softmax_vjp(row, z) for row in np.eye(len(z))])
        case.at_most(float(np.linalg.eigvalsh(jacobian)[-1]), 0.5, allowed)
    tight = np.stack([ops.softmax_vjp(row, np.zeros(2)) for row in np.eye(2)])
    trial.say(f"at two equal logits the largest eigenvalue is {np.linalg.eigvalsh(tight)[-1]:.15g}: the ½ is sharp")


@CHAPTER.theorem(
    "V53.3",
    Mode.INTERVAL,
    original="computeLoss",
    standing=Standing.BEYOND,
    domain="every vector of n probabilities, n = 2 to 20",
)
def the_double_softmax_has_a_floor(trial: Trial) -> None:
    """CE(p, t) = log(1 + Σ_{j≠t} exp(p_j − p_t)) ≥ log(e + n − 1) − 1 for probabilities p; for ten classes 1.46115."""
    with intervals() as iv:
        for case, n in trial.each(_CLASSES):
            case.given(n=n)
            rest = sum((iv.exp(iv.mpf([0, 1])) for _ in range(n - 1)), iv.mpf(0))
            loss = iv.log(1 + rest * iv.exp(-iv.mpf([0, 1])))  # over all p_j and p_t in [0, 1]
            floor = iv.log(iv.exp(1) + n - 1) - 1
            case.require(loss.a >= floor.a - iv.mpf(2) ** -90, f"{loss} lies above {floor}")
            if n == 10:
                trial.say(f"ten classes: at least {float(floor.a):.12f}")


@contract
def _draws(
    trial: Trial, quick: int, full: int, *, most: int = 20, scale: float = 1000
) -> Iterator[tuple[Case, Float[Array, " classes"], int]]:
    """Logits and a target, which is the largest logit in every second case."""
    for case in trial.cases(quick, full):
        n = int(case.rng.integers(2, most + 1))
        z = case.rng.uniform(-1, 1, size=n) * scale * 10.0 ** case.rng.integers(-3, 1)
        t = int(np.argmax(z)) if case.rng.random() < 0.5 else int(case.rng.integers(n))
        case.given(z=z, t=t)
        yield case, z, t


@contract
def _batch(rng: Generator) -> tuple[Float[Array, "batch classes"], Integer[Array, " batch"]]:
    batch, classes = int(rng.integers(1, 21)), int(rng.integers(2, 11))
    return 3 * rng.normal(size=(batch, classes)), rng.integers(0, classes, batch)


@contract
def _rounding(z: Float[Array, " classes"], t: int) -> float:
    return UNIT * (2 * float(z.max() - z[t]) + 3 * len(z) + 8)


@contract
def _loss(z: Float[Array, " classes"], t: int) -> float:
    return losses.cross_entropy(Logits(z[None]), np.array([t]))[0]


@contract
def _gradient(z: Float[Array, " classes"], t: int) -> Float[Array, " classes"]:
    return losses.cross_entropy(Logits(z[None]), np.array([t]))[1][0]


@contract
def _loss_along(z: Float[Array, " classes"], t: int, direction: Float[Array, " classes"], h: float) -> float:
    return _loss(z + h * direction, t)


@contract
def _batch_along(
    z: Float[Array, "batch classes"], t: Integer[Array, " batch"], direction: Float[Array, "batch classes"], h: float
) -> float:
    return losses.cross_entropy(Logits(z + h * direction), t)[0]


@contract
def _regularised_along(
    z: Float[Array, "batch classes"],
    t: Integer[Array, " batch"],
    direction: Float[Array, "batch classes"],
    penalty: float,
    h: float,
) -> float:
    return losses.regularised_cross_entropy(Logits(z + h * direction), t, penalty=penalty)[0]


@contract
def _gap(z: Float[Array, " classes"], t: int) -> float:
    """How far the target is ahead of the best of the others."""
    return float(z[t] - np.delete(z, t).max())


def _is_taken(n: int, t: int) -> bool:
    try:
        losses.cross_entropy(Logits(np.zeros((1, n))), np.array([t]))
    except DataError:
        return False
    return True
