"""The case files: mypy says what their marks say, and at run time the same cases fail, or do not.

`bad_*` must be rejected by mypy, on the marked line, and raise for each choice of sizes; `ok_*` must pass both.
`strict_*` is rejected by mypy only. `# MISSED: code` is a mistake that the gate does not see yet, and `# AGAIN: code`
a second message for one mistake: when that changes, the test says so, and the mark becomes `# E:` or goes.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jaxtyping import AnnotationError

from tests.static import cases, drawing

FOLDER = Path(cases.__file__).parent
BAD = sorted(path for path in (FOLDER / "bad").glob("*.py") if not path.name.startswith("layers_"))
SMALL = sorted((FOLDER / "ok").glob("small_*.py"))
MODULES = sorted((FOLDER / "ok").glob("[abc]_*.py"))
GOOD = sorted((FOLDER / "pairs").glob("*_good.py"))
BUGGY = sorted((FOLDER / "pairs").glob("*_bad.py"))
REVEAL = sorted((FOLDER / "reveal").glob("*.py"))
KNOWN = re.compile(r"# (MISSED|AGAIN): ([a-z-]+)$")
Heard = dict[Path, list[cases.Message]]


@pytest.fixture(scope="module")
def heard() -> Heard:
    """One run of mypy over everything that has a name of its own."""
    return cases.check([*BAD, *SMALL, *MODULES, *GOOD, *BUGGY], cases.config())


def known(path: Path) -> Iterator[tuple[str, int, str]]:
    for line, text in enumerate(path.read_text().splitlines(), 1):
        if found := KNOWN.search(text):
            yield found[1], line, found[2]


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_each_mistake_is_reported_on_its_line(heard: Heard, path: Path) -> None:
    again = {(line, code) for kind, line, code in known(path) if kind == "AGAIN"}
    missed = {(line, code) for kind, line, code in known(path) if kind == "MISSED"}
    said = {(message.line, message.code) for message in heard[path]}
    assert not missed & said, "seen at last: write `# E:` with the message instead of `# MISSED:`"
    assert again <= said, "said once, as it should be: remove `# AGAIN:`"
    rest = [message for message in heard[path] if (message.line, message.code) not in again]
    assert cases.disagreements(path, rest, within=0) == []
    lines = [message.line for message in rest]
    assert len(lines) == len(set(lines)), "two messages for one line"


def test_there_are_enough_cases() -> None:
    marked = [mark for path in BAD for mark in cases.marks(path)]
    unseen = [place for path in BAD for place in known(path) if place[0] == "MISSED"]
    assert len(marked) >= 250
    assert all(mark.text for mark in marked)
    assert len(unseen) <= 3  # may only fall


@pytest.mark.parametrize("path", [*SMALL, *MODULES, *GOOD], ids=lambda path: path.stem)
def test_correct_code_gets_no_message(heard: Heard, path: Path) -> None:
    assert [f"{path.name}:{each.line}: {each.text}" for each in heard[path]] == []


def test_correct_code_gets_no_message_without_strict() -> None:
    said = cases.check([*SMALL, *MODULES, *GOOD], cases.config(strict=False))
    assert [f"{path.name}:{each.line}: {each.text}" for path in said for each in said[path]] == []


@pytest.mark.parametrize("path", BUGGY, ids=lambda path: path.stem)
def test_the_buggy_one_of_a_pair_is_told_apart(heard: Heard, path: Path) -> None:
    unseen = [each for each in cases.disagreements(path, heard[path], within=1) if "no mark asks" not in each]
    assert unseen == []


def functions(path: Path) -> list[str]:
    return re.findall(r"^def ((?:bad|ok)_\w+)", path.read_text(), re.MULTILINE)


@pytest.mark.parametrize("path", [*BAD, *SMALL], ids=lambda path: path.stem)
def test_at_run_time_the_same_cases_fail(path: Path) -> None:
    names = functions(path)
    assert names
    wrong = []
    with cases.imported(path) as module:
        for name in names:
            function: Callable[..., object] = getattr(module, name)
            for choice in drawing.CHOICES:
                error = failure(function, choice)
                if (error is None) == name.startswith("bad_") or is_beside_the_point(path, error):
                    wrong.append(f"{name} with sizes {choice}: {error!r}")
    assert wrong == []


def is_beside_the_point(path: Path, error: Exception | None) -> bool:
    """A failure of the case itself: a slip of the pen, or a contract that jaxtyping cannot read."""
    return isinstance(error, NameError) or (path.stem != "annotations" and isinstance(error, AnnotationError))


def failure(function: Callable[..., object], choice: tuple[int, ...]) -> Exception | None:
    arguments = drawing.arguments(function, choice)
    try:
        function(**arguments)
    except Exception as error:
        return error
    return None


def test_each_bad_function_has_its_mark() -> None:
    for path in BAD:
        text = path.read_text()
        bodies = re.split(r"^(?=def bad_\w+)", text, flags=re.MULTILINE)[1:]
        bare = [body.split("(")[0] for body in bodies if "# E:" not in body and "# MISSED:" not in body]
        assert [name for name in bare if path.stem != "classes"] == []


NOTE = re.compile(r'# N: "(.*)"$')


@pytest.mark.parametrize("path", REVEAL, ids=lambda path: path.stem)
def test_what_is_revealed(path: Path, tmp_path: Path) -> None:
    ini = tmp_path / "mypy.ini"
    ini.write_text(cases.config())
    command = [sys.executable, "-m", "mypy", f"--config-file={ini}", "--cache-dir=/dev/null", str(path)]
    done = subprocess.run(command, cwd=cases.ROOT, capture_output=True, text=True, check=False)
    notes: dict[str, str] = {}
    for line, text in re.findall(r"^.*?:(\d+): note: (.*)$", done.stdout, re.MULTILINE):
        notes[line] = f"{notes[line]} | {text}" if line in notes else text
    wanted = {
        str(line): found[1]
        for line, text in enumerate(path.read_text().splitlines(), 1)
        if (found := NOTE.search(text))
    }
    assert notes == wanted
    assert ": error:" not in done.stdout
