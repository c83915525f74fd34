"""V87: the average of subgradient steps is nearly optimal where the objective is convex."""

from functools import cache
from itertools import product
from math import sqrt

import numpy as np

from typednn import optim
from typednn.theorems.chance import CONFIDENCE, hoeffding
from typednn.theorems.objectives import with_gradient
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER


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
    confidence=CONFIDENCE,
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
        allowance = sqrt(second) * radius * hoeffding(runs, problems)
        case.given(x=x, minimiser=minimiser, mean=float(gaps.mean()), bound=bound)
        case.at_most(float(gaps.mean()), bound + allowance)
        case.stands_for(runs)


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
