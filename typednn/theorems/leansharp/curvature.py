"""S33–S35: curvature: bounds by the largest eigenvalue, Hessians of networks, the derivative of a step."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from math import sqrt

import numpy as np

from typednn import optim, sharpness
from typednn.contracts import Array
from typednn.theorems.differences import SOURCE, STEP, slope
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.leansharp.functions import ASCENT, random_quadratic
from typednn.theorems.leansharp.small_network import SmallNetwork
from typednn.theorems.predicates import Quadratic
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_FLOATS = "1e-9 of the terms: some hundred rounded operations"


@CHAPTER.theorem(
    "S33.2",
    Mode.PROPERTY,
    original="CurvatureCertificate, zsharp_curvature_bound, generalized_filter_condition_of_spectral_bound",
    standing=Standing.GAP_CLOSED,
    domain="random symmetric matrices of up to 12 rows; κ = value + residual of Lanczos, run to the end",
    tolerance=_FLOATS,
)
def a_spectral_bound_bounds_the_curvature(trial: Trial) -> None:
    """If λ_max(H) ≤ κ and κ ≥ 0, then g̃ᵀHg̃ ≤ κ‖g̃‖² ≤ κ‖g‖²; the certificate κ is computed, not assumed."""
    for case in trial.cases(60, 3000):
        n = int(case.rng.integers(1, 13))
        matrix, g = random_quadratic(case.rng, n).matrix, case.rng.normal(size=n)
        top = sharpness.largest_eigenvalue(matrix.__matmul__, n, rng=case.rng, tolerance=0.0)
        kappa, kept = max(0.0, top.value + top.residual), optim.filtered_gradient(g, 1.0)
        case.given(matrix=matrix, g=g)
        scale = 1e-9 * float(np.abs(matrix).sum()) * float(g @ g)
        case.at_most(float(kept @ matrix @ kept), kappa * float(kept @ kept), scale)
        case.at_most(kappa * float(kept @ kept), kappa * float(g @ g), scale)


@CHAPTER.theorem(
    "S34.1",
    Mode.PROPERTY,
    original="sharpness",
    standing=Standing.GAP_CLOSED,
    domain="random symmetric matrices of up to 30 rows, with repeated eigenvalues among them; 1 to 30 steps",
    tolerance=_FLOATS,
)
def lanczos_finds_the_largest_eigenvalue(trial: Trial) -> None:
    """An eigenvalue lies within the residual of Lanczos's value, λ_max ≥ value, and after n steps λ_max = value."""
    for case in trial.cases(60, 3000):
        n = int(case.rng.integers(1, 31))
        turn = np.linalg.qr(case.rng.normal(size=(n, n)))[0]
        values = np.round(case.rng.normal(size=n), 1 if case.number % 2 else 12)
        matrix = (turn * values) @ turn.T
        matrix = (matrix + matrix.T) / 2
        steps = n if case.number % 3 else int(case.rng.integers(1, n + 1))
        found = sharpness.largest_eigenvalue(matrix.__matmul__, n, rng=case.rng, steps=steps, tolerance=0.0)
        case.given(values=values, steps=steps)
        scale = 1e-9 * (1 + float(np.abs(values).max()))
        case.at_most(float(np.abs(values - found.value).min()), found.residual, scale, "an eigenvalue is near")
        case.at_most(found.value, float(values.max()), scale, "from below")
        if steps == n:
            case.near(found.value, float(values.max()), scale)


@CHAPTER.theorem(
    "S34.2",
    Mode.PROPERTY,
    original="sharpness, hessian",
    standing=Standing.GAP_CLOSED,
    domain="networks linear → tanh → linear of random widths up to 5, with cross-entropy, random directions; "
    "the exact Hessian by Pearlmutter's rules for the derivative of a gradient along v",
    tolerance="4e-6 of gradient and curvature: the code takes a difference with step 2e-8 (1 + max |w|)",
)
def hessian_products_of_networks(trial: Trial) -> None:
    """The code's Hv is the exact derivative of the network's gradient along v, and ⟨u, Hv⟩ = ⟨v, Hu⟩."""
    for case in trial.cases(40, 2000):
        problem = SmallNetwork.draw(case.rng)
        product_ = sharpness.hessian_of_network(problem.net, problem.x, problem.labels)
        u, v = case.rng.normal(size=(2, product_.parameters.size))
        case.given(x=problem.x, labels=problem.labels, u=u, v=v)
        before = product_.parameters.copy()
        image, exact = product_(v), problem.hessian_product(v)
        case.equal(product_.parameters, before, "the weights are as before")
        scale = 4e-6 * (1 + float(np.linalg.norm(exact)) + float(np.linalg.norm(v)))
        case.near(image, exact, scale)
        case.near(float(u @ image), float(v @ product_(u)), 2 * scale * (1 + float(np.linalg.norm(u))))


@CHAPTER.theorem(
    "S34.3",
    Mode.PROPERTY,
    original="sharpness = λ_max(H)",
    standing=Standing.GAP_CLOSED,
    domain="the networks of S34.2, of 16 to 90 parameters; LAPACK's eigenvalues of the dense exact Hessian",
    tolerance="1e-5 of the largest |λ|: the code's products are differences",
)
def lanczos_finds_the_sharpness_of_a_network(trial: Trial) -> None:
    """Lanczos on the code's products finds λ_max of the exact dense Hessian, and its residual bounds the distance."""
    for case in trial.cases(15, 500):
        problem = SmallNetwork.draw(case.rng)
        product_ = sharpness.hessian_of_network(problem.net, problem.x, problem.labels)
        n = product_.parameters.size
        dense = np.array([problem.hessian_product(row) for row in np.eye(n)])
        values = np.linalg.eigvalsh((dense + dense.T) / 2)
        found = sharpness.largest_eigenvalue(product_, n, rng=case.rng, steps=n)
        case.given(x=problem.x, labels=problem.labels, values=values)
        scale = 1e-5 * (1 + float(np.abs(values).max()))
        case.near(dense, dense.T, 1e-12 * (1 + float(np.abs(dense).max())), "the exact one is symmetric")
        case.near(found.value, float(values[-1]), found.residual + scale)
        case.at_most(float(np.abs(values - found.value).min()), found.residual, scale, "an eigenvalue is near")


@CHAPTER.theorem(
    "S35.1",
    Mode.DIFFERENCES,
    original="differentiable_at_sam_zsharp_update",
    domain="random quadratics of 4 variables; the margin of the mask is above what the step of the differences moves",
    tolerance=SOURCE,
)
def the_step_is_differentiable_where_the_mask_is_constant(trial: Trial) -> None:
    """With a mask M of positive margin, w ↦ w − ηA(w + ε) has the derivative I − ηA(I + (ρ/‖g̃‖)(I − ĝĝᵀ)MA)."""
    for case in trial.cases(80, 5000):
        f = random_quadratic(case.rng, 4)
        w, v, u = case.rng.normal(size=(3, 4))
        g = f.gradient(w)
        mask = optim.zscore_mask(g, 1.0)
        length = float(np.linalg.norm(g * mask))
        # No point of the differences moves g by more than this, so that S94 says that the mask is constant.
        reach = 2 * STEP * float(np.linalg.norm(f.matrix @ v)) * (1 + 2 / sqrt(4))
        case.given(matrix=f.matrix, w=w, v=v)
        if case.assume(optim.mask_margin(g, 1.0) > reach and length > 0.3):
            unit, moved = g * mask / length, mask * (f.matrix @ v)
            inner = v + 0.1 / length * (moved - unit * float(unit @ moved))
            exact = v - 0.2 * f.matrix @ inner
            found = slope(partial(_step_on_line, f, w, v), u)
            case.near(float(u @ exact), found.value, found.error)


@CHAPTER.counterexample(
    "S35.2",
    original="the ZSharp update, differentiable without a condition on the mask",
    domain="½‖w‖² at (1, −1, 1, −1), where all entries lie on the threshold; two made smaller by 2^-10, 2^-20, 2^-30",
    instead="It is where the margin of the mask is positive (S35.1): `optim.mask_margin` is the distance to a jump.",
)
def a_filtered_step_is_differentiable_everywhere(trial: Trial) -> None:
    """w ↦ w − η∇L(w + ρg̃/‖g̃‖) is differentiable wherever g̃ ≠ 0."""
    f, edge = Quadratic(np.eye(4), np.zeros(4)), np.array([1.0, -1.0, 1.0, -1.0])
    for case, k in trial.each((10, 20, 30)):
        h = 2.0**-k
        case.equal(optim.mask_margin(f.gradient(edge), 1.0), 0.0, "the margin")
        inside = edge * np.array([1 - h, 1 - h, 1.0, 1.0])  # the first two fall below the deviation
        apart = float(np.linalg.norm(inside - edge))
        jump = float(np.linalg.norm(_step_on_line(f, inside, edge, 0.0) - _step_on_line(f, edge, edge, 0.0)))
        case.require(jump > 0.005, "the step jumps")
        trial.say(f"a move of {apart:.1e} changes the step by {jump:.4f}: the quotient is {jump / apart:.3g}")


def _step_on_line(f: Quadratic, w: Array, v: Array, t: float) -> Array:
    after: Array = w + t * v
    optimizer = optim.SharpnessAware(optim.SGD(0.2), replace(ASCENT, radius=0.1))
    objective: Callable[[Array], tuple[float, Array]] = lambda at: (f(at), f.gradient(at))  # noqa: E731  # short
    optimizer.step(after, optimizer.init(after), objective)
    return after
