"""The loop: deterministic, each example once an epoch, in the precision of the network, and it learns."""

import math

import numpy as np
import pytest

from tests.train.problem import network, points
from typednn.contracts import Array, Float32, contract
from typednn.layers import Dropout, Linear, Relu, flatten_parameters
from typednn.losses import Logits, cross_entropy
from typednn.optim import SAM, SGD, Adam, Momentum, SharpnessAware
from typednn.train import EpochRecord, History, StepRecord, TrainConfig, evaluate, fit, standard_optimizer

X, Y = points(205)
OTHER = points(60, seed=1)


def run(seed: int = 0, *, dropout: bool = True) -> tuple[Float32[Array, " parameters"], History]:
    net = network(dropout=dropout)
    history = fit(net, X, Y, TrainConfig(3, 16), validation=OTHER, rng=seed)
    return flatten_parameters(net), history


def numbers(history: History) -> list[tuple[float | None, ...]]:
    """All but the times."""
    return [
        (each.train_loss, each.train_accuracy, each.validation_loss, each.validation_accuracy, each.gradient_norm)
        for each in history
    ]


def test_it_learns_with_the_defaults() -> None:
    net = network()
    before = evaluate(net, *OTHER)
    history = fit(net, X, Y, rng=0)
    after = evaluate(net, *OTHER)
    assert after.accuracy > 0.9 > before.accuracy
    assert after.loss < before.loss / 2
    assert history[-1].train_loss < history[0].train_loss


def test_the_same_seed_gives_the_same_numbers() -> None:
    (first, history), (second, again) = run(), run()
    assert first.tobytes() == second.tobytes()
    assert numbers(history) == numbers(again)
    other, _ = run(seed=1)
    assert first.tobytes() != other.tobytes()


@pytest.mark.parametrize("count", [60, 7, 31])
def test_validation_may_have_another_size_each_time(count: int) -> None:
    history = fit(network(), X, Y, TrainConfig(1), validation=(OTHER[0][:count], OTHER[1][:count]), rng=0)
    assert history[0].validation_accuracy is not None


def test_validation_is_looked_at_and_not_learned_from() -> None:
    with_it, without = network(), network()
    seen = fit(with_it, X, Y, TrainConfig(3), validation=OTHER, rng=0)
    fit(without, X, Y, TrainConfig(3), rng=0)
    assert flatten_parameters(with_it).tobytes() == flatten_parameters(without).tobytes()
    assert seen[-1].validation_accuracy == evaluate(with_it, *OTHER).accuracy
    assert seen[-1].validation_loss == evaluate(with_it, *OTHER).loss


class Watched(Linear[int, int]):
    """Remembers the first feature of each input of a training step."""

    def __init__(self) -> None:
        super().__init__(1, 2, rng=0)
        self.seen: list[list[float]] = []

    def forward(self, x, **options):  # type: ignore[no-untyped-def]  # whatever its parent takes
        if "space" in options:
            self.seen.append(np.asarray(x)[:, 0].tolist())
        return super().forward(x, **options)


@pytest.mark.parametrize(("count", "size"), [(10, 4), (8, 4), (3, 7), (1, 1)])
def test_each_example_once_an_epoch_and_a_short_last_batch(count: int, size: int) -> None:
    net = Watched()
    x, labels = np.arange(count, dtype=np.float32)[:, None], np.arange(count) % 2
    fit(net, x, labels, TrainConfig(2, size, SGD(0.0)), rng=3)
    batches = [batch for batch in net.seen if batch]
    in_epoch = math.ceil(count / size)
    assert len(batches) == 2 * in_epoch
    for epoch in (batches[:in_epoch], batches[in_epoch:]):
        assert sorted(first for batch in epoch for first in batch) == list(range(count))
        assert [len(batch) for batch in epoch[:-1]] == [size] * (in_epoch - 1)
        assert len(epoch[-1]) == count - size * (in_epoch - 1)


def test_two_epochs_have_two_orders() -> None:
    net = Watched()
    fit(net, np.arange(50, dtype=np.float32)[:, None], np.arange(50) % 2, TrainConfig(2, 50, SGD(0.0)), rng=0)
    first, second = net.seen
    assert first != second


@pytest.mark.parametrize("optimizer", [SGD(0.1), Momentum(0.1), SharpnessAware(Momentum(0.1), SAM())])
def test_the_record_is_of_the_networks_before_their_steps(optimizer: SGD | Momentum | SharpnessAware) -> None:
    """With one batch an epoch, loss and accuracy are those of the network as it was; SAM looks twice."""
    net = network()
    loss, _ = cross_entropy(net(X).view(Logits), Y)
    right = float(np.mean(net(X).argmax(axis=1) == Y))
    record = fit(net, X, Y, TrainConfig(1, len(X), optimizer, label_smoothing=0.0), rng=0)[0]
    assert record.train_loss == pytest.approx(loss, rel=1e-5)
    assert record.train_accuracy == pytest.approx(right)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_precision_is_kept(dtype: type[np.floating]) -> None:
    seen = set()

    @contract
    class Spy(Relu):
        def forward(self, x, **options):  # type: ignore[no-untyped-def]  # whatever its parent takes
            seen.add(x.dtype)
            return super().forward(x, **options)

        def backward(self, dy, *rest, **options):  # type: ignore[no-untyped-def]  # the same
            seen.add(dy.dtype)
            return super().backward(dy, *rest, **options)

    net = (Linear(4, 8, rng=0) >> Spy() >> Dropout(0.1) >> Linear(8, 3, rng=1)).astype(dtype)
    fit(net, X.astype(dtype), Y, TrainConfig(1, 16), validation=(OTHER[0].astype(dtype), OTHER[1]), rng=0)
    assert seen == {np.dtype(dtype)}
    assert flatten_parameters(net).dtype == dtype


def test_small_labels_do_not_overflow() -> None:
    eight, wide = network(), network()
    fit(eight, X, Y.astype(np.uint8), TrainConfig(2), rng=0)
    fit(wide, X, Y, TrainConfig(2), rng=0)
    assert flatten_parameters(eight).tobytes() == flatten_parameters(wide).tobytes()


def test_a_step_of_plain_descent_moves_by_rate_times_norm() -> None:
    """INVENTORY V74: ‖θ⁺ − θ‖ = η ‖g‖ without clipping, to the rounding of float32."""
    steps: list[StepRecord] = []
    fit(network(), X, Y, TrainConfig(3, 16, SGD(0.25)), rng=0, on_step=steps.append)
    assert len(steps) == 3 * 13
    assert [(step.epoch, step.batch) for step in steps[12:15]] == [(1, 13), (2, 1), (2, 2)]
    for step in steps:
        assert step.parameter_change == pytest.approx(0.25 * step.gradient_norm, rel=1e-4)


def test_listening_changes_nothing() -> None:
    alone, heard = network(), network()
    fit(alone, X, Y, TrainConfig(2), rng=0)
    fit(heard, X, Y, TrainConfig(2), rng=0, on_step=lambda step: step.health)
    assert flatten_parameters(alone).tobytes() == flatten_parameters(heard).tobytes()


@pytest.mark.parametrize(("norm", "health"), [(50.0, "exploding"), (1.0, "healthy"), (0.01, "vanishing")])
def test_health_is_read_from_the_gradient_norm(norm: float, health: str) -> None:
    assert StepRecord(1, 1, 1.0, norm, 0.1).health == health


def record(epoch: int, validation: float | None) -> EpochRecord:
    return EpochRecord(epoch, 1.0, 0.5, None, validation, 0.1, 1.0, 1.0, 10.0)


@pytest.mark.parametrize(
    ("accuracies", "best"), [([0.5, 0.9, 0.9, 0.8], 2), ([None, None, None], 3), ([0.4], 1), ([], 0)]
)
def test_the_best_epoch_is_the_first_of_the_highest_validation(accuracies: list[float | None], best: int) -> None:
    history = History([record(number, each) for number, each in enumerate(accuracies, start=1)])
    assert history.best_epoch == best
    assert history.is_best == (bool(accuracies) and best == len(accuracies))


def test_the_rate_follows_the_epochs() -> None:
    history = fit(network(), X, Y, TrainConfig(4, 50), rng=0)
    assert [each.learning_rate for each in history] == pytest.approx([0.1 * 0.85**epoch for epoch in range(4)])
    assert standard_optimizer(5) == standard_optimizer(5)


def test_an_optimizer_of_ones_own_schedule() -> None:
    history = fit(network(), X, Y, TrainConfig(2, 50, Adam(lambda step: 0.01 / (step + 1))), rng=0)
    assert [each.learning_rate for each in history] == pytest.approx([0.01, 0.01 / 6])
