"""V56–V60 in exact arithmetic: dyadic settings on integer quadratics, where floating point rounds nothing."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.optim.objectives import (
    START,
    Rationals,
    Recorder,
    constant_gradient,
    exact_gradient,
    quadratic,
    rationals,
    sequence_of,
    start,
)
from typednn.errors import ShapeError
from typednn.optim import SGD, Momentum, Nesterov, Optimizer, optimizer_step

RATE, BETA, DECAY = Fraction(1, 8), Fraction(1, 2), Fraction(1, 4)
dyadics = st.integers(-64, 64).map(lambda n: n / 16)


def run(optimizer: Optimizer, steps: int) -> list[Rationals]:
    """The parameters after each step."""
    parameters, objective = start(), quadratic()
    state = optimizer.init(parameters)
    path = []
    for _ in range(steps):
        optimizer_step(optimizer, parameters, state, objective)
        path.append(rationals(parameters))
    return path


def heavy_ball(
    steps: int,
    *,
    beta: Fraction = BETA,
    l2: Fraction = Fraction(0),
    decoupled: Fraction = Fraction(0),
    ahead: Fraction = Fraction(0),
) -> list[Rationals]:
    """v⁺ = βv + ∇L(φ) + λφ with φ = θ − ahead·v; θ⁺ = (1 − ηλ')θ − ηv⁺."""
    w, v = [Fraction(x) for x in START], [Fraction(0)] * 3
    path = []
    for _ in range(steps):
        at = [x - ahead * y for x, y in zip(w, v, strict=True)]
        v = [beta * y + g + l2 * x for x, y, g in zip(at, v, exact_gradient(at), strict=True)]
        w = [(1 - RATE * decoupled) * x - RATE * y for x, y in zip(w, v, strict=True)]
        path.append(w)
    return path


@pytest.mark.parametrize(
    ("optimizer", "expected"),
    [
        (SGD(0.125), heavy_ball(6, beta=Fraction(0))),
        (SGD(0.125, weight_decay=0.25), heavy_ball(6, beta=Fraction(0), l2=DECAY)),
        (Momentum(0.125, 0.5), heavy_ball(6)),
        (Momentum(0.125, 0.0), heavy_ball(6, beta=Fraction(0))),
        (Momentum(0.125, 0.5, weight_decay=0.25), heavy_ball(6, l2=DECAY)),
        (Momentum(0.125, 0.5, weight_decay=0.25, decoupled=True), heavy_ball(6, decoupled=DECAY)),
        (Nesterov(0.125, 0.5), heavy_ball(6, ahead=RATE * BETA)),
        (Nesterov(0.125, 0.0), heavy_ball(6, beta=Fraction(0))),
        (Nesterov(0.125, 0.5, weight_decay=0.25), heavy_ball(6, l2=DECAY, ahead=RATE * BETA)),
        (
            Nesterov(0.125, 0.5, weight_decay=0.25, decoupled=True),
            heavy_ball(6, decoupled=DECAY, ahead=RATE * BETA),
        ),
    ],
    ids=repr,
)
def test_six_steps_on_a_quadratic_are_exactly_the_formula(optimizer: Optimizer, expected: list[Rationals]) -> None:
    assert run(optimizer, 6) == expected


@given(st.lists(st.lists(dyadics, min_size=2, max_size=2), min_size=1, max_size=6))
def test_velocity_is_the_discounted_sum_of_the_gradients(gradients: list[list[float]]) -> None:
    """V58: v_t = Σ βᵗ⁻ᵏ g_k, and θ_t = θ₀ − η Σ v_k."""
    optimizer = Momentum(0.25, 0.5)
    parameters = np.zeros(2)
    state, objective = optimizer.init(parameters), sequence_of(gradients)
    moved = np.zeros(2)
    for t in range(1, len(gradients) + 1):
        optimizer.step(parameters, state, objective)
        closed = [
            sum(Fraction(1, 2) ** (t - k) * Fraction(g[i]) for k, g in enumerate(gradients[:t], 1)) for i in (0, 1)
        ]
        assert rationals(state.velocity) == closed
        moved -= 0.25 * state.velocity
        assert parameters.tolist() == moved.tolist()


def test_nesterov_asks_at_the_look_ahead_and_nowhere_else() -> None:
    optimizer, parameters, objective = Nesterov(0.125, 0.5), start(), Recorder(quadratic())
    state = optimizer.init(parameters)
    for _ in range(4):
        ahead = parameters - 0.125 * 0.5 * state.velocity
        optimizer.step(parameters, state, objective)
        assert objective.points.pop().tolist() == ahead.tolist()
        assert objective.points == []


def test_nesterov_is_the_textbook_method_in_shifted_variables() -> None:
    """v⁺ = βv + ∇L(φ), φ⁺ = φ − η(∇L(φ) + βv⁺), with φ = θ − ηβv."""
    optimizer, parameters, objective = Nesterov(0.125, 0.5), start(), quadratic()
    state = optimizer.init(parameters)
    phi, v = [Fraction(x) for x in START], [Fraction(0)] * 3
    for _ in range(6):
        g = exact_gradient(phi)
        v = [BETA * y + d for y, d in zip(v, g, strict=True)]
        phi = [x - RATE * (d + BETA * y) for x, d, y in zip(phi, g, v, strict=True)]
        optimizer.step(parameters, state, objective)
        shifted = [x - RATE * BETA * y for x, y in zip(rationals(parameters), rationals(state.velocity), strict=True)]
        assert shifted == phi


def test_the_original_look_ahead_is_another_method_and_can_diverge_where_ours_converges() -> None:
    """V60, E.V 8: ∇L(θ − βv) instead of ∇L(θ − ηβv), on L = ½w²."""
    w, v = 1.0, 0.0
    for _ in range(200):
        v = 0.9 * v + (w - 0.9 * v)
        w -= 0.1 * v
    ours = Nesterov(0.1, 0.9)
    parameters = np.ones(1)
    state = ours.init(parameters)
    for _ in range(200):
        ours.step(parameters, state, quadratic([[1.0]], [0.0]))
    # The slip cancels the velocity altogether: v⁺ = w, plain descent, (1 − η)ᵗ.
    assert w == pytest.approx(0.9**200, rel=1e-9)
    assert abs(parameters[0]) < 1e-8 < 1.0
    stiff_w, stiff_v = 1.0, 0.0
    stiff = np.ones(1)
    state = ours.init(stiff)
    for _ in range(60):
        stiff_v = 0.9 * stiff_v + 5.0 * (stiff_w - 0.9 * stiff_v)
        stiff_w -= 0.1 * stiff_v
        ours.step(stiff, state, quadratic([[5.0]], [0.0]))
    assert abs(stiff_w) > 1e6
    assert abs(stiff[0]) < 1e-3


@pytest.mark.parametrize("curvature", [0.25, 1.0, 1.5])
def test_descent_on_a_parabola_is_geometric(curvature: float) -> None:
    parameters, optimizer = np.ones(1), SGD(0.5)
    state, objective = optimizer.init(parameters), quadratic([[curvature]], [0.0])
    for t in range(1, 9):
        step = optimizer.step(parameters, state, objective)
        assert rationals(parameters) == [(1 - Fraction(curvature) / 2) ** t]
        assert step.loss == pytest.approx(curvature / 2 * float((1 - Fraction(curvature) / 2) ** (2 * t - 2)))
        assert step.gradient_norm == pytest.approx(curvature * abs(float((1 - Fraction(curvature) / 2) ** (t - 1))))


@pytest.mark.parametrize("make", [SGD, Momentum, Nesterov])
def test_setters_keep_the_rest(make: Callable[..., SGD | Momentum | Nesterov]) -> None:
    """V61: `replace` changes one setting; the state goes on."""
    optimizer = make(0.5, weight_decay=0.25, clip_norm=3.0)
    assert replace(optimizer, learning_rate=0.25) == make(0.25, weight_decay=0.25, clip_norm=3.0)
    if not isinstance(optimizer, SGD):
        assert replace(optimizer, momentum=0.5) == make(0.5, momentum=0.5, weight_decay=0.25, clip_norm=3.0)


def test_the_schedule_is_asked_for_each_step() -> None:
    asked: list[int] = []

    def schedule(step: int) -> float:
        asked.append(step)
        return 0.5 ** (step + 1)

    parameters, optimizer = np.zeros(1), SGD(schedule)
    state, objective = optimizer.init(parameters), constant_gradient([1.0])
    for _ in range(4):
        optimizer.step(parameters, state, objective)
    assert asked == [0, 1, 2, 3]
    assert parameters.tolist() == [-(0.5 + 0.25 + 0.125 + 0.0625)]


@pytest.mark.parametrize("loss", [1, 1.0, np.float32(1), np.float64(1), np.array(1.0)])
def test_a_loss_is_any_number(loss: float) -> None:
    optimizer, parameters = SGD(0.5), np.ones(3)
    step = optimizer.step(parameters, optimizer.init(parameters), lambda _: (loss, np.ones(3)))
    assert type(step.loss) is float and step.loss == 1.0 and (parameters == 0.5).all()


@pytest.mark.parametrize("loss", ["1", None, 1j, np.ones(2)])
def test_what_is_no_number_is_no_loss(loss: Any) -> None:
    optimizer, parameters = SGD(0.5), np.ones(3)
    with pytest.raises(ShapeError, match=r'"loss" is .*, expected float or int or'):
        optimizer.step(parameters, optimizer.init(parameters), lambda _: (loss, np.ones(3)))
    assert (parameters == 1.0).all()
