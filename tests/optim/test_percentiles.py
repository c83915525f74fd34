"""Which entries pass a percentile: over all small vectors in exact arithmetic, and by count where all differ."""

import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from typednn.contracts import Array
from typednn.errors import ConfigError
from typednn.optim.percentiles import _arrange_above, cut_at


def passing(values: Array, percent: float, *, strict: bool) -> list[bool]:
    value, only_above = cut_at(values, float(percent), np.empty_like(values), strict=strict)
    return [bool(x > value) if only_above else bool(x >= value) for x in values]


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
        cut_at(np.zeros(0), 95.0, np.zeros(0), strict=True)


def dark_pixels(rng: np.random.Generator, n: int) -> Array:
    """Distances of a gradient of which 60 % of the rows are zero, from a mean near zero."""
    g = rng.normal(size=n)
    g[: n // 128 * 128].reshape(-1, 128)[rng.random(n // 128) < 0.6] = 0
    return np.abs(g - 1e-3)


def misleading(rng: np.random.Generator, n: int) -> Array:
    """Large exactly where a sample is taken."""
    return np.where(np.arange(n) % (n // 1024 | 1) == 0, 100.0 + np.arange(n), rng.random(n))


MAKERS: dict[str, Callable[[np.random.Generator, int], Array]] = {
    "normal": lambda rng, n: np.abs(rng.normal(size=n)),
    "heavy tail": lambda rng, n: np.abs(rng.standard_cauchy(n)),
    "dark pixels": dark_pixels,
    "five values": lambda rng, n: rng.integers(0, 5, n).astype(float),
    "constant": lambda rng, n: np.ones(n),
    "zero": lambda rng, n: np.zeros(n),
    "mostly zero": lambda rng, n: np.abs(rng.normal(size=n)) * (rng.random(n) < 0.02),
    "tiny": lambda rng, n: rng.integers(0, 3, n) * 1e-45,
    "ascending": lambda rng, n: np.arange(float(n)),
    "descending": lambda rng, n: np.arange(float(n))[::-1].copy(),
    "misleading": misleading,
}


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("n", [8191, 8192, 100_352])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_cuts_of_long_arrays_are_those_of_the_sorted_array(name: str, n: int, dtype: str) -> None:
    values = MAKERS[name](np.random.default_rng(n), n).astype(dtype)
    before, ordered, scratch = values.copy(), np.sort(values), np.empty_like(values)
    for percent, strict in product((0, 1, 50, 70, 95, 99, 100), (True, False)):
        rank, between = divmod((n - 1) * percent, 100)
        lower, upper = ordered[rank], ordered[min(rank + 1, n - 1)]
        expected = (upper, False) if between and lower < upper else (lower, strict)
        assert cut_at(values, float(percent), scratch, strict=strict) == expected
    assert values.tobytes() == before.tobytes()


@pytest.mark.parametrize(
    ("name", "quick"),
    [("normal", True), ("heavy tail", True), ("dark pixels", True), ("constant", False), ("misleading", False)],
)
def test_the_quick_way_is_taken_on_what_gradients_look_like(name: str, quick: bool) -> None:
    rng = np.random.default_rng(0)
    scratch, rank = np.empty(100_352, np.float32), 95_334 if quick else 50_000
    taken = [_arrange_above(MAKERS[name](rng, scratch.size).astype("f4"), rank, scratch) for _ in range(20)]
    assert taken == [quick] * 20


def test_equal_values_do_not_make_it_slow() -> None:
    """np.partition took 300 times longer on some of these; ten times a sort is far from both."""
    rng = np.random.default_rng(0)
    scratch = np.empty(100_352, np.float32)
    plain = np.abs(rng.normal(size=scratch.size)).astype("f4")
    bound = 10 * fastest(lambda: np.sort(plain))
    for name in ("normal", "dark pixels", "five values", "constant", "zero", "mostly zero"):
        values = MAKERS[name](rng, scratch.size).astype("f4")
        for percent in (50.0, 70.0, 95.0):
            call = partial(cut_at, values, percent, scratch, strict=True)
            assert fastest(call) < bound


def fastest(call: Callable[[], object]) -> float:
    """The least of five times in seconds: what else the machine does makes none of them shorter."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)
