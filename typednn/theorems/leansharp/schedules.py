"""S78, S79, S82: falling learning rates: supermartingales, the conditions of Robbins and Monro, the cosine."""

from itertools import product
from math import cos, log, pi, sqrt

import numpy as np

from typednn import optim, sharpness
from typednn.errors import ConfigError
from typednn.theorems.chance import CONFIDENCE
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.objectives import quadratic, with_gradient
from typednn.theorems.precise import algebra
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


@CHAPTER.theorem(
    "S78.1",
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


@CHAPTER.theorem(
    "S78.2",
    Mode.EXHAUSTIVE,
    original="zsharp_robbins_monro_almost_sure_convergence, zsharp_objective_as_convergence_of_bridge",
    standing=Standing.GAP_CLOSED,
    domain="the tree of S78.1, all its 2^8 paths of 8 steps by the code; levels 1/2, 1, 5/4, 3/2, 2; exact floats",
)
def paths_of_the_tree_obey_the_maximal_inequality(trial: Trial) -> None:
    """V_τ has E V_τ ≤ V_0 for the first time τ at which V is above, or below, a level; P(max V_t ≥ a) ≤ V_0/a; and
    V_t − Σ_s (E[V_{s+1} | w_s] − V_s) is a martingale: its mean over all paths is V_0 at each time.
    """
    rates = [2.0 ** -(3 + t) for t in range(8)]
    rest = np.array([sum(rate**2 for rate in rates[t:]) for t in range(9)])
    w = np.array([[_walk(path[:t], rates) for t in range(9)] for path in product((-1.0, 1.0), repeat=8)])
    v = w**2 + rest
    drift = (1 - np.array(rates)) ** 2 * w[:, :8] ** 2 + np.array(rates) ** 2 + rest[1:] - v[:, :8]
    martingale = v - np.concatenate([np.zeros((256, 1)), np.cumsum(drift, axis=1)], axis=1)
    for case, t in trial.each(range(9)):
        case.equal(float(martingale[:, t].mean()), float(v[0, 0]), "the mean of the martingale")
        case.stands_for(256)
    for case, (level, above) in trial.each(product((0.5, 1.0, 1.25, 1.5, 2.0), (True, False))):
        reached = v >= level if above else v <= level
        stop = np.where(reached.any(axis=1), reached.argmax(axis=1), 8)
        case.given(level=level, above=above)
        case.at_most(float(v[np.arange(256), stop].mean()), float(v[0, 0]), claim="optional stopping")
        case.at_most(float(np.mean((v >= level).any(axis=1))) * level, float(v[0, 0]), claim="the maximal inequality")
        case.stands_for(256)


@CHAPTER.theorem(
    "S78.3",
    Mode.MONTE_CARLO,
    original="weight_sequence_step_eventually, zsharp_robbins_monro_almost_sure_convergence",
    standing=Standing.GAP_CLOSED,
    domain="½ w² from 1, the code's SGD with η_t = 2/(t + 2), noise uniform on [−1, 1]; 400 steps; from t = 10, 50, "
    "200 on, levels 1/64, 1/16, 1/4; Hoeffding's allowance",
    confidence=CONFIDENCE,
)
def paths_settle(trial: Trial) -> None:
    """P(sup_{s ≥ t} f(w_s) ≥ a) ≤ (E f(w_t) + (σ²/2) Σ_{s ≥ t} η_s²)/a → 0: paths settle, with a constant rate none."""
    runs, steps = trial.size(2000, 20_000), 400
    for case, constant in trial.each((False, True)):
        rates = [0.5 if constant else sharpness.falling_rate(t, convexity=1.0, smoothness=1.0) for t in range(steps)]
        w, path = np.ones(runs), np.empty((steps, runs))
        optimizer = optim.SGD(rates.__getitem__)
        state = optimizer.init(w)
        for t in range(steps):
            noise = case.rng.uniform(-1, 1, runs)
            optimizer.step(w, state, with_gradient(w + noise))
            path[t] = w**2 / 2
        allowance = sqrt(log(9 / 1e-6) / (2 * runs))
        if constant:
            case.at_most(0.999, float(np.mean(path[200:].max(axis=0) >= 1 / 16)) + allowance, claim="they never settle")
            continue
        moments = [0.5]  # E f(w_t), by its recursion
        for rate in rates:
            moments.append((1 - rate) ** 2 * moments[-1] + rate**2 / 6)
        for t, level in product((10, 50, 200), (1 / 64, 1 / 16, 1 / 4)):
            bound = (moments[t + 1] + sum(rate**2 for rate in rates[t + 1 :]) / 6) / level
            case.at_most(float(np.mean(path[t:].max(axis=0) >= level)), bound + allowance, claim=f"from {t}, {level}")
        case.at_most(float(np.mean(path[200:].max(axis=0) >= 1 / 16)), 0.01, claim="they settle")
        case.stands_for(runs)


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
        w, optimizer = np.ones(1), optim.SGD(optim.ExponentialDecay(0.25, 0.5))
        state = optimizer.init(w)
        for _ in range(steps):
            optimizer.step(w, state, quadratic(1.0))
        case.require(float(w[0]) > 0.57, "it freezes on the way")
        trial.say(f"after {steps} steps w = {float(w[0]):.12f}, and the minimum is 0")


@CHAPTER.theorem(
    "S79.3",
    Mode.EXHAUSTIVE,
    original="RobbinsMonro record without Σ η_t = ∞",
    standing=Standing.GAP_CLOSED,
    domain="1/(t + 1)^p with p = 0, 1/4, …, 2, constants, 2^-t, steps, cosines; sums to 2^12 and 2^13 against "
    "those of p-series",
    tolerance="2^-40 of the sum: some thousand rounded additions",
)
def the_three_conditions_are_decided(trial: Trial) -> None:
    """Σ (t + 1)^−p = ∞ iff p ≤ 1: from 2^12 to 2^13 it grows by ≥ ½ if it diverges, else by ≤ 2^(12(1 − p))/(p − 1)."""
    schedules: list[optim.Schedule] = [optim.PowerDecay(1.0, power=k / 4) for k in range(9)]
    schedules += [optim.Constant(0.0), optim.Constant(1.0), optim.StepDecay(1.0, 0.5, 3), optim.Cosine(1.0, 10)]
    schedules += [optim.ExponentialDecay(1.0, 0.5), optim.ExponentialDecay(1.0, 1.0), optim.Cosine(1.0, 10, 0.125)]
    for case, schedule in trial.each(schedules):
        found = optim.robbins_monro(schedule)
        rates = [schedule(t) for t in range(2**13)]
        case.given(schedule=schedule)
        case.equal(found.positive, rates[-1] > 0 or isinstance(schedule, optim.ExponentialDecay | optim.StepDecay))
        for diverges, power in ((found.sum_diverges, 1), (not found.squares_converge, 2)):
            growth = sum(rate**power for rate in rates[2**12 :])
            if diverges:
                case.at_most(0.5, growth, 2.0**-40)
            else:
                steep = schedule.power * power if isinstance(schedule, optim.PowerDecay) else 1.25
                case.at_most(growth, 2.0 ** (12 * (1 - steep)) / (steep - 1), 2.0**-40)
    unknown: tuple[optim.Schedule, ...] = (lambda t: 1.0 / (t + 1), optim.Warmup(1.0, 3))
    for case, refused in trial.each(unknown):
        case.require(_unknown(refused), "a schedule whose tail is not known is refused")


@CHAPTER.theorem(
    "S82.1",
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


@CHAPTER.theorem(
    "S82.2",
    Mode.SYMBOLIC,
    original="cosine_decay_zero, cosine_decay_antitone, cosine_argument_in_range, cosine_argument_mono",
    domain="all η_min ≤ η_max, all T > 0, all real t in [0, T]",
)
def the_cosine_schedule_falls_for_all_rates(trial: Trial) -> None:
    """At 0 it is η_max, at T η_min; its derivative is −(η_max − η_min)(π/2T) sin(πt/T), and sin ≥ 0 on [0, π]."""
    sympy = algebra()
    t, steps, drop = sympy.symbols("t T drop", positive=True)  # drop = η_max − η_min
    floor, x = sympy.symbols("floor x", real=True)
    rate = floor + drop / 2 * (1 + sympy.cos(sympy.pi * t / steps))
    facts = {
        "it begins at η_max": sympy.simplify(rate.subs(t, 0) - (floor + drop)) == 0,
        "it ends at η_min": sympy.simplify(rate.subs(t, steps) - floor) == 0,
        "its derivative": sympy.simplify(
            sympy.diff(rate, t) + drop * sympy.pi / (2 * steps) * sympy.sin(sympy.pi * t / steps)
        )
        == 0,
        "sin ≥ 0 on [0, π]": sympy.calculus.util.minimum(sympy.sin(x), x, sympy.Interval(0, sympy.pi)) == 0,
        "πt/T lies in [0, π]": sympy.simplify((sympy.pi * t / steps).subs(t, steps * x) - sympy.pi * x) == 0,
    }
    for case, (claim, holds) in trial.each(facts.items()):
        case.require(holds, claim)


def _walk(noise: tuple[float, ...], rates: list[float]) -> float:
    w, optimizer = np.ones(1), optim.SGD(lambda t: rates[t])
    state = optimizer.init(w)
    for error in noise:
        optimizer.step(w, state, with_gradient(w + error))
    return float(w[0])


def _unknown(schedule: optim.Schedule) -> bool:
    try:
        optim.robbins_monro(schedule)
    except ConfigError:
        return True
    return False
