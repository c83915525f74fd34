"""S70–S72, S83: convergence and rates: what is vacuous, and what is true instead."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np

from typednn import optim
from typednn.contracts import Array
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.leansharp.exact import POINTS, aligned, squares
from typednn.theorems.leansharp.functions import ASCENT, DESCENT
from typednn.theorems.objectives import quadratic, with_gradient
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


@CHAPTER.theorem(
    "S70.1",
    Mode.EXHAUSTIVE,
    original="zsharp_convergence",
    domain="½ Σ a_i w_i² with a from {2, 3}³, ρ = 0, z = 1, 8 steps of the code, η = 1/8; where alignment holds "
    "at each step",
)
def aligned_steps_converge(trial: Trial) -> None:
    """While the filtered gradient is aligned and ηL² ≤ μ, ‖w⁺ − w*‖² ≤ (1 − ημ)‖w − w*‖²."""
    rule = replace(DESCENT, radius=0.0)
    for case, (curvatures, start) in trial.each(product(product((2.0, 3.0), repeat=3), POINTS)):
        a, w = np.array(curvatures), start.copy()
        optimizer = optim.SharpnessAware(optim.SGD(0.125), rule)
        state = optimizer.init(w)
        for _ in range(8):
            before = w.copy()
            optimizer.step(w, state, _objective(np.diag(a)))
            g = [(Fraction(x) - Fraction(y)) * 8 for x, y in zip(before.tolist(), w.tolist(), strict=True)]
            old, new = list(map(Fraction, before.tolist())), list(map(Fraction, w.tolist()))
            if aligned(old, g, Fraction(1), Fraction(2)) and squares(old):
                case.given(curvatures=a, before=before)
                case.require(squares(new) <= Fraction(7, 8) * squares(old), "it contracts")


@CHAPTER.theorem(
    "S70.2",
    Mode.EXHAUSTIVE,
    original="zsharp_convergence, AlignmentCondition at every w",
    standing=Standing.VACUOUS,
    domain="½ w² in one variable, where SAM's gradient is w + ρ sign w; L = 2, …, 10, ρ = 1/16, …, 1, points near 0",
)
def no_sharpened_gradient_is_aligned_near_a_minimum(trial: Trial) -> None:
    """For ρ > 0 and |w − w*| < ρ/(L − 1), ‖g‖ > L‖w − w*‖: the hypothesis "for all w" fails, and μ < L excludes μ =
    L.
    """
    for case, (smooth, sixteenths) in trial.each(product(range(2, 11), range(1, 17))):
        radius = sixteenths / 16
        w = np.array([radius / (smooth - 1) / 2])
        g = w + optim.ascent(w, w, optim.SAM(radius))
        case.given(smooth=smooth, radius=radius, w=w)
        case.require(not aligned(w.tolist(), g.tolist(), Fraction(0), smooth), "it is not aligned")


@CHAPTER.theorem(
    "S70.3",
    Mode.PROPERTY,
    original="zsharp_convergence",
    standing=Standing.BEYOND,
    domain="random quadratics of 2 to 12 variables, 100 steps of SAM and of ZSharp with ascent filter",
    tolerance="1e-9 of the bound: some thousand rounded operations that contract",
)
def sharpened_descent_ends_in_a_ball(trial: Trial) -> None:
    """f μ-strongly convex, L-smooth, 0 < η ≤ 2/(μ + L), ‖ε_t‖ ≤ ρ: ‖w_t − w*‖ ≤ (1 − ημ)^t ‖w_0 − w*‖ + Lρ/μ."""
    for case in trial.cases(45, 2000):
        n, radius = int(case.rng.integers(2, 13)), float(case.rng.uniform(0.01, 1.0))
        turn = np.linalg.qr(case.rng.normal(size=(n, n)))[0]
        values = np.sort(case.rng.uniform(0.2, 5.0, n))
        matrix = (turn * values) @ turn.T
        mu, smooth = float(values[0]), float(values[-1])
        rate = float(case.rng.uniform(0.05, 1.0)) * 2 / (mu + smooth)
        rule = replace(ASCENT, radius=radius) if case.number % 3 else optim.SAM(radius)
        w = case.rng.normal(size=n) * 3
        start, optimizer = float(np.linalg.norm(w)), optim.SharpnessAware(optim.SGD(rate), rule)
        state = optimizer.init(w)
        case.given(values=values, rate=rate, rule=rule)
        for t in range(1, 101):
            optimizer.step(w, state, _objective(matrix))
            bound = (1 - rate * mu) ** t * start + smooth * radius / mu
            case.at_most(float(np.linalg.norm(w)), bound, 1e-9 * (bound + start))


@CHAPTER.theorem(
    "S71",
    Mode.EXACT,
    original="stochastic_dist_expansion, integral_inner_const",
    domain="A, B₁, B₂ in R², η in R, two equally likely B",
)
def the_expected_distance_expands(trial: Trial) -> None:
    """E‖A − ηB‖² = ‖A‖² − 2η⟨E B, A⟩ + η²E‖B‖²."""
    for case, point in trial.lattice(7, 4):
        rate, a, b, c = point[0], point[1:3], point[3:5], point[5:]
        left = ((a - rate * b) @ (a - rate * b) + (a - rate * c) @ (a - rate * c)) / 2
        right = a @ a - rate * ((b + c) @ a) + rate**2 * (b @ b + c @ c) / 2
        case.equal(float(left), float(right))


@CHAPTER.theorem(
    "S72.1",
    Mode.EXHAUSTIVE,
    original="stochastic_zsharp_rate_O1_T",
    standing=Standing.VACUOUS,
    domain="w − w* from {−2, …, 2}, gradients with two equally likely values in eighths up to 4, μ = 1/2, 1, 2",
)
def the_first_step_would_have_to_be_the_last(trial: Trial) -> None:
    """With η_0 = 1/μ the hypothesis 2η⟨E g̃, d⟩ − η²E‖g̃‖² ≥ ημ‖d‖² holds only if w_1 = w* almost surely."""
    for case, (d, mu) in trial.each(product(range(-2, 3), (Fraction(1, 2), Fraction(1), Fraction(2)))):
        rate = 1 / mu
        for g, h in product(range(-32, 33, 2), repeat=2):
            first, second = Fraction(g, 8), Fraction(h, 8)
            left = rate * (first + second) * d - rate**2 * (first**2 + second**2) / 2
            if left >= rate * mu * d * d:
                case.given(d=d, mu=mu, g=(first, second))
                case.equal((d - rate * first, d - rate * second), (0, 0), "w_1 = w* for both values")


@CHAPTER.theorem(
    "S72.2",
    Mode.EXHAUSTIVE,
    original="zsharp_strongly_convex_rate",
    standing=Standing.GAP_CLOSED,
    domain="quadratics with curvatures from {1, 2, 4}², noise variances 0, 1, 9 on each, starts (1, 1) and (3, "
    "0); 40 steps; "
    "the second moments as fractions",
)
def the_rate_is_one_over_t(trial: Trial) -> None:
    """η_t = 2/(μ(t + t₀)), t₀ ≥ 1 + L/μ: E‖w_t − w*‖² ≤ max(t₀‖w_0 − w*‖², 3σ²/μ²)/(t + t₀)."""
    for case, (a, b, noise, start) in trial.each(product((1, 2, 4), (1, 2, 4), (0, 1, 9), ((1, 1), (3, 0)))):
        mu, t0 = min(a, b), 1 + Fraction(max(a, b), min(a, b))
        moments = [Fraction(x * x) for x in start]
        most = max(t0 * sum(moments), Fraction(3 * 2 * noise, mu**2))
        case.given(curvatures=(a, b), noise=noise, start=start)
        for t in range(40):
            case.require(sum(moments) <= most / (t + t0), f"the bound at step {t}")
            rate = Fraction(2) / (mu * (t + t0))
            moments = [(1 - rate * c) ** 2 * m + rate**2 * noise for c, m in zip((a, b), moments, strict=True)]


@CHAPTER.theorem(
    "S72.3",
    Mode.EXHAUSTIVE,
    original="stochastic_zsharp_convergence",
    standing=Standing.GAP_CLOSED,
    domain="the code's SGD with this schedule on ½ a θ², a = 1, 2, all sequences of noise ±1 of up to 8 steps",
    tolerance="1e-12: some tens of rounded operations",
)
def the_code_has_that_rate(trial: Trial) -> None:
    """The mean over all sequences of noise of θ_t² is the moment of that recursion, and below the bound."""
    for case, (a, steps) in trial.each(product((1.0, 2.0), range(1, 9))):
        moment = 1.0
        for t in range(steps):
            rate = 2 / (a * (t + 2))
            moment = (1 - rate * a) ** 2 * moment + rate**2
        squares = []
        for noise in product((-1.0, 1.0), repeat=steps):
            theta, optimizer = np.ones(1), optim.SGD(_falling(a))
            state = optimizer.init(theta)
            for error in noise:
                optimizer.step(theta, state, with_gradient(a * theta + error))
            squares.append(float(theta[0]) ** 2)
        mean = sum(squares) / len(squares)
        case.near(mean, moment, 1e-12)
        case.at_most(mean, max(2.0, 3 / a**2) / (steps + 2), 1e-12)
        case.stands_for(len(squares))


@CHAPTER.counterexample(
    "S83",
    original="zsharp_chain_convergence",
    domain="x ↦ w x with the loss ½ · 100 w², from w = 1/10",
    instead="What decides is the smoothness of the loss in the parameters: it converges for η ≤ 2/(μ + L) (S70.3).",
)
def a_network_s_lipschitz_constant_bounds_the_rate(trial: Trial) -> None:
    """If the network is K-Lipschitz in its input and ηK² ≤ μ, the training converges geometrically."""
    for case, rate in trial.each((0.0625, 1.0)):
        w, optimizer = np.array([0.1]), optim.SGD(rate)
        state, lipschitz, mu = optimizer.init(w), 0.1, 100.0
        case.require(rate * lipschitz**2 <= mu, "the hypothesis holds, by far")
        for _ in range(5):
            optimizer.step(w, state, quadratic(100.0))
        case.require(abs(float(w[0])) > 10, "it diverges")
        trial.say(f"η = {rate}, K = {lipschitz}, μ = {mu}: after 5 steps w = {float(w[0]):.3g}")


def _objective(matrix: Array) -> optim.Objective:
    return lambda w: (0.5 * float(w @ matrix @ w), matrix @ w)


def _falling(a: float) -> optim.Schedule:
    """2/(μ(t + t₀)) with t₀ = 2."""
    return lambda t: 2 / (a * (t + 2))
