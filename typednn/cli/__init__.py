"""The command line: `typednn COMMAND`, one thin file a command.

stdout is data, stderr is talk. Exit codes: 0 ok, 1 the check or target failed, 2 usage,
3 data or checkpoint unusable, 130 interrupted.
"""

import io
import sys
from typing import Annotated, NoReturn

import typer

from typednn.cli import (
    data,
    doctor,
    evaluate,
    export,
    hopfield,
    inspect,
    predict,
    prove,
    refute,
    report,
    sam,
    train,
    verify,
    version,
)
from typednn.errors import CheckpointError, ConfigError, DataError, TypednnError

app = typer.Typer(
    name="typednn",
    help="Tensor shapes as part of Python's type system, and a neural-network laboratory on top of them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

EXIT_CODES: dict[type[TypednnError], int] = {ConfigError: 2, DataError: 3, CheckpointError: 3}


@app.callback()
def typednn(
    show_version: Annotated[
        bool,
        typer.Option("--version", help="Print the versions that matter.", callback=version.show, is_eager=True),
    ] = False,
) -> None: ...


app.command("train")(train.train)
app.command("eval")(evaluate.evaluate)
app.command("predict")(predict.predict)
app.command("inspect")(inspect.inspect)
app.command("export")(export.export)
app.command("report")(report.report)
app.command("doctor")(doctor.doctor)
app.command("prove")(prove.prove)
app.command("verify")(verify.verify)
app.command("refute")(refute.refute)
app.add_typer(data.app, name="data")
app.add_typer(hopfield.app, name="hopfield")
app.add_typer(sam.app, name="sam")


def main() -> NoReturn:
    """Run the command line; what typednn itself has to complain about is one message, not a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a drawing on a terminal that cannot show it is no crash
    try:
        app(prog_name="typednn")
    except TypednnError as error:
        typer.echo(f"typednn: {error}", err=True)
        raise SystemExit(EXIT_CODES.get(type(error), 1)) from None
    raise SystemExit(0)
