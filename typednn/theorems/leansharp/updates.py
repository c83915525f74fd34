"""S64: filtered updates are small, and so is what they change of a network."""

from itertools import product

import numpy as np

from typednn import layers, optim
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.leansharp.exact import POINTS
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


@CHAPTER.theorem(
    "S64.1",
    Mode.EXHAUSTIVE,
    original="filtered_update_stability, localized_filtered_update_norm_bound, uniform_filtered_process_stability",
    domain="gradients from {−2, …, 2}³, z = 1/2, 1, 5/4, η = ±1/2, two steps; squares are exact",
)
def filtered_updates_are_small(trial: Trial) -> None:
    """‖Δ_filtered‖ ≤ ‖Δ‖ ≤ |η|R on a ball, ≤ |η|(R_ref + Δ) around a reference, ≤ Σ|η_t|R after T steps."""
    for case, (g, z, rate) in trial.each(product(POINTS, (0.5, 1.0, 1.25), (0.5, -0.5))):
        kept = rate * optim.filtered_gradient(g, z)
        case.at_most(float(kept @ kept), rate**2 * float(g @ g))
        case.at_most(float(kept @ kept), rate**2 * 12.0)  # R² = 12
        other = POINTS[(int(g[0]) * 25 + 61) % 125]
        both = kept + rate * optim.filtered_gradient(other, z)
        case.at_most(float(both @ both), (2 * rate) ** 2 * 12.0)


@CHAPTER.theorem(
    "S64.2",
    Mode.PROPERTY,
    original="residual_filtered_stability",
    standing=Standing.GAP_CLOSED,
    domain="residuals around random dense layers of 1 to 6 features, random gradients and inputs, z = 1/2, 1, 3/2",
    tolerance="1e-9 of the bound: some hundred rounded operations",
)
def a_filtered_update_of_a_residual_moves_its_output_little(trial: Trial) -> None:
    """‖f_{θ+Δ}(x) − f_θ(x)‖ ≤ K|η|‖g‖ for Δ = −ηg̃, f(x) = x + Wx + b, K = √(‖x‖² + 1) that of the parameters."""
    for case in trial.cases(100, 5000):
        n, rate, z = int(case.rng.integers(1, 7)), float(case.rng.uniform(0, 1)), (0.5, 1.0, 1.5)[case.number % 3]
        net = layers.Residual(layers.Linear(n, n, rng=case.rng, dtype=np.float64))
        theta, x = layers.flatten_parameters(net), case.rng.normal(size=(10, n)) * 3
        g = case.rng.normal(size=theta.size) * 10.0 ** float(case.rng.uniform(-3, 3))
        after = layers.unflatten_parameters(net, theta - rate * optim.filtered_gradient(g, z))
        case.given(net=net, g=g, rate=rate, z=z)
        bound = np.sqrt((x**2).sum(axis=1) + 1) * rate * float(np.linalg.norm(g))
        case.at_most(np.linalg.norm(after(x) - net(x), axis=1), bound, 1e-9 * (1 + bound))
