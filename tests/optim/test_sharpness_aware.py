"""C.1 as a step: two gradients on one batch, the weights restored, any base, shards, and closed forms."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.optim.every import BASES, LAYOUT, RULES, SIZE, every_base, every_rule
from tests.optim.objectives import Recorder, constant_gradient, quadratic, rationals
from tests.optim.problems import batch_objective, parameters_like_a_network
from typednn.contracts import Array
from typednn.errors import ConfigError
from typednn.optim import (
    ASAM,
    SAM,
    SGD,
    ZSHARP_PRESETS,
    BaseOptimizer,
    FriendlySAM,
    GradientAccumulator,
    Nesterov,
    Objective,
    Rule,
    Shards,
    SharpnessAware,
    ascent,
)
from typednn.optim.base import base_step


@every_rule
def test_the_second_gradient_is_asked_for_at_w_plus_epsilon(rule: Rule) -> None:
    parameters = parameters_like_a_network()
    before, asked = parameters.copy(), Recorder(batch_objective(0))
    optimizer = SharpnessAware(SGD(0.1), rule)
    optimizer.step(parameters, optimizer.init(parameters, LAYOUT), asked)
    first, second = asked.points
    gradient = batch_objective(0)(before)[1]
    assert first.tobytes() == before.tobytes()
    assert second.tobytes() == (ascent(gradient, before, rule, LAYOUT) + before).tobytes()


@every_base
@every_rule
def test_the_base_takes_its_step_from_weights_restored_bit_for_bit(base: BaseOptimizer, rule: Rule) -> None:
    """From where it stands, with the gradient of the perturbed weights: nothing else of the ascent is left."""
    parameters = parameters_like_a_network()
    before, objective = parameters.copy(), batch_objective(0)
    optimizer = SharpnessAware(base, rule)
    state = optimizer.init(parameters, LAYOUT)
    step = optimizer.step(parameters, state, objective)

    gradient = objective(before)[1].copy()
    sharp = objective(ascent(gradient, before, rule, LAYOUT) + before)[1].copy()
    descent = rule.descent(sharp, state.memory)
    alone = before.copy()
    expected = base_step(base, alone, base.init(alone), constant_gradient(descent))
    if not isinstance(base, Nesterov):
        assert parameters.tobytes() == alone.tobytes()
        assert step.gradient_norm == expected.gradient_norm
    else:  # its first look-ahead is where it stands; only −0.0 may have become 0.0
        assert parameters.tolist() == alone.tolist()
    assert step.loss == objective(before)[0]


@every_rule
def test_gradients_do_not_leak_between_the_passes(rule: Rule) -> None:
    """S108: a gradient buffer that each pass overwrites, and fresh arrays, give the same run bit for bit."""
    ends = []
    for fresh in (False, True):
        parameters = parameters_like_a_network()
        optimizer = SharpnessAware(BASES["momentum"], rule)
        state = optimizer.init(parameters, LAYOUT)
        for t in range(5):
            objective = batch_objective(t)
            optimizer.step(parameters, state, copying(objective) if fresh else objective)
        ends.append(parameters.tobytes())
    assert ends[0] == ends[1]


def copying(objective: Objective) -> Objective:
    def fresh(w: Array) -> tuple[float, Array]:
        loss, gradient = objective(w)
        return loss, gradient.copy()

    return fresh


def test_accumulating_the_first_gradient_into_the_second_would_be_seen() -> None:
    """S108: what the original trainer did, and that such a leak changes the run."""
    parameters, leaky = np.array([1.0]), np.array([1.0])
    optimizer = SharpnessAware(SGD(0.25), SAM(0.5))
    optimizer.step(parameters, optimizer.init(parameters), quadratic([[1.0]], [0.0]))
    total = np.zeros(1)

    def adding(w: Array) -> tuple[float, Array]:
        total[:] += w
        return 0.0, total

    optimizer.step(leaky, optimizer.init(leaky), adding)
    assert parameters.tolist() == [1 - 0.25 * 1.5]
    assert leaky.tolist() == [1 - 0.25 * 2.5]


@pytest.mark.parametrize("curvature", [0.5, 1.0, 2.0])
def test_on_a_parabola_the_step_is_the_closed_form(curvature: float) -> None:
    """C.1: w⁺ = w − ηa(w + ρ sign w), exactly, for dyadic numbers."""
    optimizer = SharpnessAware(SGD(0.25), SAM(0.125))
    parameters, objective = np.array([4.0]), quadratic([[curvature]], [0.0])
    state, w = optimizer.init(parameters), Fraction(4)
    for _ in range(8):
        sign = 1 if w > 0 else -1
        w -= Fraction(1, 4) * Fraction(curvature) * (w + Fraction(1, 8) * sign)
        optimizer.step(parameters, state, objective)
        assert parameters[0] == pytest.approx(float(w), rel=1e-14)


def test_limit_cycle_around_the_minimum() -> None:
    """Amplitude ηaρ/(2 − ηa): with η = ½, a = 1, ρ = 3/8 it is 1/8, exactly, for ever."""
    optimizer, parameters = SharpnessAware(SGD(0.5), SAM(0.375)), np.array([0.125])
    state, objective = optimizer.init(parameters), quadratic([[1.0]], [0.0])
    for t in range(1, 11):
        optimizer.step(parameters, state, objective)
        assert rationals(parameters) == [Fraction((-1) ** t, 8)]
    far = np.array([5.0])
    for _ in range(80):
        optimizer.step(far, state, objective)
    assert abs(far[0]) == pytest.approx(0.125, rel=1e-9)


def euclidean_radius(rule: Rule) -> float:
    """The largest ‖ε‖₂: ρ, ρ√(K + 1) for the paper's K = 2 matrices, ρ n^(1/2 − 1/p) in a p-norm above 2."""
    if isinstance(rule, SAM):
        return float(rule.radius * SIZE ** max(0.0, 0.5 - 1 / rule.norm))
    return 0.05 * math.sqrt(3) if rule == ZSHARP_PRESETS["paper"] else 0.05


# Without ASAM, whose ε grows with the weights, and the variants that filter the descent gradient: see below.
@pytest.mark.parametrize("name", [name for name in RULES if name != "asam" and "leansharp" not in name])
def test_ball_theorem(name: str) -> None:
    """C.7-1: ‖w_t − w*‖ ≤ (1 − ημ)ᵗ‖w₀ − w*‖ + Lρ/μ for η ≤ 2/(μ + L) and any ‖ε‖ ≤ ρ; 20 quadratics."""
    rule = RULES[name]
    rng = np.random.default_rng(0)
    worst = 0.0
    for _ in range(20):
        basis = np.linalg.qr(rng.normal(size=(SIZE, SIZE)))[0]
        curvatures = rng.uniform(0.5, 3.0, SIZE)
        matrix, mu, smooth = basis.T @ np.diag(curvatures) @ basis, curvatures.min(), curvatures.max()
        rate = 2 / (mu + smooth)
        parameters, optimizer = rng.normal(size=SIZE), SharpnessAware(SGD(rate), rule)
        state, start = optimizer.init(parameters, LAYOUT), float(np.linalg.norm(parameters))
        objective = quadratic(matrix.tolist(), [0.0] * SIZE)
        for t in range(1, 61):
            optimizer.step(parameters, state, objective)
            bound = (1 - rate * mu) ** t * start + smooth * euclidean_radius(rule) / mu
            worst = max(worst, float(np.linalg.norm(parameters)) / bound)
    assert 0.01 < worst <= 1.0


def test_filtering_the_descent_gradient_can_stall_far_from_the_minimum() -> None:
    """Why the placement matters: entries that are never outliers are never trained."""
    matrix = np.diag([10.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    ends = {}
    for name in ("leansharp_seed", "paper"):
        parameters = np.full(6, 1.0)
        optimizer = SharpnessAware(SGD(0.05), ZSHARP_PRESETS[name])
        state = optimizer.init(parameters, {"weight": (2, 3)})
        for _ in range(4):
            optimizer.step(parameters, state, quadratic(matrix.tolist(), [0.0] * 6))
        ends[name] = parameters
    assert (ends["leansharp_seed"][1:] == 1.0).all()
    assert (ends["paper"][1:] < 1.0).all()


@given(st.lists(st.integers(-8, 8).map(float), min_size=3, max_size=3), st.sampled_from([(4,), (1, 3), (2, 2)]))
def test_m_sharpness_is_the_mean_of_the_shards_own_sharp_gradients(w: list[float], examples: tuple[int, ...]) -> None:
    """S110: one ε for each shard; one shard is SAM."""
    start = np.array(w)
    shards = [quadratic(offset=[float(i), 2.0 * i, -1.0]) for i in range(len(examples))]
    rule = SAM(0.25)
    expected = np.zeros(3)
    for shard, count in zip(shards, examples, strict=True):
        epsilon = ascent(shard(start)[1], start, rule)
        expected += count * shard(epsilon + start)[1] / 4
    parameters, optimizer = start.copy(), SharpnessAware(SGD(0.5), rule)
    batch = Shards(tuple(shards), examples, GradientAccumulator.like(parameters))
    optimizer.step(parameters, optimizer.init(parameters), batch)
    assert parameters == pytest.approx(start - 0.5 * expected, rel=1e-12, abs=1e-12)
    if len(examples) == 1:
        alone = start.copy()
        optimizer.step(alone, optimizer.init(alone), shards[0])
        assert parameters.tolist() == alone.tolist()


def test_shards_behind_a_function_have_one_perturbation() -> None:
    """The batch in parts for want of memory, and ordinary SAM."""
    parts = Shards(
        (quadratic(offset=[1.0, 0.0, 0.0]), quadratic(offset=[-1.0, 2.0, 0.0])),
        (1, 1),
        GradientAccumulator.like(np.zeros(3)),
    )
    whole, split = np.ones(3), np.ones(3)
    optimizer = SharpnessAware(SGD(0.5), SAM(0.25))
    optimizer.step(whole, optimizer.init(whole), quadratic(offset=[0.0, 1.0, 0.0]))
    optimizer.step(split, optimizer.init(split), lambda w: parts(w))
    assert split.tolist() == pytest.approx(whole.tolist(), rel=1e-15)


def test_friendly_sam_has_no_meaning_for_shards() -> None:
    parameters, optimizer = np.ones(3), SharpnessAware(SGD(0.5), FriendlySAM())
    batch = Shards((quadratic(),), (4,), GradientAccumulator.like(parameters))
    with pytest.raises(ConfigError, match="FriendlySAM keeps an average of the batches' gradients"):
        optimizer.step(parameters, optimizer.init(parameters), batch)


def test_nesterov_below_takes_the_sharp_gradient_at_its_look_ahead() -> None:
    optimizer = SharpnessAware(Nesterov(0.125, 0.5), SAM(0.25))
    parameters, asked = np.array([2.0, -1.0, 3.0]), Recorder(quadratic())
    state = optimizer.init(parameters)
    velocity = np.zeros(3)
    for _ in range(4):
        ahead = parameters - 0.125 * 0.5 * velocity
        optimizer.step(parameters, state, asked)
        first, second = asked.points[-2:]
        assert first.tolist() == ahead.tolist()
        assert second == pytest.approx(ahead + ascent(quadratic()(ahead)[1], ahead, SAM(0.25)), rel=1e-15)
        velocity = 0.5 * velocity + quadratic()(second)[1]


@pytest.mark.parametrize("rule", [SAM(0.0), ASAM(0.0)])
def test_radius_zero_is_the_base_alone(rule: Rule) -> None:
    sharp, plain = parameters_like_a_network(), parameters_like_a_network()
    optimizer, base = SharpnessAware(BASES["momentum"], rule), BASES["momentum"]
    states = optimizer.init(sharp, LAYOUT), base.init(plain)
    for t in range(4):
        optimizer.step(sharp, states[0], batch_objective(t))
        base_step(base, plain, states[1], batch_objective(t))
    assert sharp.tolist() == plain.tolist()
