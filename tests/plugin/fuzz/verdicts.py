"""What mypy with the plugin says of many programs: one run, in this process, over files of many programs."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from mypy import api

from tests.plugin.fuzz.programs import HEADER, Program
from typednn.mypy_plugin import checking

IN_A_FILE = 100
_MESSAGE = re.compile(r"^(?P<path>[^:\n]+):(?P<line>\d+): error: (?P<text>.*?)  \[(?P<code>[a-z-]+)\]$")
_OURS = ("tensor-shape", "tensor-dtype", "shape-syntax")
_CONFIG = "[mypy]\nplugins = typednn.mypy_plugin\nallow_redefinition = true\n"


@dataclass
class Verdict:
    """The messages about one program, what mypy itself said, and the verdicts on its contracts and operations."""

    messages: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    results: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def rejected(self) -> bool:
        return bool(self.messages)

    @property
    def proved(self) -> bool:
        return not self.messages and bool(self.results) and all(each == "proved" for each in self.results)


def judge(programs: list[Program], folder: Path) -> list[Verdict]:
    """The verdict on each program, in order. A crash of mypy or a surprise of the plugin is an error here."""
    owners: dict[tuple[str, int], int] = {}
    names = []
    for start in range(0, len(programs), IN_A_FILE):
        name = f"batch_{start}.py"
        names.append(name)
        lines = HEADER.splitlines()
        for at in range(start, min(start + IN_A_FILE, len(programs))):
            text = ["", *programs[at].text.splitlines()]
            owners.update({(name, len(lines) + 1 + each): at for each in range(len(text))})
            lines += text
        (folder / name).write_text("\n".join(lines) + "\n")
    (folder / "mypy.ini").write_text(_CONFIG)
    checking.events.clear()
    arguments = [
        "--config-file",
        str(folder / "mypy.ini"),
        "--no-incremental",
        "--cache-dir=/dev/null",
        "--show-traceback",
    ]
    out, talk, _ = api.run(
        [*arguments, "--no-error-summary", "--hide-error-context", *(str(folder / name) for name in names)]
    )
    if "INTERNAL ERROR" in out + talk or "met a surprise" in out:
        raise AssertionError(f"mypy or the plugin crashed:\n{out[-3000:]}\n{talk[-3000:]}")
    return _sorted_out(out, owners, len(programs))


def _sorted_out(out: str, owners: dict[tuple[str, int], int], count: int) -> list[Verdict]:
    verdicts = [Verdict() for _ in range(count)]
    for line in out.splitlines():
        found = _MESSAGE.match(line)
        if found is None:
            continue
        verdict = verdicts[owners[Path(found["path"]).name, int(found["line"])]]
        (verdict.messages if found["code"] in _OURS else verdict.others).append(
            f"{found['line']}: {found['text']}  [{found['code']}]"
        )
    for event in checking.events:
        owner = owners.get((Path(event.path).name, event.line))
        if owner is not None:
            verdicts[owner].results.append(event.verdict)
            verdicts[owner].reasons.append(event.reason)
    return verdicts
