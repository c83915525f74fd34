"""`typednn refute`: the museum of counterexamples."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from typednn.cli.verify import progress
from typednn.errors import ConfigError

if TYPE_CHECKING:
    from typednn.theorems.evidence import Evidence


def refute(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Only these claims.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")] = False,
) -> None:
    """Show each claim of the originals that is false: the counterexample, and what is true instead, both run here.

    Exit code 0: every claim is refuted, and what is true instead holds. Exit code 1: otherwise.
    """
    from typednn.theorems.ledger import select
    from typednn.theorems.running import verify as run
    from typednn.theorems.theorem import Mode

    chosen = select(ids or [], (), (Mode.COUNTEREXAMPLE,))
    if not chosen:
        raise ConfigError(f"no false claim goes by {', '.join(ids or ['any name'])}; `typednn refute` shows all")
    found = []
    with progress(len(chosen)) as advance:
        for evidence in run(chosen):
            found.append(evidence)
            advance(evidence.theorem.id)
    if as_json:
        typer.echo(json.dumps({"refuted": [_as_json(evidence) for evidence in found]}, ensure_ascii=False))
    else:
        for evidence in found:
            _print(evidence)
        typer.echo(f"{sum(evidence.verdict.good for evidence in found)} of {len(found)} claims refuted")
    if not all(evidence.verdict.good for evidence in found):
        raise typer.Exit(1)


def _print(evidence: "Evidence") -> None:
    theorem = evidence.theorem
    original = f"  ({theorem.original})" if theorem.original else ""
    typer.echo(f"{theorem.id}  {theorem.name}{original}\n  claim:        {theorem.statement}")
    for number, line in enumerate(evidence.lines):
        typer.echo(f"  {'shown here:' if number == 0 else '':14}{line}")
    typer.echo(f"  true instead: {theorem.instead}\n  {evidence.words}, {evidence.seconds:.2f} s")
    for line in evidence.report():
        typer.echo(f"  {line}")
    typer.echo()


def _as_json(evidence: "Evidence") -> dict[str, object]:
    return {**evidence.as_json(), "claim": evidence.theorem.statement, "instead": evidence.theorem.instead}
