"""V62, V63, S82: the formulas, the ends exact, and what cannot be a schedule."""

import math
from dataclasses import FrozenInstanceError, replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data.small import unseen
from typednn.errors import ConfigError
from typednn.optim import SGD, Constant, Cosine, ExponentialDecay, PerEpoch, Schedule, StepDecay, Then, Warmup
from typednn.optim.schedules import rate_at

rates = st.floats(1e-6, 10.0)
factors = st.floats(0.05, 1.0)
steps = st.integers(0, 500)
lengths = st.integers(1, 200)
schedules = st.one_of(
    st.builds(Constant, rates),
    st.builds(StepDecay, rates, factors, lengths),
    st.builds(ExponentialDecay, rates, factors),
    st.builds(Cosine, rates, lengths),
)


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (Constant(0.5), [0.5, 0.5, 0.5, 0.5, 0.5]),
        (StepDecay(1.0, 0.5, 2), [1.0, 1.0, 0.5, 0.5, 0.25]),
        (ExponentialDecay(1.0, 0.5), [1.0, 0.5, 0.25, 0.125, 0.0625]),
        (Cosine(1.0, 2), [1.0, 0.5, 0.0, 0.0, 0.0]),
        (Cosine(1.0, 2, floor=0.5), [1.0, 0.75, 0.5, 0.5, 0.5]),
        (Warmup(1.0, 4), [0.25, 0.5, 0.75, 1.0, 1.0]),
        (Warmup(1.0, 2, ExponentialDecay(1.0, 0.5)), [0.5, 1.0, 1.0, 0.5, 0.25]),
        (Then(Constant(3.0), 2, ExponentialDecay(1.0, 0.5)), [3.0, 3.0, 1.0, 0.5, 0.25]),
        (PerEpoch(ExponentialDecay(1.0, 0.5), 2), [1.0, 1.0, 0.5, 0.5, 0.25]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_first_five_rates(schedule: Schedule, expected: list[float]) -> None:
    assert [schedule(step) for step in range(5)] == pytest.approx(expected, rel=1e-15)


@given(rates, lengths, factors)
def test_ends_are_exact(rate: float, length: int, share: float) -> None:
    floor = rate * share
    assert Cosine(rate, length, floor)(0) == rate
    assert Cosine(rate, length, floor)(length) == Cosine(rate, length, floor)(length + 7) == floor
    assert Cosine(rate, length)(length) == 0.0
    assert StepDecay(rate, share, length)(length - 1) == ExponentialDecay(rate, share)(0) == rate
    assert StepDecay(rate, share, length)(length) == ExponentialDecay(rate, share)(1) == rate * share
    assert Warmup(rate, length)(length - 1) == rate


@given(schedules, steps)
def test_a_decay_never_rises_and_is_never_negative(schedule: Schedule, step: int) -> None:
    assert 0.0 <= schedule(step + 1) <= schedule(step) * (1 + 1e-15)


@given(schedules, lengths, steps)
def test_warmup_rises_in_equal_steps_then_follows(schedule: Schedule, length: int, step: int) -> None:
    warm = Warmup(0.75, length, schedule)
    assert warm(length + step) == schedule(step)
    early = step % length
    assert warm(early) == pytest.approx(float(Fraction(3, 4) * (early + 1) / length), rel=1e-15)


@pytest.mark.parametrize("length", range(1, 13))
def test_warmup_over_all_short_lengths(length: int) -> None:
    schedule = Warmup(float(length), length, Constant(7.0))
    assert [schedule(step) for step in range(length + 3)] == [
        *map(float, range(1, length + 1)),
        7.0,
        7.0,
        7.0,
    ]


@given(schedules, schedules, lengths, steps)
def test_then_changes_over_and_counts_anew(first: Schedule, second: Schedule, length: int, step: int) -> None:
    both = Then(first, length, second)
    assert both(step) == (first(step) if step < length else second(step - length))


@given(rates, lengths, st.floats(0.0, 1.0), steps)
def test_cosine_is_the_formula(rate: float, length: int, share: float, step: int) -> None:
    floor = rate * share
    formula = floor + 0.5 * (rate - floor) * (1 + math.cos(math.pi * min(step, length) / length))
    assert Cosine(rate, length, floor)(step) == pytest.approx(formula, rel=1e-12, abs=1e-15)


def test_schedules_are_frozen_equal_and_replaced() -> None:
    schedule = StepDecay(0.1, 0.5, 10)
    assert schedule == StepDecay(0.1, 0.5, 10)
    assert replace(schedule, rate=0.2) == StepDecay(0.2, 0.5, 10)
    with pytest.raises(FrozenInstanceError):
        schedule.rate = 0.2  # type: ignore[misc]  # that mypy sees it as well is the point


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda: Constant(-0.1), "Constant: rate is -0.1; expected a number at least 0, such as 0.1"),
        (lambda: Constant(math.nan), "Constant: rate is nan; expected a number at least 0"),
        (lambda: StepDecay(0.1, 1.5, 10), r"StepDecay: factor is 1.5; expected a number in \(0, 1\]"),
        (lambda: StepDecay(0.1, 0.5, 0), "StepDecay: every is 0; expected a whole number, at least 1"),
        (
            lambda: ExponentialDecay(0.1, 0.0),
            r"ExponentialDecay: factor is 0.0; expected a number in \(0, 1\]",
        ),
        (lambda: Cosine(0.1, 0), "Cosine: steps is 0; expected a whole number, at least 1"),
        (lambda: Cosine(0.1, 5, 0.2), "Cosine: floor is 0.2 and rate is 0.1; expected floor ≤ rate"),
        (lambda: Warmup(0.0, 5), "Warmup: rate is 0.0; expected a number greater than 0"),
        (lambda: Warmup(0.1, -5), "Warmup: steps is -5; expected a whole number, at least 1"),
        (lambda: Then(Constant(1), 0, Constant(1)), "Then: steps is 0; expected a whole number, at least 1"),
        (lambda: PerEpoch(Constant(1), 0), "PerEpoch: steps_per_epoch is 0; expected a whole number"),
        (lambda: Warmup(0.1, 5, unseen(0.3)), r"Warmup: then is 0\.3; expected a schedule, such as Constant\(0\.1\)"),
        (lambda: PerEpoch(unseen(0.1), 5), r"PerEpoch: schedule is 0\.1; expected a schedule"),
        (lambda: PerEpoch(unseen(Cosine), 5), "PerEpoch: schedule is <class .*Cosine'>; expected a schedule"),
        (lambda: Then(Constant(1), 2, unseen(0.2)), r"Then: second is 0\.2; expected a schedule"),
        (lambda: SGD(unseen(Cosine)), "SGD: learning_rate is <class .*Cosine'>; expected a number at least 0"),
        (lambda: Constant(1)(-1), "a schedule was asked for step -1; the first step is 0"),
    ],
)
def test_what_cannot_be_a_schedule(make: object, complaint: str) -> None:
    assert callable(make)
    with pytest.raises(ConfigError, match=complaint):
        make()


def test_rate_at_takes_numbers_and_schedules_and_refuses_what_they_may_not_give() -> None:
    assert rate_at(SGD(1).learning_rate, 5) == 1.0
    assert rate_at(StepDecay(1.0, 0.5, 1), 3) == 0.125
    with pytest.raises(ConfigError, match="gives the learning rate nan at step 4; expected a number at least 0"):
        rate_at(lambda step: math.nan, 4)
    with pytest.raises(ConfigError, match=r"gives the learning rate -1\.0 at step 0"):
        rate_at(lambda step: -1.0, 0)
    with pytest.raises(ConfigError, match=r"gives the learning rate None at step 2"):
        rate_at(unseen(lambda step: None), 2)
