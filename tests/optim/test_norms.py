"""The norm is right over the whole range of each dtype, and not finite exactly where it should be."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from typednn.optim.norms import norm, stretch

DTYPES = {"float32": (1e-44, 3e38, 1e-6), "float64": (1e-320, 1.5e308, 1e-12)}


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0])
def test_three_four_five_at_every_scale(dtype: str, share: float) -> None:
    low, high, tolerance = DTYPES[dtype]
    scale = 10 ** (math.log10(low) * (1 - share) + math.log10(high / 5) * share)
    vector = np.array([3.0, 0.0, -4.0]) * scale
    cast = vector.astype(dtype)
    expected = math.hypot(*map(float, cast))
    assert norm(cast) == pytest.approx(expected, rel=tolerance)


@given(st.lists(st.floats(-1e150, 1e150, allow_subnormal=False), max_size=6))
def test_squared_norm_is_the_exact_sum_of_squares_up_to_rounding(entries: list[float]) -> None:
    exact = sum((Fraction(x) ** 2 for x in entries), Fraction(0))
    assert abs(Fraction(norm(np.array(entries))) ** 2 - exact) <= exact / 10**12


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("others", [0.0, 1.0, 1e30])
def test_not_finite_exactly_if_an_entry_is(bad: float, others: float) -> None:
    for dtype in DTYPES:
        vector = np.full(9, others, dtype)
        assert math.isfinite(norm(vector))
        vector[4] = bad
        assert not math.isfinite(norm(vector))


def test_stretch_is_the_quotient_or_zero_where_the_dtype_has_no_such_number() -> None:
    single, double = np.dtype("float32"), np.dtype("float64")
    assert stretch(0.5, 2.0, single) == 0.25
    assert stretch(0.5, 2.0, single, guard=2.0) == 0.125
    assert stretch(0.5, 0.0, single) == stretch(0.0, 0.0, double) == 0.0
    assert stretch(0.5, 1e-40, single) == 0.0
    assert stretch(0.5, 1e-40, double) == 0.5 / 1e-40
    assert stretch(0.5, 5e-324, double) == 0.0
    assert stretch(0.5, 0.0, double, guard=1e-12) == 0.5 / 1e-12
