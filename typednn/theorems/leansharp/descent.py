"""S26–S35: what a step along a filtered or sharpened gradient does to a smooth loss, and its second order."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import product
from math import factorial

import numpy as np
from numpy.random import Generator

from typednn import layers, optim, sharpness
from typednn.contracts import Array
from typednn.sharpness import Bowl
from typednn.theorems.differences import SOURCE, slope
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.objectives import with_gradient
from typednn.theorems.precise import algebra, intervals
from typednn.theorems.predicates import Quadratic
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_FLOATS = "1e-9 of the terms: some hundred rounded operations"
_GRID = list(product(range(-2, 3), repeat=3))
# ZSharp with one radius for all, its filter on the flat vector.
ASCENT = replace(optim.zsharp_preset("leansharp_seed"), placement="ascent")
DESCENT = optim.zsharp_preset("leansharp_seed")


@CHAPTER.theorem(
    "S26",
    Mode.PROPERTY,
    original="sam_taylor_bound",
    domain="random quadratics by the closed form, M = max |λ|; sums of softplus by ascent from five starts, M = ‖A‖²/4",
    tolerance=_FLOATS,
)
def the_worst_loss_is_bounded_by_the_gradient(trial: Trial) -> None:
    """If L is M-smooth, L_SAM(w) ≤ L(w) + ρ‖∇L(w)‖ + (M/2)ρ²."""
    for case in trial.cases(60, 3000):
        n, radius = int(case.rng.integers(1, 6)), float(case.rng.uniform(0.01, 2.0))
        w = case.rng.normal(size=n)
        if case.number % 2:
            f = _quadratic(case.rng, n)
            value, g, smooth = f(w), f.gradient(w), float(np.abs(f.spectrum).max())
            worst = sharpness.sam_objective_of_quadratic(f.matrix, g, value, radius)
        else:
            soft = _Softplus(case.rng.normal(size=(4, n)))
            value, g, smooth = soft(w), soft.gradient(w), soft.smoothness
            worst = sharpness.worst_loss(soft.objective, w, radius, rng=case.rng, starts=5, steps=5)
        case.given(w=w, radius=radius)
        bound = value + radius * float(np.linalg.norm(g)) + smooth / 2 * radius**2
        case.at_most(worst, bound, 1e-9 * (abs(bound) + smooth))


@CHAPTER.theorem(
    "S27.1",
    Mode.EXHAUSTIVE,
    original="smooth_descent, smooth_one_step_descent",
    domain="f = c₁x² + c₂y², c from {1/4, 1/2, 1, 2}, w and ε in integers up to 3, η = 1/L, 1/2L; the code's "
    "SGD, no rounding",
)
def a_step_descends(trial: Trial) -> None:
    """f(w + ε) ≤ f + ⟨∇f, ε⟩ + (L/2)‖ε‖², and for ηL ≤ 1, f(w − η∇f) ≤ f − (η/2)‖∇f‖²."""
    curvatures = (0.25, 0.5, 1.0, 2.0)
    for case, (c, d, x, y, u, v) in trial.each(product(curvatures, curvatures, *[range(-3, 4, 2)] * 4)):
        f, w, step = Bowl((c, d)), np.array([float(x), float(y)]), np.array([float(u), float(v)])
        smooth, g = 2 * max(c, d), f.gradient(w)
        case.given(f=f, w=w, step=step)
        case.at_most(f(w + step), f(w) + float(g @ step) + smooth / 2 * float(step @ step))
        for rate in (1 / smooth, 0.5 / smooth):
            after = w.copy()
            optimizer = optim.SGD(rate)
            optimizer.step(after, optimizer.init(after), with_gradient(g))
            case.at_most(f(after), f(w) - rate / 2 * float(g @ g))


@CHAPTER.theorem(
    "S27.2",
    Mode.PROPERTY,
    original="smooth_descent_on_segment, smooth_one_step_descent",
    domain="sums of four softplus of random linear forms, which are not quadratic; L = ‖A‖²/4",
    tolerance=_FLOATS,
)
def a_step_descends_on_other_functions(trial: Trial) -> None:
    """The same of a smooth convex function that is no quadratic."""
    for case in trial.cases(100, 5000):
        f = _Softplus(case.rng.normal(size=(4, 3)))
        w, step = case.rng.normal(size=3), case.rng.normal(size=3)
        g, rate = f.gradient(w), float(case.rng.uniform(0, 1)) / f.smoothness
        case.given(forms=f.forms, w=w, step=step, rate=rate)
        scale = 1e-9 * (1 + f.smoothness * (1 + float(step @ step)))
        case.at_most(f(w + step), f(w) + float(g @ step) + f.smoothness / 2 * float(step @ step), scale)
        case.at_most(f(w - rate * g), f(w) - rate / 2 * float(g @ g), scale)


@CHAPTER.theorem(
    "S28.1",
    Mode.SYMBOLIC,
    original="multilinear_taylor_bound",
    standing=Standing.GAP_CLOSED,
    domain="x^(n+1), n = 0, …, 8",
)
def the_remainder_is_attained_by_a_power(trial: Trial) -> None:
    """For f = x^(n+1), D^(n+1) f = M is constant, and the remainder is exactly M ε^(n+1)/(n+1)!: no smaller
    constant does.
    """
    sympy = algebra()
    x, e = sympy.symbols("x e", real=True)
    for case, n in trial.each(range(9)):
        f = x ** (n + 1)
        expansion = sum(sympy.diff(f, x, k) * e**k / factorial(k) for k in range(n + 1))
        remainder = sympy.expand(f.subs(x, x + e) - expansion)
        case.given(n=n)
        case.require(
            sympy.expand(remainder - sympy.diff(f, x, n + 1) * e ** (n + 1) / factorial(n + 1)) == 0, "equality"
        )


@CHAPTER.theorem(
    "S28.2",
    Mode.INTERVAL,
    original="multilinear_taylor_bound",
    standing=Standing.GAP_CLOSED,
    domain="sin and exp at x = −1, −31/32, …, 31/32, ε = 1/2, n = 0, …, 4; M encloses D^(n+1) f over [x, x + ε + 1/16]",
)
def the_remainder_is_divided_by_the_next_factorial(trial: Trial) -> None:
    """|f(x + ε) − Σ_{k≤n} D^k f(x) ε^k/k!| ≤ M |ε|^(n+1)/(n+1)!, M a bound of |D^(n+1) f|: not /n! as in the
    original.
    """
    with intervals() as iv:
        for case, (name, n, at) in trial.each(product(("sin", "exp"), range(5), range(-16, 16))):
            e = iv.mpf("0.5")
            case.given(function=name, n=n, x=at / 16)
            # By Taylor's theorem the remainder is D^(n+1) f(ξ) ε^(n+1)/(n+1)!; ξ runs through [x, x + ε].
            xi = iv.mpf([at / 16, (at + 1) / 16 + 0.5])
            derivative = iv.exp(xi) if name == "exp" else (iv.sin(xi), iv.cos(xi))[(n + 1) % 2]
            bound = abs(derivative) * e ** (n + 1) / factorial(n + 1)
            for point in (at / 16, at / 16 + 0.03125):  # thin intervals: the remainder itself, enclosed
                thin = iv.mpf(point)
                cycle = (iv.sin(thin), iv.cos(thin), -iv.sin(thin), -iv.cos(thin))
                terms = [iv.exp(thin) if name == "exp" else cycle[k % 4] for k in range(n + 1)]
                value = iv.exp(thin + e) if name == "exp" else iv.sin(thin + e)
                rest = value - sum((t * e**k / factorial(k) for k, t in enumerate(terms)), iv.mpf(0))
                case.require(abs(rest).a <= bound.b, "the remainder")


@CHAPTER.theorem(
    "S29",
    Mode.PROPERTY,
    original="gradient_samPerturbation_error_le",
    domain="random quadratics and sums of softplus; ε by the code's SAM and ZSharp",
    tolerance=_FLOATS,
)
def the_gradient_moves_little(trial: Trial) -> None:
    """If L is M-smooth, ‖∇L(w + ε) − ∇L(w)‖ ≤ Mρ."""
    for case in trial.cases(100, 5000):
        radius, w = float(case.rng.uniform(0, 2)), case.rng.normal(size=3)
        f: Quadratic | _Softplus = (
            _quadratic(case.rng, 3) if case.number % 2 else _Softplus(case.rng.normal(size=(4, 3)))
        )
        smooth = float(np.abs(f.spectrum).max()) if isinstance(f, Quadratic) else f.smoothness
        rule = replace(ASCENT, radius=radius) if case.number % 3 else optim.SAM(radius)
        step = optim.ascent(f.gradient(w), w, rule)
        case.given(w=w, rule=rule)
        moved = float(np.linalg.norm(f.gradient(w + step) - f.gradient(w)))
        case.at_most(moved, smooth * radius, 1e-9 * smooth * (1 + radius))


@CHAPTER.theorem(
    "S30",
    Mode.EXHAUSTIVE,
    original="sam_filtered_smooth_descent_step",
    domain="Σ c_i w_i² with c = (1/2, 1, 2), w in {−2, …, 2}³, z = 0, 1, 3/2, ρ = 1/4, η = 1/8, 1; floats taken "
    "as fractions",
)
def a_filtered_step_descends(trial: Trial) -> None:
    """L(w − ηg̃) ≤ L − η⟨∇L, g̃⟩ + (Mη²/2)‖g̃‖² for the filtered gradient g̃ at w + ε."""
    f = Bowl((0.5, 1.0, 2.0))
    for case, (point, z) in trial.each(product(_GRID, (0.0, 1.0, 1.5))):
        w = np.array(point, dtype=np.float64)
        step = optim.ascent(f.gradient(w), w, optim.SAM(0.25))
        filtered = _fractions(optim.filtered_gradient(f.gradient(w + step), z))
        case.given(w=w, z=z)
        for rate in (Fraction(1, 8), Fraction(1)):
            after = [Fraction(x) - rate * g for x, g in zip(w.tolist(), filtered, strict=True)]
            slope_ = sum((a * b for a, b in zip(_fractions(f.gradient(w)), filtered, strict=True)), Fraction(0))
            squares = sum((g * g for g in filtered), Fraction(0))
            bound = _bowl(f, _fractions(w)) - rate * slope_ + Fraction(4) * rate**2 / 2 * squares
            case.require(_bowl(f, after) <= bound, "the bound")


@CHAPTER.theorem(
    "S31",
    Mode.EXHAUSTIVE,
    original="z_sharp_gap_benefit",
    domain="all vectors of 3 entries from {−2, …, 2}, z = 0, 1, 3/2; squares, which are exact",
)
def the_claimed_benefit_is_that_a_projection_shrinks(trial: Trial) -> None:
    """ρ‖g̃‖ ≤ ρ‖g‖: this restates S17, and says nothing about the loss."""
    for case, (point, z) in trial.each(product(_GRID, (0.0, 1.0, 1.5))):
        g = np.array(point, dtype=np.float64)
        kept = optim.filtered_gradient(g, z)
        case.at_most(float(kept @ kept), float(g @ g))


@CHAPTER.theorem(
    "S32.1",
    Mode.EXACT,
    original="smooth_descent_h1 and the Sobolev block",
    standing=Standing.GAP_CLOSED,
    domain="finite version of a statement about infinite-dimensional spaces: periodic grids of 4 points, all f, "
    "φ in R^4",
)
def summation_by_parts_on_a_grid(trial: Trial) -> None:
    """Σ f_i (φ_{i+1} − φ_i) = −Σ (f_i − f_{i−1}) φ_i: what a weak derivative is, on a grid."""
    for case, point in trial.lattice(8, 2):
        f, phi = point[:4], point[4:]
        left, right = f @ (np.roll(phi, -1) - phi), -((f - np.roll(f, 1)) @ phi)
        case.equal(float(left), float(right))


@CHAPTER.theorem(
    "S32.2",
    Mode.SYMBOLIC,
    original="weak gradient data exist from classical ones",
    standing=Standing.GAP_CLOSED,
    domain="finite version: f = |x|, x², x|x| on [−1, 1] against φ = x^k (1 − x²), k = 0, …, 3",
)
def weak_derivatives_of_kinked_functions(trial: Trial) -> None:
    """∫ f φ' = −∫ f' φ, f' taken piece by piece, for φ that vanish at the ends: |x| has the weak derivative sign x."""
    sympy = algebra()
    x = sympy.symbols("x", real=True)
    pieces = ((-x, x), (x**2, x**2), (-(x**2), x**2))
    for case, (k, (left, right)) in trial.each(product(range(4), pieces)):
        phi = x**k * (1 - x**2)
        total = sum(
            sympy.integrate(f * sympy.diff(phi, x) + sympy.diff(f, x) * phi, (x, a, b))
            for f, a, b in ((left, -1, 0), (right, 0, 1))
        )
        case.require(total == 0, "the two integrals cancel")


@CHAPTER.theorem(
    "S33.1",
    Mode.EXHAUSTIVE,
    original="zsharp_second_order_descent, GeneralizedFilterCondition",
    domain="Σ c_i w_i² with c = (1/2, 1, 2), w in {−2, …, 2}³, z = 0, 1, 3/2, κ = 0, 1, …, 4, η = 1/2; floats "
    "taken as fractions",
)
def descent_with_a_filter_condition(trial: Trial) -> None:
    """If (L/2)‖g̃‖² ≤ (κ/2)‖g‖², then f(w − ηg̃) ≤ f − η⟨∇f, g̃⟩ + (η²/2)κ‖g‖²."""
    f, smooth, rate = Bowl((0.5, 1.0, 2.0)), 4, Fraction(1, 2)
    for case, (point, z, kappa) in trial.each(product(_GRID, (0.0, 1.0, 1.5), range(5))):
        w = np.array(point, dtype=np.float64)
        g = f.gradient(w)
        kept, whole = _fractions(optim.filtered_gradient(g, z)), _fractions(g)
        squares, all_squares = sum(x * x for x in kept), sum(x * x for x in whole)
        if case.assume(smooth * squares <= kappa * all_squares):
            after = [Fraction(x) - rate * y for x, y in zip(w.tolist(), kept, strict=True)]
            inner = sum(x * y for x, y in zip(whole, kept, strict=True))
            bound = _bowl(f, _fractions(w)) - rate * inner + rate**2 / 2 * kappa * all_squares
            case.given(w=w, z=z, kappa=kappa)
            case.require(_bowl(f, after) <= bound, "the bound")


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
        matrix, g = _quadratic(case.rng, n).matrix, case.rng.normal(size=n)
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
        f = _quadratic(case.rng, 4)
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


class _Softplus:
    """f(w) = Σ log(1 + exp(a_i · w)): convex, smooth with ‖A‖²/4, and no quadratic."""

    def __init__(self, forms: Array) -> None:
        self.forms = forms
        self.smoothness = float(np.linalg.norm(forms, 2)) ** 2 / 4

    def __call__(self, w: Array) -> float:
        return float(np.logaddexp(0.0, self.forms @ w).sum())

    def gradient(self, w: Array) -> Array:
        return self.forms.T @ (1.0 / (1.0 + np.exp(-self.forms @ w)))

    def objective(self, w: Array) -> tuple[float, Array]:
        return self(w), self.gradient(w)


def _quadratic(rng: Generator, n: int) -> Quadratic:
    matrix = rng.normal(size=(n, n))
    return Quadratic((matrix + matrix.T) / 2, rng.normal(size=n))


def _fractions(values: Array) -> list[Fraction]:
    return [Fraction(x) for x in values.tolist()]


def _bowl(f: Bowl, w: list[Fraction]) -> Fraction:
    return sum((Fraction(c) * x * x for c, x in zip(f.coefficients, w, strict=True)), Fraction(0))


def _network_gradient(product_: sharpness.Hessian, start: Array, v: Array, t: float) -> Array:
    product_.parameters[:] = start + t * v
    return product_.objective(product_.parameters)[1].copy()


def _step_on_line(f: Quadratic, w: Array, v: Array, t: float) -> Array:
    after: Array = w + t * v
    optimizer = optim.SharpnessAware(optim.SGD(0.2), replace(ASCENT, radius=0.1))
    objective: Callable[[Array], tuple[float, Array]] = lambda at: (f(at), f.gradient(at))  # noqa: E731  # short
    optimizer.step(after, optimizer.init(after), objective)
    return after
