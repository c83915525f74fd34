"""What cannot be trained on is refused before anything is computed; what diverges says where, and how far it got."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.data.small import unseen
from tests.train.problem import network, points
from typednn.errors import ConfigError, DataError, DivergenceError, ShapeError, TypednnError
from typednn.layers import BatchNorm, Linear, Relu, flatten_parameters, parameter_vector
from typednn.optim import SGD, Adam, Momentum
from typednn.train import (
    CheckpointOnBest,
    Classifier,
    StopOnNaN,
    TrainConfig,
    evaluate,
    fit,
    mlp,
    predict_probabilities,
)

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
    "a negative label": (X, Y - 1, DataError, r"label -1 of (the validation )?example \d+ is outside"),
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
        ({"optimizer": SGD}, "optimizer is <class 'typednn.optim.sgd.SGD'>; expected one of typednn's"),
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


def test_the_validation_is_named() -> None:
    with pytest.raises(DataError, match=r"label 3 of the validation example \d+ is outside 0\.\.2"):
        fit(network(), X, Y, validation=(X, Y + 1))
    with pytest.raises(DataError, match=r"the validation example 7 holds nan at \(2,\)"):
        fit(network(), X, Y, validation=(with_entry(np.nan), Y))
    with pytest.raises(DataError, match="there are no validation examples"):
        fit(network(), X, Y, validation=(X[:0], Y[:0]))


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


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"net": "mlp"}, "net is 'mlp'; expected a network"),
        ({"config": {"epochs": 3}}, r"config is \{'epochs': 3\}; expected a TrainConfig"),
        ({"rng": -1}, "rng is -1; expected a seed of at least 0"),
        ({"rng": True}, "rng is True; expected a seed"),
        ({"callbacks": StopOnNaN()}, r"callbacks is StopOnNaN\(\); expected several"),
        ({"callbacks": [StopOnNaN]}, r"the callback StopOnNaN is a class; make one of it: StopOnNaN\(…\)"),
        ({"callbacks": [3]}, "the callback 3 cannot be called"),
    ],
)
def test_classifier_refuses_its_settings_when_it_is_made(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        Classifier(**({"net": network()} | settings))


def test_a_seed_must_be_one() -> None:
    with pytest.raises(ConfigError, match=r"rng is -1; expected a seed of at least 0, a np.random.Generator, or None"):
        fit(network(), X, Y, rng=-1)
    with pytest.raises(ConfigError, match="rng is -1; expected a seed"):
        mlp(4, [8], 3, rng=-1)
    with pytest.raises(ConfigError, match=r"hidden is 8; expected the widths of the hidden layers, such as \[128\]"):
        mlp(4, unseen(8), 3)


def test_a_best_network_is_kept_in_a_file() -> None:
    with pytest.raises(ConfigError, match="CheckpointOnBest: path is 3; expected a file"):
        CheckpointOnBest(unseen(3))


def test_what_is_evaluated_is_named_by_its_place_among_all() -> None:
    """Evaluation goes in parts of 1,000; no part's own count is of use to anybody."""
    x, labels = points(2500)
    hole = x.copy()
    hole[2345, 1] = np.nan
    with pytest.raises(DataError, match=r"the given example 2345 holds nan at \(1,\)"):
        evaluate(network(), hole, labels)
    labels[1234] = 7
    with pytest.raises(DataError, match=r"label 7 of the given example 1234 is outside 0\.\.2"):
        evaluate(network(), x, labels)
    with pytest.raises(DataError, match=r"label 7 of example 1234 is outside 0\.\.2"):
        Classifier(network()).score(x, labels)


def test_a_network_whose_numbers_are_not_finite_predicts_nothing() -> None:
    """argmax of NaN is 0: a class like any other."""
    net = network()
    parameter_vector(net)[3] = np.nan
    calls: list[Callable[[], object]] = [
        lambda: Classifier(net).predict(X),
        lambda: Classifier(net).predict_proba(X),
        lambda: Classifier(net).score(X, Y),
        lambda: predict_probabilities(net, X),
        lambda: evaluate(net, X, Y),
    ]
    for call in calls:
        with pytest.raises(
            DataError, match=r"the network gives \[nan, nan, nan\] for example 0: expected finite numbers"
        ):
            call()
    parameter_vector(net)[:] = 3e38
    with pytest.raises(DataError, match=r"the network gives \[.*inf.*\] for example \d+"):
        Classifier(net).predict(X)


def test_one_example_is_no_batch() -> None:
    for predict in (Classifier(network()).predict, Classifier(network()).predict_proba):
        with pytest.raises(ShapeError, match=r'Linear\(4, 8\) takes fan_in = 4, but it is given "batch"'):
            predict(X[0])
