"""Adam and AdamW against the formula in plain Python, and their laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.optim.objectives import constant_gradient, sequence_of
from typednn.optim import Adam, AdamW

vectors = st.lists(st.floats(-100, 100, width=32), min_size=3, max_size=3)


def formula(gradients: list[list[float]], settings: Adam | AdamW) -> list[float]:
    """The published algorithm, entry by entry, t from 1."""
    w, m, s = [1.0] * 3, [0.0] * 3, [0.0] * 3
    rate, decay = settings.learning_rate, settings.weight_decay
    assert not callable(rate)
    for t, gradient in enumerate(gradients, 1):
        for i in range(3):
            g = gradient[i] + (decay * w[i] if isinstance(settings, Adam) else 0.0)
            m[i] = settings.beta1 * m[i] + (1 - settings.beta1) * g
            s[i] = settings.beta2 * s[i] + (1 - settings.beta2) * g * g
            mean, square = m[i] / (1 - settings.beta1**t), s[i] / (1 - settings.beta2**t)
            shrunk = w[i] - rate * decay * w[i] if isinstance(settings, AdamW) else w[i]
            w[i] = shrunk - rate * mean / (math.sqrt(square) + settings.epsilon)
    return w


@given(
    st.lists(vectors, min_size=1, max_size=6),
    st.sampled_from(
        [Adam(), Adam(0.1, 0.5, 0.75, 1e-3), Adam(0.1, weight_decay=0.25), AdamW(0.1), AdamW(0.1, 0.0, 0.5)]
    ),
)
def test_steps_are_the_published_algorithm(gradients: list[list[float]], settings: Adam | AdamW) -> None:
    parameters = np.ones(3)
    state, objective = settings.init(parameters), sequence_of(gradients)
    for _ in gradients:
        settings.step(parameters, state, objective)
    assert parameters.tolist() == pytest.approx(formula(gradients, settings), rel=1e-9, abs=1e-12)


@given(vectors, st.floats(1e-3, 1e3))
def test_first_step_has_the_length_of_the_rate_whatever_the_scale(gradient: list[float], scale: float) -> None:
    parameters, optimizer = np.zeros(3), Adam(0.25, epsilon=1e-300)
    optimizer.step(parameters, optimizer.init(parameters), constant_gradient(np.array(gradient) * scale))
    expected = [-0.25 * math.copysign(1.0, g) if abs(g) > 1e-30 else None for g in gradient]
    for moved, wanted in zip(parameters, expected, strict=True):
        assert wanted is None or moved == pytest.approx(wanted, rel=1e-12)


def test_adam_and_adamw_differ_only_by_where_the_decay_goes() -> None:
    results = []
    for optimizer in (
        Adam(0.1),
        AdamW(0.1, weight_decay=0.0),
        Adam(0.1, weight_decay=0.5),
        AdamW(0.1, weight_decay=0.5),
    ):
        parameters = np.array([1.0, -2.0])
        state = optimizer.init(parameters)
        for _ in range(3):
            optimizer.step(parameters, state, constant_gradient([0.5, 0.5]))
        results.append(parameters.tolist())
    assert results[0] == results[1]
    assert results[2] != results[3] != results[0]
