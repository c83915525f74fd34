"""The gate is tried: mypy is run on a wrong shape, with whatever settings it finds from here."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from typednn.cli.doctor.finding import Finding

MISMATCH = """\
from typednn import Array, Float
def turned(x: Float[Array, "rows columns"]) -> Float[Array, "columns rows"]: return x
"""
ENABLING = "[mypy]\nplugins = typednn.mypy_plugin\nallow_redefinition = true\n"
REMEDY = f'in mypy.ini:\n{ENABLING}or in pyproject.toml, below [tool.mypy]: plugins = ["typednn.mypy_plugin"]'
PATIENCE = 300.0
_SETTINGS = re.compile(r"^LOG:\s+Config File:\s+(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    """What mypy said of the mismatch, and from which file it had its settings; empty if it did not begin."""

    text: str
    settings: str

    @property
    def refused(self) -> bool:
        return "[tensor-shape]" in self.text

    @property
    def words(self) -> str:
        lines = [line for line in self.text.splitlines() if not line.startswith("LOG:")]
        return "\n".join(lines[:5])


def findings() -> Iterator[Finding]:
    """Our own mypy, which `python -m mypy` runs; and the one that is found on the path, if it is another."""
    own = [sys.executable, "-m", "mypy"] if find_spec("mypy") else None
    named = shutil.which("mypy")
    other = named if named and Path(named).parent != Path(sys.executable).parent else None
    if own is None and other is None:
        yield Finding("remark", "gate: mypy is not installed", "pip install 'typednn[mypy]'")
        return
    with tempfile.TemporaryDirectory() as place:
        if own is not None:
            yield _tried("python -m mypy", own, Path(place))
        if other is not None:
            yield _another(other, Path(place), alone=own is None)


def _tried(name: str, command: list[str], place: Path) -> Finding:
    answer = _ask(command, place)
    where = {"Default": "no settings", "": "the settings found here"}.get(answer.settings, answer.settings)
    if answer.refused:
        return Finding("ok", f"gate: {name} refuses a wrong shape ({where})")
    enabled = _ask(command, place, enabled=True)
    if not enabled.refused:
        return Finding("wrong", f"gate: {name} does not load the plugin; it says:", _remedy(enabled.words))
    if answer.settings == "Default":
        return Finding("remark", f"gate: the plugin works with {name}, and no settings here enable it", REMEDY)
    said = f"with {where} mypy says: {answer.words}\n" if "rror" in answer.words else ""
    return Finding("wrong", f"gate: the plugin works with {name}, but {where} does not enable it", said + REMEDY)


def _another(named: str, place: Path, *, alone: bool) -> Finding:
    """A mypy in another environment must find typednn there."""
    if _ask([named], place, enabled=True).refused:
        return Finding("ok", f"gate: the mypy on the path, {named}, loads the plugin")
    return Finding(
        "wrong" if alone else "remark",
        f"gate: the mypy on the path, {named}, is of another environment and does not load the plugin",
        "run `python -m mypy`, or install typednn beside that mypy",
    )


def _remedy(words: str) -> str:
    if "import-not-found" in words:
        return f"{words}\ninstall typednn where mypy looks for modules: pip install typednn (or -e . in its folder)"
    return f"{words}\npip install --upgrade 'typednn[mypy]'; if that does not help, report these lines"


def _ask(command: list[str], place: Path, *, enabled: bool = False) -> Answer:
    """Run mypy on the mismatch, from here."""
    program, settings = place / "mismatch.py", place / "enabled.ini"
    program.write_text(MISMATCH, encoding="utf-8")
    settings.write_text(ENABLING, encoding="utf-8")
    cache = [] if os.environ.get("MYPY_CACHE_DIR") else [f"--cache-dir={place / 'cache'}"]
    chosen = [f"--config-file={settings}"] if enabled else []
    try:
        done = subprocess.run(
            [*command, "--verbose", *cache, *chosen, str(program)],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Answer(str(error), "")
    text = done.stdout + done.stderr
    found = _SETTINGS.search(text)
    return Answer(text, found[1].strip() if found else "")
