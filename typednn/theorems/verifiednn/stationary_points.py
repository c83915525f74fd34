"""V88: some iterate of descent is nearly stationary where the objective is smooth."""

from math import sqrt

import numpy as np

from typednn import optim
from typednn.theorems.chance import CONFIDENCE, hoeffding
from typednn.theorems.objectives import with_gradient
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER


@CHAPTER.theorem(
    "V88",
    Mode.MONTE_CARLO,
    original="sgd_finds_stationary_point_nonconvex (concludes True)",
    standing=Standing.VACUOUS,
    domain="f = Σ θ²/(1 + θ²) in 4 variables (L = 2, f* = 0), noise ±s; 10 rates below 1/L, 50 steps of the code's SGD",
    confidence=CONFIDENCE,
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
        allowance = largest * hoeffding(runs, problems)
        case.given(start=start, rate=rate, noise=noise, least=min(means), bound=bound)
        case.at_most(min(means), bound + allowance)
        case.stands_for(runs)
