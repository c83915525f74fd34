"""`typednn sam`: sharpness-aware minimization."""

import typer

from typednn.cli.sam import compare

app = typer.Typer(help="Sharpness-aware minimization: SGD, SAM, ASAM, ZSharp compared.", no_args_is_help=True)


@app.callback()
def sam() -> None:
    """Sharpness-aware minimization: SGD, SAM, ASAM, ZSharp compared."""


app.command("compare")(compare.compare)
