"""`typednn predict`: what a network says of images of one's own."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from typednn.cli import runs
from typednn.cli.data.options import Quiet, print_json
from typednn.errors import DataError

if TYPE_CHECKING:
    import numpy as np

    from typednn.contracts import Array, Float, UInt8

BRIGHT = 128  # a border brighter than this is paper


def predict(
    run: runs.Run,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="PNG or IDX files, plain or gzipped.")],
    last: runs.Last = False,
    inverted: Annotated[
        bool, typer.Option("--inverted", help="Bright and dark exchanged: for ink on paper; MNIST is bright on dark.")
    ] = False,
    top: Annotated[int, typer.Option(min=1, metavar="N", help="How many classes to name.")] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines on stdout: an object for each image.")] = False,
    quiet: Quiet = False,
) -> None:
    """Tell the class of images: the likeliest first, with its probability.

    Exit code 0: all files were read; 2: an option cannot be used; 3: a file, the run or its data cannot.
    """
    from typednn.train import images_as_inputs, load_run, predict_probabilities

    found = load_run(run)
    data = found.data()
    net = found.network("last" if last else "best", data)
    size = data.train.images.shape[1:]
    for file in files:
        images = _images(file, size)
        if inverted:
            images = 255 - images
        elif not quiet and _is_on_paper(images):
            typer.echo(f"{file}: dark on bright; --inverted reads such pictures", err=True)
        rows = predict_probabilities(net, images_as_inputs(images, rows=data.rows))
        for index, row in enumerate(rows.astype(float)):
            _print_json(file, index, row) if as_json else _print(_name(file, index, len(rows)), row, top, quiet)


def _images(file: Path, size: tuple[int, ...]) -> 'UInt8[Array, "n height width"]':
    """One or many, of the size that the network takes."""
    images = _read_png(file) if _is_png(file) else _read_idx(file)
    if images.shape[1:] != size:
        raise DataError(
            f"{file}: {_size(images.shape[1:])} pixels, expected {_size(size)}, as in the network's own data; "
            "scale the picture first"
        )
    return images


def _is_png(file: Path) -> bool:
    """By its first bytes; what cannot be read is said by whoever reads it."""
    from typednn.data.png.chunks import SIGNATURE

    try:
        with file.open("rb") as content:
            return content.read(8) == SIGNATURE or file.suffix.lower() == ".png"
    except OSError:
        return False


def _read_png(file: Path) -> 'UInt8[Array, "1 height width"]':
    from typednn.data.png import read_png

    return read_png(file)[None]


def _read_idx(file: Path) -> 'UInt8[Array, "n height width"]':
    from typednn.data.folder import read_images

    return read_images(file)


def _is_on_paper(images: 'UInt8[Array, "n height width"]') -> bool:
    """Whether the edges of the images are bright."""
    edges = [images[:, 0], images[:, -1], images[:, :, 0], images[:, :, -1]]
    return sum(float(edge.mean()) for edge in edges) > BRIGHT * len(edges)


def _name(file: Path, index: int, count: int) -> str:
    return str(file) if count == 1 else f"{file} #{index}"


def _print(name: str, row: 'Float[Array, " classes"]', top: int, quiet: bool) -> None:
    first, *others = _order(row)[:top]
    if quiet:
        typer.echo(str(first))
        return
    rest = ", ".join(f"{label}: {row[label]:.1%}" for label in others)
    typer.echo(f"{name}  {first}  {row[first]:.1%}" + (f"  ({rest})" if rest else ""))


def _print_json(file: Path, index: int, row: 'Float[Array, " classes"]') -> None:
    print_json({"file": str(file), "index": index, "label": _order(row)[0], "probabilities": row.tolist()})


def _order(row: 'Float[Array, " classes"]') -> list[int]:
    """The likeliest first."""
    order: np.ndarray[tuple[int], np.dtype[np.intp]] = (-row).argsort(kind="stable")
    return [int(label) for label in order]


def _size(size: tuple[int, ...]) -> str:
    return " by ".join(map(str, size))
