"""S6, S7, S101, S102, S105, S111: the ascent rules are the maximisers that they say they are."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.optim import reference
from tests.optim.objectives import Recorder, sequence_of
from typednn.contracts import Array
from typednn.errors import ConfigError
from typednn.optim import ASAM, SAM, SGD, FriendlySAM, SharpnessAware, ascent
from typednn.optim.rule import new_memory

INFINITY = math.inf
vectors = st.lists(st.integers(-1000, 1000).map(lambda n: n / 8), min_size=5, max_size=5).map(np.array)
radii = st.floats(0.01, 10.0)
orders = st.sampled_from([1.0, 1.1, 1.5, 2.0, 3.0, 10.0, INFINITY])
LAYOUT = {"weight": (1, 3), "bias": (2,)}


def dual(p: float) -> float:
    return INFINITY if p == 1.0 else 1.0 if p == INFINITY else p / (p - 1)


@given(vectors, radii, orders, st.integers(0, 99))
def test_no_other_point_of_the_ball_is_higher_to_first_order(g: Array, radius: float, p: float, seed: int) -> None:
    """S7, S111: ‖ε‖_p = ρ and ⟨g, ε⟩ = ρ‖g‖_q unless g = 0; and no random point of the ball does better."""
    epsilon = ascent(g, g, SAM(radius, p))
    highest = radius * float(np.linalg.norm(g, dual(p)))
    assert epsilon @ g == pytest.approx(highest, rel=1e-9)
    assert np.linalg.norm(epsilon, p) <= radius * (1 + 1e-9)
    if g.any() and (p != INFINITY or g.all()):
        assert np.linalg.norm(epsilon, p) == pytest.approx(radius, rel=1e-9)
    others = np.random.default_rng(seed).normal(size=(50, 5))
    others *= radius / np.linalg.norm(others, p, axis=1, keepdims=True)
    assert (others @ g).max() <= highest * (1 + 1e-12) + 1e-12


@given(vectors, radii, st.sampled_from([1.1, 1.5, 3.0, 10.0]))
def test_the_formula_for_other_norms(g: Array, radius: float, p: float) -> None:
    expected = reference.sam_in_norm(g.tolist(), radius, p)
    assert ascent(g, g, SAM(radius, p)).tolist() == pytest.approx(expected, rel=1e-9, abs=1e-14)


@given(vectors, radii)
def test_special_norms(g: Array, radius: float) -> None:
    """p = 2 is SAM, p = ∞ the sign, p = 1 the largest entry; p near 1, 2 and large p are near those."""
    assert ascent(g, g, SAM(radius)).tolist() == pytest.approx(reference.sam(g.tolist(), radius), rel=1e-14)
    assert ascent(g, g, SAM(radius, INFINITY)).tolist() == (radius * np.sign(g)).tolist()
    assert ascent(g, g, SAM(radius, 2.0 + 1e-9)).tolist() == pytest.approx(
        ascent(g, g, SAM(radius)).tolist(), rel=1e-6, abs=1e-9
    )
    largest = int(np.argmax(np.abs(g)))
    expected = np.zeros(5)
    expected[largest] = radius * np.sign(g[largest])
    assert ascent(g, g, SAM(radius, 1.0)).tolist() == expected.tolist()


@given(vectors, radii)
def test_the_usual_guard_makes_no_more_difference_than_its_size(g: Array, radius: float) -> None:
    """S101 against S6: ρ g/(‖g‖ + 1e-12), and 0 for g = 0 in both."""
    guarded = radius * g / (np.linalg.norm(g) + 1e-12)
    difference = np.linalg.norm(ascent(g, g, SAM(radius)) - guarded)
    assert difference <= radius * 1e-12 / max(float(np.linalg.norm(g)), 1e-12) + 1e-14 * radius


@pytest.mark.parametrize("scale", [1e-30, 1e-10, 1.0, 1e10, 1e30])
@pytest.mark.parametrize("p", [1.5, 2.0, 3.0, INFINITY])
def test_the_radius_is_kept_at_every_scale_of_the_gradient(scale: float, p: float) -> None:
    for dtype in ("float32", "float64"):
        g = (np.array([3.0, -4.0, 1.0]) * scale).astype(dtype)
        assert np.linalg.norm(ascent(g, g, SAM(0.5, p)), p) == pytest.approx(0.5, rel=1e-5)


@given(vectors, vectors, radii, st.floats(0.001, 1.0))
def test_asam_is_the_maximiser_in_its_own_ball(g: Array, w: Array, radius: float, eta: float) -> None:
    """C.2: ‖T⁻¹ε‖ = ρ and ⟨g, ε⟩ = ρ‖Tg‖, T = |w| + η on the matrix and 1 on the bias."""
    epsilon = ascent(g, w, ASAM(radius, eta), LAYOUT)
    tensors = {"weight": (2, g[:3].tolist()), "bias": (1, g[3:].tolist())}
    assert epsilon.tolist() == pytest.approx(reference.asam(tensors, w.tolist(), radius, eta), rel=1e-12)
    t = np.array([*(np.abs(w[:3]) + eta), 1.0, 1.0])
    assert epsilon @ g == pytest.approx(radius * np.linalg.norm(t * g), rel=1e-12)
    assert np.linalg.norm(epsilon / t) == pytest.approx(radius if g.any() else 0.0, rel=1e-12)


@given(vectors, vectors, st.lists(st.floats(0.1, 10.0), min_size=3, max_size=3))
def test_asam_does_not_see_a_scaling_that_the_loss_does_not_see(g: Array, w: Array, scales: list[float]) -> None:
    """S102: L(Aw) = L(w) makes the gradient at Aw A⁻¹g; with η = 0, ε(Aw) = A ε(w), so L is the same there."""
    assume(np.linalg.norm((w * g)[:3]) > 1e-3)
    a = np.array([*scales, 1.0, 1.0])
    rule = ASAM(0.5, 0.0)
    assert ascent(g / a, a * w, rule, LAYOUT) == pytest.approx(a * ascent(g, w, rule, LAYOUT), rel=1e-9, abs=1e-12)


def test_sam_does_see_such_a_scaling() -> None:
    g, w, a = np.ones(5), np.ones(5), np.array([2.0, 0.5, 1.0, 1.0, 1.0])
    assert ascent(g / a, a * w, SAM(0.5)) != pytest.approx(a * ascent(g, w, SAM(0.5)), rel=1e-2)


def test_asam_golden() -> None:
    """T = 2, 0.5, 1 on the matrix, 1 on the bias: Tg = 2 2 2 2 0, norm 4; ε = (0.5/4) T²g."""
    w, g = np.array([-1.75, 0.25, 0.75, 9.0, 9.0]), np.array([1.0, 4.0, 2.0, 2.0, 0.0])
    assert ascent(g, w, ASAM(0.5, 0.25), LAYOUT).tolist() == [0.5, 0.125, 0.25, 0.25, 0.0]


def test_friendly_golden() -> None:
    """S105: ε along g₁ = (3, 4), then g₂ − m₁ = (−3, 1), then g₃ − m₂ = (1, 0), m₂ = ½m₁ + ½g₂ = (1.5, 4.5)."""
    rule = FriendlySAM(radius=0.5, sigma=1.0, decay=0.5)
    memory, out = rule.init(np.zeros(2)), np.empty(2)
    expected = [[0.3, 0.4], [-1.5 / math.sqrt(10), 0.5 / math.sqrt(10)], [0.5, 0.0]]
    averages = [[3.0, 4.0], [1.5, 4.5], [2.0, 4.5]]
    for g, epsilon, average in zip([[3.0, 4.0], [0.0, 5.0], [2.5, 4.5]], expected, averages, strict=True):
        vector = np.array(g)
        memory = rule.perturb(vector, out, memory, out, gradient_norm=math.hypot(*g))
        assert out.tolist() == pytest.approx(epsilon, rel=1e-15)
        assert memory.average is not None and memory.average.tolist() == average
    assert memory.gradients_seen == 3


@given(st.lists(vectors, min_size=1, max_size=5), st.floats(0.0, 0.95))
def test_friendly_with_sigma_one_climbs_along_the_papers_direction(gradients: list[Array], decay: float) -> None:
    """m⁺ = λm + (1 − λ)g, d = g − m⁺ = λ(g − m): the same direction, whether the average has seen g or not."""
    rule = FriendlySAM(1.0, 1.0, decay)
    memory, out = rule.init(gradients[0]), np.empty(5)
    average = gradients[0].copy()
    for i, g in enumerate(gradients):
        memory = rule.perturb(g, out, memory, out, gradient_norm=float(np.linalg.norm(g)))
        d = g - average if i else g
        if np.linalg.norm(d) > 1e-6:
            assert out == pytest.approx(d / np.linalg.norm(d), rel=1e-6, abs=1e-9)
        average = decay * average + (1 - decay) * g if i else g
        assert memory.average == pytest.approx(average, rel=1e-12, abs=1e-12)


def test_friendly_with_sigma_zero_is_sam() -> None:
    rng = np.random.default_rng(0)
    rule, out = FriendlySAM(0.05, 0.0), np.empty(5)
    memory = rule.init(out)
    for _ in range(3):
        g = rng.normal(size=5)
        memory = rule.perturb(g, out, memory, out, gradient_norm=float(np.linalg.norm(g)))
        assert out == pytest.approx(ascent(g, g, SAM(0.05)), rel=1e-15)


def test_friendly_climbs_nowhere_when_nothing_is_new() -> None:
    """The second step has the first one's gradient as its average, and asks twice at the same place."""
    parameters, optimizer = np.zeros(2), SharpnessAware(SGD(1.0), FriendlySAM())
    state, asked = optimizer.init(parameters), Recorder(sequence_of([[1.0, 2.0]] * 4))
    for _ in range(2):
        optimizer.step(parameters, state, asked)
    assert parameters.tolist() == [-2.0, -4.0]
    assert asked.points[0].tolist() != asked.points[1].tolist()
    assert asked.points[2].tolist() == asked.points[3].tolist() == [-1.0, -2.0]


def test_friendly_refuses_the_memory_of_another_rule() -> None:
    with pytest.raises(ConfigError, match="FriendlySAM was given another rule's memory"):
        FriendlySAM().perturb(np.ones(2), np.ones(2), new_memory(np.ones(2)), np.ones(2), gradient_norm=1.0)
