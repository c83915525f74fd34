"""S55: the functions on which methods are looked at: their derivatives and constants."""

from functools import partial

import numpy as np

from typednn.contracts import Array
from typednn.sharpness import Bowl, Dent, Rosenbrock, Waves
from typednn.theorems.differences import SOURCE, slope
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.precise import algebra
from typednn.theorems.predicates import smoothness_gap
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


@CHAPTER.theorem(
    "S55.1", Mode.SYMBOLIC, original="rosenbrock, quadraticBowl, advanced", domain="all real variables and coefficients"
)
def the_landscapes_have_these_derivatives(trial: Trial) -> None:
    """∇ and H of (a − x)² + b(y − x²)² and of c₁x² + c₂y² are the formulas that the code computes."""
    sympy = algebra()
    x, y, a, b, c, d = sympy.symbols("x y a b c d", real=True)
    valley, bowl = (a - x) ** 2 + b * (y - x**2) ** 2, c * x**2 + d * y**2
    gradient = {
        "∂x of the valley": sympy.diff(valley, x) - (-2 * (a - x) - 4 * b * x * (y - x**2)),
        "∂y of the valley": sympy.diff(valley, y) - 2 * b * (y - x**2),
        "∂xx of the valley": sympy.diff(valley, x, x) - (2 - 4 * b * (y - 3 * x**2)),
        "∂xy of the valley": sympy.diff(valley, x, y) + 4 * b * x,
        "∂yy of the valley": sympy.diff(valley, y, y) - 2 * b,
        "∂x of the bowl": sympy.diff(bowl, x) - 2 * c * x,
        "∂xx of the bowl": sympy.diff(bowl, x, x) - 2 * c,
        "∂yy of the bowl": sympy.diff(bowl, y, y) - 2 * d,
    }
    for case, (claim, gap) in trial.each(gradient.items()):
        case.require(sympy.expand(gap) == 0, claim)


@CHAPTER.theorem(
    "S55.2",
    Mode.EXACT,
    original="toy (μ = L = 2), advanced (L = 20, μ = 2)",
    standing=Standing.GAP_CLOSED,
    domain="w in R^2, Rosenbrock with a = 1, b = 100; the bowls (1, 1) and (10, 1)",
)
def the_code_computes_these_landscapes(trial: Trial) -> None:
    """The code's gradients are those formulas; the bowls have μ = L = 2, and L = 20 and μ = 2."""
    for case, w in trial.lattice(2, 4):
        x, y = w
        expected = [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)]
        case.equal(Rosenbrock().gradient(w), np.array(expected))
        case.equal(Rosenbrock()(w), (1 - x) ** 2 + 100 * (y - x * x) ** 2)
        case.equal(Bowl((10.0, 1.0)).gradient(w), np.array([20 * x, 2 * y]))
        case.equal(np.diag(Bowl().hessian(w)), np.array([2.0, 2.0]))
        case.equal(np.diag(Bowl((10.0, 1.0)).hessian(w)), np.array([20.0, 2.0]))
        case.equal([(f.convexity, f.smoothness) for f in (Bowl(), Bowl((10.0, 1.0)))], [(2.0, 2.0), (2.0, 20.0)])


@CHAPTER.theorem(
    "S55.3",
    Mode.SYMBOLIC,
    original="examples",
    standing=Standing.BEYOND,
    domain="all real w; the second derivatives of 1 − cos w and of w²/(1 + w²)",
)
def landscapes_that_are_not_convex_are_this_smooth(trial: Trial) -> None:
    """|cos| ≤ 1; (w²/(1 + w²))'' = (2 − 6w²)/(1 + w²)³ lies in [−2, 2]: 2 ± it is Σ c_k w^2k/(1 + w²)³, c_k ≥ 0."""
    sympy = algebra()
    w = sympy.symbols("w", real=True)
    dent = w**2 / (1 + w**2)
    cube, second = (1 + w**2) ** 3, sympy.diff(dent, w, 2)
    rest = {sign: sympy.Poly(sympy.cancel((2 + sign * second) * cube), w) for sign in (1, -1)}
    facts = {
        "the gradient": sympy.cancel(sympy.diff(dent, w) - 2 * w / (1 + w**2) ** 2) == 0,
        "from above": all(c >= 0 for c in rest[-1].coeffs()),
        "from below": all(c >= 0 for c in rest[1].coeffs()),
        "even": all(k % 2 == 0 for poly in rest.values() for (k,) in poly.monoms()),
        "waves": sympy.diff(1 - sympy.cos(w), w, 2) == sympy.cos(w),
    }
    for case, (claim, holds) in trial.each(facts.items()):
        case.require(holds, claim)


@CHAPTER.theorem(
    "S55.4",
    Mode.DIFFERENCES,
    original="examples",
    standing=Standing.BEYOND,
    domain="sums of waves along two forms, the dent; |w| ≤ 4, random directions and pairs of points",
    tolerance=f"{SOURCE}; 1e-12 of both sides for the pairs",
)
def the_code_computes_them_too(trial: Trial) -> None:
    """Df(w)v = ⟨∇f(w), v⟩, and ‖∇f(x) − ∇f(y)‖ ≤ L‖x − y‖ with the code's L."""
    for case in trial.cases(60, 5000):
        f = (Waves(), Waves(((1.0, 0.0), (1.0, 1.0))), Dent())[case.number % 3]
        w, y = case.rng.uniform(-4, 4, (2, 2))
        v = case.rng.normal(size=2)
        case.given(f=f, w=w, v=v, y=y)
        found = slope(partial(_on_line, f, w, v))
        case.near(float(f.gradient(w) @ v), found.value, found.error)
        case.equal(f.gradient(np.array([w, y]))[1], f.gradient(y), "at many points")
        case.at_most(0.0, smoothness_gap(f.gradient, w, y, f.smoothness), 1e-12 * f.smoothness * 12)


def _on_line(f: Bowl | Rosenbrock | Waves | Dent, w: Array, v: Array, t: float) -> float:
    return f(w + t * v)
