"""The evidence as one HTML page without any other file."""

from collections.abc import Sequence
from html import escape

from typednn.theorems.counting import summary
from typednn.theorems.evidence import Evidence
from typednn.theorems.theorem import Chapter

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 85rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
td, th { padding: .2rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid #ddd }
td.number, th.number { text-align: right; white-space: nowrap }
pre { overflow-x: auto; font-size: 13px; margin: .3rem 0 }
small { color: #555 }
.good { background: #e3f6e3 }
.bad { background: #ffd5d5 }
@media (prefers-color-scheme: dark) {
  body { background: #181818; color: #ddd }
  td, th { border-color: #444 }
  small { color: #bbb }
  .good { background: #173a17 }
  .bad { background: #5a1c1c }
}
"""
_HEAD = '<tr><th>id<th>statement<th>mode<th>evidence<th class="number">worst<th class="number">seconds</tr>'


def page(chapters: Sequence[Chapter], found: Sequence[Evidence]) -> str:
    """A table for each chapter of which something was checked."""
    parts = [
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Theorems</title>',
        f"<style>{_STYLE}</style><h1>Theorems</h1><p>{escape(summary(found))}</p>",
    ]
    for chapter in chapters:
        own = [evidence for evidence in found if evidence.theorem.id[0] == chapter.letter]
        if own:
            parts.append(f"<h2>{escape(chapter.letter)}: {escape(chapter.title)}</h2><p>{escape(summary(own))}</p>")
            parts.append(f"<table>{_HEAD}{''.join(map(_row, own))}</table>")
    return "\n".join([*parts, "</html>\n"])


def _row(evidence: Evidence) -> str:
    theorem = evidence.theorem
    details = [f"domain: {theorem.domain}", f"original: {theorem.standing}"]
    if theorem.tolerance:
        details.append(f"tolerance: {theorem.tolerance}")
    if theorem.instead:
        details.append(f"true instead: {theorem.instead}")
    told = "\n".join([*evidence.lines, *evidence.report()])
    return (
        f'<tr id="{theorem.id}"><td>{theorem.id}<td><b>{escape(theorem.name)}</b><br>{escape(theorem.statement)}'
        f"<br><small>{'<br>'.join(map(escape, details))}</small><td>{theorem.mode}"
        f'<td class="{"good" if evidence.verdict.good else "bad"}">{escape(evidence.words)}'
        + (f"<pre>{escape(told)}</pre>" if told else "")
        + f'<td class="number">{evidence.worst}<td class="number">{evidence.seconds:.2f}</tr>'
    )
