"""Run folders: what is in them, that they are not overwritten, and settings that are read strictly."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.data.small import write_folder
from typednn.errors import CheckpointError, ConfigError, DataError
from typednn.layers import flatten_parameters
from typednn.train import (
    RunFolder,
    RunSettings,
    build_optimizer,
    build_training,
    create_run,
    load_data,
    load_run,
    snapshot,
    train,
)
from typednn.train.building import build_schedule
from typednn.train.run_folder import BEST, CONFIG, FILES, HISTORY, LAST, free_folder
from typednn.train.settings import MODELS, OPTIMIZERS, SCHEDULES, read_toml, settings_from


@pytest.fixture
def settings(tmp_path: Path) -> RunSettings:
    return RunSettings(hidden=(5,), epochs=3, batch_size=4, validation=3, data=str(write_folder(tmp_path / "data")))


def finished(settings: RunSettings, path: Path) -> RunFolder:
    run, data = create_run(path, settings), load_data(settings)
    training = build_training(settings, data)
    x, labels = data.inputs(data.train)
    train(
        training,
        x,
        labels,
        validation=data.inputs(data.validation),
        callbacks=[lambda each: run.save(snapshot(each, dataset=data.name))],
    )
    return run


def test_what_is_kept_comes_back(settings: RunSettings, tmp_path: Path) -> None:
    run = finished(settings, tmp_path / "run")
    run.log("done")
    assert sorted(path.name for path in run.path.iterdir()) == sorted(FILES)
    again = load_run(run.path)
    assert again.settings == settings
    assert again.result is None
    assert {"typednn", "python", "numpy", "machine"} <= set(again.environment)
    last, best = again.checkpoint("last"), again.checkpoint("best")
    assert last.metadata.epoch == 3
    assert best.metadata.epoch == last.history.best_epoch == best.history.best_epoch
    assert again.history() == last.history
    lines = [json.loads(line) for line in (run.path / HISTORY).read_text().splitlines()]
    assert lines == [record.as_json() for record in last.history]
    joined = np.concatenate([array.ravel() for array in last.parameters.values()])
    assert flatten_parameters(again.network("last")).tobytes() == joined.tobytes()
    assert load_run(run.finish({"test_accuracy": 0.5}).path).result == {"test_accuracy": 0.5}
    assert run.checkpoint("best").metadata.test_accuracy == 0.5


def test_a_run_is_not_overwritten_by_accident(settings: RunSettings, tmp_path: Path) -> None:
    run = finished(settings, tmp_path / "run")
    before = (run.path / LAST).read_bytes()
    with pytest.raises(ConfigError, match=r"there is a run already \(config\.json, .*--force"):
        create_run(run.path, settings)
    assert (run.path / LAST).read_bytes() == before
    (run.path / "notes.txt").write_text("mine")
    create_run(run.path, settings, force=True)
    assert sorted(path.name for path in run.path.iterdir()) == [CONFIG, "notes.txt"]


def test_a_free_folder_has_the_next_number(tmp_path: Path) -> None:
    assert free_folder(tmp_path, "mnist-mlp") == tmp_path / "mnist-mlp-1"
    (tmp_path / "mnist-mlp-1").mkdir()
    assert free_folder(tmp_path, "mnist-mlp") == tmp_path / "mnist-mlp-2"


def test_another_configuration_is_refused(settings: RunSettings, tmp_path: Path) -> None:
    run = finished(settings, tmp_path / "run")
    document = json.loads((run.path / CONFIG).read_text())
    document["settings"]["hidden"] = [6]
    (run.path / CONFIG).write_text(json.dumps(document))
    with pytest.raises(CheckpointError, match=r"0\.weight is float32\[30, 5\] instead of float32\[30, 6\]"):
        load_run(run.path).network()


def change(**settings: Any) -> Any:
    def changed(document: dict[str, Any]) -> dict[str, Any]:
        return {**document, "settings": {**document["settings"], **settings}}

    return changed


@pytest.mark.parametrize(
    "mistake",
    [
        lambda document: {},
        lambda document: [],
        lambda document: {**document, "format": 2},
        lambda document: {**document, "settings": 3},
        lambda document: {**document, "environment": 3},
        change(optimizer="sdg"),
        change(hidden=[0]),
        change(hidden="x"),
        change(batch_size=0),
        change(lr="fast"),
        change(unheard_of=1),
    ],
)
def test_a_configuration_that_cannot_be_used(mistake: Any, settings: RunSettings, tmp_path: Path) -> None:
    run = create_run(tmp_path / "run", settings)
    (run.path / CONFIG).write_text(json.dumps(mistake(json.loads((run.path / CONFIG).read_text()))))
    with pytest.raises(CheckpointError, match=r"config\.json"):
        load_run(run.path)


@pytest.mark.parametrize("content", ["", "{", "[" * 100_000, '{"format": 1'])
def test_a_damaged_configuration(content: str, tmp_path: Path) -> None:
    (tmp_path / CONFIG).write_text(content)
    with pytest.raises(CheckpointError, match="damaged"):
        load_run(tmp_path)


def test_a_folder_without_a_run(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="expected the folder of a run"):
        load_run(tmp_path)
    with pytest.raises(CheckpointError, match="expected the folder of a run"):
        load_run(tmp_path / "none")


def test_a_folder_that_cannot_be_made(settings: RunSettings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CheckpointError, match="cannot be written"):
        create_run(tmp_path / "file" / "run", settings)


@pytest.mark.parametrize("missing", [LAST, BEST])
def test_a_missing_checkpoint(missing: str, settings: RunSettings, tmp_path: Path) -> None:
    run = finished(settings, tmp_path / "run")
    (run.path / missing).unlink()
    with pytest.raises(CheckpointError, match=f"{missing}: cannot be read: No such file"):
        run.checkpoint("last" if missing == LAST else "best")


# Settings


def test_later_settings_overrule_earlier_ones() -> None:
    settings = settings_from({"epochs": 3, "lr": 0.5, "batch-size": 7}, {"lr": 0.25})
    assert (settings.epochs, settings.lr, settings.batch_size) == (3, 0.25, 7)


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("epoch", "did you mean 'epochs'"),
        ("batchsize", "did you mean 'batch-size'"),
        ("optimiser", "did you mean 'optimizer'"),
        ("weight_dekay", "did you mean 'weight-decay'"),
        ("xyzzy", "expected one of model, hidden,"),
    ],
)
def test_an_unknown_setting_gets_a_suggestion(key: str, hint: str) -> None:
    with pytest.raises(ConfigError, match=f"there is no setting '{key}': {hint}"):
        settings_from({key: 1})


@pytest.mark.parametrize(
    ("text", "widths"), [("256,128", (256, 128)), ("64", (64,)), (" 3 , 4 ", (3, 4)), ("", ()), ([5, 6], (5, 6))]
)
def test_widths_of_the_hidden_layers(text: object, widths: tuple[int, ...]) -> None:
    assert settings_from({"hidden": text}).hidden == widths


@pytest.mark.parametrize("hidden", ["256;128", "0", "-3", "a", "3,,4", [True], [0], 7])
def test_widths_that_are_none(hidden: object) -> None:
    with pytest.raises(ConfigError, match="hidden is"):
        settings_from({"hidden": hidden})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("model", "resnet"),
        ("optimizer", "lion"),
        ("schedule", "linear"),
        ("epochs", 0),
        ("epochs", 1.5),
        ("batch_size", 0),
        ("lr", -0.1),
        ("lr", "0.1"),
        ("momentum", 1.0),
        ("weight_decay", -1),
        ("clip", 0),
        ("radius", -1),
        ("decay", 0),
        ("dropout", 1),
        ("label_smoothing", 1),
        ("samples", 0),
        ("validation", -1),
        ("seed", -1),
        ("threads", 0),
        ("patience", 0),
        ("schedule_epochs", 0),
        ("data", 5),
    ],
)
def test_settings_out_of_range(name: str, value: object) -> None:
    with pytest.raises(ConfigError, match=rf"{name} is "):
        settings_from({name: value})


@pytest.mark.parametrize("content", [b"epochs = ", b"\xff\xfe", b"epochs = 3\nepochs = 4"])
def test_a_file_that_is_no_toml(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "run.toml").write_bytes(content)
    with pytest.raises(ConfigError, match=r"run\.toml: not TOML"):
        read_toml(tmp_path / "run.toml")


def test_every_name_means_something(settings: RunSettings) -> None:
    """Each optimizer with each schedule can be made, each network takes the data."""
    for optimizer in OPTIMIZERS:
        rates = set()
        for schedule in SCHEDULES:
            wanted = settings_from({"optimizer": optimizer, "schedule": schedule, "epochs": 9})
            made, rate = build_optimizer(wanted, 10), build_schedule(wanted)
            assert repr(rate) in repr(made)
            rates.add(tuple([rate(epoch) for epoch in range(9)]))
        assert len(rates) == len(SCHEDULES)
    for model in MODELS:
        large = settings_from({"model": model, "samples": 100})
        data = load_data(large)
        net = build_training(large, data).net
        assert net(data.inputs(data.train)[0]).shape == (92, 10)


def test_the_split_is_that_of_the_seed(settings: RunSettings) -> None:
    first, second = load_data(settings), load_data(settings)
    assert np.array_equal(first.validation.images, second.validation.images)
    images = [tuple(image.ravel()) for part in (first.train, first.validation) for image in part.images]
    assert len(set(images)) == len(images) == 12


def test_more_samples_than_there_are(settings: RunSettings) -> None:
    with pytest.raises(ConfigError, match="samples is 13, but data has 12 training examples"):
        load_data(settings_from(settings.as_json(), {"samples": 13}))
    with pytest.raises(DataError, match="no such folder"):
        load_data(settings_from(settings.as_json(), {"data": "/nonexistent"}))
