"""Certificates: their figures, how near they are to what is attained, what they refuse; the command that shows them."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from typednn import cli, layers
from typednn.certificates import certify, empirical_constant, spectral_norm_bound
from typednn.errors import ConfigError, ShapeError
from typednn.hopfield import HopfieldLayer
from typednn.layers import AnyLayer


def test_a_linear_layer_is_certified_and_attained() -> None:
    net = layers.Linear(6, 4, rng=0, dtype=np.float64)
    exact = float(np.linalg.norm(net.weight, 2))
    found = certify(net, np.zeros((1, 6)))
    assert exact <= found.constant <= 1.01 * exact
    assert found.radius == math.inf and found.smoothness == "smooth"
    x = np.random.default_rng(0).normal(size=(3, 6))
    assert empirical_constant(net, x, rng=np.random.default_rng(0), steps=50) == pytest.approx(exact, rel=1e-4)


def test_norms_of_zero_and_of_large_matrices() -> None:
    assert spectral_norm_bound(np.zeros((3, 2))) == 0.0
    w = np.random.default_rng(0).normal(size=(200, 100))
    assert 1.0 <= spectral_norm_bound(w) / np.linalg.norm(w, 2) <= 1.01


def test_attention_asks_for_a_radius_and_keeps_it() -> None:
    net = layers.MultiHeadAttention(4, 2, rng=0, dtype=np.float64)
    with pytest.raises(ConfigError, match=r"give certify\(\) a radius"):
        certify(net, np.zeros((1, 3, 4)))
    assert certify(net, np.zeros((1, 3, 4)), 2.0).radius == 2.0
    small, large = (certify(net, np.zeros((1, 3, 4)), radius).constant for radius in (0.1, 3.0))
    assert small < large


class Own(layers.Relu):
    """A layer of one's own, of which the package knows nothing."""


def test_a_memory_of_two_patterns_attains_its_constant_between_them() -> None:
    """There p = ½, and J = β/4 d dᵀ with d the difference of the patterns; what they have in common is nothing."""
    net = HopfieldLayer(2, 3, beta=0.7, dtype=np.float64)
    net.stored[...] = [[101.0, 0.0, 3.0], [100.0, 2.0, 1.0]]
    middle = net.stored.mean(axis=0, keepdims=True)
    middle -= middle @ (d := net.stored[0] - net.stored[1]) / (d @ d) * d  # equally near to both
    found = certify(net, middle)
    assert found.constant == pytest.approx(0.7 / 4 * 9, rel=0.01)
    assert empirical_constant(net, middle, rng=np.random.default_rng(0)) == pytest.approx(0.7 / 4 * 9, rel=1e-4)
    assert (found.radius, found.smoothness) == (math.inf, "smooth")
    twice = HopfieldLayer(2, 3, beta=0.7, steps=2, dtype=np.float64)
    twice.stored[...] = net.stored
    assert certify(twice, middle).constant == pytest.approx(found.constant**2)


def test_memories_are_never_above_their_constants() -> None:
    for seed in range(30):
        rng = np.random.default_rng(seed)
        net = HopfieldLayer(int(rng.integers(1, 6)), 4, steps=1 + seed % 3, rng=rng, dtype=np.float64)
        x = rng.normal(size=(20, 4))
        assert empirical_constant(net, x, rng=rng) <= certify(net, x[:1]).constant * (1 + 1e-6) + 1e-9


def test_what_cannot_be_certified_says_what_can() -> None:
    with pytest.raises(ConfigError, match=r"has no certificate; those that have one are .*Linear"):
        certify(Own(), np.zeros((1, 3)))
    with pytest.raises(ConfigError, match="around 2 samples"):
        certify(layers.Relu(), np.zeros((2, 3)))
    with pytest.raises(ConfigError, match="at least 1 of both"):
        empirical_constant(layers.Relu(), np.zeros((0, 3)), rng=np.random.default_rng(0))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_not_finite_has_no_certificate(bad: float) -> None:
    net = layers.Conv2d(1, 2, 2, rng=0) >> layers.Relu()
    x = np.zeros((1, 1, 3, 3))
    with pytest.raises(ConfigError, match=f"the centre holds {bad}"):
        certify(net, x + bad)
    with pytest.raises(ConfigError, match=f"near {bad}"):
        empirical_constant(net, x + bad, rng=np.random.default_rng(0))
    net[0].weight[1, 0, 0, 1] = bad  # type: ignore[attr-defined]  # Conv2d
    with pytest.raises(ConfigError, match=rf"0\.weight holds {bad}; expected finite"):
        certify(net, x)


@pytest.mark.parametrize("layer", [layers.Linear(2, 3, rng=0), layers.Conv2d(2, 1, 2, rng=0), layers.MaxPool2d(2)])
def test_a_sample_that_the_layer_does_not_take_is_refused(layer: AnyLayer) -> None:
    with pytest.raises(ShapeError, match='"x" is'):
        certify(layer, np.zeros((1, 5)))


def test_a_certificate_is_of_its_layer_alone() -> None:
    one, other = (layers.Linear(2, 2, rng=0) for _ in range(2))
    found = certify(one, np.zeros((1, 2)))
    with pytest.raises(ConfigError, match="of another layer"):
        found.require(other)
    one.weight[0, 0] += 1
    with pytest.raises(ConfigError, match="have changed"):
        found.require(one)


def test_inspect_certifies_a_run(tmp_path: Path) -> None:
    runner, run = CliRunner(), str(tmp_path / "run")
    arguments = ["train", "--samples", "60", "--epochs", "1", "--hidden", "4", "--out", run, "--quiet"]
    assert runner.invoke(cli.app, arguments, catch_exceptions=False).exit_code == 0
    done = runner.invoke(cli.app, ["inspect", run, "--certificate", "--json"], catch_exceptions=False)
    found = json.loads(done.stdout)
    assert 0 < found["attained"] <= found["constant"] == math.prod(part["constant"] for part in found["layers"])
    screen = runner.invoke(cli.app, ["inspect", run, "--certificate"], catch_exceptions=False).stdout
    assert screen.startswith("Linear(784, 4)") and "certified: " in screen and "attained: " in screen
    with pytest.raises(ConfigError, match="for the folder of a run"):
        runner.invoke(cli.app, ["inspect", f"{run}/best.safetensors", "--certificate"], catch_exceptions=False)
