"""Quantising, pruning and positions: what is refused, extremes, and whole networks."""

import numpy as np
import pytest

from typednn import layers, ops
from typednn.errors import ConfigError


def test_weights_become_the_nearest_multiples() -> None:
    assert ops.quantize(np.array([0.1, 0.13, -0.9]), step=0.25).tolist() == [0.0, 0.25, -1.0]


def test_what_has_no_fraction_of_a_step_stays_as_it_is() -> None:
    """Also where the number of steps is no float any more."""
    w = np.array([1e300, -1e300, np.nan, 3.0])
    found = ops.quantize(w, step=1e-20)
    assert np.array_equal(found, w, equal_nan=True)


def test_the_dtype_is_kept() -> None:
    w = np.array([0.1, 0.4], np.float32)
    assert ops.quantize(w, step=0.25).dtype == ops.prune(w, threshold=0.25).dtype == np.float32


@pytest.mark.parametrize("step", [0.0, -1.0, np.inf, np.nan])
def test_a_step_that_is_none_is_refused(step: float) -> None:
    with pytest.raises(ConfigError, match=r"quantize: step is .*; expected a number above 0"):
        ops.quantize(np.ones(2), step=step)


@pytest.mark.parametrize("threshold", [-1.0, np.inf, np.nan])
def test_a_threshold_that_is_none_is_refused(threshold: float) -> None:
    with pytest.raises(ConfigError, match=r"prune: threshold is .*; expected a number at least 0"):
        ops.prune(np.ones(2), threshold=threshold)


def test_a_network_is_copied_and_the_copy_compressed() -> None:
    net = layers.Linear(3, 4, rng=0) >> layers.Relu() >> layers.Linear(4, 2, rng=1)
    before = layers.flatten_parameters(net)
    coarse, sparse = layers.quantize(net, step=0.25), layers.prune(net, threshold=0.3)
    assert np.array_equal(layers.flatten_parameters(net), before)
    assert set(np.unique(layers.flatten_parameters(coarse) % 0.25)) == {0.0}
    kept = layers.flatten_parameters(sparse)
    assert np.array_equal(kept, np.where(np.abs(before) >= 0.3, before, 0)) and 0 < np.count_nonzero(kept) < kept.size


def test_positions_by_hand() -> None:
    found = ops.positional_encoding(3, 4)
    assert found[0].tolist() == [0.0, 1.0, 0.0, 1.0]
    assert found[2] == pytest.approx([np.sin(2), np.cos(2), np.sin(0.02), np.cos(0.02)])
    assert ops.positional_encoding(0, 0).shape == (0, 0)


@pytest.mark.parametrize(("times", "width"), [(3, 5), (-1, 4), (3, -2)])
def test_positions_of_an_odd_width_are_refused(times: int, width: int) -> None:
    with pytest.raises(ConfigError, match="expected an even width"):
        ops.positional_encoding(times, width)
