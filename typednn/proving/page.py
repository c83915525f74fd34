"""The coverage as one HTML page without any other file: a table, then the sources with their lines marked."""

from html import escape
from pathlib import Path

from typednn.proving.coverage import ASSUMED, PROVED, REFUTED, Contract, Count, Coverage, FileCoverage

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem }
table { border-collapse: collapse }
td, th { padding: .1rem .8rem; text-align: right }
td:first-child, th:first-child { text-align: left }
pre { border: 1px solid #ddd; overflow-x: auto; font-size: 13px }
pre span { display: block; padding: 0 .5rem }
i { color: #888; font-style: normal; user-select: none }
small { color: #555; float: right }
.proved { background: #e3f6e3 }
.assumed { background: #fff2c4 }
.refuted { background: #ffd5d5 }
@media (prefers-color-scheme: dark) {
  body { background: #181818; color: #ddd }
  pre { border-color: #444 }
  small { color: #bbb }
  .proved { background: #173a17 }
  .assumed { background: #4a3d08 }
  .refuted { background: #5a1c1c }
}
"""
_ORDER = (REFUTED, ASSUMED, PROVED)


def page(coverage: Coverage) -> str:
    """The whole page; the weakest verdict of a line gives its colour, its contracts stand at its end."""
    rows = [
        _row(f'<a href="#{number}">{escape(file.path)}</a>', file.count) for number, file in _with_numbers(coverage)
    ]
    total = _row("<b>total</b>", coverage.count)
    return "\n".join(
        [
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Proof coverage</title>',
            f"<style>{_STYLE}</style><h1>Proof coverage</h1>",
            "<p>Each contract (an argument at a call, a result at a return, a value for a shaped name) is "
            '<span class="proved">proved</span>, <span class="assumed">assumed</span> (not contradicted, but '
            'something was not known) or <span class="refuted">refuted</span>.</p>',
            "<table><tr><th>file<th>proved<th>assumed<th>refuted<th>proved %</tr>",
            *rows,
            total,
            "</table>",
            *(_source(number, file) for number, file in _with_numbers(coverage)),
            "</html>\n",
        ]
    )


def _with_numbers(coverage: Coverage) -> list[tuple[int, FileCoverage]]:
    return [(number, file) for number, file in enumerate(coverage.files) if file.contracts or file.errors]


def _row(name: str, count: Count) -> str:
    percent = "–" if count.percent is None else f"{count.percent:.1f}"
    return f"<tr><td>{name}<td>{count.proved}<td>{count.assumed}<td>{count.refuted}<td>{percent}</tr>"


def _source(number: int, file: FileCoverage) -> str:
    lines = Path(file.path).read_text(encoding="utf-8", errors="replace").splitlines()
    shown = [_line(at, text, file) for at, text in enumerate(lines, 1)]
    return f'<h2 id="{number}">{escape(file.path)}</h2>\n<pre>{"".join(shown)}</pre>'


def _line(at: int, text: str, file: FileCoverage) -> str:
    here = [contract for contract in file.contracts if contract.line == at]
    errors = [message for line, message in file.errors if line == at]
    verdicts = {REFUTED} if errors else {contract.verdict for contract in here}
    verdict = next((word for word in _ORDER if word in verdicts), "")
    said = "; ".join([*errors, *map(_said, here)])
    remark = f"<small>{escape(said)}</small>" if said else ""
    mark = f' class="{verdict}"' if verdict else ""
    return f"<span{mark}><i>{at:4} </i>{escape(text)}{remark}</span>"


def _said(contract: Contract) -> str:
    because = f": {contract.reason}" if contract.reason else ""
    return f"{contract.what} {contract.verdict}{because}"
