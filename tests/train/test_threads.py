"""BLAS has one thread while a network is trained, unless the environment says otherwise; afterwards what it had."""

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from typednn.layers import Linear
from typednn.train import StepRecord, TrainConfig, fit
from typednn.train.threads import VARIABLES, blas_threads


def threads() -> set[int]:
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that says nothing."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("silent")
def test_fit_has_one_thread_and_gives_back_what_there_was() -> None:
    seen: list[set[int]] = []

    def watch(step: StepRecord) -> None:
        seen.append(threads())

    x, labels = np.ones((4, 3), np.float32), np.zeros(4, np.int64)
    with threadpool_limits(limits=2, user_api="blas"):
        fit(Linear(3, 2, rng=0), x, labels, TrainConfig(epochs=1), on_step=watch)
        assert threads() == {2}
    assert seen == [{1}]


@pytest.mark.parametrize("name", VARIABLES)
@pytest.mark.usefixtures("silent")
def test_the_environment_decides(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "2")
    with threadpool_limits(limits=2, user_api="blas"), blas_threads():
        assert threads() == {2}


def test_a_number_that_is_asked_for_is_kept() -> None:
    with blas_threads(2):
        assert threads() == {2}
