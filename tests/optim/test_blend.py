"""y ← a x + b y: the library's routine and NumPy's passes say the same, and no address outlives its array."""

import gc
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from typednn.contracts import Array
from typednn.optim import blend as module
from typednn.optim.blend import blend

COEFFICIENT = st.floats(-3.0, 3.0)


@pytest.fixture
def without_library() -> Iterator[None]:
    """As where NumPy's BLAS is another one."""
    kept = module._routine
    module._routine = lambda dtype: None  # type: ignore[assignment]
    yield
    module._routine = kept


def vectors(size: int, dtype: str) -> tuple[Array, Array, Array]:
    rng = np.random.default_rng(size)
    return rng.standard_normal(size).astype(dtype), rng.standard_normal(size).astype(dtype), np.empty(size, dtype)


@given(COEFFICIENT, COEFFICIENT, st.sampled_from((1, 9, 4095, 4096, 4099, 20_000)), st.sampled_from("fd"))
def test_it_is_the_formula_up_to_rounding(a: float, b: float, size: int, kind: str) -> None:
    x, y, scratch = vectors(size, kind)
    expected = a * x.astype(np.float64) + b * y.astype(np.float64)
    terms = np.abs(a * x.astype(np.float64)) + np.abs(b * y.astype(np.float64))
    before = x.copy()
    blend(a, x, b, y, scratch)
    assert y.dtype == kind and np.array_equal(x, before)
    assert (np.abs(y - expected) <= 4 * np.finfo(kind).eps * terms + np.finfo(kind).tiny).all()


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", ">f4"])
def test_without_the_library_and_for_other_dtypes_numpy_does_it(dtype: str, without_library: None) -> None:
    x, y, scratch = vectors(5000, dtype)
    expected = (np.asarray(0.5, dtype) * x + y).astype(dtype)
    blend(0.5, x, 1.0, y, scratch)
    assert np.array_equal(y, expected)


@pytest.mark.parametrize("dtype", ["f2", ">f4", ">f8"])
def test_a_dtype_that_blas_does_not_have(dtype: str) -> None:
    x, y, scratch = vectors(5000, dtype)
    expected = (x + y * np.asarray(0.5, dtype)).astype(dtype)
    blend(1.0, x, 0.5, y, scratch)
    assert np.array_equal(y, expected)


def test_what_numpy_refuses_is_refused() -> None:
    """The library would write into memory that is read-only, and read behind the end of a vector, contracts or not."""
    x, y, scratch = vectors(5000, "f")
    y.flags.writeable = False
    before = y.copy()
    with pytest.raises(ValueError, match="read-only"):
        blend(0.5, x, 0.9, y, scratch)
    assert np.array_equal(y, before)
    y.flags.writeable = True
    with pytest.raises(ValueError, match="broadcast"):
        blend(1.0, x[:4500], 1.0, y, scratch)


def test_vectors_with_gaps_are_left_to_numpy() -> None:
    wide = np.ones((10_000, 2), np.float32)
    x, y = wide[:, 0], wide[:, 1]
    blend(2.0, x, 1.0, y, np.empty(10_000, np.float32))
    assert (wide == [1.0, 3.0]).all()


def test_addresses_are_forgotten_with_their_arrays() -> None:
    gc.collect()
    before = len(module._known)
    for size in range(5000, 5020):
        blend(1.0, *vectors(size, "f")[:1], 0.5, *vectors(size, "f")[1:])
    gc.collect()
    assert len(module._known) <= before


def test_the_wheels_of_numpy_have_the_routine() -> None:
    if module._openblas() is None:
        pytest.skip("this NumPy has another BLAS")
    assert module._routine(np.dtype("f4")) is not None and module._routine(np.dtype("f8")) is not None


@pytest.mark.parametrize("kind", ["f", "d"])
def test_the_bits_do_not_depend_on_where_the_vectors_lie(kind: str) -> None:
    """Or a training would not repeat itself."""
    x, y, scratch = vectors(10_007, kind)
    found = set()
    for before in range(17):
        there, here = np.empty(x.size + 20, kind)[before:][: x.size], np.empty(x.size + 20, kind)[20 - before :]
        there[:], here[: x.size] = x, y
        blend(0.3, there, 0.9, here[: x.size], scratch)
        found.add(here[: x.size].tobytes())
    assert len(found) == 1
