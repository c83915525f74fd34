"""V86: descent with noise contracts to a ball where the objective is strongly convex.

In the original the theorems V86–V88 conclude `True`, from axioms. Here they are inequalities of real numbers.
"""

from fractions import Fraction
from itertools import product
from math import sqrt

import numpy as np

from typednn import optim
from typednn.theorems.chance import CONFIDENCE, hoeffding
from typednn.theorems.objectives import with_gradient
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER
from typednn.theorems.verifiednn.quadratics import descend, random_quadratic


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
        paths = [descend(rate, a, noise) for noise in product((-1.0, 1.0), repeat=steps)]
        case.equal(sum(theta**2 for theta in paths) / 2**steps, moment)
        case.stands_for(2**steps)


@CHAPTER.theorem(
    "V86.3",
    Mode.MONTE_CARLO,
    original="sgd_converges_strongly_convex",
    standing=Standing.GAP_CLOSED,
    domain="the code's SGD on random quadratics of 3 variables, noise ±s on each; 30 steps",
    confidence=CONFIDENCE,
)
def descent_with_noise_contracts_on_random_quadratics(trial: Trial) -> None:
    """The mean of ‖θ_30 − θ*‖² over runs is below the bound of V86.1, with Hoeffding's allowance for the mean."""
    problems, runs = trial.size(4, 20), trial.size(2000, 40_000)
    for case in trial.cases(problems, problems):
        f = random_quadratic(case.rng, 3)
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
        allowance = radius**2 * hoeffding(runs, problems)
        bound = (1 - rate * mu) ** 30 * 3.0 + rate * 3 * noise**2 / mu
        case.given(matrix=matrix, rate=rate, noise=noise, mean=float(squares.mean()), bound=bound)
        case.at_most(float(np.sqrt(squares.max())), radius * (1 + 1e-9), claim="the radius")
        case.at_most(float(squares.mean()), bound + allowance)
        case.stands_for(runs)
