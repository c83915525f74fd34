"""`typednn verify`: check the theorems of the ledger, here and now."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from typednn.errors import ConfigError

if TYPE_CHECKING:
    from rich.progress import Progress

    from typednn.theorems.evidence import Evidence
    from typednn.theorems.theorem import Mode, Theorem

BudgetName: TypeAlias = Literal["quick", "full"]


def verify(
    ids: Annotated[list[str] | None, typer.Option("--id", metavar="ID", help="Only this row or theorem.")] = None,
    chapter: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only this chapter: V, S, H.")] = None,
    mode: Annotated[
        list[str] | None, typer.Option(metavar="MODE", help="Only theorems that are checked in this way, as static.")
    ] = None,
    budget: Annotated[BudgetName, typer.Option(help="How many cases: under a minute, or several.")] = "quick",
    seed: Annotated[int, typer.Option(min=0, help="What random cases are drawn from.")] = 0,
    case: Annotated[int | None, typer.Option(min=0, help="Only this case; with --id, to repeat a failure.")] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Processes; as many as cores.")] = None,
    show: Annotated[
        str | None, typer.Option(metavar="ID", help="State a theorem, say how it is checked, run it.")
    ] = None,
    list_all: Annotated[bool, typer.Option("--list", help="Name the theorems and check none.")] = False,
    document: Annotated[bool, typer.Option(help="Print the page of docs/theorems.md and check none.")] = False,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the evidence as a page.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")] = False,
) -> None:
    """Check the theorems of the ledger and show the evidence.

    Exit code 0: all that were asked for hold. Exit code 1: one failed, is vacuous, or could not be checked.
    """
    from typednn.theorems.ledger import select

    if document:
        from typednn.theorems.document import document as page

        typer.echo(page(), nl=False)
        return
    chosen = select([*(ids or []), *([show] if show else [])], chapter or [], _modes(mode or []))
    if case is not None and len(chosen) != 1:
        raise ConfigError(f"--case is a case of one theorem, and {len(chosen)} are chosen; name it with --id")
    if not chosen:
        raise ConfigError("no theorem is in that chapter and of that mode; `typednn verify --list` names all")
    if list_all:
        _list(chosen)
        return
    started = perf_counter()
    found = _run(chosen, budget, seed, case, jobs or os.cpu_count() or 1)
    if as_json:
        _print_json(found, perf_counter() - started)
    elif show is not None:
        _explain(found)
    else:
        _print(found, perf_counter() - started)
    if html is not None:
        _write(html, found)
    if not all(evidence.verdict.good for evidence in found):
        raise typer.Exit(1)


def _modes(names: "Sequence[str]") -> "list[Mode]":
    from typednn.theorems.theorem import Mode

    known = {str(mode): mode for mode in Mode}
    for name in names:
        if name not in known:
            raise ConfigError(f"there is no mode {name!r}; the modes are {', '.join(known)}")
    return [known[name] for name in names]


def _list(chosen: "Sequence[Theorem]") -> None:
    for theorem in chosen:
        typer.echo(f"{theorem.id:7}  {theorem.mode:17}  {theorem.name}")


def _run(chosen: "Sequence[Theorem]", budget: BudgetName, seed: int, case: int | None, jobs: int) -> "list[Evidence]":
    from typednn.theorems.evidence import Budget
    from typednn.theorems.running import verify as run

    found: list[Evidence] = []
    with progress(len(chosen)) as advance:
        for evidence in run(chosen, seed=seed, budget=Budget(budget), only=case, jobs=jobs):
            found.append(evidence)
            advance(evidence.theorem.id)
    return found


def _print_json(found: "Sequence[Evidence]", wall: float) -> None:
    from typednn.theorems.counting import as_json as counts

    summary = {**counts(found), "wall_seconds": round(wall, 3)}
    document = {"summary": summary, "theorems": [evidence.as_json() for evidence in found]}
    typer.echo(json.dumps(document, ensure_ascii=False))


def _explain(found: "Sequence[Evidence]") -> None:
    from typednn.theorems.table import how, outcome, statement

    for evidence in found:
        for line in (*statement(evidence.theorem), "", *how(evidence.theorem), "", *outcome(evidence), ""):
            typer.echo(line)


def _print(found: "Sequence[Evidence]", wall: float) -> None:
    from typednn.theorems.counting import summary
    from typednn.theorems.ledger import chapters
    from typednn.theorems.table import header, row

    typer.echo(header())
    for chapter in chapters():
        own = [evidence for evidence in found if evidence.theorem.id[0] == chapter.letter]
        for evidence in own:
            typer.echo(row(evidence))
        if own:
            typer.echo(f"{chapter.letter} {chapter.title}: {summary(own)}\n")
    for evidence in found:
        for line in evidence.report():
            typer.echo(line)
    typer.echo(f"{summary(found)} of work in {wall:.1f} s")


@contextmanager
def progress(total: int) -> "Iterator[Advance]":
    """A bar on stderr where that is a terminal; nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = TextColumn("{task.description:7}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        yield Advance(bar, total)


class Advance:
    """One step further, past a theorem."""

    def __init__(self, bar: "Progress", total: int) -> None:
        self._bar, self._task = bar, bar.add_task("", total=total)

    def __call__(self, id: str) -> None:
        self._bar.update(self._task, advance=1, description=id)


def _write(html: Path, found: "Sequence[Evidence]") -> None:
    from typednn.theorems.ledger import chapters
    from typednn.theorems.page import page

    try:
        html.write_text(page(chapters(), found), encoding="utf-8")
    except OSError as problem:
        raise ConfigError(f"cannot write the page {html}: {problem.strerror}") from None
