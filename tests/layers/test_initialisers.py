"""First values: their moments, their determinism, and what they do for the signal."""

from math import sqrt

import numpy as np
import pytest

from typednn.layers import (
    Conv2d,
    Embedding,
    Initialiser,
    Linear,
    Relu,
    he_normal,
    he_uniform,
    lecun_normal,
    orthogonal,
    xavier_normal,
    xavier_uniform,
    zeros,
)

FAN_IN, FAN_OUT = 200, 300
# χ² of n values has the standard deviation √(2/n) of its mean: six of them leave 2e-9 for chance.
SIX_SIGMA = 6.0 / sqrt(FAN_IN * FAN_OUT)
VARIANCES = {
    he_normal: 2 / FAN_IN,
    he_uniform: 2 / FAN_IN,
    xavier_normal: 2 / (FAN_IN + FAN_OUT),
    xavier_uniform: 2 / (FAN_IN + FAN_OUT),
    lecun_normal: 1 / FAN_IN,
}
by_name = pytest.mark.parametrize("initialiser", VARIANCES, ids=lambda initialiser: initialiser.__name__)


def drawn(initialiser: Initialiser, dtype: type[np.floating] = np.float64) -> np.ndarray:
    weight = np.full((FAN_IN, FAN_OUT), np.nan, dtype)
    initialiser(weight, FAN_IN, FAN_OUT, np.random.default_rng(0))
    return weight


@by_name
def test_mean_and_variance(initialiser: Initialiser) -> None:
    weight, variance = drawn(initialiser), VARIANCES[initialiser]
    assert abs(weight.mean()) < sqrt(variance) * SIX_SIGMA
    assert abs(weight.var() / variance - 1) < sqrt(2) * SIX_SIGMA


@by_name
def test_normal_ones_have_tails_and_uniform_ones_end_at_their_bound(initialiser: Initialiser) -> None:
    largest = np.abs(drawn(initialiser)).max() / sqrt(VARIANCES[initialiser])
    if "uniform" in initialiser.__name__:  # type: ignore[attr-defined]  # a protocol of calls has no name
        assert 0.999 * sqrt(3) < largest <= sqrt(3)
    else:
        assert largest > 3.5


@by_name
def test_precision_changes_nothing_but_the_rounding(initialiser: Initialiser) -> None:
    np.testing.assert_array_equal(drawn(initialiser).astype(np.float32), drawn(initialiser, np.float32))


@pytest.mark.parametrize("shape", [(5, 5), (7, 3), (3, 7), (4, 2, 3, 3), (20, 2, 3, 3)])
def test_orthogonal(shape: tuple[int, ...]) -> None:
    weight = np.empty(shape)
    orthogonal(weight, 1, 1, np.random.default_rng(0))
    matrix = weight.reshape(shape[0], -1)
    gram = matrix @ matrix.T if matrix.shape[0] <= matrix.shape[1] else matrix.T @ matrix
    np.testing.assert_allclose(gram, np.eye(len(gram)), atol=1e-12)


def test_orthogonal_is_uniform_in_sign() -> None:
    """Without the correction of signs, Q of LAPACK has a first column that always points the same way."""
    weight, signs = np.empty((2, 2)), []
    for seed in range(400):
        orthogonal(weight, 2, 2, np.random.default_rng(seed))
        signs.append(np.sign(weight[0, 0]))
    assert abs(np.mean(signs)) < 6 / sqrt(400)


def test_the_signal_keeps_its_size_through_many_rectified_layers() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(64, 256)).astype(np.float32)
    for _ in range(20):
        x = (Linear(256, 256, rng=rng) >> Relu())(x)
    assert 0.3 < np.mean(np.square(x)) < 3.0


def test_a_convolution_counts_its_patch() -> None:
    layer = Conv2d(16, 32, 5, rng=0)
    assert abs(layer.weight.var() / (2 / (16 * 25)) - 1) < 6 * sqrt(2 / layer.weight.size)
    assert not layer.bias.any()


def test_layers_take_another_initialiser() -> None:
    assert not Linear(3, 4, initialiser=zeros).weight.any()
    assert repr(Linear(3, 4, initialiser=zeros)) == "Linear(3, 4, initialiser=zeros)"


def test_an_embedding_has_vectors_of_about_length_one() -> None:
    lengths = np.linalg.norm(Embedding(500, 64, rng=0).weight, axis=1)
    assert abs(lengths.mean() - 1) < 0.02


def test_seeds_decide() -> None:
    same = [Linear(3, 4, rng=seed).weight for seed in (0, 0, np.random.default_rng(0))]
    assert all((weight == same[0]).all() for weight in same)
    assert (Linear(3, 4, rng=1).weight != same[0]).any()
    assert (Linear(3, 4).weight != Linear(3, 4).weight).any()
