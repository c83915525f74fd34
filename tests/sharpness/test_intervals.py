"""Student's quantiles against tables, and the interval of a mean."""

import math

import pytest

from typednn.errors import ConfigError
from typednn.sharpness.intervals import mean_with_interval, student_quantile


@pytest.mark.parametrize(
    ("degrees", "expected"), [(1, 12.7062), (2, 4.30265), (4, 2.77645), (10, 2.22814), (30, 2.04227), (1000, 1.96234)]
)
def test_quantiles_are_those_of_the_tables(degrees: int, expected: float) -> None:
    assert student_quantile(0.975, degrees) == pytest.approx(expected, rel=1e-5)


def test_the_interval_of_five_numbers() -> None:
    found = mean_with_interval([1.0, 2.0, 3.0, 4.0, 5.0])
    assert found.value == 3.0
    assert found.half_width == pytest.approx(2.77645 * math.sqrt(2.5) / math.sqrt(5), rel=1e-5)


def test_one_number_has_no_interval_and_none_no_mean() -> None:
    assert mean_with_interval([2.0]).half_width == math.inf
    with pytest.raises(ConfigError, match="give at least one"):
        mean_with_interval([])
