"""docs/theorems.md: the ledger in words, with counts; nothing in it depends on a run."""

from collections.abc import Iterator

from typednn.theorems.counting import by_mode, by_standing
from typednn.theorems.ledger import chapters, theorems
from typednn.theorems.theorem import Chapter, Mode, Theorem

_INTRODUCTION = """\
# The theorems

What the three systems that typednn mirrors state, as theorems that are checked each time: `typednn verify` runs them,
`typednn verify --show V34` explains and runs one, `typednn refute` shows what is false and what is true instead.
This page is made by `typednn verify --document`, and a test keeps it so.

"Proved" is said of the modes marked with ●, and only over the domain that stands beside the statement: programs for
mypy, every member of a finite set, exact arithmetic at enough points, a symbolic identity, an interval enclosure.
Others are "checked on N cases". A theorem of which the hypotheses held in no case is VACUOUS, and fails.
What is proved of a formula is tied to the code by a theorem that compares the code with the formula.
"""


def document() -> str:
    """The whole page."""
    lines = [_INTRODUCTION, *_counts("all chapters", theorems())]
    for chapter in chapters():
        lines += [
            "",
            f"## {chapter.letter}: {chapter.title}",
            "",
            f"{chapter.about[0].upper()}{chapter.about[1:]}.",
            "",
        ]
        lines += _counts(f"chapter {chapter.letter}", chapter.theorems)
        lines += ["", *_table(chapter)]
    return "\n".join(lines) + "\n"


def _counts(what: str, chosen: tuple[Theorem, ...]) -> list[str]:
    modes = by_mode(chosen)
    standings = ", ".join(f"{number} {standing}" for standing, number in by_standing(chosen).items())
    rows = [
        f"| {'● ' if Mode(mode).proves else ''}{mode} | {number} | {Mode(mode).meaning} |"
        for mode, number in modes.items()
    ]
    proved = sum(number for mode, number in modes.items() if Mode(mode).proves)
    return [
        f"{len(chosen)} theorems in {what}: {proved} in modes that prove. The originals' standing: {standings}.",
        "",
        "| mode | theorems | what it is |",
        "|---|---|---|",
        *rows,
    ]


def _table(chapter: Chapter) -> Iterator[str]:
    yield "| id | statement | mode | domain | original |"
    yield "|---|---|---|---|---|"
    for theorem in chapter.theorems:
        statement = f"**{theorem.name}**: {theorem.statement}"
        if theorem.instead:
            statement = f"**{theorem.name}**: *false:* {theorem.statement} *True instead:* {theorem.instead}"
        domain = theorem.domain + (f"; tolerance: {theorem.tolerance}" if theorem.tolerance else "")
        if theorem.confidence is not None:
            domain += f"; confidence {theorem.confidence:.9g}"
        original = f"`{theorem.original}`: {theorem.standing}" if theorem.original else str(theorem.standing)
        cells = (theorem.id, statement, theorem.mode, domain, original)
        yield "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"
