"""S28, S32: Taylor's remainder with its factorial, and weak derivatives in finitely many dimensions."""

from fractions import Fraction
from itertools import product
from math import factorial

import numpy as np

from typednn import sharpness
from typednn.sharpness import Bowl, Rosenbrock
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.precise import algebra, intervals
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


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
                case.require(abs(rest).b <= bound.b, "the remainder, as large as it may be")


@CHAPTER.theorem(
    "S28.3",
    Mode.EXACT,
    original="multilinear_taylor_bound",
    standing=Standing.GAP_CLOSED,
    domain="the bowl (10, 1) and Rosenbrock's valley with b = 2, w, ε in R²; the code's remainders",
)
def the_code_s_remainders_are_the_next_terms(trial: Trial) -> None:
    """Of a bowl the remainder of order 2 is 0, of order 1 ½εᵀHε; of the valley of order 2 D³f[ε³]/3! + D⁴f[ε⁴]/4!."""
    for case, point in trial.lattice(4, 5):
        w, step = point[:2], point[2:]
        bowl, valley = Bowl((10.0, 1.0)), Rosenbrock(b=2.0)
        case.equal(sharpness.taylor_remainder(bowl, w, step, 2), 0.0)
        case.equal(sharpness.taylor_remainder(bowl, w, step, 1), 0.5 * float(step @ bowl.hessian(w) @ step))
        case.equal(sharpness.taylor_remainder(bowl, w, step, 0), bowl(w + step) - bowl(w))
        (x, _), (e, h) = w, step
        third, fourth = 24 * 2.0 * x * e**3 - 3 * 4 * 2.0 * e**2 * h, 24 * 2.0 * e**4
        case.equal(sharpness.taylor_remainder(valley, w, step, 2), third / 6 + fourth / 24)


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
    "S32.3",
    Mode.EXHAUSTIVE,
    original="smooth_descent_h1: descent under a gradient that exists almost everywhere",
    standing=Standing.GAP_CLOSED,
    domain="finite version: Huber's function, whose second derivative exists almost everywhere; x, y in eighths "
    "up to 3, η = 1/4, 1/2, 1; in fractions",
)
def descent_needs_no_second_derivative_everywhere(trial: Trial) -> None:
    """If f' is 1-Lipschitz, f(y) ≤ f(x) + f'(x)(y − x) + ½(y − x)², and f(x − ηf'(x)) ≤ f(x) − (η/2)f'(x)²."""
    eighths = [Fraction(k, 8) for k in range(-24, 25)]
    for case, (x, y) in trial.each(product(eighths, eighths)):
        slope = _huber_slope(x)
        case.given(x=x, y=y)
        case.require(_huber(y) <= _huber(x) + slope * (y - x) + (y - x) ** 2 / 2, "the descent lemma")
        for rate in (Fraction(1, 4), Fraction(1, 2), Fraction(1)):
            case.require(_huber(x - rate * slope) <= _huber(x) - rate / 2 * slope**2, "descent")


def _huber(x: Fraction) -> Fraction:
    return x * x / 2 if abs(x) <= 1 else abs(x) - Fraction(1, 2)


def _huber_slope(x: Fraction) -> Fraction:
    return max(Fraction(-1), min(Fraction(1), x))
