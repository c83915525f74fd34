"""A chapter of theorems that succeed and fail on purpose, for the machinery's own tests."""

import numpy as np

from typednn.theorems.theorem import Chapter, Mode, Theorem
from typednn.theorems.trial import Trial

CHAPTER = Chapter("T", "tests", "the machinery itself")


@CHAPTER.theorem("T1", Mode.EXHAUSTIVE, original="squares_nonneg", domain="-3 to 3")
def squares_are_not_negative(trial: Trial) -> None:
    """n² ≥ 0."""
    for case, n in trial.each(range(-3, 4)):
        case.at_most(0, n * n)


@CHAPTER.theorem("T2", Mode.PROPERTY, domain="random numbers", tolerance="one half, to fail")
def numbers_are_small(trial: Trial) -> None:
    """|x| ≤ 0.9 for x in [0, 1]."""
    for case in trial.cases(quick=50, full=500):
        x = case.rng.random()
        case.given(x=x)
        case.near(x, 0.4, 0.5, "x")


@CHAPTER.theorem("T3", Mode.PROPERTY, domain="nothing")
def the_king_of_nowhere_is_bald(trial: Trial) -> None:
    """x² < 0 ⇒ x = 7."""
    for case in trial.cases(quick=10, full=10):
        x = case.rng.normal()
        if case.assume(x * x < 0):
            case.equal(x, 7.0)


@CHAPTER.theorem("T4", Mode.PROPERTY, domain="one case")
def the_check_is_broken(trial: Trial) -> None:
    """1/0 = 1."""
    for case in trial.cases(quick=1, full=1):
        case.equal(1 // case.number, 1)


@CHAPTER.theorem("T5", Mode.SYMBOLIC, domain="one case")
def a_library_is_missing(trial: Trial) -> None:
    """sympy is there."""
    raise ModuleNotFoundError("No module named 'sympy'", name="sympy")


@CHAPTER.counterexample("T6", instead="Only the even ones are.")
def all_numbers_are_even(trial: Trial) -> None:
    """n is even."""
    for case, n in trial.each([3]):
        case.require(n % 2, "3 is odd")
        trial.say("3 is odd")


@CHAPTER.theorem("T7", Mode.MONTE_CARLO, domain="coins", confidence=1 - 1e-6)
def coins_are_fair(trial: Trial) -> None:
    """Heads and tails are equally likely, by Hoeffding."""
    for case in trial.cases(1, 1):
        n = trial.size(10_000, 100_000)
        share = float(case.rng.integers(0, 2, n).mean())
        case.at_most(abs(share - 0.5), float(np.sqrt(np.log(2e6) / (2 * n))))
        case.stands_for(n)


def by_id(id: str) -> Theorem:
    (found,) = (theorem for theorem in CHAPTER.theorems if theorem.id == id)
    return found
