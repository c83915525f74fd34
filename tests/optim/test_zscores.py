"""S10–S22: statistics and masks, over all small integer vectors in exact arithmetic."""

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from typednn.contracts import Array
from typednn.errors import ConfigError
from typednn.optim.zscores import Keep, filtered_gradient, spread, write_distances, zscore_mask

GRID = [g for n in range(1, 5) for g in product(range(-2, 3), repeat=n)]
DEVIATIONS = [Fraction(0), Fraction(1, 2), Fraction(1), Fraction(5, 4), Fraction(3, 2), Fraction(2)]
KEEPS: tuple[Keep, ...] = get_args(Keep)

vectors = st.lists(st.integers(-50, 50).map(float), min_size=2, max_size=12).map(np.array)
deviations = st.sampled_from([0.5, 1.0, 1.5, 2.0])
keeps = st.sampled_from(KEEPS)


def exact_mask(g: tuple[int, ...], z: Fraction, keep: Keep) -> list[bool]:
    """(gᵢ − μ)² ≥ z²σ² or ≤, without a root."""
    mu = Fraction(sum(g), len(g))
    bound = z * z * sum((x - mu) ** 2 for x in g) / len(g)
    return [(x - mu) ** 2 >= bound if keep == "outliers" else (x - mu) ** 2 <= bound for x in g]


@pytest.mark.parametrize("keep", KEEPS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_masks_are_exact_on_all_small_integer_vectors_ties_included(keep: Keep, dtype: str) -> None:
    """S14, S15."""
    ties = 0
    for g, z in product(GRID, DEVIATIONS):
        expected = exact_mask(g, z, keep)
        assert zscore_mask(np.array(g, dtype), float(z), keep=keep).tolist() == expected, (g, z)
        ties += sum(map(all, zip(exact_mask(g, z, "outliers"), exact_mask(g, z, "inliers"), strict=True)))
    assert ties > 500  # both masks hold exactly at equality, and that was met often


@given(vectors, deviations)
def test_masks_are_complementary_except_at_equality(g: Array, z: float) -> None:
    outliers, inliers = zscore_mask(g, z, keep="outliers"), zscore_mask(g, z, keep="inliers")
    assert (outliers | inliers).all()


def test_some_entry_is_an_outlier_up_to_one_and_an_inlier_from_one() -> None:
    """S18, and its sharp complement: |gᵢ − μ|/σ ≤ √(n − 1), so that an outlier beyond is impossible."""
    for g in GRID:
        for z in (0.0, 0.5, 1.0):
            assert zscore_mask(np.array(g, float), z, keep="outliers").any()
        for z in (1.0, 1.5, 3.0):
            assert zscore_mask(np.array(g, float), z, keep="inliers").any()
        if len(set(g)) > 1:
            assert not zscore_mask(np.array(g, float), 1.001 * (len(g) - 1) ** 0.5, keep="outliers").any()


@given(st.floats(-1e3, 1e3, width=32), st.integers(2, 5000), st.sampled_from(["float32", "float64"]))
def test_equal_magnitudes_are_at_one_deviation_for_every_size(value: float, n: int, dtype: str) -> None:
    """S18 where σ is rounded: all entries are at the bound."""
    g = np.full(2 * n, value, dtype)
    g[::2] *= -1
    for keep in KEEPS:
        assert zscore_mask(g, 1.0, keep=keep).any()


@given(st.floats(-1e6, 1e6), st.integers(1, 300), st.floats(0, 5), keeps, st.sampled_from(["float32", "float64"]))
def test_a_constant_vector_is_kept_whole(value: float, n: int, z: float, keep: Keep, dtype: str) -> None:
    """S19: σ = 0 ⇒ g̃ = g."""
    g = np.full(n, value, dtype)
    assert filtered_gradient(g, z, keep=keep).tobytes() == g.tobytes()


@given(vectors, deviations, keeps, st.integers(-3, 3), st.booleans(), st.integers(-8, 8))
def test_mask_ignores_scale_sign_and_shift(
    g: Array, z: float, keep: Keep, power: int, negative: bool, shift: int
) -> None:
    """S22: exact, for the scale is a power of two and all are small integers."""
    k = 2.0**power * (-1 if negative else 1)
    mask = zscore_mask(g, z, keep=keep)
    assert zscore_mask(k * g, z, keep=keep).tolist() == mask.tolist()
    assert zscore_mask(g + shift, z, keep=keep).tolist() == mask.tolist()
    assert filtered_gradient(-g, z, keep=keep).tolist() == (-filtered_gradient(g, z, keep=keep)).tolist()


@given(vectors, deviations, keeps, st.integers(0, 99))
def test_mask_moves_with_a_permutation(g: Array, z: float, keep: Keep, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(g.size)
    assert zscore_mask(g[order], z, keep=keep).tolist() == zscore_mask(g, z, keep=keep)[order].tolist()


@given(vectors, deviations, keeps)
def test_filtering_projects(g: Array, z: float, keep: Keep) -> None:
    """S16, S17, S20: ⟨g̃, g⟩ = ‖g̃‖², ‖g‖² = ‖g̃‖² + ‖g − g̃‖², entries kept or 0; integers, so exact."""
    kept, filtered = zscore_mask(g, z, keep=keep), filtered_gradient(g, z, keep=keep)
    assert [x if m else 0.0 for x, m in zip(g.tolist(), kept.tolist(), strict=True)] == filtered.tolist()
    assert filtered @ g == filtered @ filtered <= g @ g
    assert g @ g == filtered @ filtered + (g - filtered) @ (g - filtered)


@pytest.mark.parametrize("k", range(2, 30))
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_largest_possible_deviation_counts_as_reached_although_it_is_rounded(k: int, dtype: str) -> None:
    """S18: one entry against n − 1 equal ones deviates by exactly √(n − 1) = k, so it is at the bound for z = k."""
    for value in (1.0, 0.1, 3.7, -1e5):
        g = np.zeros(k * k + 1, dtype)
        g[k] = value
        assert np.flatnonzero(zscore_mask(g, float(k))).tolist() == [k]
        assert zscore_mask(g, float(k), keep="inliers").all()


def test_filtering_twice_is_not_filtering_once() -> None:
    """S20's warning: the statistics have changed."""
    g = np.array([1.0, 2.0, 2.0, 6.0])
    once = filtered_gradient(g, 1.0)
    assert once.tolist() == [0.0, 0.0, 0.0, 6.0] and filtered_gradient(once, 2.0).tolist() == [0.0] * 4
    changed = sum(
        not np.array_equal(filtered_gradient(filtered_gradient(v, 1.25), 1.25), filtered_gradient(v, 1.25))
        for v in (np.array(g, float) for g in GRID)
    )
    assert changed > 0


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize("value", [-7.0, 7.0])
def test_a_single_outlier_is_extracted(place: int, value: float) -> None:
    """S21: mean 0, one coordinate beyond zσ ⇒ g̃ = gᵢ eᵢ."""
    g = np.full(5, -value / 4)
    g[place] = value
    assert filtered_gradient(g, 1.5).tolist() == [value if i == place else 0.0 for i in range(5)]


@given(vectors, st.sampled_from([0, 1]))
def test_spread_is_the_square_root_of_the_exact_variance(g: Array, ddof: int) -> None:
    """S10, S11: for both denominators; σ(kv) = |k| σ(v)."""
    values = [Fraction(float(x)) for x in g]
    mu = sum(values, Fraction(0)) / len(values)
    variance = sum(((x - mu) ** 2 for x in values), Fraction(0)) / (len(values) - ddof)
    distances = np.empty_like(g)
    write_distances(g, distances)
    assert distances.tolist() == pytest.approx([float(abs(x - mu)) for x in values], rel=1e-14, abs=1e-14)
    assert spread(distances, ddof=ddof) == pytest.approx(float(variance) ** 0.5, rel=1e-14)
    write_distances(-4 * g, distances)
    assert spread(distances, ddof=ddof) == pytest.approx(4 * float(variance) ** 0.5, rel=1e-14)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("function", [zscore_mask, filtered_gradient])
def test_what_is_not_finite_is_an_error(function: Callable[[Array, float], Array], bad: float) -> None:
    with pytest.raises(ConfigError, match=r"1 of 3 entries .* at index 1"):
        function(np.array([1.0, bad, 3.0]), 1.0)


def test_one_entry_has_no_sample_deviation() -> None:
    assert spread(np.zeros(1), ddof=1) == 0.0
    assert zscore_mask(np.zeros(0), 1.0).tolist() == []
