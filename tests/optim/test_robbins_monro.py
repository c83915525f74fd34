"""Schedules whose tails are decided, and those that are refused."""

import pytest

from typednn.errors import ConfigError
from typednn.optim import SGD, Constant, Cosine, ExponentialDecay, PowerDecay, Warmup, robbins_monro


def test_a_harmonic_rate_has_all_three() -> None:
    assert robbins_monro(PowerDecay(0.5)).holds
    assert [PowerDecay(1.0, 2.0)(t) for t in (0, 2)] == [0.5, 0.25]


@pytest.mark.parametrize(
    "schedule", [Constant(0.1), ExponentialDecay(1.0, 0.5), Cosine(1.0, 9), PowerDecay(1.0, 1.0, 0.5)]
)
def test_others_do_not(schedule: Constant | ExponentialDecay | Cosine | PowerDecay) -> None:
    assert not robbins_monro(schedule).holds


def test_an_unknown_tail_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"the tail of Warmup.* is not known; expected Constant, PowerDecay"):
        robbins_monro(Warmup(1.0, 3))


def test_an_optimizer_takes_it() -> None:
    assert SGD(PowerDecay(1.0)).learning_rate == PowerDecay(1.0)


@pytest.mark.parametrize("wrong", [{"rate": -1.0}, {"rate": 1.0, "offset": 0.0}, {"rate": 1.0, "power": -0.5}])
def test_wrong_settings_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ConfigError, match="PowerDecay"):
        PowerDecay(**wrong)


def test_steps_begin_at_0() -> None:
    with pytest.raises(ConfigError, match="the first step is 0"):
        PowerDecay(1.0)(-1)
