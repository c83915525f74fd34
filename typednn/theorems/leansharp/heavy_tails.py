"""S80, S81: noise with heavy tails, and descent under it."""

from itertools import product
from math import atan, exp, log, pi, sqrt

import numpy as np

from typednn import noise
from typednn.sharpness.heavy_tails import heavy_tail_experiment
from typednn.theorems.chance import CONFIDENCE
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.precise import fifty_digits, intervals
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


@CHAPTER.theorem(
    "S80.1",
    Mode.MONTE_CARLO,
    original="alpha_stable_constant_noise, alpha_stable_is_non_gaussian",
    standing=Standing.GAP_CLOSED,
    domain="α = 1/2, 1, 3/2, 2, t = 1/2, 1, 2; Hoeffding's allowance for means of cosines",
    confidence=CONFIDENCE,
)
def the_samples_are_alpha_stable(trial: Trial) -> None:
    """E cos(tX) = exp(−|t|^α) for the sampler of Chambers, Mallows and Stuck: real noise, where the original's is
    constant.
    """
    runs = trial.size(20_000, 1_000_000)
    for case, (alpha, t) in trial.each(product((0.5, 1.0, 1.5, 2.0), (0.5, 1.0, 2.0))):
        found = float(np.cos(t * noise.alpha_stable(alpha, (runs,), rng=case.rng)).mean())
        case.given(alpha=alpha, t=t)
        case.at_most(abs(found - exp(-(t**alpha))), sqrt(2 * log(24 / 1e-6) / runs))
        case.stands_for(runs)


@CHAPTER.theorem(
    "S80.2",
    Mode.INTERVAL,
    original="IsHeavyTail, cauchy_probability_oracle_is_non_gaussian",
    standing=Standing.GAP_CLOSED,
    domain="γ/r in the boxes [k/16, (k+1)/16], k = 0, …, 63, which cover (0, 4]",
)
def cauchy_s_tail_is_heavy(trial: Trial) -> None:
    """P(|ξ| ≥ r) = (2/π) atan(γ/r) ≤ 2γ/(πr): a tail of index 1."""
    with intervals() as iv:
        for case, k in trial.each(range(64)):
            x = iv.mpf([k, k + 1]) / 16
            # atan x ≤ x since x − atan x = ∫ s²/(1 + s²) ds has a derivative that is ≥ 0 on the box.
            derivative = x**2 / (1 + x**2)
            case.require(derivative.a >= 0, "x − atan x rises")


@CHAPTER.theorem(
    "S80.3",
    Mode.MONTE_CARLO,
    original="IsHeavyTail α",
    standing=Standing.GAP_CLOSED,
    domain="Cauchy's law, the tail at r = 2, 5, 20; Pareto's laws, Hill's index: Chebyshev's bound for a mean of "
    "exponentials",
    confidence=CONFIDENCE,
)
def hill_finds_the_index_of_a_tail(trial: Trial) -> None:
    """The tail of the samples is (2/π) atan(1/r), and for a power law k/α̂ is a sum of k exponentials of mean 1/α."""
    runs = trial.size(40_000, 1_000_000)
    for case, r in trial.each((2.0, 5.0, 20.0)):
        share = float(np.mean(np.abs(noise.alpha_stable(1.0, (runs,), rng=case.rng)) >= r))
        case.at_most(abs(share - 2 / pi * atan(1 / r)), sqrt(log(12 / 1e-6) / (2 * runs)))
        case.stands_for(runs)
    for case, alpha in trial.each((0.5, 1.0, 1.5)):
        found = noise.tail_index(case.rng.random(runs) ** (-1 / alpha), runs // 2)
        # P(|mean of k exponentials − 1| ≥ s) ≤ 2 exp(−k s²/4) for s ≤ 1.
        case.at_most(abs(alpha / found.value - 1), sqrt(4 * log(12 / 1e-6) / (runs // 2)))
        case.stands_for(runs)


@CHAPTER.theorem(
    "S80.4",
    Mode.MONTE_CARLO,
    original="IsHeavyTail α, cauchy_probability_oracle_is_non_gaussian",
    standing=Standing.GAP_CLOSED,
    domain="Cauchy's laws of scales 1 and 5/2, Pareto's of index 1/2 and 3/2, r = 1, 3, 10, 30; Hoeffding's allowance; "
    "the tail in fifty digits",
    tolerance="8 u of the tail: an arc tangent or a power",
    confidence=CONFIDENCE,
)
def the_laws_have_the_tails_that_they_name(trial: Trial) -> None:
    """P(|ξ| ≥ r) is (2/π) atan(γ/r), or (s/r)^α; it is ≤ C r^−α with the law's α and C; its samples have it."""
    runs = trial.size(20_000, 1_000_000)
    laws: tuple[noise.Cauchy | noise.Pareto, ...] = (
        noise.Cauchy(),
        noise.Cauchy(2.5),
        noise.Pareto(0.5),
        noise.Pareto(1.5, 2.0),
    )
    for case, (law, r) in trial.each(product(laws, (1.0, 3.0, 10.0, 30.0))):
        with fifty_digits() as mp:
            scale, index = mp.mpf(law.scale), mp.mpf(law.index)
            cauchy = isinstance(law, noise.Cauchy)
            exact = float(2 / mp.pi * mp.atan(scale / r) if cauchy else min(mp.mpf(1), (scale / r) ** index))
        case.given(law=law, r=r)
        case.near(law.tail(r), exact, 8 * UNIT * exact, "the tail")
        case.at_most(law.tail(r), law.constant * r**-law.index, 8 * UNIT)
        sample = law.sample(runs, rng=case.rng)
        for share, chance in ((np.mean(np.abs(sample) >= r), exact), (np.mean(sample >= r), exact / 2)):
            case.at_most(abs(float(share) - chance), sqrt(log(2 * 32 / 1e-6) / (2 * runs)))
        case.stands_for(runs)


@CHAPTER.theorem(
    "S81",
    Mode.MONTE_CARLO,
    original="zsharp_heavy_tail_convergence (its tail hypothesis is unused)",
    standing=Standing.VACUOUS,
    domain="½‖w‖² in 4 variables from (3, 3, 3, 3), noise with α = 1.1; the same noise for all; a large factor "
    "instead of an interval",
    confidence=1 - 1e-3,
)
def under_heavy_tails_medians_end_nearer_than_means(trial: Trial) -> None:
    """The runs with a geometric median end far nearer to the minimum than those with a mean: an experiment, not a
    theorem.
    """
    for case in trial.cases(1, 5):
        found = {
            each.estimator: each
            for each in heavy_tail_experiment(1.1, np.full(4, 3.0), rng=case.rng, runs=trial.size(8, 40), steps=40)
        }
        for each in found.values():
            trial.say(f"{each.estimator}: ‖w‖ {each.median:.3g} (median), {each.high:.3g} (90th percentile)")
        case.at_most(found["geometric median"].high, found["mean"].high)
        case.at_most(found["clipped"].high, found["mean"].high)
