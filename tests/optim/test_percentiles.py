"""Which entries pass a percentile: over all small vectors in exact arithmetic, and by count where all differ."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from typednn.contracts import Array
from typednn.errors import ConfigError
from typednn.optim.percentiles import cut_at, write_passing


def passing(values: Array, percent: float, *, strict: bool) -> list[bool]:
    kept = np.empty(values.shape, np.bool_)
    write_passing(values, cut_at(values.copy(), float(percent), strict=strict), kept)
    return [bool(x) for x in kept]


def exact_percentile(values: list[Fraction], percent: int) -> Fraction:
    """Linear between the neighbours of position (n − 1)p/100."""
    ordered, position = sorted(values), Fraction((len(values) - 1) * percent, 100)
    below = position.numerator // position.denominator
    above = min(below + 1, len(values) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("percent", [0, 1, 30, 50, 70, 75, 95, 99, 100])
def test_all_small_vectors_with_their_ties(strict: bool, percent: int) -> None:
    for n in range(1, 6):
        for values in product(range(3), repeat=n):
            threshold = exact_percentile([Fraction(x) for x in values], percent)
            expected = [x > threshold if strict else x >= threshold for x in values]
            for dtype in ("float32", "float64"):
                assert passing(np.array(values, dtype), percent, strict=strict) == expected, values


@given(st.lists(st.floats(0, 2.0**100, width=32), min_size=1, max_size=40), st.integers(0, 100), st.booleans())
def test_the_decision_is_exact_between_neighbours_however_close(
    values: list[float], percent: int, strict: bool
) -> None:
    threshold = exact_percentile([Fraction(x) for x in values], percent)
    expected = [x > threshold if strict else x >= threshold for x in map(Fraction, values)]
    assert passing(np.array(values, np.float32), percent, strict=strict) == expected


def test_neighbouring_floats_are_told_apart() -> None:
    """The interpolated threshold lies between two numbers that have nothing between them."""
    lower = np.float32(1.0)
    upper = np.nextafter(lower, np.float32(2.0))
    assert passing(np.array([lower, upper]), 50.0, strict=True) == [False, True]
    assert passing(np.array([lower, upper]), 1.0, strict=False) == [False, True]


@pytest.mark.parametrize(("percent", "share"), [(95.0, 5), (70.0, 30)])
@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("n", [20, 100, 2000, 100_000])
def test_of_distinct_values_the_exact_share_is_kept(percent: float, share: int, strict: bool, n: int) -> None:
    values = np.random.default_rng(n).permutation(n).astype(np.float64)
    assert sum(passing(values, percent, strict=strict)) == n * share // 100


def test_agrees_with_numpy_on_random_values() -> None:
    values = np.random.default_rng(0).normal(size=1001)
    for percent in (0.0, 12.5, 50.0, 95.0, 99.95):
        expected = values > np.percentile(values, percent)
        assert passing(values, percent, strict=True) == expected.tolist()


def test_no_values_have_no_percentile() -> None:
    with pytest.raises(ConfigError, match="a percentile of no values"):
        cut_at(np.zeros(0), 95.0, strict=True)
