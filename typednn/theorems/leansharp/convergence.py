"""S70–S72, S83: convergence and rates: what is vacuous, and what is true instead."""

from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import product
from math import inf, sqrt

import numpy as np

from typednn import optim, sharpness
from typednn.contracts import Array
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.leansharp.exact import POINTS, aligned, squares
from typednn.theorems.leansharp.functions import ASCENT, DESCENT, StronglyConvex
from typednn.theorems.objectives import quadratic, with_gradient
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Case, Trial

_FUNCTIONS = "random quadratics and sums of log cosh with ½ μ‖w‖², of 4 to 12 variables, the minimum at 0"
_CONTRACTED = "1e-9 of the bound: some thousand rounded operations that contract"


@CHAPTER.theorem(
    "S70.1",
    Mode.EXHAUSTIVE,
    original="zsharp_convergence",
    domain="½ Σ a_i w_i² with a from {2, 3}³, ρ = 0, z = 1, 4 steps of the code, η = 1/8; where alignment holds "
    "at each step",
)
def aligned_steps_converge(trial: Trial) -> None:
    """While the filtered gradient is aligned and ηL² ≤ μ, ‖w⁺ − w*‖² ≤ (1 − ημ)‖w − w*‖²."""
    rule = replace(DESCENT, radius=0.0)
    for case, (curvatures, start) in trial.each(product(product((2.0, 3.0), repeat=3), POINTS)):
        a, w = np.array(curvatures), start.copy()
        optimizer = optim.SharpnessAware(optim.SGD(0.125), rule)
        state = optimizer.init(w)
        for _ in range(4):
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
    domain=f"{_FUNCTIONS}; 60 steps of SAM in the norms 2 and ∞, ‖ε‖ ≤ ρ√n for the latter",
    tolerance=_CONTRACTED,
)
def sam_ends_in_a_ball(trial: Trial) -> None:
    """f μ-strongly convex, L-smooth, 0 < η ≤ 2/(μ + L), ‖ε_t‖ ≤ ρ: ‖w_t − w*‖ ≤ (1 − ημ)^t ‖w_0 − w*‖ + Lρ/μ: SAM."""
    for case in trial.cases(24, 1500):
        f, radius = StronglyConvex.draw(case.rng, quadratic=case.number % 2 == 0), float(case.rng.uniform(0.01, 1.0))
        rule = optim.SAM(radius) if case.number % 3 else optim.SAM(radius, norm=inf)
        _stays_in_the_ball(case, f, rule, radius if case.number % 3 else radius * sqrt(f.size))


@CHAPTER.theorem(
    "S70.4",
    Mode.PROPERTY,
    original="zsharp_convergence, for the filter on the ascent direction, as ZSharp has it",
    standing=Standing.BEYOND,
    domain=f"{_FUNCTIONS}; 60 steps of ZSharp with one radius, and of the paper's on K = 2, 3, 4 matrices",
    tolerance=_CONTRACTED,
)
def zsharp_ends_in_a_ball(trial: Trial) -> None:
    """The same of ZSharp with its filter on the ascent direction; with a radius for each of K tensors it is ρ√K."""
    for case in trial.cases(24, 1500):
        f, radius = StronglyConvex.draw(case.rng, quadratic=case.number % 2 == 0), float(case.rng.uniform(0.01, 1.0))
        if case.number % 3 == 0:
            _stays_in_the_ball(case, f, replace(ASCENT, radius=radius), radius)
            continue
        tensors = min(2 + case.number % 3, f.size)
        rule = replace(optim.zsharp_preset("paper"), radius=radius, filter=optim.ZFilter(optim.Percentile(50.0)))
        edges = np.linspace(0, f.size, tensors + 1).astype(int)
        layout = {f"{k}": (int(edges[k + 1] - edges[k]), 1) for k in range(tensors)}
        _stays_in_the_ball(case, f, rule, radius * sqrt(tensors), layout)


@CHAPTER.theorem(
    "S70.5",
    Mode.PROPERTY,
    original="zsharp_convergence",
    standing=Standing.BEYOND,
    domain=f"{_FUNCTIONS}; at each of 60 steps the worst of 30 perturbations: ±ρ along w, along ∇f, and at random",
    tolerance=_CONTRACTED,
)
def no_perturbation_leaves_the_ball(trial: Trial) -> None:
    """The same of whichever ε_t with ‖ε_t‖ ≤ ρ, chosen by one who knows where w is."""
    for case in trial.cases(24, 1500):
        f, radius = StronglyConvex.draw(case.rng, quadratic=case.number % 2 == 0), float(case.rng.uniform(0.01, 1.0))
        rate = float(case.rng.uniform(0.05, 1.0)) * 2 / (f.convexity + f.smoothness)
        w = case.rng.normal(size=f.size) * 3
        start = float(np.linalg.norm(w))
        case.given(f=f, rate=rate, radius=radius)
        for t in range(1, 61):
            directions = np.concatenate([[w, -w, f.gradient(w), -f.gradient(w)], case.rng.normal(size=(26, f.size))])
            lengths = np.maximum(np.linalg.norm(directions, axis=1, keepdims=True), 1e-300)
            after = np.array([w - rate * f.gradient(w + step) for step in radius * directions / lengths])
            w = after[np.argmax(np.linalg.norm(after, axis=1))]
            case.at_most(float(np.linalg.norm(w)), _ball(f, t, start, rate, radius), 1e-9 * (start + 1))


@CHAPTER.theorem(
    "S70.6",
    Mode.EXHAUSTIVE,
    original="zsharp_convergence",
    standing=Standing.BEYOND,
    domain="½ a w², a = 1, 2, 4, ηa = 1/8, 1/2, 1, ρ = 1/4, 1, w_0 = 0, 3, ε = −ρ sign w; 40 steps in fractions",
)
def the_ball_is_no_larger_than_it_must_be(trial: Trial) -> None:
    """For ½ a w² and the ε that pushes outwards, w_t = (1 − ηa)^t w_0 + (1 − (1 − ηa)^t)ρ: it tends to ρ = Lρ/μ."""
    shares = (Fraction(1, 8), Fraction(1, 2), Fraction(1))
    for case, (a, share, radius, start) in trial.each(
        product((1, 2, 4), shares, (Fraction(1, 4), Fraction(1)), (0, 3))
    ):
        w, rate = Fraction(start), share / a
        case.given(a=a, rate=rate, radius=radius, start=start)
        for t in range(1, 41):
            w -= rate * a * (w - radius)
            case.equal(w, (1 - share) ** t * start + (1 - (1 - share) ** t) * radius)
            bound = (1 - share) ** t * start + radius
            case.equal(bound - w, (1 - share) ** t * radius, "the bound is missed by less and less")


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
    """With η_0 = 1/μ the hypothesis 2η⟨E g̃, d⟩ − η²E‖g̃‖² ≥ ημ‖d‖² holds only if w_1 = w* almost surely:

    by S71 the hypothesis then says E‖w_1 − w*‖² ≤ 0.
    """
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
    domain="quadratics with curvatures from {1, 2, 4}², noise variances 0, 1, 9 on each, starts (1, 1) and (3, 0); 40 "
    "steps; the second moments as fractions",
    tolerance="1e-12 for the code's rate and bound, which are rounded; none for the theorem",
)
def the_rate_is_one_over_t(trial: Trial) -> None:
    """η_t = 2/(μ(t + t₀)), t₀ = 1 + L/μ: E‖w_t − w*‖² ≤ max(t₀‖w_0 − w*‖², 3σ²/μ²)/(t + t₀)."""
    for case, (a, b, noise, start) in trial.each(product((1, 2, 4), (1, 2, 4), (0, 1, 9), ((1, 1), (3, 0)))):
        mu, smooth, t0 = min(a, b), max(a, b), 1 + Fraction(max(a, b), min(a, b))
        moments = [Fraction(x * x) for x in start]
        most, length = max(t0 * sum(moments), Fraction(3 * 2 * noise, mu**2)), sqrt(sum(moments))
        case.given(curvatures=(a, b), noise=noise, start=start)
        for t in range(40):
            case.require(sum(moments) <= most / (t + t0), f"the bound at step {t}")
            rate = Fraction(2) / (mu * (t + t0))
            moments = [(1 - rate * c) ** 2 * m + rate**2 * noise for c, m in zip((a, b), moments, strict=True)]
            bound = sharpness.falling_rate_bound(t, length, convexity=mu, smoothness=smooth, variance=2 * noise)
            case.near(bound, float(most / (t + t0)), 1e-12 * float(most), "the code's bound")
            case.near(sharpness.falling_rate(t, convexity=mu, smoothness=smooth), float(rate), 1e-12, "the code's rate")


@CHAPTER.theorem(
    "S72.4",
    Mode.EXHAUSTIVE,
    original="zsharp_strongly_convex_rate",
    standing=Standing.BEYOND,
    domain="½ a w², a = 1, 2, 4, noise variance 1, 4, from w_0² ≤ 3σ²/(2a²); the second moments as fractions",
)
def the_constant_three_is_attained(trial: Trial) -> None:
    """For μ = L the bound is an equality after one step, E w_1² = σ²/μ² = (3σ²/μ²)/3: with less than 3 it is false."""
    for case, (a, variance, share) in trial.each(
        product((1, 2, 4), (1, 4), (Fraction(0), Fraction(1, 2), Fraction(1)))
    ):
        first = share * Fraction(3 * variance, 2 * a * a)
        rate = Fraction(2, a * 2)  # t = 0, t₀ = 2
        second = (1 - rate * a) ** 2 * first + rate**2 * variance
        case.given(a=a, variance=variance, first=first)
        case.equal(second, max(2 * first, Fraction(3 * variance, a * a)) / 3)


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
            theta, optimizer = np.ones(1), optim.SGD(partial(sharpness.falling_rate, convexity=a, smoothness=a))
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


def _ball(f: StronglyConvex, step: int, start: float, rate: float, radius: float) -> float:
    return sharpness.ball_bound(step, start, rate=rate, convexity=f.convexity, smoothness=f.smoothness, radius=radius)


def _stays_in_the_ball(
    case: Case, f: StronglyConvex, rule: optim.Rule, radius: float, layout: optim.Layout | None = None
) -> None:
    """60 steps of the code, from a random point, with a random rate."""
    rate, w = float(case.rng.uniform(0.05, 1.0)) * 2 / (f.convexity + f.smoothness), case.rng.normal(size=f.size) * 3
    start, optimizer = float(np.linalg.norm(w)), optim.SharpnessAware(optim.SGD(rate), rule)
    state = optimizer.init(w, layout)
    case.given(f=f, rate=rate, rule=rule)
    for t in range(1, 61):
        optimizer.step(w, state, f.objective)
        bound = _ball(f, t, start, rate, radius)
        case.at_most(float(np.linalg.norm(w)), bound, 1e-9 * (bound + start))
