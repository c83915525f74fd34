"""Runs of a few hundred of MNIST's digits, trained once a worker: a perceptron and a LeNet."""

from pathlib import Path

import numpy as np
import pytest

from typednn.data import load_mnist_part, write_idx
from typednn.data.folder import file_name
from typednn.train import RunSettings, build_training, create_run, evaluate, load_data, snapshot, train

TRAIN, TEST = 600, 300


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data set of 600 training and 300 test images."""
    folder = tmp_path_factory.mktemp("sets") / "digits"
    folder.mkdir()
    some = load_mnist_part("test")
    for part, chosen in (("train", slice(0, TRAIN)), ("test", slice(TRAIN, TRAIN + TEST))):
        write_idx(folder / file_name(part, "images"), np.ascontiguousarray(some.images[chosen]))
        write_idx(folder / file_name(part, "labels"), np.ascontiguousarray(some.labels[chosen]))
    return folder


def trained(path: Path, settings: RunSettings) -> Path:
    """As `typednn train` leaves it."""
    data = load_data(settings)
    run = create_run(path, settings.settled())
    training = build_training(settings.settled(), data)
    run.save(snapshot(training, dataset=data.name))
    run.log("begun")
    train(
        training,
        *data.inputs(data.train),
        validation=data.inputs(data.validation),
        callbacks=[lambda each: run.save(snapshot(each, dataset=data.name))],
    )
    tested = evaluate(run.network("best", data), *data.inputs(data.test))
    run.finish({"test_accuracy": tested.accuracy, "test_loss": tested.loss, "best_epoch": training.history.best_epoch})
    return path


@pytest.fixture(scope="session")
def mlp_run(digits: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """784-16-10, four epochs: right on most digits, wrong on enough to show."""
    settings = RunSettings(hidden=(16,), epochs=4, data=str(digits), seed=1)
    return trained(tmp_path_factory.mktemp("runs") / "mlp", settings)


@pytest.fixture(scope="session")
def lenet_run(digits: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A LeNet after one epoch, with dropout, which does nothing when it is used."""
    settings = RunSettings(model="lenet", dropout=0.2, epochs=1, data=str(digits), seed=1)
    return trained(tmp_path_factory.mktemp("runs") / "lenet", settings)
