"""H99–H102: capacity: the figures of 1982 measured again, error formulas named for what they are, 0.138."""

import math
from fractions import Fraction

import numpy as np

from typednn.hopfield import hebbian_net, learning
from typednn.hopfield.analysis import errors_of_bits, recall_curves
from typednn.hopfield.analysis.confidence import Share
from typednn.theorems.chance import CONFIDENCE
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.subjects import hadamard, pattern_sets
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

# What was replicated before: exact recall of a stored pattern, N = 100; 40 matrices with all their patterns.
_STAYS = {("zero_one", 5): 0.985, ("zero_one", 10): 0.61, ("zero_one", 15): 0.17} | {
    ("spin", 5): 1.0,
    ("spin", 10): 0.97,
    ("spin", 15): 0.74,
}
_ROOM = 0.08  # three standard errors of those figures: correlated patterns of 40 matrices
_NEAREST = {"zero_one": (0.73, 0.60, 0.55, 0.47, 0.34, 0.28, 0.18), "spin": (0.99, 0.93, 0.91, 0.84, 0.68, 0.53, 0.36)}
_DISTANCES = (0, 4, 5, 6, 8, 10, 12)


def _meets(found: Share, figure: float) -> bool:
    return found.low - _ROOM <= figure <= found.high + _ROOM


def _text(found: Share) -> str:
    return f"{found.value:.2f} [{found.low:.2f}, {found.high:.2f}]"


@CHAPTER.theorem(
    "H99.1",
    Mode.MONTE_CARLO,
    domain="N = 100, n = 5, 10, 15 random patterns, both units, 120 networks each",
    original="StorageCapacity 0.15·N; Hopfield 1982",
    confidence=CONFIDENCE,
)
def how_many_patterns_stay(trial: Trial) -> None:
    """Exact recall of a stored pattern: 0.985, 0.61, 0.17 with units 0 and 1; 1.00, 0.97, 0.74 with units ±1."""
    for case in trial.cases(quick=1, full=10):
        for (units, count), figure in _STAYS.items():
            found = recall_curves.recall_point(
                100, count, case.rng, trials=120, units="spin" if units == "spin" else "zero_one", confidence=CONFIDENCE
            )
            case.require(_meets(found.exact, figure), f"{units}, n = {count}: {_text(found.exact)} meets {figure}")
            trial.say(
                f"{units:8} n = {count:2}: exact {_text(found.exact)} (before {figure}), few errors {_text(found.few)}"
            )


@CHAPTER.theorem(
    "H99.2",
    Mode.MONTE_CARLO,
    domain="N = 30, n = 5, distances 0 to 12, both units, 100 networks each",
    original="Hopfield 1982, distance and recall",
    confidence=CONFIDENCE,
)
def the_nearest_memory_is_found_from_five_bits_away(trial: Trial) -> None:
    """The end's nearest memory is the start's: .91 at distance 5 with units ±1, .55 with units 0 and 1."""
    for case in trial.cases(quick=1, full=10):
        for units, figures in _NEAREST.items():
            kind: recall_curves.Units = "spin" if units == "spin" else "zero_one"
            for distance, figure in zip(_DISTANCES, figures, strict=True):
                found = recall_curves.recall_point(
                    30, 5, case.rng, distance=distance, trials=100, units=kind, confidence=CONFIDENCE
                ).nearest
                case.require(_meets(found, figure), f"{units}, distance {distance}: {_text(found)} meets {figure}")
                trial.say(f"{units:8} distance {distance:2}: {_text(found)}, before {figure}")


@CHAPTER.theorem(
    "H99.3",
    Mode.MONTE_CARLO,
    domain="N = 30, n = 5, random starts, both units, 200 networks each",
    original="Hopfield 1982, random starts",
    confidence=CONFIDENCE,
)
def where_random_starts_end(trial: Trial) -> None:
    """Exactly a memory or complement, within 3 bits, elsewhere: .50/.25/.24 with 0 and 1, .57/.20/.23 with ±1."""
    for case in trial.cases(quick=1, full=10):
        expected: tuple[tuple[recall_curves.Units, tuple[float, ...]], ...] = (
            ("zero_one", (0.50, 0.25, 0.24)),
            ("spin", (0.57, 0.20, 0.23)),
        )
        for units, figures in expected:
            found = recall_curves.random_starts(30, 5, case.rng, trials=200, units=units)
            for name, share, figure in zip(
                ("memory", "near", "other"), (found.memory, found.near, found.other), figures, strict=True
            ):
                room = 3.0 * (share.high - share.low)  # of the 95 % interval: far beyond 1 − 1e-6
                case.require(abs(share.value - figure) <= room, f"{units}, {name}: {_text(share)} against {figure}")
                trial.say(f"{units:8} {name:6}: {_text(share)}, before {figure}")


@CHAPTER.theorem("H100", Mode.INTERVAL, domain="x = −4, −3¾, …, 4", original="erf, as an integral over [0, x]")
def the_error_function_is_odd(trial: Trial) -> None:
    """erf(x) = (2/√π) ∫₀ˣ e^{−t²} dt lies in its enclosure, for x < 0 too, where the original gives 0."""
    from mpmath import iv

    for case, quarter in trial.each(range(-16, 17)):
        x = quarter / 4
        # Taylor: (2/√π) Σ (−1)ᵏ x^{2k+1}/(k!(2k+1)); after 120 terms the rest is below the next term.
        total, power = iv.mpf(0), iv.mpf(x)
        for k in range(120):
            total += power / (2 * k + 1)
            power = -power * iv.mpf(x) ** 2 / (k + 1)
        total = (total + iv.mpf([-1, 1]) * abs(power)) * 2 / iv.sqrt(iv.pi)
        room = iv.mpf([-1, 1]) * iv.mpf(2.0**-50)  # of the float
        case.require(math.erf(x) in total + room, "in the enclosure")
        case.equal(math.erf(-x), -math.erf(x))


@CHAPTER.theorem(
    "H101.1",
    Mode.PROPERTY,
    domain="N = 100, n = 10",
    original="PatternRetrievalError",
    tolerance="half a unit of the last digit that is stated",
)
def three_formulas_three_names(trial: Trial) -> None:
    """0.00921 is Hopfield's equation 10, for units 0 and 1; 4.29e-4 is for ±1; 0.0569 is the original's, neither."""
    for case, (formula, figure, digit) in trial.each(
        (
            (errors_of_bits.zero_one_units, 0.00921, 5e-6),
            (errors_of_bits.spin_units, 4.29e-4, 5e-7),
            (errors_of_bits.original_h101, 0.0569, 5e-5),
        )
    ):
        case.near(formula(100, 10), figure, digit)


def _wrong_bit(neurons: int, patterns: int) -> Fraction:
    """P(N − 1 + S < 0), S the sum of (m − 1)(N − 1) independent signs: they are ξ_l(i)ξ_l(j)ξ_k(i)ξ_k(j)."""
    signs = (patterns - 1) * (neurons - 1)
    ways = sum(math.comb(signs, plus) for plus in range(signs + 1) if 2 * plus - signs < -(neurons - 1))
    return Fraction(ways, 2**signs)


@CHAPTER.theorem(
    "H101.2",
    Mode.EXHAUSTIVE,
    domain="all lists of 2 and 3 patterns of 4 neurons, of 2 patterns of 5; then N = 100, n = 10, in integers",
    original="PatternRetrievalError",
    standing=Standing.BEYOND,
)
def the_formula_for_spins_is_nearly_exact(trial: Trial) -> None:
    """A bit of a random pattern is wrong with probability P(N − 1 + S < 0), 4.29e-4 up to 0.3e-4 for (100, 10)."""
    for case, (neurons, count) in trial.each(((4, 2), (4, 3), (5, 2))):
        wrong = total = 0
        for patterns in pattern_sets(neurons, count):
            rows = patterns.astype(np.int64)
            wrong += int((rows[0] * (learning.hebbian(patterns) @ rows[0]) < 0).sum())
            total += neurons
        case.require(Fraction(wrong, total) == _wrong_bit(neurons, count), "by enumeration of all patterns")
        exact = float(_wrong_bit(100, 10))
        case.require(abs(exact - errors_of_bits.spin_units(100, 10)) < 0.3e-4, "the formula of ±1")
        case.require(exact < errors_of_bits.zero_one_units(100, 10) / 20, "Hopfield's equation 10 is for other units")
        case.require(exact < errors_of_bits.original_h101(100, 10) / 100, "and the original's is for none")
    trial.say(
        f"(100, 10): exactly {float(_wrong_bit(100, 10)):.3e}; formulas: ±1 4.29e-4, 0 and 1 9.21e-3, original 5.69e-2"
    )


@CHAPTER.theorem(
    "H102.1", Mode.EXHAUSTIVE, domain="Hadamard rows of 4, 8, 12, 16, 20", original="storage_capacity_bound"
)
def orthogonal_patterns_within_the_capacity_are_stable(trial: Trial) -> None:
    """Orthogonal and m ≤ 0.15 N ⇒ all stable; for orthogonal patterns m < N is all that is needed."""
    for case, (n, m) in trial.each([(k, j) for k in (4, 8, 12, 16, 20) for j in range(1, k)]):
        case.require(hebbian_net.HebbianNet(hadamard(n)[:m]).is_stable(hadamard(n)[:m]).all(), "stable")


@CHAPTER.theorem(
    "H102.2",
    Mode.PROPERTY,
    domain="the critical load, and the mean-field equations at α = 0.01, …, 0.13",
    standing=Standing.BEYOND,
    tolerance="half a unit of the last digit; 1e-9 for a fixed point found to 1e-15",
)
def the_critical_load_is_0_137906(trial: Trial) -> None:
    """α_c = max_y ½(erf(y)/y − (2/√π)e^{−y²})² = 0.137906 at y = 1.5112, m = 0.9674; m = erf(m/√(2αr)) below it."""
    for case, load in trial.each([k / 100 for k in range(1, 14)]):
        found = errors_of_bits.critical_load()
        case.near(
            np.array([found.alpha, found.y, found.overlap]),
            np.array([0.137906, 1.5112, 0.9674]),
            np.array([5e-7, 5e-5, 5e-5]),
        )
        case.near(found.wrong_bits, 0.0163, 5e-5)
        m = errors_of_bits.mean_field_overlap(load)
        r = 1.0
        for _ in range(400):
            c = math.sqrt(2 / (math.pi * load * r)) * math.exp(-m * m / (2 * load * r))
            r = (1 - c) ** -2
        case.near(m, math.erf(m / math.sqrt(2 * load * r)), 1e-9)
        case.require(errors_of_bits.mean_field_overlap(0.1380) == 0.0, "nothing is retrieved above α_c")
