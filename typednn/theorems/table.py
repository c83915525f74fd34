"""Evidence as text: one row a theorem, a summary a chapter, and what is said about a single one."""

import inspect
from collections.abc import Iterator, Sequence

from typednn.theorems.counting import summary
from typednn.theorems.evidence import Evidence
from typednn.theorems.theorem import Mode, Theorem

_WIDTHS = (7, 56, 16, 11, 9, 9, 20, 8)
HEADER = ("id", "theorem", "mode", "verdict", "cases", "hits", "worst", "seconds")
_NUMBERS = {"cases", "hits", "seconds"}


def header() -> str:
    return _line(HEADER)


def row(evidence: Evidence) -> str:
    theorem = evidence.theorem
    cells = (theorem.id, _cut(theorem.name, _WIDTHS[1]), theorem.mode, evidence.verdict)
    return _line((*cells, f"{evidence.cases:,}", f"{evidence.hits:,}", evidence.worst, f"{evidence.seconds:.2f}"))


def table(found: Sequence[Evidence]) -> str:
    """All rows, the failures in full, the summary."""
    failures = [line for evidence in found for line in evidence.report()]
    return "\n".join([header(), *map(row, found), *failures, summary(found)])


def statement(theorem: Theorem) -> Iterator[str]:
    """The theorem in words, and how it is checked."""
    yield f"{theorem.id}  {theorem.name}" + (f"  ({theorem.original})" if theorem.original else "")
    yield ""
    yield f"  {'claim' if theorem.mode is Mode.COUNTEREXAMPLE else 'statement'}: {theorem.statement}"
    if theorem.instead:
        yield f"  true instead: {theorem.instead}"
    yield f"  the original: {theorem.standing}"
    yield f"  mode: {theorem.mode}: {theorem.mode.meaning}"
    yield f"  domain: {theorem.domain}"
    if theorem.tolerance:
        yield f"  tolerance: {theorem.tolerance}"


def how(theorem: Theorem) -> Iterator[str]:
    """The check itself: programs, or the source of the function."""
    if theorem.mode is Mode.STATIC:
        for program in theorem.programs:
            yield f"  {program.name}:"
            yield from (f"    {line}".rstrip() for line in program.text.strip("\n").splitlines())
        return
    yield from (f"    {line}".rstrip() for line in inspect.getsource(theorem.check).splitlines())


def outcome(evidence: Evidence) -> Iterator[str]:
    """The verdict with its figures."""
    yield from (f"  {line}" for line in evidence.lines)
    figures = [f"{evidence.hits:,} of {evidence.cases:,} cases satisfied the hypotheses"]
    if evidence.tolerance:
        figures.append(f"worst error {evidence.error:.3g} of a tolerance {evidence.tolerance:.3g}")
    if evidence.slack is not None:
        figures.append(f"least slack {evidence.slack:.3g}")
    yield f"  {evidence.words}: {'; '.join(figures)}; seed {evidence.seed}, {evidence.seconds:.2f} s"
    yield from (f"  {line}" for line in evidence.report())


def _line(cells: Sequence[str]) -> str:
    padded = [
        cell.rjust(width) if name in _NUMBERS else cell.ljust(width)
        for name, cell, width in zip(HEADER, map(str, cells), _WIDTHS, strict=True)
    ]
    return "  ".join(padded).rstrip()


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
