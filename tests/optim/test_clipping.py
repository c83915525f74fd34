"""V57, V59: g · min(1, c/‖g‖), for each optimizer before everything else that it does."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.optim.every import BASES
from tests.optim.objectives import constant_gradient
from typednn.optim import SGD, Adam, BaseOptimizer, Momentum, Nesterov
from typednn.optim.base import base_step
from typednn.optim.gradients import clip_scale, effective_gradient

vectors = st.lists(st.floats(-1e6, 1e6, width=32), min_size=1, max_size=8)
bounds = st.floats(1e-3, 1e3)


def clipped(gradient: list[float], bound: float) -> "np.ndarray":
    """What plain descent with rate 1 from 0 was given."""
    parameters, optimizer = np.zeros(len(gradient)), SGD(1.0, clip_norm=bound)
    optimizer.step(parameters, optimizer.init(parameters), constant_gradient(gradient))
    return -parameters


@given(vectors, bounds)
def test_clipped_norm_direction_and_identity(gradient: list[float], bound: float) -> None:
    result, length = clipped(gradient, bound), float(np.linalg.norm(gradient))
    assert np.linalg.norm(result) <= bound * (1 + 1e-14)
    if length <= bound:
        assert result.tolist() == gradient
    else:
        assert np.linalg.norm(result) == pytest.approx(bound, rel=1e-14)
        assert result == pytest.approx(np.array(gradient) * (bound / length), rel=1e-12)


def test_clipping_three_four_five_exactly() -> None:
    assert clipped([3.0, 4.0], 2.5).tolist() == [1.5, 2.0]
    assert clipped([3.0, 4.0], 5.0).tolist() == [3.0, 4.0]
    assert clipped([0.0, 0.0], 1.0).tolist() == [0.0, 0.0]


@given(st.floats(0.0, 1e30), bounds)
def test_scale_is_one_exactly_within_the_bound(length: float, bound: float) -> None:
    assert clip_scale(length, None) == 1.0
    assert (clip_scale(length, bound) == 1.0) or length > bound
    assert length * clip_scale(length, bound) <= bound * (1 + 1e-15)


@pytest.mark.parametrize("make", [Momentum, Nesterov, Adam])
def test_clipping_before_all_else_is_the_same_as_a_clipped_gradient(make: type[Momentum]) -> None:
    """V59: with clipping, a step is the step of the clipped gradient; decay is added after."""
    rng = np.random.default_rng(0)
    first, second = np.ones(6), np.ones(6)
    with_clip, without = make(0.1, weight_decay=0.5, clip_norm=1.0), make(0.1, weight_decay=0.5)
    states = with_clip.init(first), without.init(second)
    for _ in range(5):
        gradient = rng.normal(size=6) * 3
        scale = min(1.0, 1.0 / float(np.linalg.norm(gradient)))
        with_clip.step(first, states[0], constant_gradient(gradient))
        without.step(second, states[1], constant_gradient(gradient * scale))
    assert first == pytest.approx(second, rel=1e-13)


@given(vectors, st.floats(0.1, 10.0), st.floats(0.0, 1.0))
def test_effective_gradient_is_the_formula_and_costs_nothing_when_there_is_nothing_to_do(
    gradient: list[float], scale: float, decay: float
) -> None:
    g, w = np.array(gradient), np.arange(len(gradient), dtype=float)
    before = g.copy()
    scratch = np.empty((2, g.size))
    for s, d in ((scale, decay), (scale, 0.0), (1.0, decay), (1.0, 0.0)):
        assert effective_gradient(g, w, scratch, scale=s, decay=d) == pytest.approx(s * before + d * w, rel=1e-14)
        assert g.tolist() == before.tolist()
    assert effective_gradient(g, w, scratch, scale=1.0, decay=0.0) is g


@pytest.mark.parametrize("base", BASES.values(), ids=BASES.keys())
def test_the_gradient_is_only_read(base: BaseOptimizer) -> None:
    gradient, parameters = np.array([3.0, -4.0]), np.ones(2)
    base_step(base, parameters, base.init(parameters), lambda w: (1.0, gradient))
    assert gradient.tolist() == [3.0, -4.0]
