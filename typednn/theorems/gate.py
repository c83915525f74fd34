"""One run of mypy with the shape plugin over all programs of the ledger, and runs of the programs themselves."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typednn
from typednn.errors import ConfigError, ContractError, ShapeError
from typednn.theorems.programs import Message, Program

SETTINGS = "[mypy]\nplugins = typednn.mypy_plugin\nstrict = true\nallow_redefinition = true\nfollow_imports = silent\n"
_ERROR = re.compile(r"^(?P<file>program_\d+)\.py:(?P<line>\d+): error: (?P<text>.*)  \[(?P<code>[a-z-]+)\]$")


class Gate:
    """Asks mypy once, when it is first needed."""

    def __init__(self, programs: Iterable[Program]) -> None:
        self._programs = tuple(programs)
        self._said: dict[Program, list[Message]] | None = None

    def messages(self, program: Program) -> tuple[Message, ...]:
        """mypy's errors in it."""
        if self._said is None:
            self._said = _ask(self._programs)
        return tuple(self._said[program])

    def run(self, program: Program) -> str | None:
        """What typednn refuses when it runs; None if nothing."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "program.py")
            path.write_text(program.source, encoding="utf-8")
            names: dict[str, Any] = {"__name__": "program"}  # exec writes into it
            try:
                exec(compile(program.source, str(path), "exec"), names)  # the ledger's own text
            except (ShapeError, ContractError) as error:
                return f"{type(error).__name__}: {error}".splitlines()[0]
        return None


def _ask(programs: tuple[Program, ...]) -> dict[Program, list[Message]]:
    """mypy in a process of its own, as a user runs it, with a cache that lasts."""
    _require_mypy()
    said: dict[Program, list[Message]] = {program: [] for program in programs}
    with tempfile.TemporaryDirectory() as folder:
        files = {f"program_{number}": program for number, program in enumerate(programs)}
        for name, program in files.items():
            Path(folder, f"{name}.py").write_text(program.source, encoding="utf-8")
        Path(folder, "mypy.ini").write_text(SETTINGS, encoding="utf-8")
        lines = _mypy(folder, [f"{name}.py" for name in files])
        unread = [line for line in lines if ": error: " in line and not _ERROR.match(line)]
        if unread:
            raise ConfigError("mypy cannot judge the programs:\n" + "\n".join(unread))
        for match in filter(None, map(_ERROR.match, lines)):
            said[files[match["file"]]].append(Message(int(match["line"]), match["code"], match["text"]))
    return said


def _mypy(folder: str, names: list[str]) -> list[str]:
    options = ["--config-file=mypy.ini", f"--cache-dir={_cache()}", "--no-error-summary", "--no-pretty"]
    command = [sys.executable, "-m", "mypy", *options, "--hide-error-end", "--show-error-codes", *names]
    done = subprocess.run(
        command, cwd=folder, env=_environment(), text=True, capture_output=True, stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode not in (0, 1):
        raise ConfigError(f"mypy stopped with exit code {done.returncode}:\n{done.stdout}{done.stderr}".rstrip())
    return done.stdout.splitlines()


def _environment() -> dict[str, str]:
    """Where mypy finds this very package, also from a checkout that is not installed."""
    home = Path(typednn.__file__).resolve().parents[1]
    installed = {"site-packages", "dist-packages"} & set(home.parts)
    environment = {name: value for name, value in os.environ.items() if name not in ("MYPYPATH", "MYPY_CACHE_DIR")}
    return environment if installed else {**environment, "MYPYPATH": str(home), "PYTHONPATH": str(home)}


def _cache() -> Path:
    """Only the first run is slow."""
    return Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "typednn" / "mypy"


def _require_mypy() -> None:
    import mypy.version  # noqa: F401  # a ModuleNotFoundError is what the runner understands
