"""Single changes of a program such as people make by mistake.

Whether a change breaks anything is found out by running the result, see `mutants`.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tests.static.mutation_kinds import KINDS, size
from tests.static.places import Edit, Program, Site, sites


@dataclass(frozen=True)
class Mutation:
    """One changed program, with the lines on which it differs and the change in words."""

    kind: str
    first: int
    last: int
    before: str
    after: str
    source: str
    inside: str


def mutations(source: str) -> Iterator[Mutation]:
    """All single changes of a program; each still parses."""
    program = Program(source)
    seen = {source}
    for site in sites(program):
        kinds = KINDS.items() if site.place == "code" else [(f"size in {site.place}", size)]
        for kind, edits_of in kinds:
            for edits in edits_of(site):
                changed = program.replace(*edits)
                if changed not in seen and _parses(changed):
                    seen.add(changed)
                    yield _mutation(site, kind, edits, changed)


def _mutation(site: Site, kind: str, edits: tuple[Edit, ...], changed: str) -> Mutation:
    text = site.program.source.encode()
    start, end = min(e[0][0] for e in edits), max(e[0][1] for e in edits)
    grown = end + len(changed.encode()) - len(text)
    first, last = text.count(b"\n", 0, start) + 1, text.count(b"\n", 0, end) + 1
    before, after = text[start:end].decode(), changed.encode()[start:grown].decode()
    return Mutation(kind, first, last, before, after, changed, site.function.name if site.function else "")


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True
