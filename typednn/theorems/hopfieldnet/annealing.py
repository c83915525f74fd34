"""H43: schedules of temperatures, and the ground states that annealing finds."""

import math

import numpy as np

from typednn.hopfield.analysis import landscape
from typednn.hopfield.sampling import annealing, temperature
from typednn.hopfield.spins import random_patterns
from typednn.hopfield.symmetric import HopfieldNet
from typednn.theorems.chance import CONFIDENCE
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial


@CHAPTER.theorem(
    "H43.1",
    Mode.PROPERTY,
    domain="T₀ in [0.1, 10], α in [0, 1], up to 10,000 sweeps",
    original="temperatureSchedule",
    tolerance="4 u of the value: a product and an exponential",
)
def schedules_are_their_formulas(trial: Trial) -> None:
    """T₀e^{−αt}, T₀(1 − t/n), c/log(2 + t): positive and never rising."""
    for case in trial.cases(quick=100, full=5000):
        start, rate = float(case.rng.uniform(0.1, 10)), float(case.rng.uniform(0, 1))
        n = int(case.rng.integers(1, 10_000))
        t = int(case.rng.integers(0, n))
        for cooling in (
            temperature.Exponential(start, rate),
            temperature.Linear(start, n),
            temperature.Logarithmic(start),
        ):
            case.require(0 < cooling(t + 1) <= cooling(t), "positive and never rising")
        exact = start * math.exp(-rate * t)
        case.near(temperature.Exponential(start, rate)(t), max(exact, math.ulp(0.0)), 4 * UNIT * exact + math.ulp(0.0))
        case.near(temperature.Logarithmic(start)(t) * math.log(2 + t), start, 4 * UNIT * start)
        case.near(temperature.Linear(start, n)(t), start * (n - t) / n, 8 * UNIT * start)


@CHAPTER.theorem(
    "H43.2",
    Mode.MONTE_CARLO,
    domain="frustrated networks of 6 neurons, couplings ±1; 60 runs of 150 sweeps, T = 6/log(2 + t)",
    original="simulatedAnnealing",
    confidence=CONFIDENCE,
)
def logarithmic_annealing_finds_ground_states(trial: Trial) -> None:
    """Annealed with c/log(2 + t), the best state seen is a ground state in at least half of the runs.

    If a run failed with probability ½, more than 50 of 60 would do so with probability 1e-7; 10 successes are wanted.
    """
    for case in trial.cases(quick=1, full=10):
        found = 0
        for _ in range(60):
            upper = np.triu(2 * case.rng.integers(0, 2, (6, 6)) - 1, 1)
            net = HopfieldNet(upper + upper.T)
            start = random_patterns(1, 6, case.rng)[0]
            run = annealing.anneal(net, start, temperature.Logarithmic(6.0), case.rng, sweeps=150)
            found += run.best_energy == landscape.all_energies(net).min()
        case.require(found >= 10, "ground states are found")
        trial.say(f"{found} of 60 runs found a ground state")
