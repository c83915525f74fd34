"""How sure a random experiment is: the level of Monte Carlo theorems, and what chance is allowed within it."""

from math import log, sqrt

CONFIDENCE = 1 - 1e-6
"""A true theorem fails less than once in a million runs."""


def exponent(events: int) -> float:
    """x such that so many events of probability e^−x each stay within the error level."""
    return log(events / (1 - CONFIDENCE))


def hoeffding(numbers: int, events: int) -> float:
    """How far from its expectation a mean of so many independent numbers within [0, 1] may be, in each of the events.

    Hoeffding: Probability inequalities for sums of bounded random variables. 1963.
    """
    return sqrt(exponent(events) / (2 * numbers))
