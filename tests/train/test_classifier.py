"""The short way to a classifier, and the callbacks that people ask for by name."""

from pathlib import Path

import numpy as np
import pytest

from tests.train.problem import network, points
from typednn import Classifier, DataError, TrainConfig, load_checkpoint
from typednn.layers import flatten_parameters
from typednn.optim import SGD
from typednn.train import CheckpointOnBest, EarlyStopping, LearningRateLog, fit

X, Y = points(300)
OTHER = points(100, seed=1)


def test_fit_predict_score() -> None:
    classifier = Classifier(network(), rng=0).fit(X, Y)
    predicted = classifier.predict(OTHER[0])
    assert predicted.dtype == np.int64
    assert classifier.score(*OTHER) == np.mean(predicted == OTHER[1]) > 0.9
    probabilities = classifier.predict_proba(OTHER[0])
    assert np.array_equal(probabilities.argmax(axis=1), predicted)
    assert classifier.history is not None
    assert len(classifier.history) == TrainConfig().epochs


def test_double_precision_is_rounded_to_the_networks() -> None:
    narrow, wide = Classifier(network(), rng=0).fit(X, Y), Classifier(network(), rng=0)
    wide.fit(X.astype(np.float64), Y, validation=(OTHER[0].astype(np.float64), OTHER[1]))
    assert flatten_parameters(narrow.net).tobytes() == flatten_parameters(wide.net).tobytes()
    assert wide.predict_proba(OTHER[0].astype(np.float64)).dtype == np.float32


def test_nan_is_refused_in_prediction_too() -> None:
    x = X.copy()
    x[3] = np.nan
    classifier = Classifier(network())
    with pytest.raises(DataError, match="example 3 holds nan"):
        classifier.predict(x)
    with pytest.raises(DataError, match="example 3 holds nan"):
        classifier.predict_proba(x)


def test_it_says_what_it_is_of() -> None:
    assert repr(Classifier(network())) == "Classifier(Linear(4, 8) >> Relu() >> Linear(8, 3))"


def test_early_stopping_waits_and_says_why() -> None:
    history = fit(
        network(),
        X,
        Y,
        TrainConfig(50, optimizer=SGD(0.0)),
        validation=OTHER,
        rng=0,
        callbacks=[EarlyStopping(patience=3)],
    )
    assert len(history) == 4
    assert "has not risen" in history.stopped
    assert "for 3 epochs" in history.stopped


def test_early_stopping_without_validation_never_stops() -> None:
    history = fit(network(), X, Y, TrainConfig(6, optimizer=SGD(0.0)), rng=0, callbacks=[EarlyStopping(patience=1)])
    assert len(history) == 6
    assert history.stopped == ""


def test_the_best_network_is_kept(tmp_path: Path) -> None:
    net = network()
    kept = tmp_path / "best.safetensors"
    after: dict[int, bytes] = {}
    history = fit(
        net,
        X,
        Y,
        TrainConfig(6),
        validation=OTHER,
        rng=0,
        callbacks=[CheckpointOnBest(kept), lambda each: after.update({each.epoch: flatten_parameters(net).tobytes()})],
    )
    checkpoint = load_checkpoint(kept)
    assert checkpoint.metadata.epoch == history.best_epoch
    joined = b"".join(array.tobytes() for array in checkpoint.parameters.values())
    assert joined == after[history.best_epoch]


def test_learning_rates_are_logged() -> None:
    log = LearningRateLog()
    history = fit(network(), X, Y, TrainConfig(3), rng=0, callbacks=[log])
    assert log.rates == [each.learning_rate for each in history]
    assert log.rates[0] > log.rates[2]
