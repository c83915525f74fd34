"""V41, V42, V45: cross-entropy is convex and Lipschitz, and so is its gradient."""

from itertools import product

import numpy as np

from typednn import ops
from typednn.theorems.precise import algebra
from typednn.theorems.rounding import UNIT, gamma
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER
from typednn.theorems.verifiednn.logits import draw_logits, gradient_of, loss_of


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
    for case, z, t in draw_logits(trial, quick=200, full=10_000, most=12, scale=50):
        other = case.rng.uniform(-50, 50, size=z.shape)
        case.given(other=other)
        hessian = np.stack([ops.softmax_vjp(row, z) for row in np.eye(len(z))])
        case.at_most(0.0, float(np.linalg.eigvalsh(hessian)[0]), 8 * len(z) * UNIT)
        ends = loss_of(z, t) / 2 + loss_of(other, t) / 2
        case.at_most(loss_of((z + other) / 2, t), ends, UNIT * (200 + 2 * len(z)))


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
    for case, z, t in draw_logits(trial, quick=300, full=20_000):
        other = z + case.rng.normal(size=z.shape) * 10.0 ** case.rng.integers(-3, 3)
        case.given(other=other)
        gradient, allowed = gradient_of(z, t), gamma(2 * len(z) + 30)
        case.at_most(np.abs(gradient), 1.0, allowed)
        case.at_most(float(np.abs(gradient).sum()), 2.0, 2 * allowed)
        case.at_most(float(np.linalg.norm(gradient)), 2**0.5, 2 * allowed)
        distance = 2**0.5 * float(np.linalg.norm(z - other))
        case.at_most(
            abs(loss_of(z, t) - loss_of(other, t)), distance, UNIT * (4 * float(np.abs([z, other]).max()) + 80)
        )


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
    for case, z, t in draw_logits(trial, quick=300, full=20_000, scale=3):
        other = z + case.rng.normal(size=z.shape) * 10.0 ** case.rng.integers(-3, 2)
        case.given(other=other)
        allowed = 2 * gamma(2 * len(z) + 30) * len(z) ** 0.5
        change = float(np.linalg.norm(gradient_of(z, t) - gradient_of(other, t)))
        case.at_most(change, float(np.linalg.norm(z - other)) / 2, allowed)
        jacobian = np.stack([ops.softmax_vjp(row, z) for row in np.eye(len(z))])
        case.at_most(float(np.linalg.eigvalsh(jacobian)[-1]), 0.5, allowed)
    tight = np.stack([ops.softmax_vjp(row, np.zeros(2)) for row in np.eye(2)])
    trial.say(f"at two equal logits the largest eigenvalue is {np.linalg.eigvalsh(tight)[-1]:.15g}: the ½ is sharp")
