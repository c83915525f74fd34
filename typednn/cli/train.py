"""`typednn train`: train a network, and keep the run."""

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from typednn.cli import train_options as option
from typednn.errors import ConfigError, DivergenceError

if TYPE_CHECKING:
    from typednn.cli.train_screen import Screen
    from typednn.train import RunData, RunFolder, RunSettings

INTERRUPTED = 130
CHANGED_BY_RESUMING = {"epochs", "patience", "threads"}


def train(
    model: option.Model = None,
    hidden: option.Hidden = None,
    dropout: option.Dropout = None,
    optimizer: option.Optimizer = None,
    lr: option.Rate = None,
    momentum: option.Momentum = None,
    weight_decay: option.WeightDecay = None,
    radius: option.Radius = None,
    clip: option.Clip = None,
    schedule: option.Schedule = None,
    schedule_epochs: option.ScheduleEpochs = None,
    decay: option.Decay = None,
    label_smoothing: option.LabelSmoothing = None,
    batch_size: option.BatchSize = None,
    epochs: option.Epochs = None,
    patience: option.Patience = None,
    samples: option.Samples = None,
    validation: option.Validation = None,
    seed: option.Seed = None,
    threads: option.Threads = None,
    data: option.Data = None,
    config: option.Config = None,
    out: option.Out = None,
    resume: option.Resume = None,
    target: option.Target = None,
    as_json: option.AsJson = False,
    quiet: option.Quiet = False,
    force: option.Force = False,
) -> None:
    """Train a network: without arguments 784-128-10 on MNIST, in seconds, to about 98 %.

    Exit code 0: it is trained; 1: it diverged, or --target is missed; 2: a setting cannot be used; 3: the data or
    the run cannot; 130: interrupted, and saved.
    """
    given = {name: value for name, value in locals().items() if name not in _NO_SETTINGS and value is not None}
    if resume is not None:
        _refuse(resume, {**given, "out": out, "force": force or None, "config": config})
    if data is not None:
        given["data"] = str(data.resolve())
    try:
        run, settings, examples = _resumed(resume, given) if resume else _begun(config, given, out, force)
    except KeyboardInterrupt:
        typer.echo("\ninterrupted before the training began; nothing was changed", err=True)
        raise typer.Exit(INTERRUPTED) from None
    from typednn.cli.train_screen import screen

    accuracy = _trained(run, settings, examples, screen(as_json=as_json, quiet=quiet), resumed=resume is not None)
    if target is not None and accuracy < target:
        typer.echo(f"typednn: the test accuracy is {accuracy:.4f}, below the target {target:g}", err=True)
        raise typer.Exit(1)


_NO_SETTINGS = {"config", "out", "resume", "target", "as_json", "quiet", "force"}


def _refuse(resume: Path, given: dict[str, object]) -> None:
    """A run that goes on keeps its settings."""
    changed = [name for name, value in given.items() if value is not None and name not in CHANGED_BY_RESUMING]
    if changed:
        options = ", ".join(f"--{name.replace('_', '-')}" for name in changed)
        raise ConfigError(
            f"{options} cannot be given with --resume: the run in {resume} goes on with its own settings; "
            "only --epochs, --patience and --threads may change"
        )


def _begun(
    config: Path | None, given: dict[str, object], out: Path | None, force: bool
) -> "tuple[RunFolder, RunSettings, RunData]":
    """A new run; nothing is written before settings and data are found to be usable."""
    from typednn.train import create_run, load_data
    from typednn.train.run_folder import free_folder
    from typednn.train.settings import read_toml, settings_from

    settings = settings_from({} if config is None else read_toml(config), given).settled()
    examples = load_data(settings)
    path = free_folder(Path("runs"), f"{examples.name}-{settings.model}") if out is None else out
    return create_run(path, settings, force=force), settings, examples


def _resumed(path: Path, given: dict[str, object]) -> "tuple[RunFolder, RunSettings, RunData]":
    """The run in a folder, perhaps for more epochs than it was begun with."""
    from typednn.train import load_run
    from typednn.train.settings import settings_from

    run = load_run(path)
    settings = settings_from(run.settings.as_json(), given)
    run = replace(run, settings=settings)
    return run, settings, run.data()


def _trained(run: "RunFolder", settings: "RunSettings", data: "RunData", screen: "Screen", *, resumed: bool) -> float:
    """Train, save after each epoch, test the best network; the test accuracy."""
    from typednn.train import Callback, EarlyStopping, build_training, evaluate, restore, snapshot
    from typednn.train import train as go_on
    from typednn.train.threads import blas_threads

    training = build_training(settings, data)
    if resumed and run.is_begun:
        restore(training, run.checkpoint("last"))
        run.write_config()
    else:
        run.save(snapshot(training, dataset=data.name))
    run.log(f"{'resumed after' if resumed else 'begun, '} epoch {training.epoch}: {training.net!r}")
    x, labels = data.inputs(data.train)
    aside = data.inputs(data.validation) if len(data.validation) else None
    save: Callback = lambda each: run.save(snapshot(each, dataset=data.name))  # noqa: E731  # mypy knows its type here
    callbacks: list[Callback] = [save, screen.row]
    if settings.patience is not None:
        callbacks.insert(0, EarlyStopping(settings.patience))
    screen.begin(training, len(x))
    try:
        with blas_threads(settings.threads), screen.bar() or nullcontext() as bar:
            go_on(training, x, labels, validation=aside, callbacks=callbacks, on_batch=bar)
            tested = evaluate(run.network("best", data), *data.inputs(data.test))
    except KeyboardInterrupt:
        run.log(f"interrupted in epoch {training.epoch + 1}")
        screen.interrupted(run.path, len(run.history()))
        raise typer.Exit(INTERRUPTED) from None
    except DivergenceError as error:
        run.log(str(error))
        raise
    result = {"test_accuracy": tested.accuracy, "test_loss": tested.loss, "best_epoch": training.history.best_epoch}
    run.finish(result)
    run.log(f"finished: {result}")
    screen.end(training.history, tested, training.passes.parameters.size, run.path)
    return tested.accuracy
