"""What is written into `out` is what would have been returned, bit for bit; next to nothing is allocated."""

import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest

from typednn.contracts import Array
from typednn.errors import ShapeError
from typednn.ops import (
    affine,
    affine_input_vjp,
    affine_parameters_vjp,
    avg_pool2d,
    avg_pool2d_vjp,
    correlate,
    correlate_columns_vjp,
    correlate_parameters_vjp,
    fold,
    matmul,
    max_pool2d,
    max_pool2d_vjp,
    relu,
    relu_vjp,
    unfold,
)

RNG = np.random.default_rng(0)
X, W, B = (RNG.normal(size=shape).astype(np.float32) for shape in ((1000, 784), (784, 128), (128,)))
DY = RNG.normal(size=(1000, 128)).astype(np.float32)
IMAGE = RNG.normal(size=(2, 7, 5, 6)).astype(np.float32).transpose(3, 0, 1, 2)  # the batch innermost
POOLED = max_pool2d(IMAGE)
CALLS: dict[str, Callable[[Array | None], Array]] = {
    "affine": lambda out: affine(X, W, B, out=out),
    "affine_input_vjp": lambda out: affine_input_vjp(DY, W, out=out),
    "max_pool2d": lambda out: max_pool2d(IMAGE, out=out),
    "max_pool2d_vjp": lambda out: max_pool2d_vjp(POOLED, IMAGE, out=out),
    "avg_pool2d": lambda out: avg_pool2d(IMAGE, out=out),
    "avg_pool2d_vjp": lambda out: avg_pool2d_vjp(POOLED, IMAGE, out=out),
    "matmul": lambda out: matmul(X, W, out=out),
    "relu": lambda out: relu(DY, out=out),
    "relu_vjp": lambda out: relu_vjp(DY, X[:, :128], out=out),
}


@pytest.mark.parametrize("name", CALLS)
def test_out_gets_the_result(name: str) -> None:
    expected = CALLS[name](None)
    out = np.full_like(expected, np.nan)
    assert CALLS[name](out) is out
    assert np.array_equal(out, expected)


def test_both_gradients_of_a_dense_layer_are_written_into_out() -> None:
    expected = affine_parameters_vjp(DY, X)
    room = np.full_like(W, np.nan), np.full_like(B, np.nan)
    found = affine_parameters_vjp(DY, X, out=room)
    assert found[0] is room[0] and found[1] is room[1]
    assert all(np.array_equal(one, other) for one, other in zip(found, expected, strict=True))


def test_a_convolution_is_written_into_out() -> None:
    """The columns, and the matrices of which the results are views."""
    x, w, b = (RNG.normal(size=shape) for shape in ((5, 2, 6, 7), (3, 2, 2, 3), (3,)))
    columns = np.full((2, 2, 3, 5, 5, 5), np.nan)
    assert unfold(x, 2, 3, out=columns) is columns
    assert np.array_equal(columns, unfold(x, 2, 3))
    room = np.full((3, 125), np.nan)
    y = correlate(columns, w, b, out=room)
    assert np.shares_memory(y, room) and np.array_equal(y, correlate(columns, w, b))
    room = np.full((12, 125), np.nan)
    dcolumns = correlate_columns_vjp(y, w, out=room)
    assert np.shares_memory(dcolumns, room) and np.array_equal(dcolumns, correlate_columns_vjp(y, w))
    room = np.full((2, 8, 9, 5), np.nan)
    padded = unfold(x, 2, 3, padding=1)
    dx = fold(padded, 6, 7, padding=1, out=room)
    assert np.shares_memory(dx, room) and np.array_equal(dx, fold(padded, 6, 7, padding=1))
    gradient = np.full_like(w, np.nan), np.full_like(b, np.nan)
    found = correlate_parameters_vjp(y, columns, out=gradient)
    assert found[0] is gradient[0] and found[1] is gradient[1]
    expected = correlate_parameters_vjp(y, columns)
    assert all(np.array_equal(one, other) for one, other in zip(found, expected, strict=True))


def test_relu_and_its_backward_function_may_work_on_their_own_argument() -> None:
    y, dx = DY.copy(), DY.copy()
    assert np.array_equal(relu(y, out=y), relu(DY))
    assert np.array_equal(relu_vjp(dx, y, out=dx), relu_vjp(DY, DY))


def test_out_of_another_shape_is_refused() -> None:
    with pytest.raises(ShapeError, match="out"):
        affine(X, W, B, out=np.empty((1000, 127), np.float32))


@pytest.mark.parametrize("name", [name for name in CALLS if "pool" not in name])
def test_nothing_of_the_size_of_the_result_is_allocated(name: str) -> None:
    """At most a mask of one byte an entry, and NumPy's buffer of 8192 entries."""
    out = CALLS[name](None)
    CALLS[name](out)
    tracemalloc.start()
    CALLS[name](out)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < out.size + 8192 * out.itemsize + 4096 < out.nbytes
