"""What chance is allowed is enough, by the exact law of coins, and not much too much."""

from fractions import Fraction
from math import comb

import pytest

from typednn.theorems.chance import CONFIDENCE, exponent, hoeffding


def above(n: int, distance: float) -> Fraction:
    """The probability that more than ½ + distance of n coins show heads."""
    least = next(k for k in range(n + 2) if k > n * (0.5 + distance))
    return Fraction(sum(comb(n, k) for k in range(least, n + 1)), 2**n)


@pytest.mark.parametrize("n", [50, 200, 1000])
@pytest.mark.parametrize("events", [1, 2, 48])
def test_coins_stay_within_the_allowance_but_not_within_two_thirds_of_it(n: int, events: int) -> None:
    assert events * above(n, hoeffding(n, events)) <= 1 - CONFIDENCE
    assert events * above(n, hoeffding(n, events) * 2 / 3) > 1 - CONFIDENCE


def test_so_many_events_share_the_level() -> None:
    assert exponent(1) == pytest.approx(13.815510558, rel=1e-9)  # 6 log 10
    assert exponent(10) - exponent(1) == pytest.approx(2.302585093, rel=1e-9)
