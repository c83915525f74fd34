"""`typednn prove`: which shapes mypy proves, and what it only assumes."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from typednn.errors import ConfigError
from typednn.proving.coverage import Count, Coverage, FileCoverage

MOST_PLACES = 3
COLUMNS = "  proved  assumed  refuted  proved %"


def prove(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Python files, or folders of them.")],
    least: Annotated[
        float | None,
        typer.Option("--min", metavar="PERCENT", min=0, max=100, help="Exit with 1 if less is proved."),
    ] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the sources, marked, as a page.")] = None,
    config_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="mypy's settings; found as mypy finds them by default."),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="List every place that is assumed.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines: one for each file, then the total.")] = False,
) -> None:
    """Run mypy with the shape plugin and count the contracts that it proves, assumes and refutes.

    A contract is an argument at a call, a result at a return, or a value for a shaped name. Exit code 0:
    nothing is refuted and --min is reached; 1: otherwise; 2: a path or a setting cannot be used.
    """
    from typednn.proving.running import prove as run

    coverage = run(paths, config_file)
    if html is not None:
        _write(html, coverage)
    _print_json(coverage) if as_json else _print(coverage, verbose)
    if not coverage.count.total:
        typer.echo('typednn: no contract was found; are the arrays annotated, as in Float[Array, "n d"]?', err=True)
    failed = bool(coverage.count.refuted or coverage.errors)
    if least is not None and not coverage.reaches(least):
        typer.echo(f"typednn: {_percent(coverage.count)} % is proved, at least {least:g} % is wanted", err=True)
        failed = True
    if failed:
        raise typer.Exit(1)


def _write(html: Path, coverage: Coverage) -> None:
    from typednn.proving.page import page

    try:
        html.write_text(page(coverage), encoding="utf-8")
    except OSError as problem:
        raise ConfigError(f"cannot write the page {html}: {problem.strerror}") from None


def _print(coverage: Coverage, verbose: bool) -> None:
    files = [file for file in coverage.files if file.contracts or file.errors]
    width = max([len("total"), *(len(file.path) for file in files)])
    typer.echo(" " * width + COLUMNS)
    for file in files:
        typer.echo(_row(file.path.ljust(width), file.count))
    typer.echo(_row("total".ljust(width), coverage.count))
    if coverage.errors:
        typer.echo("\nrefuted")
    for path, line, text in coverage.errors:
        typer.echo(f"  {path}:{line}: {text}")
    if coverage.count.assumed:
        typer.echo("\nassumed, because")
    for reason, places in coverage.because():
        typer.echo(f"  {len(places)} ×  {reason}")
        shown = places if verbose else places[:MOST_PLACES]
        for path, contract in shown:
            typer.echo(f"       {path}:{contract.line}: {contract.what}")
        if len(places) > len(shown):
            typer.echo(f"       and {len(places) - len(shown)} more (--verbose lists them)")


def _row(name: str, count: Count) -> str:
    return f"{name}{count.proved:8}{count.assumed:9}{count.refuted:9}{_percent(count):>10}"


def _percent(count: Count) -> str:
    return "–" if count.percent is None else f"{count.percent:.1f}"


def _print_json(coverage: Coverage) -> None:
    for file in coverage.files:
        typer.echo(json.dumps({"file": file.path, **_numbers(file.count), **_details(file)}, ensure_ascii=False))
    typer.echo(json.dumps({"total": True, "files": len(coverage.files), **_numbers(coverage.count)}))


def _numbers(count: Count) -> dict[str, object]:
    return {**asdict(count), "percent": count.percent}


def _details(file: FileCoverage) -> dict[str, object]:
    errors = [{"line": line, "message": message} for line, message in file.errors]
    return {"contracts": [asdict(contract) for contract in file.contracts], "errors": errors}
