"""What `typednn train` shows: a row an epoch, or JSON lines; a bar on a terminal's stderr; the result."""

import json
import math
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from typednn.train import EpochRecord, Evaluation, History
from typednn.train.training import AnyTraining

Tick = Callable[[int], object]
BLOCKS = "▁▂▃▄▅▆▇█"
# In the order in which they are left out of a narrow terminal, the last first.
COLUMNS: tuple[tuple[str, Callable[[EpochRecord], str]], ...] = (
    ("epoch", lambda record: str(record.epoch)),
    ("validation", lambda record: _share(record.validation_accuracy)),
    ("train", lambda record: _share(record.train_accuracy)),
    ("loss", lambda record: f"{record.train_loss:.4f}"),
    ("seconds", lambda record: f"{record.seconds:.1f}"),
    ("rate", lambda record: f"{record.learning_rate:.2g}"),
)
WIDTH = 12


class Screen:
    """Says nothing but the result, in one line."""

    def begin(self, training: AnyTraining, examples: int) -> None:
        """Before the first epoch."""

    def bar(self) -> AbstractContextManager[Tick] | None:
        """While it is trained."""
        return None

    def row(self, training: AnyTraining) -> None:
        """After an epoch."""

    def end(self, history: History, tested: Evaluation, parameters: int, run: Path) -> None:
        """The test."""
        typer.echo(f"{tested.accuracy:.4f}")

    def interrupted(self, run: Path, epochs: int) -> None:
        """What is kept, and how to go on."""
        saved = "1 epoch is" if epochs == 1 else f"{epochs} epochs are"
        typer.echo(f"\ninterrupted: {saved} saved in {run}; go on with: typednn train --resume {run}", err=True)


class Lines(Screen):
    """JSON lines."""

    def row(self, training: AnyTraining) -> None:
        record = training.history[-1]
        names = ["epoch", "train_loss", "train_accuracy", "validation_accuracy", "seconds", "samples_per_second"]
        typer.echo(json.dumps({"event": "epoch", **{name: getattr(record, name) for name in names}}))

    def end(self, history: History, tested: Evaluation, parameters: int, run: Path) -> None:
        document = {
            "event": "end",
            "test_accuracy": tested.accuracy,
            "test_loss": tested.loss,
            "best_epoch": history.best_epoch,
            "seconds": sum(record.seconds for record in history),
            "parameters": parameters,
            "run": str(run),
        }
        typer.echo(json.dumps(document))


class Table(Screen):
    """For people."""

    def __init__(self) -> None:
        self._columns = columns_for(shutil.get_terminal_size().columns if sys.stdout.isatty() else None)
        self._training: AnyTraining | None = None
        self._examples = 0

    def begin(self, training: AnyTraining, examples: int) -> None:
        self._training, self._examples = training, examples
        typer.echo(f"{training.net!r}: {training.passes.parameters.size:,} parameters, {examples:,} examples\n")
        typer.echo("".join(f"{name:>{WIDTH}}" for name, _ in self._columns))
        for record in training.history:
            self._print(record, best=False)

    @contextmanager
    def _progress(self, training: AnyTraining) -> Iterator[Tick]:
        console = Console(stderr=True)
        columns = TextColumn("epoch {task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn()
        batches = math.ceil(self._examples / training.config.batch_size)
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("", total=batches)

            def tick(batch: int) -> None:
                progress.update(task, completed=batch, description=str(training.epoch + 1))

            yield tick

    def bar(self) -> AbstractContextManager[Tick] | None:
        if self._training is None or not sys.stderr.isatty():
            return None
        return self._progress(self._training)

    def row(self, training: AnyTraining) -> None:
        self._print(training.history[-1], best=training.history.is_best)

    def _print(self, record: EpochRecord, *, best: bool) -> None:
        cells = "".join(f"{cell(record):>{WIDTH}}" for _, cell in self._columns)
        typer.echo(cells + (" *" if best else ""))

    def end(self, history: History, tested: Evaluation, parameters: int, run: Path) -> None:
        seen = [record.validation_accuracy for record in history if record.validation_accuracy is not None]
        typer.echo()
        if history.stopped:
            typer.echo(f"stopped: {history.stopped}")
        if len(seen) > 1:
            typer.echo(f"validation {sparkline(seen)} {_share(seen[0])} to {_share(max(seen))}")
        low, high = tested.interval()
        typer.echo(f"test accuracy {tested.accuracy:.2%} ({low:.2%} to {high:.2%}), loss {tested.loss:.4f}")
        typer.echo(f"the best epoch is {history.best_epoch}; saved in {run}")


def screen(*, as_json: bool, quiet: bool) -> Screen:
    """`--json` decides before `--quiet`: it is quiet already."""
    if as_json:
        return Lines()
    return Screen() if quiet else Table()


def columns_for(width: int | None) -> tuple[tuple[str, Callable[[EpochRecord], str]], ...]:
    """Those that fit, with the mark of the best epoch; all of them where there is no terminal."""
    return COLUMNS if width is None else COLUMNS[: max(2, (width - 2) // WIDTH)]


def sparkline(numbers: list[float]) -> str:
    """A block for each number, from the lowest to the highest."""
    low, high = min(numbers), max(numbers)
    steps = (high - low) / (len(BLOCKS) - 1) or 1.0
    return "".join(BLOCKS[round((number - low) / steps)] for number in numbers)


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.2%}"
