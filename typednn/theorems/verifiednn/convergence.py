"""V85–V90: convergence, as real inequalities. In the original these theorems conclude `True`, from axioms."""

from fractions import Fraction
from functools import cache
from itertools import combinations, product
from math import comb, log, sqrt

import numpy as np
from numpy.random import Generator

from typednn import optim
from typednn.theorems.objectives import with_gradient
from typednn.theorems.precise import algebra, intervals
from typednn.theorems.predicates import (
    Quadratic,
    convexity_gap,
    is_valid_rate,
    optimality_gap,
    smoothness_gap,
    strong_convexity_gap,
)
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER

_LEVEL = 1 - 1e-6
_FLOATS = "1e-9 of the bound: a few hundred rounded operations"


@CHAPTER.theorem(
    "V85.1", Mode.SYMBOLIC, original="one_over_t_plus_one_satisfies_robbins_monro", domain="the infinite series"
)
def one_over_t_is_a_robbins_monro_schedule(trial: Trial) -> None:
    """η_t = 1/(t + 1): η_t > 0, Σ η_t = ∞, Σ η_t² = π²/6 < ∞."""
    sympy = algebra()

    t = sympy.symbols("t", integer=True, nonnegative=True)
    eta = 1 / (t + 1)
    total = sympy.Sum(eta, (t, 0, sympy.oo))
    facts = {
        "positive": bool(eta.is_positive),
        "Σ η_t diverges": not total.is_convergent(),
        "Σ η_t² = π²/6": sympy.summation(eta**2, (t, 0, sympy.oo)) == sympy.pi**2 / 6,
    }
    for case, (claim, holds) in trial.each(facts.items()):
        case.require(holds, claim)


@CHAPTER.theorem(
    "V85.2",
    Mode.INTERVAL,
    original="one_over_t_plus_one_satisfies_robbins_monro",
    domain="partial sums of 10, 100, …, 10^4 terms, enclosed",
)
def the_partial_sums_behave_so(trial: Trial) -> None:
    """log(T + 1) ≤ Σ_{t<T} η_t ≤ 1 + log T, and π²/6 − 1/T ≤ Σ_{t<T} η_t² ≤ π²/6."""
    with intervals() as iv:
        for case, terms in trial.each((10, 100, 1000, 10_000)):
            total = sum((iv.mpf(1) / (t + 1) for t in range(terms)), iv.mpf(0))
            squares = sum((iv.mpf(1) / (t + 1) ** 2 for t in range(terms)), iv.mpf(0))
            case.given(terms=terms)
            case.require(iv.log(terms + 1).b <= total.a and total.b <= (1 + iv.log(terms)).a, "Σ η_t")
            limit = iv.pi**2 / 6
            case.require((limit - iv.mpf(1) / terms).b <= squares.a and squares.b <= limit.a, "Σ η_t²")


@CHAPTER.theorem(
    "V86.1",
    Mode.EXACT,
    original="sgd_converges_strongly_convex (concludes True)",
    standing=Standing.VACUOUS,
    domain="quadratics with curvatures from {1/2, 1, 2, 3}, five rates below 2/(μ + L), noise 0, 1, 2; 60 steps",
)
def descent_with_noise_contracts(trial: Trial) -> None:
    """E‖θ_t − θ*‖² ≤ (1 − αμ)^t ‖θ_0 − θ*‖² + ασ²/μ for μ-strongly convex, L-smooth f, 0 < α < 2/(μ + L)."""
    curvatures = [Fraction(1, 2), Fraction(1), Fraction(2), Fraction(3)]
    shares = [Fraction(k, 6) for k in range(1, 6)]
    for case, (a, b, share, noise) in trial.each(product(curvatures, curvatures, shares, range(3))):
        mu, smooth = min(a, b), max(a, b)
        rate, variance = share * 2 / (mu + smooth), Fraction(noise) * 2  # noise on each of two coordinates
        case.given(curvatures=(a, b), rate=rate, noise=noise)
        moments = [Fraction(1), Fraction(4)]  # E(θ − θ*)², coordinate by coordinate
        bound = sum(moments)
        for _ in range(60):
            moments = [(1 - rate * c) ** 2 * m + rate**2 * noise for c, m in zip((a, b), moments, strict=True)]
            bound *= 1 - rate * mu
            limit = rate * variance / mu
            case.require(sum(moments) <= bound + limit, f"{sum(moments)} ≤ {bound + limit}")


@CHAPTER.theorem(
    "V86.2",
    Mode.EXHAUSTIVE,
    original="sgd_converges_strongly_convex",
    standing=Standing.GAP_CLOSED,
    domain="the code's SGD on f = ½ a θ², a = 1, 2, 3, rates 1/4 and 1/8, all 2^t sequences of noise ±1 for t ≤ 6",
)
def the_second_moment_is_the_recursion(trial: Trial) -> None:
    """The mean of θ_t² over all sequences of noise is m_t with m_{t+1} = (1 − αa)² m_t + α²σ²: what V86.1 iterates."""
    for case, (a, rate, steps) in trial.each(product((1, 2, 3), (0.25, 0.125), range(1, 7))):
        case.given(a=a, rate=rate, steps=steps)
        moment = 1.0
        for _ in range(steps):
            moment = (1 - rate * a) ** 2 * moment + rate**2
        paths = [_descend(rate, a, noise) for noise in product((-1.0, 1.0), repeat=steps)]
        case.equal(sum(theta**2 for theta in paths) / 2**steps, moment)
        case.stands_for(2**steps)


@CHAPTER.theorem(
    "V86.3",
    Mode.MONTE_CARLO,
    original="sgd_converges_strongly_convex",
    standing=Standing.GAP_CLOSED,
    domain="the code's SGD on random quadratics of 3 variables, noise ±s on each; 30 steps",
    confidence=_LEVEL,
)
def descent_with_noise_contracts_on_random_quadratics(trial: Trial) -> None:
    """The mean of ‖θ_30 − θ*‖² over runs is below the bound of V86.1, with Hoeffding's allowance for the mean."""
    problems, runs = trial.size(4, 20), trial.size(2000, 40_000)
    for case in trial.cases(problems, problems):
        f = _quadratic(case.rng, 3)
        mu, smooth = float(f.spectrum[0]), float(f.spectrum[-1])
        rate, noise = float(case.rng.uniform(0.2, 0.9)) * 2 / (mu + smooth), float(case.rng.uniform(0.1, 1.0))
        start = f.minimiser + 1.0
        # All runs at once: rows are independent problems of one flat vector.
        matrix = f.matrix
        theta = np.tile(start, runs)
        optimizer = optim.SGD(rate)
        state = optimizer.init(theta)
        for _ in range(30):
            signs = noise * case.rng.choice([-1.0, 1.0], size=(runs, 3))
            rows = (theta.reshape(runs, 3) - f.minimiser) @ matrix + signs
            optimizer.step(theta, state, with_gradient(rows.ravel()))
        squares = ((theta.reshape(runs, 3) - f.minimiser) ** 2).sum(axis=1)
        # Each run stays within this radius surely, so that Hoeffding's inequality applies to the squares.
        radius = sqrt(3.0) * (1 - rate * mu) ** 30 + noise * sqrt(3.0) / mu
        allowance = radius**2 * sqrt(log(problems / (1 - _LEVEL)) / (2 * runs))
        bound = (1 - rate * mu) ** 30 * 3.0 + rate * 3 * noise**2 / mu
        case.given(matrix=matrix, rate=rate, noise=noise, mean=float(squares.mean()), bound=bound)
        case.at_most(float(np.sqrt(squares.max())), radius * (1 + 1e-9), claim="the radius")
        case.at_most(float(squares.mean()), bound + allowance)
        case.stands_for(runs)


@CHAPTER.theorem(
    "V87.1",
    Mode.EXHAUSTIVE,
    original="sgd_converges_convex (concludes True)",
    standing=Standing.VACUOUS,
    domain="f = |θ|, subgradients with noise ±½, all 2^T sequences for T ≤ 10, α_t = 1/√t or ½; floats, with slack",
)
def the_averaged_iterate_is_nearly_optimal(trial: Trial) -> None:
    """E f(θ̄) − f* ≤ (‖θ_0 − θ*‖² + G² Σ α_t²) / (2 Σ α_t) for convex f, with θ̄ weighted by α_t."""
    for case, (steps, decaying, start) in trial.each(product(range(1, 11), (True, False), (0.75, -2.0))):
        rates = [1 / sqrt(t) if decaying else 0.5 for t in range(1, steps + 1)]
        gaps = [_gap_of_average(start, rates, noise) for noise in product((-0.5, 0.5), repeat=steps)]
        bound = (start**2 + 1.25 * sum(rate**2 for rate in rates)) / (2 * sum(rates))  # E g² ≤ 1 + ¼
        case.given(steps=steps, decaying=decaying, start=start)
        case.at_most(sum(gaps) / len(gaps), bound)
        case.stands_for(len(gaps))


@CHAPTER.theorem(
    "V87.2",
    Mode.MONTE_CARLO,
    original="sgd_converges_convex",
    standing=Standing.GAP_CLOSED,
    domain="f = mean |⟨x_i, θ⟩ - y_i| of 20 random samples, one drawn a step; α_t = c/√t, 200 steps of the code's SGD",
    confidence=_LEVEL,
)
def the_gap_falls_as_one_over_the_root(trial: Trial) -> None:
    """The mean gap of the average of T steps is at most (‖θ_0 − θ*‖² + G² Σ α_t²)/(2 Σ α_t) = O(log T/√T)."""
    problems, runs, steps = trial.size(3, 10), trial.size(20_000, 100_000), 200
    for case in trial.cases(problems, problems):
        x = case.rng.uniform(-1, 1, size=(20, 2))
        minimiser = case.rng.uniform(-1, 1, size=2)
        y = x @ minimiser  # the samples agree, so that θ* is known and f* = 0
        rates = 1 / np.sqrt(np.arange(1, steps + 1))
        theta, average = np.zeros(2 * runs), np.zeros(2 * runs)
        state = optim.SGD(0.0).init(theta)
        for rate in rates.tolist():
            average += rate * theta
            chosen = case.rng.integers(20, size=runs)
            residual = np.sign((x[chosen] * theta.reshape(runs, 2)).sum(axis=1) - y[chosen])
            rows = (residual[:, None] * x[chosen]).ravel()
            optim.SGD(rate).step(theta, state, with_gradient(rows))
        gaps = np.abs((average / rates.sum()).reshape(runs, 2) @ x.T - y).mean(axis=1)
        second = float((x**2).sum(axis=1).max())
        bound = (float(minimiser @ minimiser) + second * float((rates**2).sum())) / (2 * float(rates.sum()))
        # The samples agree, so that each run stays in this ball around θ* surely, whatever is drawn.
        radius = sqrt(float(minimiser @ minimiser) + second * float((rates**2).sum()))
        allowance = sqrt(second) * radius * sqrt(log(problems / (1 - _LEVEL)) / (2 * runs))
        case.given(x=x, minimiser=minimiser, mean=float(gaps.mean()), bound=bound)
        case.at_most(float(gaps.mean()), bound + allowance)
        case.stands_for(runs)


@CHAPTER.theorem(
    "V88",
    Mode.MONTE_CARLO,
    original="sgd_finds_stationary_point_nonconvex (concludes True)",
    standing=Standing.VACUOUS,
    domain="f = Σ θ²/(1 + θ²) in 4 variables (L = 2, f* = 0), noise ±s; 10 rates below 1/L, 50 steps of the code's SGD",
    confidence=_LEVEL,
)
def some_iterate_is_nearly_stationary(trial: Trial) -> None:
    """min_t E‖∇f(θ_t)‖² ≤ 2 (f_0 − f*)/(αT) + αLσ² for L-smooth f and α ≤ 1/L; the original asks for 2αLσ²."""
    problems, runs, steps, smooth = 10, trial.size(10_000, 100_000), 50, 2.0
    largest = 4 * (3 * sqrt(3) / 8) ** 2  # |f'| ≤ 3√3/8 in each of four coordinates
    for case in trial.cases(problems, problems):
        rate, noise = (case.number + 1) / (problems + 1) / smooth, float(case.rng.uniform(0.1, 1.0))
        start = case.rng.uniform(-3, 3, size=4)
        theta = np.tile(start, runs)
        optimizer, means = optim.SGD(rate), []
        state = optimizer.init(theta)
        for _ in range(steps):
            slopes = 2 * theta / (1 + theta**2) ** 2
            means.append(float((slopes.reshape(runs, 4) ** 2).sum(axis=1).mean()))
            g = slopes + noise * case.rng.choice([-1.0, 1.0], size=theta.size)
            optimizer.step(theta, state, with_gradient(g))
        value = float((start**2 / (1 + start**2)).sum())
        bound = 2 * value / (rate * steps) + rate * smooth * 4 * noise**2
        # The bound holds for the mean over t, and the least is below it.
        allowance = largest * sqrt(log(problems / (1 - _LEVEL)) / (2 * runs))
        case.given(start=start, rate=rate, noise=noise, least=min(means), bound=bound)
        case.at_most(min(means), bound + allowance)
        case.stands_for(runs)


@CHAPTER.theorem(
    "V89",
    Mode.EXHAUSTIVE,
    original="batch_size_reduces_variance",
    domain="all batches of b of the N gradients 0, 1, 4, 9, …, with and without replacement, N up to 6; rationals",
)
def the_variance_falls_with_the_batch(trial: Trial) -> None:
    """Var(mean of b) = Var/b with replacement, and Var/b · (N − b)/(N − 1) without."""
    for n in range(2, 7):
        gradients = [Fraction(k * k) for k in range(n)]
        variance = _variance(gradients)
        for case, b in trial.each(range(1, n + 1)):
            case.given(n=n, b=b)
            repeated = [Fraction(sum(batch), b) for batch in product(gradients, repeat=b)] if n**b < 50_000 else None
            distinct = [Fraction(sum(batch), b) for batch in combinations(gradients, b)]
            case.equal(len(distinct), comb(n, b))
            case.equal(_variance(distinct), variance / b * Fraction(n - b, n - 1), "without replacement")
            if repeated is not None:
                case.equal(_variance(repeated), variance / b, "with replacement")


@CHAPTER.theorem(
    "V90.1",
    Mode.PROPERTY,
    original="IsMinimizer, OptimalityGap, IsConvex, IsSmooth, IsStronglyConvex (opaque axioms)",
    standing=Standing.GAP_CLOSED,
    domain="random quadratics of 1 to 5 variables, random pairs of points",
    tolerance=_FLOATS,
)
def the_predicates_are_decided_on_quadratics(trial: Trial) -> None:
    """A quadratic is convex iff its eigenvalues are ≥ 0, L-smooth iff ‖A‖ ≤ L, μ-strongly convex iff μ ≤ λ_min."""
    for case in trial.cases(quick=200, full=10_000):
        f = _quadratic(case.rng, int(case.rng.integers(1, 6)), least=-1.0 if case.number % 2 else 0.1)
        x, y = case.rng.normal(size=(2, len(f.minimiser))) * 3
        low, high = float(f.spectrum[0]), float(np.abs(f.spectrum).max())
        case.given(matrix=f.matrix, minimiser=f.minimiser, x=x, y=y)
        size = 1e-9 * (1 + high) * (1 + float((x - y) @ (x - y)) + float((x - f.minimiser) @ (x - f.minimiser)))
        case.at_most(0.0, smoothness_gap(f.gradient, x, y, high), size, "smooth")
        case.at_most(0.0, strong_convexity_gap(f, f.gradient, x, y, low), size, "strongly convex with λ_min")
        lowest = np.linalg.eigh(f.matrix)[1][:, 0]
        case.require(strong_convexity_gap(f, f.gradient, x, x + lowest, low + 0.01) < 0, "and with nothing greater")
        along = convexity_gap(f, x, x + 2 * lowest, 0.5)
        case.near(along, low / 2, 4 * size, "the gap along the lowest eigenvector is λ_min/2")
        if low > 0:
            case.at_most(0.0, convexity_gap(f, x, y, float(case.rng.random())), size, "convex")
            case.at_most(0.0, optimality_gap(f, f.minimiser, x), claim="the minimiser")


@CHAPTER.theorem(
    "V90.2",
    Mode.EXACT,
    original="IsValidConstantLearningRate",
    standing=Standing.GAP_CLOSED,
    domain="f = ½ L θ² for L = 1, 2, 4, rates k/8 from 1/8 to 4, with the code's SGD: 40 steps",
)
def a_rate_is_valid_iff_descent_converges(trial: Trial) -> None:
    """0 < α < 2/L iff α descends: |θ_t| = |1 − αL|^t shrinks; at 2/L it stays, above it grows."""
    for case, (smooth, eighths) in trial.each(product((1, 2, 4), range(1, 33))):
        rate = eighths / 8
        case.given(rate=rate, smooth=smooth)
        after = abs(_descend(rate, smooth, (0.0,) * 10))
        case.equal(after < 1, is_valid_rate(rate, smooth), "it shrinks")
        case.equal(Fraction(after), abs(1 - Fraction(eighths, 8) * smooth) ** 10)


def _descend(rate: float, curvature: float, noise: tuple[float, ...]) -> float:
    """Where the code's SGD on ½ a θ² with this noise in its gradients comes to, from 1."""
    theta = np.ones(1)
    optimizer = optim.SGD(rate)
    state = optimizer.init(theta)
    for error in noise:
        optimizer.step(theta, state, with_gradient(curvature * theta + error))
    return float(theta[0])


def _gap_of_average(start: float, rates: list[float], noise: tuple[float, ...]) -> float:
    """|θ̄| after subgradient steps on |θ|."""
    theta, total = start, 0.0
    for rate, error in zip(rates, noise, strict=True):
        total += rate * theta
        theta = _step(theta, rate, error)
    return abs(total / sum(rates))


@cache
def _step(theta: float, rate: float, error: float) -> float:
    """A step of the code's SGD on |θ|."""
    after, optimizer = np.array([theta]), optim.SGD(rate)
    optimizer.step(after, optimizer.init(after), with_gradient(np.sign(after) + error))
    return float(after[0])


def _quadratic(rng: Generator, n: int, least: float = 0.5) -> Quadratic:
    """A random one, with eigenvalues from `least` up to 3."""
    turn = np.linalg.qr(rng.normal(size=(n, n)))[0]
    eigenvalues = rng.uniform(least, 3.0, size=n)
    matrix = (turn * eigenvalues) @ turn.T
    return Quadratic((matrix + matrix.T) / 2, rng.normal(size=n))


def _variance(values: list[Fraction]) -> Fraction:
    mean = sum(values, Fraction(0)) / len(values)
    return sum(((value - mean) ** 2 for value in values), Fraction(0)) / len(values)
