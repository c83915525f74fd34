"""S112: studies that the original has on its roadmap: a central limit theorem, the kernel of wide networks."""

from math import erf, log, pi, sqrt

import numpy as np

from typednn import layers
from typednn.contracts import Array
from typednn.layers.flat import gradient_like
from typednn.theorems.chance import CONFIDENCE
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


@CHAPTER.theorem(
    "S112.2",
    Mode.MONTE_CARLO,
    original="roadmap: a central limit theorem for z-scores",
    standing=Standing.BEYOND,
    domain="means of 1, 4 and 16 uniform numbers; the inequality of Dvoretzky, Kiefer and Wolfowitz for the sample",
    confidence=CONFIDENCE,
)
def standardised_means_are_nearly_normal(trial: Trial) -> None:
    """sup |P(Z ≤ t) − Φ(t)| ≤ 0.4748 E|x|³/(σ³√n) for Z = √n x̄/σ: the theorem of Berry and Esseen."""
    runs = trial.size(20_000, 1_000_000)
    for case, n in trial.each((1, 4, 16)):
        z = np.sort(case.rng.uniform(-1, 1, (runs, n)).mean(axis=1) * sqrt(3 * n))
        normal = np.array([(1 + erf(t / sqrt(2))) / 2 for t in z[:: runs // 1000]])
        gap = float(np.abs(normal - np.arange(0, runs, runs // 1000) / runs).max())
        bound = 0.4748 * (1 / 4) / (1 / 3) ** 1.5 / sqrt(n)
        case.given(n=n)
        case.at_most(gap, bound + sqrt(log(6 / 1e-6) / (2 * runs)) + 1 / runs)
        trial.say(f"n = {n}: the distance from normal is {gap:.4f}, the bound {bound:.4f}")
        case.stands_for(runs)


@CHAPTER.theorem(
    "S112.3",
    Mode.MONTE_CARLO,
    original="roadmap: neural tangent kernel",
    standing=Standing.BEYOND,
    domain="one hidden layer of rectifiers, 4,000 wide, normal weights; pairs of inputs; 10 standard errors of the sum",
    confidence=CONFIDENCE,
)
def wide_networks_have_the_arc_cosine_kernel(trial: Trial) -> None:
    """⟨∂f(x), ∂f(y)⟩/m over the weights → ‖x‖‖y‖(sin θ + (π − θ)cos θ)/2π + ⟨x, y⟩(π − θ)/2π, θ the angle."""
    width = trial.size(4000, 40_000)
    for case in trial.cases(4, 20):
        x, y = case.rng.normal(size=(2, 5))
        net = layers.Linear(5, width, rng=case.rng, dtype=np.float64) >> layers.Relu()
        last = layers.Linear(width, 1, rng=case.rng, dtype=np.float64)
        first = net[0]
        assert isinstance(first, layers.Linear)
        first.weight[...], last.weight[...] = case.rng.normal(size=(5, width)), case.rng.normal(size=(width, 1))
        terms = _gradient(net >> last, x) * _gradient(net >> last, y)
        lengths = float(np.linalg.norm(x) * np.linalg.norm(y))
        angle = float(np.arccos(np.clip(x @ y / lengths, -1, 1)))
        exact = lengths * (np.sin(angle) + (pi - angle) * np.cos(angle)) / (2 * pi) + x @ y * (pi - angle) / (2 * pi)
        units = terms.reshape(6, width).sum(axis=0)  # one hidden unit each: independent of each other
        case.given(x=x, y=y)
        case.at_most(abs(float(units.mean()) - float(exact)), 10 * float(units.std()) / sqrt(width))


def _gradient(net: layers.Chain, x: Array) -> Array:
    """With respect to the weights: five rows of the first layer, and one of the last."""
    _, cache = net.forward(x[None])
    gradient = gradient_like(net)
    net.backward(np.ones((1, 1)), cache, gradient)
    first, last = gradient[0], gradient[2]
    assert isinstance(first, layers.Linear) and isinstance(last, layers.Linear)
    return np.concatenate([first.weight.ravel(), last.weight.ravel()])
