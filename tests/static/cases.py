"""Case files: real programs that mypy judges and Python runs; `# E: code` marks a line to be rejected.

A case is a module with `main()` or `main(seed)`. `check` asks mypy once about many cases, `run` executes
one of them under jaxtyping's import hook with beartype, so that the two verdicts can be compared.
"""

import ast
import contextlib
import importlib
import inspect
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from jaxtyping import install_import_hook

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SHAPE_CODES = frozenset({"tensor-shape", "tensor-dtype", "shape-syntax"})

_MARK = re.compile(r"#\s*E:\s*(?P<codes>[a-z-]+(?:\s*,\s*[a-z-]+)*)(?:\s+\"(?P<text>[^#]*)\")?\s*$")


@dataclass(frozen=True)
class Mark:
    """`# E: code` or `# E: code "part of the message"` at the end of a line."""

    line: int
    codes: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True)
class Message:
    """One error that mypy printed."""

    line: int
    code: str
    text: str


@dataclass(frozen=True)
class Failure:
    """How a case failed at run time: `lines` are those of the file that the traceback passes.

    A broken result contract is raised outside the function's own frame: then `lines` also holds the header
    and the `return` lines of that function.
    """

    error: str
    text: str
    lines: tuple[int, ...]


def marks(path: Path) -> list[Mark]:
    """The `# E:` marks of a file, in the order of lines."""
    found = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if match := _MARK.search(line):
            codes = tuple(code.strip() for code in match["codes"].split(","))
            found.append(Mark(number, codes, match["text"] or ""))
        elif "# E:" in line:
            raise ValueError(
                f'{path.name}:{number}: cannot read the mark in {line!r}; write `# E: code "text"`'
            )
    return found


def config(*, plugin: bool = True, strict: bool = True, redefinition: bool = True) -> str:
    """The mypy.ini of a user; `plugin=False` is mypy alone.

    `warn_return_any` is off even under strict: NumPy's own stubs make `x @ w` an Any when the dtype is not a
    concrete one, as with every jaxtyping annotation, so mypy alone would complain of each such `return`.
    """
    lines = ["[mypy]", f"strict = {strict}", "warn_return_any = False", "show_traceback = True"]
    lines += ["plugins = typednn.mypy_plugin"] if plugin else []
    lines += ["allow_redefinition = True"] if redefinition else []
    return "\n".join(lines) + "\n"


def check(
    paths: Sequence[Path],
    ini: str,
    *,
    cache: Path | None = None,
    options: Sequence[str] = (),
    timeout: float = 600.0,
) -> dict[Path, list[Message]]:
    """The errors of one mypy run over `paths`, by file; each file is a module of its own name."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "mypy.ini"
        file.write_text(ini)
        command = [sys.executable, "-m", "mypy", "--config-file", str(file), "--output", "json"]
        command += ["--cache-dir", str(cache) if cache else os.devnull, *options]
        listing = Path(folder) / "files"
        listing.write_text("\n".join(str(path.resolve()) for path in paths))
        search = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
        done = subprocess.run(
            [*command, f"@{listing}"],
            capture_output=True,
            text=True,
            timeout=timeout,
            env={**os.environ, "PYTHONPATH": search},
            cwd=folder,
            check=False,
        )
        return _by_file(paths, done.stdout, done.stderr, done.returncode, Path(folder))


def _by_file(
    paths: Sequence[Path], stdout: str, stderr: str, status: int, cwd: Path
) -> dict[Path, list[Message]]:
    """Read mypy's JSON lines; anything else that it printed means that it did not work."""
    answer: dict[Path, list[Message]] = {path: [] for path in paths}
    known = {path.resolve(): path for path in paths}
    for line in stdout.splitlines():
        if not line.strip():
            continue
        if not line.startswith("{"):
            raise RuntimeError(f"mypy said {line!r}, exit status {status}\n{stderr}")
        entry = json.loads(line)
        path = known.get((cwd / entry["file"]).resolve())
        if path is None:
            raise RuntimeError(f"mypy complained of a file that was not asked about: {line}")
        if entry["severity"] == "error":
            answer[path].append(Message(entry["line"], entry["code"] or "", entry["message"]))
    if status not in (0, 1) or (stderr.strip() and status != 0 and not any(answer.values())):
        raise RuntimeError(f"mypy failed with exit status {status}:\n{stdout[-2000:]}\n{stderr[-4000:]}")
    return answer


def disagreements(path: Path, messages: Iterable[Message], *, within: int = 1) -> list[str]:
    """What differs between the marks of a file and mypy's messages; empty if they agree.

    A mark wants a message of one of its codes at most `within` lines away, and a message such a mark.
    """
    wanted, heard = marks(path), list(messages)
    problems = []
    for mark in wanted:
        near = [m for m in heard if abs(m.line - mark.line) <= within and m.code in mark.codes]
        if not near:
            problems.append(f"{path.name}:{mark.line}: no [{', '.join(mark.codes)}] was reported")
        elif mark.text and not any(mark.text in m.text for m in near):
            problems.append(f"{path.name}:{mark.line}: {mark.text!r} is not in {[m.text for m in near]}")
    reach = range(-within, within + 1)
    asked = {(mark.line + off, code) for mark in wanted for off in reach for code in mark.codes}
    unasked = [m for m in heard if (m.line, m.code) not in asked]
    return problems + [f"{path.name}:{m.line}: {m.text}  [{m.code}]: no mark asks for it" for m in unasked]


@contextlib.contextmanager
def imported(path: Path) -> Iterator[object]:
    """Import a file under the hook, then forget it; no byte code is kept, since mutants share names."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.path.insert(0, str(path.parent))
    importlib.invalidate_caches()
    sys.modules.pop(path.stem, None)
    try:
        with install_import_hook(path.stem, "beartype.beartype"):
            yield importlib.import_module(path.stem)
    finally:
        sys.path.remove(str(path.parent))
        sys.modules.pop(path.stem, None)
        sys.dont_write_bytecode = before


def run(path: Path, *seeds: int, while_failing: bool = False) -> list[Failure | None]:
    """Execute `main(seed)` for each seed (or `main()`) under the import hook; None where nothing failed.

    An exception of the import itself counts for every seed; `while_failing` stops at the first success.
    beartype remembers classes by the name of their module: run a changed module in a new process.
    """
    path = path.resolve()
    silent = contextlib.redirect_stdout(io.StringIO())
    try:
        with silent, imported(path) as module:
            main = vars(module)["main"]
            if not inspect.signature(main).parameters:
                return [_attempt(path, main)] * max(1, len(seeds))
            outcomes = []
            for seed in seeds:
                outcomes.append(_attempt(path, main, seed))
                if while_failing and outcomes[-1] is None:
                    break
            return outcomes
    except Exception as error:
        return [_failure(path, error)] * max(1, len(seeds))


def _attempt(path: Path, main: object, *arguments: int) -> Failure | None:
    """Call and say how it failed, if it did."""
    assert callable(main)
    try:
        main(*arguments)
    except Exception as error:
        return _failure(path, error)
    return None


def _failure(path: Path, error: BaseException) -> Failure:
    """What a failure looked like from this file."""
    lines: list[int] = []
    link: BaseException | None = error
    while link is not None:
        lines += _lines(path, link.__traceback__)
        link = link.__cause__ or link.__context__
    return Failure(type(error).__name__, str(error), tuple(dict.fromkeys(lines)))


def _lines(path: Path, trace: TracebackType | None) -> Iterator[int]:
    """The lines of the file in a traceback, innermost last; see `Failure` for contracts on results."""
    for frame, line in traceback.walk_tb(trace):
        if frame.f_code.co_filename == str(path):
            yield line
        elif frame.f_code.co_name == "wrapped_fn_impl" and "out" in frame.f_locals:
            function = getattr(frame.f_locals.get("fn"), "__code__", None)
            if function is not None and function.co_filename == str(path):
                yield from _exits(path, function.co_firstlineno)


def _exits(path: Path, first: int) -> Iterator[int]:
    """The header and the `return` lines of the function that starts at line `first`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            start = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            if start == first or node.lineno == first:
                yield from range(node.lineno, node.body[0].lineno)
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Return):
                        yield from range(inner.lineno, (inner.end_lineno or inner.lineno) + 1)
