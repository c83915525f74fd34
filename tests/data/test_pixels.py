"""Pixels: ranges, inverses, kept dtypes; raw ones are refused where scaled ones are needed."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from tests.data.small import unseen
from typednn.contracts import Array, Float, UInt8
from typednn.data.batches import batches
from typednn.data.pixels import center, clip, flatten, moments, normalize, standardize, unflatten
from typednn.data.statistics import describe, histogram
from typednn.errors import ConfigError, DataError, ShapeError

SHAPES = st_numpy.array_shapes(min_dims=0, max_dims=4, max_side=5)
RAW = st_numpy.arrays(np.uint8, SHAPES)
FLOATS = st.sampled_from([np.float32, np.float64]).flatmap(
    lambda kind: st_numpy.arrays(kind, SHAPES, elements=st.floats(-100, 100, width=32))
)
IMAGES = st_numpy.arrays(np.float32, st_numpy.array_shapes(min_dims=3, max_dims=3, min_side=0))
EVERY = np.arange(256, dtype=np.uint8)


@given(RAW)
def test_normalized_pixels_are_in_the_unit_interval(raw: UInt8[Array, "..."]) -> None:
    unit = normalize(raw)
    assert unit.dtype == np.float32 and unit.shape == raw.shape
    assert (unit >= 0).all() and (unit <= 1).all()
    assert np.array_equal(np.rint(unit * 255), raw)


def test_normalize_divides_by_255() -> None:
    expected = (EVERY.astype(np.float64) / 255).astype(np.float32)
    assert np.array_equal(normalize(EVERY), expected)
    assert normalize(EVERY)[[0, 255]].tolist() == [0, 1]
    assert (np.diff(normalize(EVERY)) > 0).all()


@given(FLOATS)
def test_moments_are_numpys_in_float64(x: Float[Array, "..."]) -> None:
    mean, deviation = moments(x)
    assert mean == pytest.approx(x.mean(dtype=np.float64), abs=1e-12)
    assert deviation == pytest.approx(x.std(dtype=np.float64), abs=1e-9)


def test_moments_of_many_rows_are_summed_in_parts() -> None:
    x = np.random.default_rng(0).normal(3, 2, (5000, 7)).astype(np.float32)
    assert moments(x) == pytest.approx((x.mean(dtype=np.float64), x.std(dtype=np.float64)), rel=1e-12)


@given(FLOATS)
def test_centered_pixels_have_mean_zero(x: Float[Array, "..."]) -> None:
    centered = center(x)
    assert centered.dtype == x.dtype
    assert abs(moments(centered)[0]) < 1e-4


@given(FLOATS)
def test_standardized_pixels_have_mean_zero_and_deviation_one(x: Float[Array, "..."]) -> None:
    if moments(x)[1] < 1e-3:
        return
    standard = standardize(x)
    assert standard.dtype == x.dtype
    mean, deviation = moments(standard)
    assert abs(mean) < 1e-2 and abs(deviation - 1) < 1e-2


def test_the_training_sets_statistics_are_applied_to_the_test_set() -> None:
    test = np.array([[1.0, 5.0]], dtype=np.float32)
    assert standardize(test, mean=1.0, deviation=2.0).tolist() == [[0, 2]]
    assert center(test, mean=1.0).tolist() == [[0, 4]]
    assert standardize(test, mean=1.0).tolist() == [[0, 2]]  # its own deviation, 2


def test_equal_pixels_cannot_be_standardized() -> None:
    with pytest.raises(DataError, match=r"their deviation is 0\.0, expected more than 0; give deviation="):
        standardize(np.ones((2, 3)))
    with pytest.raises(DataError, match="their deviation is nan"):
        standardize(np.array([np.nan, 1.0]))


@pytest.mark.parametrize("function", [moments, center, standardize])
def test_no_pixels_have_no_mean(function: Callable[..., object]) -> None:
    with pytest.raises(DataError, match=r"no pixels in an array of shape \(0, 28\)"):
        function(np.zeros((0, 28)))


@given(FLOATS, st.floats(-10, 10, width=32), st.floats(0, 10, width=32))
def test_clipped_pixels_are_in_the_interval(x: Float[Array, "..."], low: float, width: float) -> None:
    clipped = clip(x, low=low, high=low + width)
    assert clipped.dtype == x.dtype
    assert (clipped >= np.float32(low)).all() and (clipped <= x.dtype.type(low + width)).all()
    inside = (x >= low) & (x <= low + width)
    assert np.array_equal(clipped[inside], x[inside])
    assert np.array_equal(clip(clipped, low=low, high=low + width), clipped)


def test_an_interval_that_is_empty_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"low is 2\.0 and high is 1\.0; low must not be above high"):
        clip(np.zeros(3), low=2.0, high=1.0)


@given(IMAGES)
def test_unflatten_is_the_inverse_of_flatten(images: Float[Array, "n height width"]) -> None:
    rows = flatten(images)
    assert rows.shape == (len(images), images.shape[1] * images.shape[2])
    assert np.array_equal(unflatten(rows, *images.shape[1:]), images, equal_nan=True)


def test_flatten_is_row_major_and_takes_no_memory() -> None:
    images = np.arange(12.0).reshape(2, 2, 3)
    assert flatten(images).tolist() == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]]
    assert np.shares_memory(flatten(images), images)


def test_unflatten_refuses_another_size() -> None:
    with pytest.raises(ShapeError, match=r'"rows" is float64\[2, 12\], expected Float'):
        unflatten(unseen(np.zeros((2, 12))), 3, 5)


RAW_IMAGES = unseen(np.zeros((4, 28, 28), dtype=np.uint8))
FORGOTTEN: dict[str, Callable[[], object]] = {
    "flatten": lambda: flatten(RAW_IMAGES),
    "standardize": lambda: standardize(RAW_IMAGES),
    "center": lambda: center(RAW_IMAGES),
    "clip": lambda: clip(RAW_IMAGES),
    "moments": lambda: moments(RAW_IMAGES),
    "batches": lambda: batches(RAW_IMAGES, np.zeros(4, dtype=np.uint8), 2),
}


@pytest.mark.parametrize("name", list(FORGOTTEN))
def test_raw_pixels_are_refused_where_scaled_ones_are_needed(name: str) -> None:
    with pytest.raises(ShapeError, match=rf'^{name}\(\): "\w+" is uint8\[4, 28, 28\], expected Float'):
        FORGOTTEN[name]()


def test_scaling_twice_is_refused() -> None:
    with pytest.raises(ShapeError, match=r"normalize\(\).*expected UInt8"):
        normalize(unseen(normalize(EVERY)))


@given(RAW)
def test_described_raw_pixels_are_exact(raw: UInt8[Array, "..."]) -> None:
    described = describe(raw)
    assert (described.low, described.high) == (raw.min(), raw.max())
    assert described.mean == pytest.approx(raw.mean(), rel=1e-12)
    assert described.deviation == pytest.approx(raw.std(), rel=1e-12, abs=1e-12)
    assert histogram(raw).sum() == raw.size


def test_scaled_pixels_are_described_too() -> None:
    described = describe(normalize(EVERY))
    assert (described.low, described.high) == (0, 1)
    assert described.lines() == ["min 0  max 1", "mean 0.5  std 0.2898"]
    with pytest.raises(DataError, match=r"no pixels in an array of shape \(0,\)"):
        describe(EVERY[:0])
