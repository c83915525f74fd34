"""C.3 by hand: one gradient of norm 12 on which every branch of each ZSharp is taken, computed on paper.

first.weight  1 −2 3 0 1 −1 2 −8 1 3    2 × 5, mean 0, Σg² = 94
first.bias    4 3 −3
second.weight 2 2 2 2                    2 × 2, constant
"""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.optim import reference
from tests.optim.objectives import constant_gradient
from typednn.contracts import Array
from typednn.optim import SGD, ZSHARP_PRESETS, SharpnessAware, ascent, zsharp_preset

LAYOUT = {"first.weight": (2, 5), "first.bias": (3,), "second.weight": (2, 2)}
GRADIENT = [1, -2, 3, 0, 1, -1, 2, -8, 1, 3, 4, 3, -3, 2, 2, 2, 2]
WEIGHTS = np.linspace(-1, 1, 17)
RADIUS = 0.6


def perturbation(name: str, gradient: Array, radius: float = RADIUS) -> list[float]:
    rule = replace(zsharp_preset(name), radius=radius)
    return [float(x) for x in ascent(gradient, WEIGHTS.astype(gradient.dtype), rule, LAYOUT)]


@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-14), ("float32", 1e-6)])
def test_paper(dtype: str, tolerance: float) -> None:
    """The first matrix keeps −8 alone; the bias and the constant matrix move along g/‖g‖ = g/12."""
    expected = [0, 0, 0, 0, 0, 0, 0, -0.6, 0, 0, 0.2, 0.15, -0.15, 0.1, 0.1, 0.1, 0.1]
    assert perturbation("paper", np.array(GRADIENT, dtype)) == pytest.approx(expected, rel=tolerance)


@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-14), ("float32", 1e-6)])
def test_bangyen(dtype: str, tolerance: float) -> None:
    """The 17 scores, σ² = 94/9 and 43/3, have their 70th percentile at 0.636.

    3, −8 and 3 of the first matrix, 4 and −3 of the bias pass (3 has only 0.440); of the constant matrix, which
    would be empty, the first entry stays. Σg̃² = 111.
    """
    kept = [0, 0, 3, 0, 0, 0, 0, -8, 0, 3, 4, 0, -3, 2, 0, 0, 0]
    expected = [0.6 * x / math.sqrt(111) for x in kept]
    assert perturbation("bangyen", np.array(GRADIENT, dtype)) == pytest.approx(expected, rel=tolerance)


def test_bangyens_guard_is_added_to_the_deviation() -> None:
    """Of 2⁻²⁷(1 −1 2 −2), σ = 1.36e-8, the scores are 0.32 and 0.63 and not 0.55 and 1.10.

    Against 1 −1 1 −1, whose scores are 0.87, the tensor is then empty, and its first largest entry stays.
    """
    layout, small = {"small": (2, 2), "large": (2, 2)}, 2.0**-27
    g = np.array([small, -small, 2 * small, -2 * small, 1, -1, 1, -1])
    epsilon = ascent(g, g, zsharp_preset("bangyen"), layout)
    assert np.flatnonzero(epsilon).tolist() == [2, 4, 5, 6, 7]
    unguarded = replace(zsharp_preset("bangyen").filter, guard=0.0)
    epsilon = ascent(g, g, replace(zsharp_preset("bangyen"), filter=unguarded), layout)
    assert np.flatnonzero(epsilon).tolist() == [2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("leansharp_seed", [0, 0, 0, 0, 0, 0, 0, -8, 0, 0, 4, 0, -3, 0, 0, 0, 0]),
        ("leansharp_head", [1, -2, 3, 0, 1, -1, 2, 0, 1, 3, 0, 3, 0, 2, 2, 2, 2]),
    ],
)
def test_leansharp(name: str, kept: list[float]) -> None:
    """μ = 12/17, σ = 2.8236: −8, 4 and −3 are outliers. Ascent is SAM's, the descent gradient is filtered."""
    gradient = np.array(GRADIENT, float)
    assert perturbation(name, gradient) == pytest.approx([0.6 * x / 12 for x in GRADIENT], rel=1e-15)
    parameters, optimizer = np.zeros(17), SharpnessAware(SGD(1.0), zsharp_preset(name))
    optimizer.step(parameters, optimizer.init(parameters), constant_gradient(gradient))
    assert parameters.tolist() == [-x for x in kept]


@pytest.mark.parametrize("name", ["paper", "bangyen"])
def test_the_descent_gradient_of_the_real_ones_is_whole(name: str) -> None:
    parameters, optimizer = np.zeros(17), SharpnessAware(SGD(1.0), zsharp_preset(name))
    optimizer.step(parameters, optimizer.init(parameters, LAYOUT), constant_gradient(GRADIENT))
    assert parameters.tolist() == [-x for x in GRADIENT]


def test_presets_are_what_the_inventory_says() -> None:
    """C.3: ρ = 0.05; percentiles 95 and 70; denominators n − 1 and n; guards 1e-12 and 1e-8."""
    assert {name: rule.radius for name, rule in ZSHARP_PRESETS.items()} == dict.fromkeys(ZSHARP_PRESETS, 0.05)
    assert [rule.filter.ddof for rule in ZSHARP_PRESETS.values()] == [1, 1, 0, 0]
    assert [rule.filter.guard for rule in ZSHARP_PRESETS.values()] == [1e-12, 1e-8, 0.0, 0.0]
    assert [rule.placement for rule in ZSHARP_PRESETS.values()] == ["ascent", "ascent", "descent", "descent"]


entries = st.lists(st.integers(-(2**24), 2**24).map(lambda n: n / 2**16), min_size=17, max_size=17)


@given(entries, st.sampled_from([0.05, 1.0]))
def test_any_gradient_gives_what_the_formulas_give(gradient: list[float], radius: float) -> None:
    """The independent implementation; where scores are tied up to rounding either decision is right."""
    tensors = {"first.weight": (2, gradient[:10]), "first.bias": (1, gradient[10:13]), "w": (2, gradient[13:])}
    array = np.array(gradient)
    if well_separated(tensors):
        assert perturbation("paper", array, radius) == pytest.approx(
            reference.paper(tensors, radius), rel=1e-9, abs=1e-15
        )
        assert perturbation("bangyen", array, radius) == pytest.approx(
            reference.bangyen(tensors, radius), rel=1e-9, abs=1e-15
        )


def well_separated(tensors: reference.Tensors) -> bool:
    """Whether no two scores are closer than rounding could tell apart."""
    scores = [[abs(x) for x in reference.z_scores(g, 1e-8)] for _, g in tensors.values()]
    together = sorted(x for z in scores for x in z)
    return all(b - a > 1e-9 for a, b in pairwise(together))


def test_random_gradients_are_well_separated_and_agree() -> None:
    """The property above has hits: 200 of 200."""
    rng = np.random.default_rng(0)
    for _ in range(200):
        gradient = rng.normal(size=17)
        tensors = {
            "a": (2, gradient[:10].tolist()),
            "b": (1, gradient[10:13].tolist()),
            "c": (2, gradient[13:].tolist()),
        }
        assert well_separated(tensors)
        assert perturbation("paper", gradient) == pytest.approx(reference.paper(tensors, RADIUS), rel=1e-12)
        assert perturbation("bangyen", gradient) == pytest.approx(reference.bangyen(tensors, RADIUS), rel=1e-12)
