"""At the ends of the range of floats, near zero, and compared with forty digits."""

from collections.abc import Callable
from decimal import Decimal, localcontext

import numpy as np
import pytest

from typednn import ops
from typednn.contracts import Array
from typednn.errors import DataError
from typednn.ops import log_softmax, logsumexp, logsumexp_vjp, norm, norm_vjp, relu, softmax, softmax_vjp
from typednn.ops.primitive import Precision, Primitive
from typednn.ops.registry import PRIMITIVES

ACTIVATIONS = ["relu", "leaky_relu", "sigmoid", "tanh", "gelu", "softplus", "elu", "silu"]
Real = Callable[[Decimal], Decimal]


def ends(dtype: Precision) -> Array:
    """The largest and smallest numbers, whose squares and exponentials are none, and some between."""
    limits = np.finfo(dtype)
    small, large = float(limits.smallest_subnormal), float(limits.max)
    sizes = [0.0, small, float(limits.tiny), float(limits.eps), 1.0, 50.0, 800.0, large / 2, large]
    return np.array([sign * size for size in sizes for sign in (1, -1)], dtype)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_are_finite_everywhere(name: str, dtype: Precision) -> None:
    """No overflow, no NaN, no warning (pytest makes warnings errors)."""
    primitive: Primitive = PRIMITIVES[name]
    x = ends(dtype)
    assert np.isfinite(primitive.forward(x)).all()
    assert np.isfinite(np.asarray(primitive.vjp(np.ones_like(x), x))).all()


def sigma(x: Decimal) -> Decimal:
    return 1 / (1 + (-x).exp())


def sigma_slope(x: Decimal) -> Decimal:
    return sigma(x) * sigma(-x)


def tanh_slope(x: Decimal) -> Decimal:
    return 4 * sigma_slope(2 * x)


def softplus(x: Decimal) -> Decimal:
    return (1 + x.exp()).ln()


@pytest.mark.parametrize(
    ("name", "value", "slope"),
    [
        ("sigmoid", sigma, sigma_slope),
        ("tanh", lambda x: 2 * sigma(2 * x) - 1, tanh_slope),
        ("softplus", softplus, sigma),
        ("silu", lambda x: x * sigma(x), None),
    ],
)
def test_activations_have_nearly_all_digits(name: str, value: Real, slope: Real | None) -> None:
    """The relative error is a few units in the last place, for slopes too, where they are tiny."""
    primitive = PRIMITIVES[name]
    points = np.array([-340.0, -40.0, -20.0, -3.0, -0.5, -1e-9, 1e-9, 0.5, 3.0, 20.0, 40.0, 340.0])
    with localcontext(prec=700):
        exact = [value(Decimal(float(x))) for x in points]
        slopes = [slope(Decimal(float(x))) for x in points] if slope is not None else []
        errors = [abs(Decimal(float(y)) / e - 1) for y, e in zip(primitive.forward(points), exact, strict=True)]
        pulled = np.asarray(primitive.vjp(np.ones_like(points), points))
        errors += [abs(Decimal(float(y)) / e - 1) for y, e in zip(pulled, slopes, strict=False)]
    assert max(errors) < Decimal(16 * np.finfo(np.float64).eps)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_softmax_and_its_kin_are_finite_for_every_finite_input(dtype: Precision) -> None:
    x = np.stack([ends(dtype), ends(dtype)[::-1], np.full(len(ends(dtype)), -np.finfo(dtype).max, dtype)])
    found = [softmax(x), log_softmax(x), logsumexp(x), logsumexp_vjp(np.ones(3, dtype), x)]
    found.append(softmax_vjp(np.ones_like(x), x))
    assert all(np.isfinite(array).all() for array in found)
    np.testing.assert_allclose(softmax(x).sum(axis=1), 1.0, rtol=1e-6)


def test_a_class_that_is_ruled_out_has_probability_zero() -> None:
    x = np.array([[0.0, -np.inf, 0.0]])
    assert softmax(x).tolist() == [[0.5, 0.0, 0.5]]
    assert log_softmax(x)[0, 1] == -np.inf
    assert logsumexp(x).tolist() == [np.log(2.0)]


def test_logsumexp_has_nearly_all_digits() -> None:
    """max ≤ LSE ≤ max + log n, and against forty digits; a shift by the mean instead would overflow here."""
    rng = np.random.default_rng(0)
    for _ in range(50):
        x = rng.normal(size=10) * 10.0 ** rng.integers(0, 4)
        with localcontext(prec=40):
            exact = sum((Decimal(float(value)).exp() for value in x), Decimal(0)).ln()
        found = float(logsumexp(x))
        assert abs(found - float(exact)) <= 1e-15 * max(1.0, abs(float(exact)), float(np.abs(x).max()))
        assert x.max() <= found <= x.max() + np.log(10.0) + 1e-12


def test_the_norm_neither_overflows_nor_vanishes() -> None:
    for scale in (1e308, 1e-308):
        x = np.array([0.3, 0.4]) * scale
        np.testing.assert_allclose(norm(x), 0.5 * scale, rtol=1e-12)
        np.testing.assert_allclose(norm_vjp(np.asarray(1.0), x), [0.6, 0.8], rtol=1e-12)
    assert norm(np.zeros(3)) == 0.0
    assert norm_vjp(np.asarray(1.0), np.zeros(3)).tolist() == [0.0, 0.0, 0.0]
    assert norm(np.zeros(0)) == 0.0


def test_nan_goes_through() -> None:
    """A rectifier that hid it would hide a diverging network."""
    assert np.isnan(relu(np.array([np.nan])))[0]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ops.softmax(np.zeros((2, 0))), "softmax has nothing to work on: the last axis has 0 entries"),
        (lambda: ops.log_softmax(np.zeros(0)), "log_softmax has nothing to work on"),
        (lambda: ops.logsumexp(np.zeros((2, 0))), "logsumexp has nothing to work on"),
        (lambda: ops.max_last(np.zeros((2, 0))), "max_last has nothing to work on"),
        (lambda: ops.max_last_vjp(np.zeros(2), np.zeros((2, 0))), "max_last has nothing to work on"),
        (lambda: ops.mean_first(np.zeros((0, 2))), "mean_first has nothing to work on: the first axis"),
        (lambda: ops.mean_last(np.zeros((2, 0))), "mean_last has nothing to work on"),
        (lambda: ops.layer_norm(np.zeros((2, 0)), np.zeros(0), np.zeros(0)), "layer_norm has nothing to work on"),
        (lambda: ops.rms_norm(np.zeros((2, 0)), np.zeros(0)), "rms_norm has nothing to work on"),
        (lambda: ops.batch_norm(np.zeros((0, 2)), np.zeros(2), np.zeros(2)), "batch_norm .* the batch has 0 entries"),
        (lambda: ops.attention(np.zeros((2, 3)), np.zeros((0, 3)), np.zeros((0, 4))), "attention .* the keys has 0"),
        (lambda: ops.attention(np.zeros((2, 0)), np.zeros((3, 0)), np.zeros((3, 4))), "attention .* features has 0"),
    ],
)
def test_an_axis_of_no_entries_is_refused(call: Callable[[], object], message: str) -> None:
    with pytest.raises(DataError, match=message):
        call()
    assert ops.softmax(np.zeros((0, 3))).shape == (0, 3)  # of no rows each has its softmax
