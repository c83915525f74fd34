"""A run in a folder: config.json, history.jsonl, last.safetensors, best.safetensors, run.log.

    run = load_run("runs/mnist-mlp-1")
    net = run.network()                 # the best weights, checked against the configuration

`last.safetensors` alone decides how a run goes on; the others are made from it, or stand beside it for people.
"""

import json
import platform
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from typednn.errors import CheckpointError, ConfigError
from typednn.layers import Chain
from typednn.train.building import RunData, build_network, load_data
from typednn.train.checkpoint import Checkpoint, checkpoint_bytes, load_checkpoint, load_parameters
from typednn.train.checkpoint_file import Document
from typednn.train.history import History
from typednn.train.safe_writing import settle_folder, write_safely
from typednn.train.settings import RunSettings, settings_from

CONFIG, HISTORY, LOG = "config.json", "history.jsonl", "run.log"
LAST, BEST = "last.safetensors", "best.safetensors"
FILES = (CONFIG, HISTORY, LOG, LAST, BEST)
Which = Literal["best", "last"]
FORMAT = 1


@dataclass(frozen=True)
class RunFolder:
    """Where a run lives, and its settings."""

    path: Path
    settings: RunSettings
    environment: dict[str, str]
    result: Document | None = None

    @property
    def is_begun(self) -> bool:
        """Whether there is anything to go on from: not if the run was killed before its first checkpoint."""
        return (self.path / LAST).exists() or (self.path / HISTORY).exists()

    def checkpoint(self, which: Which = "best") -> Checkpoint:
        """The best epoch's or the last one's."""
        return load_checkpoint(self.path / (BEST if which == "best" else LAST))

    def history(self) -> History:
        """All epochs so far."""
        return load_checkpoint(self.path / LAST).history

    def data(self) -> RunData:
        """The examples with which it was trained, validated and will be tested."""
        return load_data(self.settings)

    def network(self, which: Which = "best", data: RunData | None = None) -> Chain:
        """The network of the configuration with the weights of a checkpoint; an error if they do not fit."""
        net = build_network(self.settings, self.data() if data is None else data)
        load_parameters(net, self.checkpoint(which))
        return net

    def save(self, checkpoint: Checkpoint) -> None:
        """After an epoch. The best one comes first: a run that is killed in between goes through the epoch again."""
        content = checkpoint_bytes(checkpoint)
        if checkpoint.history.is_best or not len(checkpoint.history):
            write_safely(self.path / BEST, content)
        write_safely(self.path / LAST, content)
        settle_folder(self.path)
        lines = "".join(json.dumps(record.as_json()) + "\n" for record in checkpoint.history)
        write_safely(self.path / HISTORY, lines.encode(), wait=False)

    def finish(self, result: Document) -> "RunFolder":
        """The configuration with what came out; the best checkpoint knows how it did in the test."""
        done, best = replace(self, result=result), self.checkpoint("best")
        metadata = replace(best.metadata, test_accuracy=result["test_accuracy"])
        write_safely(self.path / BEST, checkpoint_bytes(replace(best, metadata=metadata)))
        done.write_config()
        return done

    def write_config(self) -> None:
        """Settings, environment and result."""
        document = {
            "format": FORMAT,
            "settings": self.settings.as_json(),
            "environment": self.environment,
            "result": self.result,
        }
        write_safely(self.path / CONFIG, (json.dumps(document, indent=2) + "\n").encode())

    def log(self, line: str) -> None:
        """A line with its time, at the end of the log."""
        try:
            with (self.path / LOG).open("a", encoding="utf-8") as log:
                log.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {line}\n")
        except OSError as error:
            raise CheckpointError(f"{self.path / LOG}: cannot be written: {error.strerror}") from None


def create_run(path: Path, settings: RunSettings, *, force: bool = False) -> RunFolder:
    """A new run; an older one in the same folder is only overwritten with `force`."""
    there = [name for name in FILES if (path / name).exists()]
    if there and not force:
        raise ConfigError(
            f"{path}: there is a run already ({', '.join(there)}): choose another folder with --out, go on with it "
            f"(--resume {path}), or overwrite it (--force)"
        )
    try:
        path.mkdir(parents=True, exist_ok=True)
        for name in there:
            (path / name).unlink()
    except OSError as error:
        raise CheckpointError(f"{path}: cannot be written: {error.strerror}; choose another folder") from None
    run = RunFolder(path, settings, environment())
    run.write_config()
    return run


def load_run(path: str | Path) -> RunFolder:
    """The run in a folder; whatever cannot be used is a `CheckpointError`."""
    path = Path(path)
    try:
        document = json.loads((path / CONFIG).read_text(encoding="utf-8"))
    except OSError as error:
        raise CheckpointError(
            f"{path / CONFIG}: cannot be read: {error.strerror}; expected the folder of a run, as `typednn train` makes"
        ) from None
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{path / CONFIG}: damaged: {error}") from None
    try:
        if document["format"] != FORMAT:
            raise CheckpointError(f"{path / CONFIG}: format {document['format']!r}; this version reads {FORMAT}")
        settings = settings_from(document["settings"])
        return RunFolder(path, settings, dict(document["environment"]), document["result"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, CheckpointError):
            raise
        raise CheckpointError(f"{path / CONFIG}: does not hold what it should: {error}") from None


def free_folder(parent: Path, name: str) -> Path:
    """``parent/name-1``, or the first number that is free."""
    number = 1
    while (parent / f"{name}-{number}").exists():
        number += 1
    return parent / f"{name}-{number}"


def environment() -> dict[str, str]:
    """What the numbers may depend on."""
    packages = {name: version(name) for name in ("numpy", "safetensors")}
    from typednn import __version__

    return {"typednn": __version__, "python": platform.python_version(), "machine": platform.machine(), **packages}
