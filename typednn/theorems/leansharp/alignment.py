"""S65–S79, S82, S83: alignment, convergence, rates, schedules: what holds, what is vacuous, what is true instead."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import cos, log, pi, sqrt
from typing import TypeAlias

import numpy as np

from typednn import optim
from typednn.contracts import Array
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.leansharp.descent import ASCENT, DESCENT
from typednn.theorems.objectives import quadratic, with_gradient
from typednn.theorems.precise import algebra
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

Number: TypeAlias = int | float | Fraction
_SIGNS = list(product((-1.0, 1.0), repeat=3))
_POINTS = [np.array(point, dtype=np.float64) for point in product(range(-2, 3), repeat=3)]
_CURVATURES = (1.0, 2.0, 4.0)
_NOISE = "w in {−2, …, 2}³, curvatures 1, 2, 4, all 8 signs of noise ±1; floats that are exact"


@CHAPTER.theorem(
    "S65", Mode.EXHAUSTIVE, original="AlignmentCondition", domain="½ Σ a_i w_i², a from {1, 2, 3}², w in {−3, …, 3}²"
)
def gradients_of_convex_quadratics_are_aligned(trial: Trial) -> None:
    """μ‖w − w*‖² ≤ ⟨g, w − w*⟩ and ‖g‖ ≤ L‖w − w*‖ for g = ∇f, μ and L the outer curvatures: also for μ = L."""
    for case, (a, b, x, y) in trial.each(product((1, 2, 3), (1, 2, 3), range(-3, 4), range(-3, 4))):
        case.require(_aligned([x, y], [a * x, b * y], min(a, b), max(a, b)), "aligned")
        case.require(not _aligned([1, 1], [a, b], max(a, b) + 1, max(a, b)), "no better μ at (1, 1)")


@CHAPTER.theorem(
    "S66",
    Mode.EXHAUSTIVE,
    original="StochasticAlignment",
    domain="w − w* from {−2, …, 2}², gradients with two equally likely values from {−1, 0, 2}², η = 1/4, 1/2, μ "
    "= 1/2, 1",
)
def stochastic_alignment_is_the_contraction_itself(trial: Trial) -> None:
    """2η⟨E g̃, w − w*⟩ − η²E‖g̃‖² ≥ ημ‖w − w*‖² holds if and only if E‖w⁺ − w*‖² ≤ (1 − ημ)‖w − w*‖²."""
    values = list(product((-1, 0, 2), repeat=2))
    for case, (d, g, h) in trial.each(product(product(range(-2, 3), repeat=2), values, values)):
        for rate, mu in product((Fraction(1, 4), Fraction(1, 2)), (Fraction(1, 2), Fraction(1))):
            mean = [Fraction(a + b, 2) for a, b in zip(g, h, strict=True)]
            second = Fraction(_dot(g, g) + _dot(h, h), 2)
            aligned = 2 * rate * _dot(mean, d) - rate**2 * second >= rate * mu * _dot(d, d)
            after = [_squares([a - rate * b for a, b in zip(d, each, strict=True)]) for each in (g, h)]
            case.given(d=d, g=g, h=h, rate=rate, mu=mu)
            case.equal(aligned, sum(after, Fraction(0)) / 2 <= (1 - rate * mu) * _dot(d, d))


@CHAPTER.theorem(
    "S67",
    Mode.EXHAUSTIVE,
    original="alignment_filtered_gradient",
    domain="g and w − w* from {−2, …, 2}³, the code's filter with z = 1, (μ, L) = (1/2, 2), (1, 3)",
)
def alignment_survives_a_filter_that_removes_what_points_away(trial: Trial) -> None:
    """If g is aligned, and each removed coordinate has (w − w*)_i g_i ≤ 0, then the filtered g is aligned."""
    for case, (g, d) in trial.each(product(_POINTS, _POINTS)):
        kept = optim.filtered_gradient(g, 1.0)
        removed = (kept == 0) & (g != 0)
        for mu, smooth in ((Fraction(1, 2), 2), (Fraction(1), 3)):
            whole = _aligned(d.tolist(), g.tolist(), mu, smooth)
            if whole and removed.any() and np.all((d * g)[removed] <= 0):
                case.given(g=g, d=d)
                case.require(_aligned(d.tolist(), kept.tolist(), mu, smooth), "still aligned")


@CHAPTER.theorem(
    "S68.1",
    Mode.EXHAUSTIVE,
    original="deterministic_implies_stochastic_alignment",
    domain="g and w − w* from {−2, …, 2}², μ = 1/2, 1, L = 1, 2, η = 1/8, 1/4, 1/2, 1",
)
def alignment_contracts_for_small_rates(trial: Trial) -> None:
    """If g is aligned and ηL² ≤ μ, then ‖w − ηg − w*‖² ≤ (1 − ημ)‖w − w*‖²."""
    grid = list(product(range(-2, 3), repeat=2))
    for case, (d, g, mu, smooth) in trial.each(product(grid, grid, (Fraction(1, 2), Fraction(1)), (1, 2))):
        for rate in (Fraction(1, 8), Fraction(1, 4), Fraction(1, 2), Fraction(1)):
            if _aligned(d, g, mu, smooth) and rate * smooth**2 <= mu:
                after = _squares([a - rate * b for a, b in zip(d, g, strict=True)])
                case.given(d=d, g=g, mu=mu, smooth=smooth, rate=rate)
                case.require(after <= (1 - rate * mu) * _squares(d), "it contracts")


@CHAPTER.theorem(
    "S68.2",
    Mode.EXHAUSTIVE,
    original="alignment_condition_of_signal_noise, alignment_of_sam_signal_conditions",
    domain="½ Σ a_i w_i², a from {1, 2}², w from {−4, …, 4}², noise from {−1, 0, 1}²",
)
def little_noise_leaves_alignment(trial: Trial) -> None:
    """If ‖noise‖ ≤ δ‖w − w*‖ with δ < μ, then ∇f + noise is aligned with μ − δ and L + δ; for SAM, δ = Lρ/‖w − w*‖."""
    grid = product((1, 2), (1, 2), range(-4, 5), range(-4, 5), (-1, 0, 1), (-1, 0, 1))
    for case, (a, b, x, y, u, v) in trial.each(grid):
        for delta in (Fraction(1, 4), Fraction(1, 2)):
            if (x or y) and u * u + v * v <= delta**2 * (x * x + y * y):
                case.given(curvatures=(a, b), w=(x, y), noise=(u, v), delta=delta)
                mu, smooth = min(a, b) - delta, max(a, b) + delta
                case.require(_aligned([x, y], [a * x + u, b * y + v], mu, smooth), "aligned")


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
    for case, (curvatures, start) in trial.each(product(product((2.0, 3.0), repeat=3), _POINTS)):
        a, w = np.array(curvatures), start.copy()
        optimizer = optim.SharpnessAware(optim.SGD(0.125), rule)
        state = optimizer.init(w)
        for _ in range(8):
            before = w.copy()
            optimizer.step(w, state, _objective(np.diag(a)))
            g = [(Fraction(x) - Fraction(y)) * 8 for x, y in zip(before.tolist(), w.tolist(), strict=True)]
            old, new = list(map(Fraction, before.tolist())), list(map(Fraction, w.tolist()))
            if _aligned(old, g, Fraction(1), Fraction(2)) and _squares(old):
                case.given(curvatures=a, before=before)
                case.require(_squares(new) <= Fraction(7, 8) * _squares(old), "it contracts")


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
        case.require(not _aligned(w.tolist(), g.tolist(), Fraction(0), smooth), "it is not aligned")


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


@CHAPTER.theorem("S73", Mode.EXHAUSTIVE, original="stochastic_taylor_descent", domain=f"{_NOISE}; η = 1/8, 1/4")
def noisy_steps_descend_on_average(trial: Trial) -> None:
    """For η ≤ 1/L, E f(w − ηg) ≤ f − (η/2)‖∇f‖² + (η²L/2)Var(g)."""
    a = np.array(_CURVATURES)
    for case, (w, rate) in trial.each(product(_POINTS, (0.125, 0.25))):
        g = a * w
        mean = np.mean([_half(a, w - rate * (g + np.array(sign))) for sign in _SIGNS])
        case.given(w=w, rate=rate)
        case.at_most(float(mean), _half(a, w) - rate / 2 * float(g @ g) + rate**2 * 4 / 2 * 3)


@CHAPTER.theorem(
    "S74", Mode.EXHAUSTIVE, original="z_score_descent, z_score_descent_fixed", domain=f"{_NOISE}; z = 1, η = 1/8, 1/4"
)
def filtered_steps_descend_where_they_are_aligned(trial: Trial) -> None:
    """If ‖∇f‖² ≤ 2⟨∇f, E g̃⟩, then E f(w − ηg̃) ≤ f − (η/2)‖∇f‖² + (Lη²/2)E‖g̃‖²; the hypothesis fails at some w."""
    a, failed = np.array(_CURVATURES), 0
    for case, (w, rate) in trial.each(product(_POINTS, (0.125, 0.25))):
        g = a * w
        filtered = [optim.filtered_gradient(g + np.array(sign), 1.0) for sign in _SIGNS]
        if case.assume(float(g @ g) <= 2 * float(g @ np.mean(filtered, axis=0))):
            left = float(np.mean([_half(a, w - rate * each) for each in filtered]))
            second = float(np.mean([each @ each for each in filtered]))
            case.given(w=w, rate=rate)
            case.at_most(left, _half(a, w) - rate / 2 * float(g @ g) + 4 * rate**2 / 2 * second)
        else:
            failed += 1
    trial.say(f"the hypothesis of alignment fails in {failed} of the cases")


@CHAPTER.theorem(
    "S75",
    Mode.EXHAUSTIVE,
    original="filtered_variance_bound, zsharp_variance_bound, l2_bias_variance_decomposition",
    domain=f"{_NOISE}; z = 1/2, 1, 5/4, a in {{−2, …, 2}}³",
)
def the_second_moment_of_a_filtered_gradient(trial: Trial) -> None:
    """E‖g̃‖² ≤ σ² + ‖∇L‖², and E‖X − a‖² = ‖E X − a‖² + E‖X − E X‖²."""
    curvatures = np.array(_CURVATURES)
    for case, (w, z) in trial.each(product(_POINTS, (0.5, 1.0, 1.25))):
        g = curvatures * w
        filtered = np.array([optim.filtered_gradient(g + np.array(sign), z) for sign in _SIGNS])
        case.given(w=w, z=z)
        case.at_most(float((filtered**2).sum() / 8), 3.0 + float(g @ g))
        mean = filtered.mean(axis=0)
        left = float(((filtered - w) ** 2).sum() / 8)
        case.equal(left, float(((mean - w) ** 2).sum()) + float(((filtered - mean) ** 2).sum() / 8))


@CHAPTER.theorem(
    "S76.1",
    Mode.EXHAUSTIVE,
    original="sam_filtered_second_moment_le, sam_stochastic_descent_step, sam_expected_descent_step",
    domain=f"{_NOISE}; ρ = 1/8, 1/2, z = 1, η = 1/16",
    tolerance="1e-9: ε is rounded",
)
def sharpened_filtered_steps_descend_on_average(trial: Trial) -> None:
    """E‖g̃‖² ≤ σ² + (‖∇L‖ + Lρ)²; for ηL ≤ ¼ and ‖∇f‖² ≤ 2⟨∇f, E g̃⟩, E f⁺ ≤ f − (η/4)‖∇f‖² + (η²L/2)(σ² + 2L²ρ²)."""
    a, rate, smooth = np.array(_CURVATURES), 0.0625, 4.0
    for case, (w, radius) in trial.each(product(_POINTS, (0.125, 0.5))):
        g = a * w
        filtered = _sharpened(a, w, radius)
        second = float(np.mean([each @ each for each in filtered]))
        case.given(w=w, radius=radius)
        case.at_most(second, 3 + (float(np.linalg.norm(g)) + smooth * radius) ** 2, 1e-9)
        if float(g @ g) <= 2 * float(g @ np.mean(filtered, axis=0)):
            left = float(np.mean([_half(a, w - rate * each) for each in filtered]))
            bound = _half(a, w) - rate / 4 * float(g @ g) + rate**2 * smooth / 2 * (3 + 2 * smooth**2 * radius**2)
            case.at_most(left, bound, 1e-9)


@CHAPTER.counterexample(
    "S76.2",
    original="sam_sequence_descent, its alignment hypothesis",
    domain="½‖w‖² at w from {−1, 1/4, 1/2, 1}³, ρ = 1/8, z = 5/4, no noise",
    instead="It is a hypothesis about the filter and the radius, to be checked where it is used (S76.1 counts "
    "where it holds).",
)
def filtered_gradients_are_aligned_in_expectation(trial: Trial) -> None:
    """‖∇f‖² ≤ 2⟨∇f, E g̃⟩ at every w, for the filtered gradient g̃ at w + ε."""
    failing = 0
    for point in product((-1.0, 0.25, 0.5, 1.0), repeat=3):
        w = np.array(point)
        kept = optim.filtered_gradient(w + optim.ascent(w, w, optim.SAM(0.125)), 1.25)
        failing += float(w @ w) > 2 * float(w @ kept)
    trial.say(f"it fails at {failing} of 64 points of ½‖w‖²")
    for case, least in trial.each((1,)):
        case.require(failing >= least, "it fails somewhere")


@CHAPTER.theorem(
    "S77",
    Mode.MONTE_CARLO,
    original="zsharp_nonconvex_rate, z_score_nonconvex_rate_complete, sam_nonconvex_rate_from_envelope",
    domain="f = Σ (1 − cos w_i) in two variables, L = 1, noise ±½ on each; T = 16, 64, 256; SGD, and SAM with ρ "
    "= 1/8, η = 1/(2L√T)",
    confidence=1 - 1e-6,
)
def the_gradients_vanish_on_average(trial: Trial) -> None:
    """(1/T) Σ E‖∇f(w_t)‖² ≤ (2(f_0 − f*) + Lσ²)/√T with η = 1/√T; for SAM ≤ (8L(f_0 − f*) + σ² + 2L²ρ²)/√T."""
    runs = trial.size(400, 20_000)
    for case, (steps, radius) in trial.each(product((16, 64, 256), (0.0, 0.125))):
        w = np.tile(np.array([2.0, -1.0]), (runs, 1))
        first = 2 - cos(2.0) - cos(1.0)
        rate, total = (1 if radius == 0 else 0.5) / sqrt(steps), np.zeros(runs)
        for _ in range(steps):
            g = np.sin(w)
            total += (g**2).sum(axis=1) / steps
            noisy = g + case.rng.choice([-0.5, 0.5], size=w.shape)
            length = np.linalg.norm(noisy, axis=1, keepdims=True)
            w = w - rate * (np.sin(w + radius * noisy / np.maximum(length, 1e-300)) + noisy - g)
        bound = 2 * first + 0.5 if radius == 0 else 8 * first + 0.5 + 2 * radius**2
        case.given(steps=steps, radius=radius)
        case.at_most(float(total.mean()), bound / sqrt(steps) + 2 * sqrt(log(6 / 1e-6) / (2 * runs)))
        case.stands_for(runs)


@CHAPTER.theorem(
    "S78",
    Mode.EXHAUSTIVE,
    original="zsharp_robbins_monro_almost_sure_convergence, zsharp_objective_as_convergence_of_submartingale",
    domain="½ w², the code's SGD with η_t = 1/8, 1/16, …, noise ±1, all nodes of the tree of 7 steps, from 1; "
    "exact floats",
)
def the_squares_are_a_supermartingale_on_the_tree(trial: Trial) -> None:
    """V_t = w_t² + σ² Σ_{s≥t} η_s² has E[V_{t+1} | w_t] ≤ V_t at every node: the supermartingale is shown, not
    assumed.
    """
    rates = [2.0 ** -(3 + t) for t in range(7)]
    for case, noise in trial.each(path for steps in range(7) for path in product((-1.0, 1.0), repeat=steps)):
        w = _walk(noise, rates)
        children = [_walk((*noise, sign), rates) ** 2 for sign in (-1.0, 1.0)]
        t = len(noise)
        rest = [sum(rate**2 for rate in rates[s:]) for s in (t, t + 1)]
        case.given(noise=noise)
        case.at_most(sum(children) / 2 + rest[1], w * w + rest[0])
        case.equal(sum(children) / 2, (1 - rates[t]) ** 2 * w * w + rates[t] ** 2)


@CHAPTER.theorem("S79.1", Mode.SYMBOLIC, original="RobbinsMonro record", domain="the infinite series")
def the_original_s_conditions_miss_one(trial: Trial) -> None:
    """η_t = 2^{−t} has η_t > 0 and Σ η_t² = 4/3 < ∞, which is all that the record asks; but Σ η_t = 2 < ∞."""
    sympy = algebra()
    t = sympy.symbols("t", integer=True, nonnegative=True)
    rate = sympy.Rational(1, 2) ** t
    facts = {
        "positive": bool(rate.is_positive),
        "Σ η_t² = 4/3": sympy.summation(rate**2, (t, 0, sympy.oo)) == sympy.Rational(4, 3),
        "Σ η_t = 2": sympy.summation(rate, (t, 0, sympy.oo)) == 2,
        "Σ 1/(t+1) = ∞": not sympy.Sum(1 / (t + 1), (t, 0, sympy.oo)).is_convergent(),
    }
    for case, (claim, holds) in trial.each(facts.items()):
        case.require(holds, claim)


@CHAPTER.counterexample(
    "S79.2",
    original="RobbinsMonro record without Σ η_t = ∞",
    domain="½ w² from 1, η_t = 2^{−t−2}, 200 steps of the code",
    instead="With Σ η_t = ∞ as well the iterates converge to the minimum; 1/(t + 1) is such a schedule (V85.1).",
)
def positive_square_summable_rates_reach_the_minimum(trial: Trial) -> None:
    """Gradient descent with η_t > 0 and Σ η_t² < ∞ converges to the minimum of a convex quadratic."""
    for case, steps in trial.each((50, 200)):
        w, optimizer = np.ones(1), optim.SGD(lambda t: 2.0 ** (-t - 2))
        state = optimizer.init(w)
        for _ in range(steps):
            optimizer.step(w, state, quadratic(1.0))
        case.require(float(w[0]) > 0.57, "it freezes on the way")
        trial.say(f"after {steps} steps w = {float(w[0]):.12f}, and the minimum is 0")


@CHAPTER.theorem(
    "S82",
    Mode.EXHAUSTIVE,
    original="cosine_decay_zero, cosine_decay_antitone, cosine_argument_in_range, cosine_argument_mono",
    domain="T = 1, …, 60, steps up to T + 10, η_max = 1, η_min = 0 and 1/8",
    tolerance="8 u: a cosine and four operations",
)
def the_cosine_schedule_falls_to_its_floor(trial: Trial) -> None:
    """η_min + ½(η_max − η_min)(1 + cos(πt/T)): η_max at 0, η_min from T on, never rising."""
    for case, (steps, floor) in trial.each(product(range(1, 61), (0.0, 0.125))):
        rates = [optim.Cosine(1.0, steps, floor)(t) for t in range(steps + 11)]
        case.equal((rates[0], set(rates[steps:])), (1.0, {floor}))
        case.require(rates == sorted(rates, reverse=True), "antitone")
        exact = [floor + (1 - floor) / 2 * (1 + cos(pi * t / steps)) for t in range(steps)]
        case.near(np.array(rates[:steps]), np.array(exact), 8 * 2.0**-53)


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


def _dot(a: Sequence[Number], b: Sequence[Number]) -> Fraction:
    return sum((Fraction(x) * Fraction(y) for x, y in zip(a, b, strict=True)), Fraction(0))


def _squares(a: Sequence[Number]) -> Fraction:
    return _dot(a, a)


def _aligned(d: Sequence[Number], g: Sequence[Number], mu: Fraction | int, smooth: Fraction | int) -> bool:
    """The original's condition, in fractions."""
    return mu * _squares(d) <= _dot(g, d) and _squares(g) <= Fraction(smooth) ** 2 * _squares(d)


def _objective(matrix: Array) -> optim.Objective:
    return lambda w: (0.5 * float(w @ matrix @ w), matrix @ w)


def _falling(a: float) -> optim.Schedule:
    """2/(μ(t + t₀)) with t₀ = 2."""
    return lambda t: 2 / (a * (t + 2))


def _half(a: Array, w: Array) -> float:
    """½ Σ a_i w_i²."""
    return 0.5 * float(w @ (a * w))


def _sharpened(a: Array, w: Array, radius: float) -> list[Array]:
    """The filtered gradients at w + ε, for each sign of the noise."""
    step = optim.ascent(a * w, w, optim.SAM(radius))
    return [optim.filtered_gradient(a * (w + step) + np.array(sign), 1.0) for sign in _SIGNS]


def _walk(noise: tuple[float, ...], rates: list[float]) -> float:
    w, optimizer = np.ones(1), optim.SGD(lambda t: rates[t])
    state = optimizer.init(w)
    for error in noise:
        optimizer.step(w, state, with_gradient(w + error))
    return float(w[0])
