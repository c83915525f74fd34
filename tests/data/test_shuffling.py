"""Random orders: permutations, reproducible, uniform; the original's generator and what is wrong with it."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from typednn.data.shuffling import Lcg, Shuffler
from typednn.errors import ConfigError

SEEDS = st.integers(0, 2**32 - 1)
ORDERS_OF_FOUR = 24
TRIALS = 24_000
# The chi-square statistic of 23 degrees of freedom exceeds this once in a million.
CHI_SQUARE_23 = 71.5


def expected_order(count: int, seed: int, remainder: bool) -> list[int]:
    """The original's `shuffleArray`, written down once more in its own words; and the same by upper bits."""
    result, rng = list(range(count)), np.uint32(seed)
    with np.errstate(over="ignore"):
        for i in range(count - 1):
            rng = np.uint32(1664525) * rng + np.uint32(1013904223)
            j = i + (int(rng) % (count - i) if remainder else (int(rng) * (count - i)) >> 32)
            result[i], result[j] = result[j], result[i]
    return result


@given(st.integers(0, 200), SEEDS, st.booleans())
def test_the_order_is_a_permutation_and_repeats_with_its_seed(count: int, seed: int, remainder: bool) -> None:
    order = Lcg(seed, remainder=remainder).permutation(count)
    assert sorted(order) == list(range(count))
    assert np.array_equal(order, Lcg(seed, remainder=remainder).permutation(count))


@given(st.integers(0, 100), SEEDS, st.booleans())
def test_with_remainder_it_is_the_originals_order(count: int, seed: int, remainder: bool) -> None:
    order = Lcg(seed, remainder=remainder).permutation(count)
    assert order.tolist() == expected_order(count, seed, remainder)


def test_the_recurrence() -> None:
    lcg = Lcg(42)
    lcg.below(10)
    assert lcg.state == (1664525 * 42 + 1013904223) % 2**32 == 1083814273
    assert Lcg(42).permutation(10).tolist() == [2, 1, 6, 4, 0, 5, 7, 3, 9, 8]


def test_what_it_draws_next_depends_on_its_state_alone() -> None:
    """So that a run can be resumed."""
    first = Lcg(7)
    first.permutation(100)
    second = Lcg(first.state)
    assert np.array_equal(first.permutation(50), second.permutation(50))


def orders_of_four(remainder: bool) -> Counter[tuple[int, ...]]:
    seeds = np.random.default_rng(0).integers(0, 2**32, TRIALS)
    return Counter(tuple(Lcg(int(seed), remainder=remainder).permutation(4).tolist()) for seed in seeds)


def test_all_orders_are_equally_likely() -> None:
    """Error level 1e-6, over random seeds."""
    counts, expected = orders_of_four(remainder=False), TRIALS / ORDERS_OF_FOUR
    assert len(counts) == ORDERS_OF_FOUR
    assert sum((count - expected) ** 2 / expected for count in counts.values()) < CHI_SQUARE_23


def test_the_original_reaches_only_half_of_the_orders() -> None:
    """The last bit of its generator alternates, so its first and its third draw are tied to each other."""
    assert len(orders_of_four(remainder=True)) == ORDERS_OF_FOUR // 2


def test_each_place_gets_each_example_equally_often() -> None:
    """Over 2,000 seeds; the error level is 1e-6 for each of the 36 counts, after Hoeffding."""
    orders = np.array([Lcg(seed).permutation(6) for seed in range(0, 2**32, 2**32 // 2000)])
    counts = np.array([np.bincount(orders[:, place], minlength=6) for place in range(6)])
    bound = np.sqrt(len(orders) * np.log(2 / 1e-6) / 2)
    assert (np.abs(counts - len(orders) / 6) < bound).all()


def test_both_generators_are_shufflers() -> None:
    assert isinstance(Lcg(0), Shuffler)
    assert isinstance(np.random.default_rng(0), Shuffler)


def test_a_whole_number_of_numpys_is_a_seed_too() -> None:
    assert np.array_equal(Lcg(int(np.int32(42))).permutation(99), Lcg(np.int32(42)).permutation(99))  # type: ignore[arg-type]  # who does not ask mypy may give it


@pytest.mark.parametrize("seed", [-1, 2**32, 1.5, True])
def test_what_is_no_seed_is_refused(seed: int) -> None:
    with pytest.raises(ConfigError, match=rf"Lcg: the seed is {seed}; expected a whole number, 0 <= seed < 2\*\*32"):
        Lcg(seed)


@pytest.mark.parametrize("count", [-1, 2**32 + 1])
def test_too_many_or_fewer_than_no_things_are_refused(count: int) -> None:
    with pytest.raises(ConfigError, match=f"Lcg: {count} things to shuffle"):
        Lcg(0).permutation(count)
