"""What cannot be trained on is refused before anything is computed; what diverges says where, and how far it got."""

from typing import Any

import numpy as np
import pytest

from tests.data.small import unseen
from tests.train.problem import network, points
from typednn.errors import ConfigError, DataError, DivergenceError, ShapeError, TypednnError
from typednn.layers import BatchNorm, Linear, Relu, flatten_parameters
from typednn.optim import SGD, Adam, Momentum
from typednn.train import Classifier, StopOnNaN, TrainConfig, fit

X, Y = points(40)


def with_entry(value: float) -> Any:
    x = X.copy()
    x[7, 2] = value
    return x


BAD = {
    "nan": (with_entry(np.nan), Y, DataError, r"example 7 holds nan at \(2,\)"),
    "infinity": (with_entry(-np.inf), Y, DataError, r"example 7 holds -inf at \(2,\)"),
    "empty": (X[:0], Y[:0], DataError, "no training examples"),
    "labels too short": (X, Y[:-1], ShapeError, r'"labels" is int64\[39\], expected Integer "n" with n = 40'),
    "labels too long": (X[:-1], Y, ShapeError, 'expected Integer "n" with n = 39'),
    "labels of floats": (X, Y.astype(np.float32), ShapeError, r"float32\[40\], expected Integer"),
    "labels in columns": (X, Y[:, None], ShapeError, r"int64\[40, 1\]"),
    "a label too high": (X, Y + 1, DataError, r"outside 0\.\.2"),
    "a negative label": (X, Y - 1, DataError, r"label -1 of example \d+ is outside"),
    "double precision": (X.astype(np.float64), Y, DataError, r"float64, but the parameters .* float32: x\.astype"),
    "whole numbers": (X.astype(np.int64), Y, ShapeError, r"int64\[40, 4\], expected Float"),
    "bytes": (X.astype(np.uint8), Y, ShapeError, "expected Float"),
    "too narrow": (X[:, :3], Y, ShapeError, "takes fan_in = 4"),
    "no array": ([[1.0]], Y, ShapeError, "list"),
}


@pytest.mark.parametrize(("x", "labels", "error", "message"), BAD.values(), ids=BAD.keys())
def test_examples_are_refused_and_nothing_is_touched(
    x: object, labels: object, error: type[TypednnError], message: str
) -> None:
    net = network()
    before = flatten_parameters(net)
    with pytest.raises(error, match=message):
        fit(net, unseen(x), unseen(labels))
    with pytest.raises(error, match=message):
        fit(net, X, Y, validation=unseen((x, labels))) if error is DataError and len(unseen(x)) else fit(
            net, unseen(x), unseen(labels)
        )
    assert np.array_equal(flatten_parameters(net), before)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"batch_size": 0}, "batch_size is 0"),
        ({"batch_size": -3}, "batch_size is -3"),
        ({"batch_size": 2.5}, "batch_size is 2.5"),
        ({"epochs": 0}, "epochs is 0"),
        ({"epochs": True}, "epochs is True"),
        ({"label_smoothing": 1.0}, "label_smoothing is 1.0"),
        ({"label_smoothing": float("nan")}, "label_smoothing is nan"),
        ({"optimizer": "adam"}, "optimizer is 'adam'"),
    ],
)
def test_settings_are_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        TrainConfig(**settings)


@pytest.mark.parametrize("optimizer", [SGD, Momentum, Adam])
@pytest.mark.parametrize("rate", [-0.1, float("nan"), float("inf")])
def test_a_learning_rate_must_be_usable(optimizer: type[SGD | Momentum | Adam], rate: float) -> None:
    with pytest.raises(ConfigError, match="learning_rate is"):
        optimizer(rate)


def test_a_function_must_make_an_optimizer() -> None:
    with pytest.raises(ConfigError, match="optimizer is None"):
        fit(network(), X, Y, TrainConfig(optimizer=unseen(lambda steps: None)))


def test_a_network_must_give_scores() -> None:
    with pytest.raises(DataError, match=r'gives "batch 2 8" .* expected "batch classes"'):
        fit(Linear(4, 8) >> Relu(), X.reshape(20, 2, 4), Y[:20])


DIVERGING = TrainConfig(5, 8, SGD(1e30))


def test_a_training_that_diverges_says_where() -> None:
    net = network()
    with pytest.raises(DivergenceError) as caught:
        fit(net, X, Y, DIVERGING, rng=0)
    message = str(caught.value)
    assert message.startswith("epoch 1, batch ")
    for piece in (" of 5: ", "is not finite", "largest gradient norm of this epoch was", "(now 1e+30)", "clip"):
        assert piece in message
    assert np.isfinite(flatten_parameters(net)).all()


@pytest.mark.parametrize(
    ("rate", "message"),
    [(1e39, "the parameters are not finite"), (1e30, "the output for the validation is not finite")],
)
def test_a_last_step_that_diverges_is_found_too(rate: float, message: str) -> None:
    with pytest.raises(DivergenceError, match=f"epoch 1: after its last step {message}") as caught:
        fit(network(), X, Y, TrainConfig(1, 40, SGD(rate)), validation=(X, Y), rng=0)
    assert ("are of no use" in str(caught.value)) == (rate > 1e38)


def test_stop_on_nan_ends_quietly() -> None:
    net = network()
    history = fit(net, X, Y, DIVERGING, rng=0, callbacks=[StopOnNaN()])
    assert "is not finite" in history.stopped
    assert len(history) < 5
    assert np.isfinite(flatten_parameters(net)).all()


def test_other_mistakes_stay_what_they_are() -> None:
    with pytest.raises(ConfigError, match="gives the learning rate -1"):
        fit(network(), X, Y, TrainConfig(optimizer=SGD(lambda step: -1.0)))
    with pytest.raises(DataError, match="trained on 1 sample"):
        fit(Linear(4, 3) >> BatchNorm(3), X, Y, TrainConfig(1, 39))


def test_classifier_refuses_what_is_no_network() -> None:
    with pytest.raises(ConfigError, match="expected a network"):
        Classifier(unseen("mlp"))
