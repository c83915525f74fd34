"""Every layer of the package that takes numbers has a certificate, and no two points of its region violate it."""

import math

import numpy as np
import pytest

from typednn.certificates import certify
from typednn.contracts import Array
from typednn.errors import ConfigError
from typednn.layers import AnyLayer
from typednn.layers.examples import EXAMPLES, draw
from typednn.layers.settings import Precision
from typednn.layers.tree import state

CERTIFIED = [name for name in EXAMPLES if name != "Embedding"]  # it takes indices, which have no distance
LOCAL = {"MultiHeadAttention", "TransformerBlock"}
"""Lipschitz on balls only."""


def one_sample(x: Array) -> Array:
    """A batch of 1; an example may be a single sample itself."""
    return x[:1] if x.ndim > 1 else x[None]


def derivative(layer: AnyLayer, x: Array) -> Array:
    """The Jacobian of the layer as it is used, by central differences."""
    steps = np.eye(x.size).reshape(-1, *x.shape[1:]) * 1e-5
    return (layer(x + steps) - layer(x - steps)).reshape(x.size, -1) / 2e-5


@pytest.mark.parametrize("name", CERTIFIED)
@pytest.mark.parametrize("radius", [0.3, 2.0])
def test_derivatives_in_the_ball_are_below_the_constant(name: str, radius: float) -> None:
    for seed in range(12):
        rng = np.random.default_rng(seed)
        example = draw(name, rng)
        for path, array in state(example.layer).items():
            array[...] = rng.normal(size=array.shape) if path.endswith("mean") else rng.uniform(0.1, 2.0, array.shape)
        centre = one_sample(example.x)
        found = certify(example.layer, centre, radius)
        assert found.radius == (radius if name in LOCAL else math.inf)
        for _ in range(5):
            step = rng.normal(size=centre.shape)
            at = centre + step * (radius * rng.random() / np.linalg.norm(step))
            steepest = float(np.linalg.norm(derivative(example.layer, at), 2))
            assert steepest <= found.constant * (1 + 1e-6) + 1e-9
        assert math.isfinite(found.constant) and found.source


@pytest.mark.parametrize("name", CERTIFIED)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_precision_of_the_weights_is_no_matter(name: str, dtype: Precision) -> None:
    example = draw(name, np.random.default_rng(3), dtype)
    one = certify(example.layer, one_sample(example.x), 1.0)
    other = certify(example.layer.astype(np.float64), one_sample(example.x).astype(np.float64), 1.0)
    assert one.constant == pytest.approx(other.constant, rel=1e-5)


@pytest.mark.parametrize("name", sorted(LOCAL))
def test_without_a_radius_attention_has_none(name: str) -> None:
    example = draw(name, np.random.default_rng(0))
    with pytest.raises(ConfigError, match="give certify\\(\\) a radius"):
        certify(example.layer, one_sample(example.x))
