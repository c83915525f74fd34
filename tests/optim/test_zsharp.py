"""The edge cases of C.3, the ball, and what the filter keeps."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.optim.every import LAYOUT, SIZE
from tests.optim.objectives import constant_gradient
from typednn.contracts import Array
from typednn.errors import ConfigError
from typednn.optim import (
    SAM,
    SGD,
    ZSHARP_PRESETS,
    Deviations,
    Layout,
    Percentile,
    SharpnessAware,
    ZFilter,
    ZSharp,
    ascent,
    zsharp_preset,
)

WEIGHTS = np.linspace(-1, 1, SIZE)
ASCENDING = ["paper", "bangyen"]
every_preset = pytest.mark.parametrize("name", ZSHARP_PRESETS)
gradients = st.lists(st.integers(-100, 100).map(float), min_size=SIZE, max_size=SIZE).map(np.array)


def filtered(gradient: Array, settings: ZFilter, layout: Layout) -> list[float]:
    """g̃, seen through a descent step of rate 1 from 0."""
    parameters = np.zeros_like(gradient)
    rule = ZSharp(filter=settings, radius_scope="global", placement="descent")
    optimizer = SharpnessAware(SGD(1.0), rule)
    optimizer.step(parameters, optimizer.init(parameters, layout), constant_gradient(gradient, str(gradient.dtype)))
    return [float(-x) + 0.0 for x in parameters]


@every_preset
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_no_gradient_no_perturbation(name: str, dtype: str) -> None:
    epsilon = ascent(np.zeros(SIZE, dtype), WEIGHTS.astype(dtype), zsharp_preset(name), LAYOUT)
    assert epsilon.tolist() == [0.0] * SIZE and epsilon.dtype == dtype


@every_preset
@pytest.mark.parametrize("value", [0.1, -3.0, 1e-9])
def test_constant_gradient_falls_back(name: str, value: float) -> None:
    """σ = 0. The paper's matrices move along g/‖g‖; bangyen keeps everything, as the percentile is tied."""
    g = np.full(SIZE, value)
    epsilon = ascent(g, WEIGHTS, zsharp_preset(name), LAYOUT)
    guard = 1e-12 if name == "bangyen" else 0.0
    assert epsilon == pytest.approx(0.05 * g / (np.linalg.norm(g) + guard), rel=2e-4)
    if name not in ASCENDING:
        assert filtered(g, zsharp_preset(name).filter, LAYOUT) == g.tolist()


@every_preset
@pytest.mark.parametrize("ndim", [1, 2])
def test_one_parameter(name: str, ndim: int) -> None:
    """No σ with n − 1; z is 0, and the one entry moves by the radius."""
    epsilon = ascent(np.array([-2.0]), np.array([1.0]), zsharp_preset(name), {"only": (1,) * ndim})
    assert epsilon.tolist() == pytest.approx([-0.05], rel=1e-11)


@pytest.mark.parametrize("name", ASCENDING)
def test_one_element_tensors_beside_others(name: str) -> None:
    layout = {"scale": (1, 1), "weight": (4, 5), "shift": (1,)}
    g = np.arange(1.0, 23.0) ** 2
    epsilon = ascent(g, np.ones(22), zsharp_preset(name), layout)
    assert np.isfinite(epsilon).all()
    if name == "paper":  # an empty matrix, then the largest entry alone, then a bias
        total = float(np.linalg.norm(g))
        expected = [0.05 * 1 / total, *[0.0] * 19, 0.05, 0.05 * 484 / (total + 1e-12)]
        assert epsilon.tolist() == pytest.approx(expected, rel=1e-14)
    else:  # a score of 0 fails, and the top fifth of one entry is that entry
        assert (epsilon[[0, -1]] != 0).all()


def test_ties_at_the_percentile() -> None:
    """|z| = 3 1 1 1 … : strictly above keeps no tie, not below keeps all of them."""
    layout, g = {"weight": (2, 4)}, np.array([3.0, -3.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0])
    strict, loose = ZFilter(Percentile(50.0, strict=True)), ZFilter(Percentile(50.0, strict=False))
    assert filtered(g, strict, layout) == [3.0, -3.0, 0, 0, 0, 0, 0, 0]
    assert filtered(g, loose, layout) == g.tolist()
    assert filtered(g, replace(strict, fallback="top_fifth"), layout) == [3.0, -3.0, 0, 0, 0, 0, 0, 0]
    all_tied = np.array([1.0, -1.0] * 4)
    assert filtered(all_tied, strict, layout) == [0.0] * 8
    assert filtered(all_tied, replace(strict, fallback="top_fifth"), layout) == [1.0] + [0.0] * 7
    assert filtered(all_tied, loose, layout) == all_tied.tolist()


@pytest.mark.parametrize(("percent", "strict", "kept"), [(95.0, True, 0.05), (70.0, False, 0.30)])
@pytest.mark.parametrize("scope", ["tensor", "global", "vector"])
def test_the_exact_share_of_distinct_values_is_kept(percent: float, strict: bool, kept: float, scope: str) -> None:
    g = np.random.default_rng(0).normal(size=2000)
    for choice in ("tensor", "global", "vector"):
        if scope == choice:
            result = filtered(g, ZFilter(Percentile(percent, strict), choice, min_ndim=2), {"weight": (40, 50)})
            assert np.count_nonzero(result) == round(2000 * kept)


@every_preset
@given(gradients, st.integers(-20, 20))
def test_the_perturbation_ignores_the_scale_of_the_gradient(name: str, g: Array, power: int) -> None:
    """Exactly but for the guards, as the scale is a power of two."""
    rule = zsharp_preset(name)
    exact = replace(rule, guard=0.0, filter=replace(rule.filter, guard=0.0))
    epsilon = ascent(g, WEIGHTS, exact, LAYOUT)
    assert ascent(2.0**power * g, WEIGHTS, exact, LAYOUT).tolist() == epsilon.tolist()
    assert ascent(-g, WEIGHTS, exact, LAYOUT).tolist() == (-epsilon).tolist()


@every_preset
@given(gradients, st.floats(0.01, 10.0))
def test_the_ball(name: str, g: Array, radius: float) -> None:
    """‖ε‖ ≤ ρ for one radius; for one each, ‖ε_l‖ ≤ ρ in each tensor, hence ρ√(K + 1) in all."""
    epsilon = ascent(g, WEIGHTS, replace(zsharp_preset(name), radius=radius), LAYOUT)
    bound = radius * (1 + 1e-12)
    if name != "paper":
        assert np.linalg.norm(epsilon) <= bound
        return
    assert np.linalg.norm(epsilon) <= bound * math.sqrt(3)
    ends = [0, *itertools.accumulate(math.prod(shape) for shape in LAYOUT.values())]
    lengths = [float(np.linalg.norm(epsilon[a:b])) for a, b in itertools.pairwise(ends)]
    assert all(length <= bound for length in lengths)
    for place, length in ((slice(0, 20), lengths[0]), (slice(24, 32), lengths[2])):
        distances = np.abs(g[place] - g[place].mean())
        largest = np.flatnonzero(distances >= distances.max() - 1e-9)
        if largest.size == 1 and g[place][largest[0]] != 0:  # something is kept, so the tensor has the radius
            assert length == pytest.approx(radius, rel=1e-9)


@given(gradients)
def test_the_kept_entries_point_uphill(g: Array) -> None:
    """⟨ε, g⟩ ≥ 0: the filter projects, and each piece is scaled by a number that is not negative."""
    for name in ASCENDING:
        assert ascent(g, WEIGHTS, zsharp_preset(name), LAYOUT) @ g >= 0


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@every_preset
def test_nan_is_an_error_and_not_a_mask(name: str, bad: float) -> None:
    g = np.arange(1.0, SIZE + 1)
    g[3] = bad
    parameters, optimizer = np.ones(SIZE), SharpnessAware(SGD(1.0), zsharp_preset(name))
    state = optimizer.init(parameters, LAYOUT)
    with pytest.raises(ConfigError, match=f"1 of 34 entries of the gradient are not finite, the first is {bad} at"):
        optimizer.step(parameters, state, constant_gradient(g))
    assert parameters.tolist() == [1.0] * SIZE
    with pytest.raises(ConfigError, match="1 of 34 entries of the gradient are not finite"):
        ascent(g, parameters, zsharp_preset(name), LAYOUT)


def test_with_everything_kept_zsharp_is_sam() -> None:
    g = np.random.default_rng(0).normal(size=SIZE)
    everything = ZSharp(filter=ZFilter(Deviations(0.0), scope="vector", min_ndim=0), radius_scope="global", guard=0.0)
    assert ascent(g, WEIGHTS, everything).tolist() == ascent(g, WEIGHTS, SAM()).tolist()


def test_an_empty_network_and_empty_tensors_are_no_trouble() -> None:
    layout = {"none": (0, 4), "weight": (2, 2), "nothing": (0,)}
    g = np.array([1.0, 2.0, 3.0, 10.0])
    for rule in ZSHARP_PRESETS.values():
        assert np.isfinite(ascent(g, g, rule, layout)).all()
        assert ascent(np.zeros(0), np.zeros(0), rule, {}).tolist() == []
