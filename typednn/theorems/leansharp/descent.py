"""S26, S27, S29–S31, S33: what a step along a filtered or sharpened gradient does to a smooth loss."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np

from typednn import optim, sharpness
from typednn.sharpness import Bowl
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.leansharp.exact import fractions
from typednn.theorems.leansharp.functions import ASCENT, Softplus, random_quadratic
from typednn.theorems.objectives import with_gradient
from typednn.theorems.predicates import Quadratic
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial

_FLOATS = "1e-9 of the terms: some hundred rounded operations"
_GRID = list(product(range(-2, 3), repeat=3))


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
            f = random_quadratic(case.rng, n)
            value, g, smooth = f(w), f.gradient(w), float(np.abs(f.spectrum).max())
            worst = sharpness.sam_objective_of_quadratic(f.matrix, g, value, radius)
        else:
            soft = Softplus(case.rng.normal(size=(4, n)))
            value, g, smooth = soft(w), soft.gradient(w), soft.smoothness
            worst = sharpness.worst_loss(soft.objective, w, radius, rng=case.rng, starts=5, steps=5)
        case.given(w=w, radius=radius)
        bound = value + radius * float(np.linalg.norm(g)) + smooth / 2 * radius**2
        case.at_most(worst, bound, 1e-9 * (abs(bound) + smooth))


@CHAPTER.theorem(
    "S27.1",
    Mode.EXHAUSTIVE,
    original="smooth_descent, smooth_one_step_descent",
    domain="f = c₁x² + c₂y², c from {1/4, 1, 2}, w and ε in integers up to 3, η = 1/L, 1/2L; the code's "
    "SGD, no rounding",
)
def a_step_descends(trial: Trial) -> None:
    """f(w + ε) ≤ f + ⟨∇f, ε⟩ + (L/2)‖ε‖², and for ηL ≤ 1, f(w − η∇f) ≤ f − (η/2)‖∇f‖²."""
    curvatures = (0.25, 1.0, 2.0)
    for case, (c, d, x, y, u, v) in trial.each(product(curvatures, curvatures, *[range(-3, 4, 2)] * 4)):
        f, w, step = Bowl((c, d)), np.array([float(x), float(y)]), np.array([float(u), float(v)])
        smooth, g = 2 * max(c, d), f.gradient(w)
        case.given(f=f, w=w, step=step)
        gap = sharpness.descent_gap(f, w, step)
        case.at_most(0.0, gap)
        case.equal(gap, f(w) + float(g @ step) + smooth / 2 * float(step @ step) - f(w + step), "the code's gap")
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
        f = Softplus(case.rng.normal(size=(4, 3)))
        w, step = case.rng.normal(size=3), case.rng.normal(size=3)
        g, rate = f.gradient(w), float(case.rng.uniform(0, 1)) / f.smoothness
        case.given(forms=f.forms, w=w, step=step, rate=rate)
        scale = 1e-9 * (1 + f.smoothness * (1 + float(step @ step)))
        case.at_most(0.0, sharpness.descent_gap(f, w, step), scale)
        case.at_most(f(w - rate * g), f(w) - rate / 2 * float(g @ g), scale)


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
        f: Quadratic | Softplus = (
            random_quadratic(case.rng, 3) if case.number % 2 else Softplus(case.rng.normal(size=(4, 3)))
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
        filtered = fractions(optim.filtered_gradient(f.gradient(w + step), z))
        case.given(w=w, z=z)
        for rate in (Fraction(1, 8), Fraction(1)):
            after = [Fraction(x) - rate * g for x, g in zip(w.tolist(), filtered, strict=True)]
            slope_ = sum((a * b for a, b in zip(fractions(f.gradient(w)), filtered, strict=True)), Fraction(0))
            squares = sum((g * g for g in filtered), Fraction(0))
            bound = _bowl(f, fractions(w)) - rate * slope_ + Fraction(4) * rate**2 / 2 * squares
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
        kept, whole = fractions(optim.filtered_gradient(g, z)), fractions(g)
        squares, all_squares = sum(x * x for x in kept), sum(x * x for x in whole)
        if case.assume(smooth * squares <= kappa * all_squares):
            after = [Fraction(x) - rate * y for x, y in zip(w.tolist(), kept, strict=True)]
            inner = sum(x * y for x, y in zip(whole, kept, strict=True))
            bound = _bowl(f, fractions(w)) - rate * inner + rate**2 / 2 * kappa * all_squares
            case.given(w=w, z=z, kappa=kappa)
            case.require(_bowl(f, after) <= bound, "the bound")


def _bowl(f: Bowl, w: list[Fraction]) -> Fraction:
    return sum((Fraction(c) * x * x for c, x in zip(f.coefficients, w, strict=True)), Fraction(0))
