"""The same verdicts cold, warm, after an edit in a dependency, in the daemon, in parallel, with either parser."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CONFIG = "[mypy]\nplugins = typednn.mypy_plugin\nallow_redefinition = true\n"

LIBRARY = """
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

import numpy as np
from jaxtyping import Float

Image = Float[np.ndarray, "h w"]
Maker = Callable[[Float[np.ndarray, "n d"]], Float[np.ndarray, "n d"]]
SIZE: Final = 3
I = TypeVar("I", bound=int)
O = TypeVar("O", bound=int)


def project(x: Float[np.ndarray, "n d"], w: Float[np.ndarray, "d k"]) -> Float[np.ndarray, "n k"]:
    return x @ w


def rows(x: Image) -> Float[np.ndarray, "h"]:
    return x[:, 0]


class Linear(Generic[I, O]):
    def __init__(self, fan_in: I, fan_out: O) -> None:
        self.w: Float[np.ndarray, "I O"] = np.zeros((fan_in, fan_out))

    def __call__(self, x: Float[np.ndarray, "b I"]) -> Float[np.ndarray, "b O"]:
        return x @ self.w


class Store:
    data: Float[np.ndarray, "n 3"]

    def __init__(self, data: Float[np.ndarray, "n 3"]) -> None:
        self.data = data

    @property
    def total(self) -> Float[np.ndarray, "n"]:
        return self.data.sum(axis=1)


@dataclass
class Pair:
    a: Float[np.ndarray, "n d"]
    b: Float[np.ndarray, "d"]


class Point(NamedTuple):
    at: Float[np.ndarray, "3"]


class Net:
    def __init__(self, hidden: int = 5) -> None:
        self.w = np.zeros((4, hidden))
        self.layer = Linear(hidden, 2)
        self.kept = [np.ones(3), np.ones(3)]


class Heads:
    def __init__(self, width: int, heads: int = 2) -> None:
        if width % heads != 0:
            raise ValueError(f"{heads} heads do not divide {width}")
        self.depth = width // heads


class Model(Protocol):
    def __call__(self, x: Float[np.ndarray, "n 4"]) -> Float[np.ndarray, "n 2"]: ...


ORIGIN: Float[np.ndarray, "3"] = np.zeros(3)
"""

# Names are imported straight, through a package, and through an alias of an alias.
BETWEEN = """
import library
from library import Heads, Image, Linear, Maker, Model, Net, ORIGIN, Pair, Point, SIZE, Store, project, rows

Picture = Image
"""

USER = """
import numpy as np
from jaxtyping import Float

import between
from between import Heads, Linear, Maker, Model, Net, ORIGIN, Pair, Picture, Point, SIZE, Store, project, rows


def use_function(x: Float[np.ndarray, "a b"], w: Float[np.ndarray, "b c"]) -> Float[np.ndarray, "a c"]:
    return project(x, w)


def use_alias(x: Picture) -> Float[np.ndarray, "h w"]:
    return x


def use_rows(x: Picture) -> Float[np.ndarray, "h"]:
    return rows(x)


def use_class(x: Float[np.ndarray, "n 4"]) -> Float[np.ndarray, "n 2"]:
    return Linear(4, 2)(x)


def use_attribute(store: Store) -> Float[np.ndarray, "3 _"]:
    return store.data.T


def use_inferred(x: Float[np.ndarray, "n 3"]) -> Float[np.ndarray, "n 3"]:
    return Store(x).data


def use_property(x: Float[np.ndarray, "n 3"]) -> Float[np.ndarray, "n"]:
    return Store(x).total


def use_dataclass(x: Float[np.ndarray, "n d"], y: Float[np.ndarray, "d"]) -> Float[np.ndarray, "n"]:
    pair = Pair(x, y)
    return pair.a @ pair.b


def use_tuple(p: Point) -> Float[np.ndarray, "3"]:
    return p.at + p[0]


def use_callback(f: Maker, x: Float[np.ndarray, "a 5"]) -> Float[np.ndarray, "a 5"]:
    return f(x)


def use_protocol(f: Model, x: Float[np.ndarray, "a 4"]) -> Float[np.ndarray, "a 2"]:
    return f(x)


def use_constant() -> Float[np.ndarray, "3"]:
    return np.zeros(SIZE) + ORIGIN


def use_unannotated(x: Float[np.ndarray, "n 4"]) -> Float[np.ndarray, "n 7"]:
    return x @ Net(7).w


def use_default(x: Float[np.ndarray, "n 4"]) -> Float[np.ndarray, "n 5"]:
    return x @ Net().w


def use_inner_object(x: Float[np.ndarray, "n 7"]) -> Float[np.ndarray, "n 2"]:
    return Net(7).layer(x)


def use_kept(net: Net) -> Float[np.ndarray, "3"]:
    return net.kept[0]


def use_refusal() -> int:
    return Heads(6).depth


def use_quotient(x: Float[np.ndarray, "n 3"]) -> Float[np.ndarray, "n"]:
    return x @ np.ones(Heads(6).depth)


def use_module(x: between.Picture, w: Float[np.ndarray, "w k"]) -> Float[np.ndarray, "h k"]:
    return between.library.project(x, w)
"""

# What is changed in the library, and the functions of the user's module that this breaks.
EDITS = {
    "parameter": ('w: Float[np.ndarray, "d k"]', 'w: Float[np.ndarray, "k d"]', {"use_function", "use_module"}),
    "result": ('-> Float[np.ndarray, "n k"]', '-> Float[np.ndarray, "k n"]', {"use_function", "use_module"}),
    "alias": (
        'Image = Float[np.ndarray, "h w"]',
        'Image = Float[np.ndarray, "w h"]',
        {"use_alias", "use_module"},
    ),
    "alias of a function": (
        '"n d"]], Float[np.ndarray, "n d"]]',
        '"n d"]], Float[np.ndarray, "d n"]]',
        {"use_callback"},
    ),
    "declared attribute": (
        '    data: Float[np.ndarray, "n 3"]\n\n',
        '    data: Float[np.ndarray, "n 5"]\n\n',
        {"use_attribute", "use_inferred"},
    ),
    "property": (
        'def total(self) -> Float[np.ndarray, "n"]',
        'def total(self) -> Float[np.ndarray, "3"]',
        {"use_property"},
    ),
    "method": (
        'def __call__(self, x: Float[np.ndarray, "b I"])',
        'def __call__(self, x: Float[np.ndarray, "b O"])',
        {"use_class", "use_inner_object"},
    ),
    "field": ('    b: Float[np.ndarray, "d"]', '    b: Float[np.ndarray, "n"]', {"use_dataclass"}),
    "item": ('    at: Float[np.ndarray, "3"]', '    at: Float[np.ndarray, "4"]', {"use_tuple"}),
    "protocol": ('-> Float[np.ndarray, "n 2"]: ...', '-> Float[np.ndarray, "n 5"]: ...', {"use_protocol"}),
    "constant": ("SIZE: Final = 3", "SIZE: Final = 4", {"use_constant"}),
    "variable": ('ORIGIN: Float[np.ndarray, "3"]', 'ORIGIN: Float[np.ndarray, "5"]', {"use_constant"}),
    "inferred attribute": ("np.zeros((4, hidden))", "np.zeros((hidden, 4))", {"use_unannotated", "use_default"}),
    "default": ("hidden: int = 5", "hidden: int = 6", {"use_default"}),
    "object in an attribute": ("Linear(hidden, 2)", "Linear(hidden, 3)", {"use_inner_object"}),
    "list in an attribute": ("[np.ones(3), np.ones(3)]", "[np.ones(2), np.ones(2)]", {"use_kept"}),
    "refusal": ("if width % heads != 0:", "if width % heads == 0:", {"use_refusal", "use_quotient"}),
    "default of a refusal": ("heads: int = 2", "heads: int = 3", {"use_quotient"}),
    "dtype": ('-> Float[np.ndarray, "n k"]', '-> Int[np.ndarray, "n k"]', {"use_function", "use_module"}),
}


@dataclass
class Project:
    """Three modules in a folder, and mypy over the last of them."""

    folder: Path

    def write(self, library: str) -> None:
        """mypy looks at times and sizes before it looks at hashes, so the time must differ."""
        path = self.folder / "library.py"
        before = path.stat().st_mtime_ns if path.exists() else 0
        path.write_text(library)
        os.utime(path, ns=(time.time_ns(), max(before + 2_000_000_000, time.time_ns())))

    def mypy(self, *arguments: str, cached: bool = True, tool: str = "mypy") -> str:
        cache = str(self.folder / "cache") if cached else os.devnull
        command = [sys.executable, "-m", tool, "--config-file=mypy.ini", "--cache-dir", cache, *arguments, "user.py"]
        return self.run(command)

    def daemon(self, *arguments: str) -> str:
        return self.run(
            [sys.executable, "-m", "mypy.dmypy", "--status-file", str(self.folder / "status.json"), *arguments]
        )

    def run(self, command: list[str]) -> str:
        path = os.pathsep.join([self.path, str(self.folder)])
        done = subprocess.run(
            command,
            cwd=self.folder,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
            timeout=240,
        )
        assert "INTERNAL ERROR" not in done.stdout + done.stderr, done.stdout + done.stderr
        assert "met a surprise" not in done.stdout, done.stdout
        return done.stdout + done.stderr

    path: str = str(ROOT)


def broken(out: str) -> set[str]:
    """The functions of the user's module in which mypy reports a shape."""
    owners, name = {}, ""
    for line, text in enumerate(USER.splitlines(), 1):
        if found := re.match(r"def (\w+)", text):
            name = found[1]
        owners[line] = name
    lines = re.findall(r"^user\.py:(\d+): error: .*\[tensor-(?:shape|dtype)\]$", out, re.MULTILINE)
    assert lines or "Success" in out or "Found" in out, out
    return {owners[int(line)] for line in lines}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "mypy.ini").write_text(CONFIG)
    (tmp_path / "between.py").write_text(BETWEEN)
    (tmp_path / "user.py").write_text(USER)
    made = Project(tmp_path)
    made.write(LIBRARY)
    return made


def edited(edit: str) -> tuple[str, set[str]]:
    before, after, expected = EDITS[edit]
    assert LIBRARY.count(before) == 1, edit
    return LIBRARY.replace(before, after).replace("import Float", "import Float, Int"), expected


def test_an_edit_of_each_kind_at_once(project: Project) -> None:
    """The quick one: cold, after an edit, warm, and undone."""
    assert broken(project.mypy()) == set()
    library = LIBRARY
    for edit in ("alias", "declared attribute", "method", "constant"):
        before, after, _ = EDITS[edit]
        library = library.replace(before, after)
    expected = set().union(*(EDITS[edit][2] for edit in ("alias", "declared attribute", "method", "constant")))
    project.write(library)
    assert broken(project.mypy()) == expected
    assert broken(project.mypy()) == expected
    project.write(LIBRARY)
    assert broken(project.mypy()) == set()


@pytest.mark.slow
def test_edits_cold_and_warm(project: Project) -> None:
    """Each edit is seen by the importing module, with the cache and without, and its undoing as well."""
    assert broken(project.mypy()) == set()
    assert broken(project.mypy()) == set()
    wrong = {}
    for edit in EDITS:
        library, expected = edited(edit)
        project.write(library)
        first, again = broken(project.mypy()), broken(project.mypy())
        project.write(LIBRARY)
        undone = broken(project.mypy())
        if (first, again, undone) != (expected, expected, set()):
            wrong[edit] = {"expected": expected, "after the edit": first, "warm": again, "undone": undone}
    assert not wrong


@pytest.mark.slow
def test_edits_without_a_cache(project: Project) -> None:
    """What the edits break, so that a stale cache can be told from a rule that is not there."""
    wrong = {}
    for edit in EDITS:
        library, expected = edited(edit)
        project.write(library)
        found = broken(project.mypy(cached=False))
        if found != expected:
            wrong[edit] = {"expected": expected, "found": found}
    assert not wrong


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments", [["-n", "2"], ["--native-parser"], ["--no-native-parser"], ["--no-incremental"]], ids=" ".join
)
def test_ways_to_run(project: Project, arguments: list[str]) -> None:
    """Parallel, and with either parser: the same verdicts, cold and warm."""
    if arguments[0] not in project.run([sys.executable, "-m", "mypy", "--help"]):
        pytest.skip("this mypy does not have the option")
    assert broken(project.mypy(*arguments)) == set()
    for edit in ("alias", "declared attribute", "method"):
        library, expected = edited(edit)
        project.write(library)
        assert broken(project.mypy(*arguments)) == expected, edit
        assert broken(project.mypy(*arguments)) == expected, edit


@pytest.fixture
def daemon(project: Project) -> Iterator[Project]:
    project.daemon("start", "--", "--config-file=mypy.ini", "--cache-dir", os.devnull)
    yield project
    project.daemon("stop")


@pytest.mark.slow
def test_daemon(daemon: Project) -> None:
    """Start, edit, recheck, undo: the daemon says what a cold run says."""
    assert broken(daemon.daemon("check", "user.py")) == set()
    wrong = {}
    for edit in EDITS:
        library, expected = edited(edit)
        daemon.write(library)
        first, again = broken(daemon.daemon("recheck")), broken(daemon.daemon("recheck"))
        daemon.write(LIBRARY)
        undone = broken(daemon.daemon("recheck"))
        if (first, again, undone) != (expected, expected, set()):
            wrong[edit] = {"expected": expected, "after the edit": first, "again": again, "undone": undone}
    assert not wrong


@pytest.mark.slow
def test_daemon_sees_edits_of_the_user(daemon: Project) -> None:
    """The edited module itself: a new mistake is reported once, at each check, and goes when it is mended."""
    path = daemon.folder / "user.py"
    assert broken(daemon.daemon("check", "user.py")) == set()
    for _ in range(2):
        path.write_text(USER.replace("store.data.T", "store.data.T[1:]"))
        out = daemon.daemon("check", "user.py")
        assert out.count("[tensor-shape]") == 1, out
        assert broken(out) == {"use_attribute"}
        assert broken(daemon.daemon("recheck")) == {"use_attribute"}
        path.write_text(USER)
        assert broken(daemon.daemon("check", "user.py")) == set()


@pytest.mark.slow
def test_upgrade(project: Project, tmp_path: Path) -> None:
    """Another version of the plugin: old results are not used, whatever was checked in between."""
    package = tmp_path / "installed"
    shutil.copytree(ROOT / "typednn", package / "typednn", ignore=shutil.ignore_patterns("__pycache__", "data"))
    shutil.copytree(ROOT / "stubs", package / "stubs")
    project.path = str(package)
    library, expected = edited("alias")
    project.write(library)
    (project.folder / "other.py").write_text("import numpy\n")
    report = package / "typednn" / "mypy_plugin" / "report.py"
    assert broken(project.mypy()) == expected
    silent = report.read_text().replace("self.failures += 1\n", "self.failures += 1\n        return\n", 1)
    assert silent != report.read_text()
    report.write_text(silent)
    # The other module is checked first: mypy keeps one note of the plugin's version for the whole cache.
    project.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--config-file=mypy.ini",
            "--cache-dir",
            str(project.folder / "cache"),
            "other.py",
        ]
    )
    assert broken(project.mypy()) == set()
