"""S84, S85: wide gradients and laws of filtered gradients, in finitely many dimensions."""

from itertools import product
from math import acos, erf, exp, log, pi, sqrt

import numpy as np

from typednn import optim
from typednn.theorems.chance import CONFIDENCE
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


@CHAPTER.theorem(
    "S84",
    Mode.MONTE_CARLO,
    original="InfiniteLimit: DimensionSequence, HasAnalyticalMean, HasAnalyticalStd, "
    "std_analytical_nonneg, filteredMeanDominated, filteredNormDominated, filteredStdDominated",
    standing=Standing.GAP_CLOSED,
    domain="finite version: normal gradients of width 100, 1000, 10,000; 8 standard errors of mean, σ and the "
    "kept share of the norm",
    confidence=CONFIDENCE,
)
def statistics_of_wide_gradients_have_limits(trial: Trial) -> None:
    """Mean → 0, σ → 1, and with z = 1 ‖g̃‖²/n → E[g²; |g| ≥ 1] = 1 − erf(1/√2) + √(2/(πe)), never above ‖g‖²/n."""
    limit = 1 - erf(1 / sqrt(2)) + sqrt(2 / pi) * exp(-0.5)
    for case, width in trial.each((100, 1000, 10_000)):
        g = case.rng.normal(size=width)
        filtered = optim.filtered_gradient(g, 1.0)
        kept = float(filtered @ filtered) / width
        case.given(width=width)
        case.at_most(abs(float(g.mean())), 8 / sqrt(width))
        case.at_most(abs(float(g.std()) - 1), 8 / sqrt(width))
        case.at_most(abs(kept - limit), 8 * 2 / sqrt(width))
        case.at_most(kept, float(g @ g) / width)
        case.at_most(abs(float(filtered.mean())), 8 / sqrt(width), claim="the mean of the filtered one")
        case.at_most(abs(float(filtered.std()) - sqrt(limit)), 8 * 2 / sqrt(width), claim="its deviation")
        case.at_most(float(filtered.std()), float(np.linalg.norm(g)) / sqrt(width), claim="it is dominated")


@CHAPTER.theorem(
    "S85.1",
    Mode.EXHAUSTIVE,
    original="Universality: filteredDistribution, characteristic function, symmetry contract",
    standing=Standing.GAP_CLOSED,
    domain="finite version: the uniform law on {−1, 0, 1}³ and on {−2, 1}³, z = 1; exact counts; t from {0, π/3, 1}³",
    tolerance="1e-12: sums of cosines",
)
def the_law_of_a_filtered_gradient(trial: Trial) -> None:
    """The push-forward of a symmetric law is symmetric, and its characteristic function is then real."""
    for case, (values, t) in trial.each(product(((-1, 0, 1), (-2, 1)), product((0, pi / 3, 1), repeat=3))):
        image = [
            tuple((optim.filtered_gradient(np.array(v, np.float64), 1.0) + 0.0).tolist())
            for v in product(values, repeat=3)
        ]
        counts = {point: image.count(point) for point in image}
        mirrored = {tuple(-x + 0.0 for x in point): count for point, count in counts.items()}
        wave = sum(np.exp(1j * float(np.dot(t, point))) for point in image)
        case.given(values=values, t=t)
        case.equal(counts == mirrored, values == (-1, 0, 1), "symmetric exactly if the law is")
        if values == (-1, 0, 1):
            case.near(float(np.imag(wave)), 0.0, 1e-12)


@CHAPTER.theorem(
    "S85.2",
    Mode.MONTE_CARLO,
    original="Universality: filteredDistribution",
    standing=Standing.BEYOND,
    domain="finite version: three independent normal entries of any mean and deviation, z = 1/2, 1, 5/4; Hoeffding's "
    "allowance",
    confidence=CONFIDENCE,
)
def three_normal_entries_are_kept_with_this_chance(trial: Trial) -> None:
    """(g_i − μ)/σ = √2 cos θ, θ uniform, for three normal entries: each is kept with the chance (2/π) acos(z/√2)."""
    runs = trial.size(3000, 200_000)
    for case, z in trial.each((0.5, 1.0, 1.25)):
        g = case.rng.normal(size=(runs, 3)) * float(case.rng.uniform(0.1, 9)) + float(case.rng.normal())
        kept = np.array([optim.filtered_gradient(row, z) != 0 for row in g])
        case.given(z=z)
        case.at_most(np.abs(kept.mean(axis=0) - 2 / pi * acos(z / sqrt(2))), sqrt(log(18 / 1e-6) / (2 * runs)))
        case.stands_for(runs)
