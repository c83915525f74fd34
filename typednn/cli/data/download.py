"""`typednn data download`: fetch a well-known data set, with checksum and progress."""

from pathlib import Path
from typing import Annotated

import typer

from typednn.cli.data.options import AsJson, Quiet, print_json


def download(
    name: Annotated[
        str, typer.Argument(help="fashion-mnist, kmnist, emnist-letters or emnist-digits (EMNIST: 536 MB).")
    ],
    into: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where to put the files; data/NAME by default.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files of another content.")] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Fetch a well-known data set; each file is compared with its published checksum.

    Files that are there already are kept. Needs pooch: pip install 'typednn\\[download]'
    """
    from typednn.cli.data.progress import talk
    from typednn.data import downloading

    known = downloading.known_set(name)
    folder = Path("data") / name if into is None else into
    with talk(quiet) as listener:
        paths = downloading.download(name, folder, force=force, listener=listener)
    if as_json:
        files = [str(path) for path in paths]
        print_json({"data": name, "folder": str(folder), "files": files, "licence": known.licence})
    elif not quiet:
        typer.echo(f"{known.title}; licence: {known.licence}")
        if known.remark:
            typer.echo(known.remark)
    if not quiet:
        typer.echo(f"next: typednn data show --data {folder}", err=True)
