"""Options that the data commands share, and the data set that they mean."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

if TYPE_CHECKING:
    from typednn.data.examples import Dataset, Examples

DataFolder: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="FOLDER",
        help="A folder with MNIST's four file names, gzipped or not. Without it: MNIST, which is built in.",
    ),
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")]
Document: TypeAlias = dict[str, Any]  # an object of JSON
Quiet: TypeAlias = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but the result.")]


def load(folder: Path | None) -> "Dataset[int, int]":
    from typednn.data.embedded import MNIST_FOLDER
    from typednn.data.folder import load_folder

    return load_folder(MNIST_FOLDER if folder is None else folder)


def load_one(folder: Path | None, part: str) -> "Examples[int, int]":
    """Only the part that is asked for."""
    from typednn.data.embedded import MNIST_FOLDER
    from typednn.data.folder import load_part

    return load_part(MNIST_FOLDER if folder is None else folder, part)


def name_of(folder: Path | None) -> str:
    return "mnist" if folder is None else folder.resolve().name


def print_json(document: Document) -> None:
    """One line; where stdout is not UTF-8, with escapes."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    typer.echo(json.dumps(document, ensure_ascii=not unicode))
