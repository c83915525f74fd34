"""`typednn doctor`: is everything here as it should be, and if not, what to do."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from typednn.cli import terminal
from typednn.cli.data.options import AsJson, Quiet, print_json

if TYPE_CHECKING:
    from typednn.cli.doctor.finding import Finding

COLOURS = {"ok": "green", "remark": "yellow", "wrong": "red"}
INDENT = 8


def doctor(
    gate: Annotated[bool, typer.Option(help="Run mypy on a wrong shape, with the settings found here.")] = True,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Examine the installation: versions, the linear algebra and its threads, contracts, MNIST, and the gate.

    Exit code 0: nothing is wrong, though there may be remarks; 1: something is, and what to do is said.
    """
    found = []
    for finding in _examine(gate, talk=not as_json and not quiet):
        found.append(finding)
        if not as_json and (finding.state == "wrong" or not quiet):
            _print(finding)
    wrong = sum(finding.state == "wrong" for finding in found)
    if as_json:
        print_json({"good": not wrong, "findings": [asdict(finding) for finding in found]})
    elif not quiet:
        remarks = sum(finding.state == "remark" for finding in found)
        typer.echo(f"\n{wrong or 'nothing'} wrong, {remarks} remark{'' if remarks == 1 else 's'}")
    if wrong:
        raise typer.Exit(1)


def _examine(gate: bool, *, talk: bool) -> "Iterator[Finding]":
    from typednn.cli.doctor import gate as gates
    from typednn.cli.doctor import machine, versions

    yield from versions.findings()
    yield from machine.findings()
    if gate:
        if talk:
            typer.echo("asking mypy, which takes a while the first time", err=True)
        yield from gates.findings()


def _print(finding: "Finding") -> None:
    typer.echo(terminal.paint(f"{finding.state:<{INDENT}}", COLOURS[finding.state]) + finding.what)
    for line in finding.remedy.splitlines():
        typer.echo(" " * INDENT + line)
