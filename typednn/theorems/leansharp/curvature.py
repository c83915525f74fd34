"""S33–S35: curvature: bounds by the largest eigenvalue, Hessians of networks, the derivative of a step."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from typednn import layers, optim, sharpness
from typednn.contracts import Array
from typednn.theorems.differences import SOURCE, slope
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.leansharp.functions import ASCENT, random_quadratic
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
    Mode.DIFFERENCES,
    original="sharpness, hessian",
    standing=Standing.GAP_CLOSED,
    domain="small networks with smooth activations, cross-entropy, random weights and directions",
    tolerance="distance of fourth-order differences of ⟨u, ∇L⟩, plus 1e-6 of the curvature for the code's own "
    "difference",
)
def hessian_products_of_networks(trial: Trial) -> None:
    """The code's Hv is the derivative of the network's gradient along v, and ⟨u, Hv⟩ = ⟨v, Hu⟩."""
    for case in trial.cases(15, 500):
        net = layers.Linear(3, 4, rng=case.rng) >> layers.Tanh() >> layers.Linear(4, 3, rng=case.rng)
        x, labels = case.rng.normal(size=(5, 3)), case.rng.integers(0, 3, 5)
        product_ = sharpness.hessian_of_network(net, x, labels)
        u, v = case.rng.normal(size=(2, product_.parameters.size))
        case.given(x=x, labels=labels, u=u, v=v)
        before = product_.parameters.copy()
        image = product_(v)
        case.equal(product_.parameters, before, "the weights are as before")
        found = slope(partial(_network_gradient, product_, before, v), u)
        scale = 1e-5 * (1 + float(np.linalg.norm(image))) * float(np.linalg.norm(u))
        product_.parameters[:] = before
        case.near(float(u @ image), found.value, found.error + scale)
        case.near(float(u @ image), float(v @ product_(u)), 2 * scale + 1e-5 * float(np.linalg.norm(v)))


@CHAPTER.theorem(
    "S35",
    Mode.DIFFERENCES,
    original="differentiable_at_sam_zsharp_update",
    domain="random quadratics of 4 variables where every z-score is at least 0.02 away from the threshold",
    tolerance=SOURCE,
)
def the_step_is_differentiable_where_the_mask_is_constant(trial: Trial) -> None:
    """With locally constant mask M, w ↦ w − ηA(w + ε) has the derivative I − ηA(I + (ρ/‖g̃‖)(I − ĝĝᵀ)MA)."""
    for case in trial.cases(80, 5000):
        f = random_quadratic(case.rng, 4)
        w, v, u = case.rng.normal(size=(3, 4))
        g = f.gradient(w)
        scores = np.abs(g - g.mean()) / max(float(g.std()), 1e-9)
        mask = optim.zscore_mask(g, 1.0)
        length = float(np.linalg.norm(g * mask))
        case.given(matrix=f.matrix, w=w, v=v)
        if case.assume(float(np.abs(scores - 1.0).min()) > 0.02 and length > 0.3):
            unit, moved = g * mask / length, mask * (f.matrix @ v)
            inner = v + 0.1 / length * (moved - unit * float(unit @ moved))
            exact = v - 0.2 * f.matrix @ inner
            found = slope(partial(_step_on_line, f, w, v), u)
            case.near(float(u @ exact), found.value, found.error)


def _network_gradient(product_: sharpness.Hessian, start: Array, v: Array, t: float) -> Array:
    product_.parameters[:] = start + t * v
    return product_.objective(product_.parameters)[1].copy()


def _step_on_line(f: Quadratic, w: Array, v: Array, t: float) -> Array:
    after: Array = w + t * v
    optimizer = optim.SharpnessAware(optim.SGD(0.2), replace(ASCENT, radius=0.1))
    objective: Callable[[Array], tuple[float, Array]] = lambda at: (f(at), f.gradient(at))  # noqa: E731  # short
    optimizer.step(after, optimizer.init(after), objective)
    return after
