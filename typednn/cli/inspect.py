"""`typednn inspect`: what is in a run, or in a checkpoint."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from typednn.cli import runs, terminal
from typednn.cli.data.options import AsJson, Document, print_json

if TYPE_CHECKING:
    from typednn.contracts import Array
    from typednn.train import Checkpoint, RunFolder

GAP = "  "
TEXT = b"typednn checkpoint"


def inspect(
    path: Annotated[
        Path, typer.Argument(metavar="RUN|FILE", help="The folder of a run, or a checkpoint: .safetensors or text.")
    ],
    last: runs.Last = False,
    certificate: Annotated[
        bool, typer.Option("--certificate", help="Of a run: how much its network can at most change its output.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say what a run or a checkpoint holds: settings, metadata; name, shape, dtype and norm of each array.

    With --certificate: a Lipschitz constant of the network that holds for all inputs, and one that some inputs attain.
    Exit code 0: it is whole, its checksum too; 3: it is damaged, or nothing of ours.
    """
    if certificate:
        from typednn.cli import certificate as certificates

        certificates.show(path, last=last, as_json=as_json)
        return
    if not path.is_dir():
        checkpoint = _load(path)
        document: Document = {"file": str(path), **_document(checkpoint)}
        print_json(document) if as_json else _print(document)
        return
    from typednn.train import load_run

    run = load_run(path)
    which = "last" if last else "best"
    document = {**_about(run), "checkpoint": which, **_document(run.checkpoint("last" if last else "best"))}
    print_json(document) if as_json else _print(document)


def _load(path: Path) -> "Checkpoint":
    """By the first bytes: the text form, or else safetensors."""
    from typednn.train import load_checkpoint, load_text

    try:
        with path.open("rb") as file:
            text = file.read(len(TEXT)) == TEXT
    except OSError:
        text = False
    return load_text(path) if text else load_checkpoint(path)


def _about(run: "RunFolder") -> Document:
    return {
        "run": str(run.path),
        "settings": run.settings.as_json(),
        "environment": run.environment,
        "result": run.result,
    }


def _document(checkpoint: "Checkpoint") -> Document:
    """What `--json` prints of a checkpoint."""
    metadata = {**vars(checkpoint.metadata)}
    last = metadata.pop("last")
    counts = {name: value for name, value in checkpoint.optimizer.items() if isinstance(value, int)}
    states = {name: value for name, value in checkpoint.optimizer.items() if not isinstance(value, int)}
    groups = {"parameters": checkpoint.parameters, "state": checkpoint.state, "optimizer": states}
    return {
        "metadata": metadata,
        "last_epoch": None if last is None else last.as_json(),
        "generator": checkpoint.rng.get("bit_generator"),
        "counts": counts,
        "arrays": [
            _array(f"{group}/{name}", array) for group, arrays in groups.items() for name, array in arrays.items()
        ],
    }


def _array(name: str, array: "Array") -> Document:
    """Name, shape, dtype, and three numbers that tell much: norm, lowest, highest."""
    import numpy as np

    numbers = np.asarray(array, np.float64)
    low, high = (float(numbers.min()), float(numbers.max())) if numbers.size else (0.0, 0.0)
    return {
        "name": name,
        "shape": list(array.shape),
        "dtype": array.dtype.name,
        "elements": int(array.size),
        "norm": float(np.sqrt(np.square(numbers).sum())),
        "low": low,
        "high": high,
    }


def _print(document: Document) -> None:
    for title in ("settings", "environment", "result", "metadata", "last_epoch", "counts"):
        if document.get(title):
            _print_pairs(title.replace("_", " "), document[title])
    _print_arrays(document["arrays"])


def _print_pairs(title: str, pairs: Document) -> None:
    """Those that say something."""
    typer.echo(title)
    width = max(map(len, pairs))
    for name, value in pairs.items():
        if value is not None and value != "":
            typer.echo(f"{GAP}{name:<{width}}{GAP}{_words(name, value)}")
    typer.echo()


def _words(name: str, value: object) -> str:
    if name == "time" and isinstance(value, float):
        from datetime import UTC, datetime

        return f"{datetime.fromtimestamp(value, UTC):%Y-%m-%d %H:%M:%S} UTC"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _print_arrays(arrays: list[Document]) -> None:
    rows = [
        (
            array["name"],
            " × ".join(map(str, array["shape"])) or "a number",
            array["dtype"],
            f"{array['elements']:,}",
            *(f"{array[name]:.4g}" for name in ("norm", "low", "high")),
        )
        for array in arrays
    ]
    head = ("array", "shape", "dtype", "elements", "norm", "lowest", "highest")
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    while len(widths) > 1 and not terminal.fits(sum(widths) + len(GAP) * (len(widths) - 1)):
        widths.pop()  # a narrow terminal shows the first columns
    for row in (head, *rows):
        cells = [
            f"{cell:{'<' if at < 3 else '>'}{width}}" for at, (cell, width) in enumerate(zip(row, widths, strict=False))
        ]
        typer.echo(GAP.join(cells).rstrip())
    of_net = sum(array["elements"] for array in arrays if array["name"].startswith("parameters/"))
    typer.echo(f"\n{of_net:,} parameters")
