"""`typednn data check`: can this data set be trained on? Exit code 3 if not."""

from dataclasses import asdict

import typer

from typednn.cli.data.options import AsJson, DataFolder, Quiet, name_of, print_json

UNUSABLE = 3


def check(data: DataFolder = None, as_json: AsJson = False, quiet: Quiet = False) -> None:
    """Check a data set: all that is wrong with its files, and what is worth knowing before training.

    Exit code 0: it can be used. Exit code 3: it cannot.
    """
    from typednn.data.checking import check_folder
    from typednn.data.embedded import MNIST_FOLDER

    result = check_folder(MNIST_FOLDER if data is None else data)
    if as_json:
        print_json({"data": name_of(data), "usable": not result.problems, **asdict(result)})
    elif not quiet:
        for file in result.files:
            state = f"{' × '.join(f'{size:,}' for size in file.shape):>16}  {file.path}" if file.path else "unusable"
            typer.echo(f"{file.part:5}  {file.kind}  {state}")
        for kind, lines in (("problem", result.problems), ("remark", result.remarks)):
            for line in lines:
                typer.echo(f"{kind}: {line}")
        typer.echo("unusable" if result.problems else "usable")
    if result.problems:
        raise typer.Exit(UNUSABLE)
