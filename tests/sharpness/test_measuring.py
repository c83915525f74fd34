"""Sharpness of networks: against dense Hessians, and of what may go wrong."""

from collections.abc import Callable

import numpy as np
import pytest

from typednn import layers
from typednn.errors import ConfigError, DataError, ShapeError, TypednnError
from typednn.sharpness import (
    Bowl,
    hessian_of_network,
    largest_eigenvalue,
    measure,
    trace,
    worst_loss,
    worst_perturbation,
)
from typednn.theorems.differences import slope


def small() -> tuple[layers.Chain, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    net = layers.Linear(4, 5, rng=rng) >> layers.Tanh() >> layers.Linear(5, 3, rng=rng)
    return net, rng.normal(size=(12, 4)).astype(np.float32), rng.integers(0, 3, 12)


def test_the_measures_are_those_of_the_dense_hessian() -> None:
    net, x, labels = small()
    product = hessian_of_network(net, x, labels)
    n = product.parameters.size
    dense = np.array([product(row) for row in np.eye(n)])
    assert np.abs(dense - dense.T).max() < 1e-5
    found = measure(net, x, labels, rng=np.random.default_rng(0), steps=n, samples=200)
    values = np.linalg.eigvalsh((dense + dense.T) / 2)
    assert found.eigenvalue.value == pytest.approx(values[-1], rel=1e-3)
    assert abs(found.eigenvalue.value - values[-1]) <= found.eigenvalue.residual + 1e-5
    assert abs(found.trace.value - np.trace(dense)) < 6 * found.trace.standard_error
    assert 0 < found.rise < 0.05 * 10 + values[-1]


def test_the_network_is_not_touched() -> None:
    net, x, labels = small()
    before = layers.flatten_parameters(net)
    measure(net, x, labels, rng=np.random.default_rng(0), steps=3, samples=2)
    assert np.array_equal(before, layers.flatten_parameters(net))


def test_a_hessian_counts_its_gradients_and_takes_zero() -> None:
    product = hessian_of_network(*small())
    assert not product(np.zeros(product.parameters.size)).any()
    assert product.gradients == 0
    product(np.ones(product.parameters.size))
    assert product.gradients == 2


def test_the_worst_loss_of_a_bowl() -> None:
    """(|x| + ρ)² along the axis; the point stays where it is."""
    f, w = Bowl((1.0,)), np.array([2.0])
    found = worst_loss(lambda at: (f(at), f.gradient(at)), w, 0.5, rng=np.random.default_rng(0))
    assert found == pytest.approx(6.25)
    assert w.tolist() == [2.0]


def test_a_product_with_the_identity_ends_at_once() -> None:
    found = largest_eigenvalue(lambda v: 3 * v, 50, rng=np.random.default_rng(0))
    assert found.value == pytest.approx(3.0)
    assert found.products == 2
    assert found.residual < 1e-12


@pytest.mark.parametrize(("n", "steps"), [(0, 3), (3, 0)])
def test_no_steps_are_refused(n: int, steps: int) -> None:
    with pytest.raises(ConfigError, match="give both at least 1"):
        largest_eigenvalue(lambda v: v, n, rng=np.random.default_rng(0), steps=steps)


@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e150])
@pytest.mark.parametrize("steps", [1, 3, 12])
def test_the_residual_bounds_the_error_at_every_scale(scale: float, steps: int) -> None:
    """Also where the squares of the residual's entries vanish."""
    matrix = np.random.default_rng(4).normal(size=(12, 12))
    matrix = (matrix + matrix.T) * scale
    found = largest_eigenvalue(lambda v: matrix @ v, 12, rng=np.random.default_rng(5), steps=steps)
    nearest = np.abs(np.linalg.eigvalsh(matrix) - found.value).min()
    assert nearest <= found.residual + 1e-13 * scale
    assert (found.residual > 1e-3 * scale) == (steps < 12)


RNG = np.random.default_rng(0)
EYE = np.eye(2)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: trace(lambda v: v, 3, rng=RNG, samples=1), ConfigError, "needs at least 2"),
        (lambda: trace(lambda v: v, 0, rng=RNG), ConfigError, "a 0 by 0 operator"),
        (lambda: trace(lambda v: v * np.nan, 3, rng=RNG), DataError, "look for NaN"),
        (lambda: largest_eigenvalue(lambda v: v * np.nan, 3, rng=RNG), DataError, "holds nan; look for NaN"),
        (lambda: largest_eigenvalue(lambda v: np.ones(5), 3, rng=RNG), ShapeError, "with n = 3"),
        (lambda: largest_eigenvalue(lambda v: v, 3, rng=RNG, tolerance=np.nan), ConfigError, "a tolerance of at least"),
        (lambda: worst_loss(lambda at: (0.0, at), np.ones(2), -1.0, rng=RNG), ConfigError, "radius -1.0"),
        (lambda: worst_loss(lambda at: (0.0, at), np.ones(2), np.inf, rng=RNG), ConfigError, "radius inf"),
        (lambda: worst_loss(lambda at: (0.0, at), np.ones(2), 1.0, rng=RNG, starts=0), ConfigError, "at least 1 start"),
        (lambda: worst_perturbation(EYE, np.ones(2), np.nan), ConfigError, "radius nan"),
        (
            lambda: worst_perturbation(np.array([[1.0, 2.0], [0.0, 1.0]]), np.ones(2), 1.0),
            DataError,
            "symmetric up to 2",
        ),
        (lambda: worst_perturbation(EYE, np.full(2, np.nan), 1.0), DataError, "norm nan"),
        (lambda: hessian_of_network(*small())(np.full(43, np.inf)), DataError, "a vector of length inf"),
    ],
)
def test_what_cannot_be_measured_is_refused(
    call: Callable[[], object], error: type[TypednnError], message: str
) -> None:
    with pytest.raises(error, match=message):
        call()


def test_in_a_ball_of_radius_zero_nothing_is_worse() -> None:
    assert worst_perturbation(EYE, np.ones(2), 0.0).tolist() == [0.0, 0.0]
    assert worst_loss(lambda at: (float(at @ at), 2 * at), np.ones(2), 0.0, rng=RNG) == 2.0


def test_along_a_direction_the_product_is_the_second_derivative() -> None:
    product = hessian_of_network(*small())
    start, v = product.parameters.copy(), np.random.default_rng(1).normal(size=product.parameters.size)

    def first(t: float) -> float:
        product.parameters[:] = start + t * v
        return float(product.objective(product.parameters)[1] @ v)

    found = slope(first)
    product.parameters[:] = start
    assert float(v @ product(v)) == pytest.approx(found.value, rel=1e-4)
