"""What the commands share that read a run: its folder, which of its networks, and where they write."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from typednn.errors import ConfigError

if TYPE_CHECKING:
    from typednn.train import Checkpoint

Run: TypeAlias = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run, as `typednn train` makes.")]
Last: TypeAlias = Annotated[bool, typer.Option("--last", help="The network of the last epoch, not of the best one.")]
Force: TypeAlias = Annotated[bool, typer.Option("--force", help="Overwrite what is there.")]


def epoch_of(checkpoint: "Checkpoint", last: bool) -> str:
    """For people."""
    metadata = checkpoint.metadata
    return f"{'last' if last else 'best'} epoch, {metadata.epoch} of {metadata.epochs}"


def require_free(path: Path, *, force: bool) -> None:
    """An older file is only overwritten with `--force`."""
    if path.exists() and not force:
        raise ConfigError(f"{path}: there is a file already; choose another name, or overwrite it (--force)")


def write(path: Path, content: bytes) -> None:
    """Write a file that is asked for."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}; choose another place") from None
