"""Sharpness of networks: against dense Hessians, and of what may go wrong."""

import numpy as np
import pytest

from typednn import layers
from typednn.errors import ConfigError
from typednn.sharpness import Bowl, hessian_of_network, largest_eigenvalue, measure, trace, worst_loss
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


def test_one_sample_has_no_error() -> None:
    with pytest.raises(ConfigError, match="needs at least 2"):
        trace(lambda v: v, 3, rng=np.random.default_rng(0), samples=1)


def test_along_a_direction_the_product_is_the_second_derivative() -> None:
    product = hessian_of_network(*small())
    start, v = product.parameters.copy(), np.random.default_rng(1).normal(size=product.parameters.size)

    def first(t: float) -> float:
        product.parameters[:] = start + t * v
        return float(product.objective(product.parameters)[1] @ v)

    found = slope(first)
    product.parameters[:] = start
    assert float(v @ product(v)) == pytest.approx(found.value, rel=1e-4)
