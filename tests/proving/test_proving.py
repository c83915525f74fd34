"""`typednn prove` on small programs: the counts, the reasons, the page, the exit codes."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from typednn import cli
from typednn.errors import ConfigError
from typednn.proving import prove
from typednn.proving.coverage import Contract, Count, Coverage, FileCoverage

PROVED = """
from jaxtyping import Float
from numpy import ndarray as Array

def affine(x: Float[Array, "b n"], w: Float[Array, "n m"]) -> Float[Array, "b m"]:
    return x @ w

def twice(x: Float[Array, "b n"], w: Float[Array, "n n"]) -> Float[Array, "b n"]:
    y = affine(x, w)
    return affine(y, w)
"""
ASSUMED = """
from elsewhere import zoom
from jaxtyping import Float
from numpy import ndarray as Array

def half(x: Float[Array, "h w"]) -> Float[Array, "h//2 w//2"]:
    return zoom(x, 0.5)
"""
REFUTED = """
from jaxtyping import Float
from numpy import ndarray as Array

def flipped(x: Float[Array, "n m"]) -> Float[Array, "m n"]:
    return x

def product(x: Float[Array, "b 784"], w: Float[Array, "10 784"]) -> Float[Array, "b 10"]:
    return x @ w
"""
INI = "[mypy]\nplugins = typednn.mypy_plugin\nallow_redefinition = true\nignore_missing_imports = true\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with its own settings, from which the command is run."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mypy.ini").write_text(INI)
    (tmp_path / "elsewhere.py").write_text("def zoom(x, factor): return x\n")
    for name, text in (("proved", PROVED), ("assumed", ASSUMED), ("refuted", REFUTED)):
        (tmp_path / f"{name}.py").write_text(text)
    return tmp_path


def command(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, ["prove", *arguments])


def test_every_argument_and_result_is_counted(project: Path) -> None:
    (file,) = prove([Path("proved.py")]).files
    assert file.count == Count(proved=6)
    assert [(contract.line, contract.kind) for contract in file.contracts] == [
        (6, "result"),
        (9, "argument"),
        (9, "argument"),
        (10, "argument"),
        (10, "argument"),
        (10, "result"),
    ]


def test_what_is_assumed_has_a_reason_and_a_line(project: Path) -> None:
    (file,) = prove([Path("assumed.py")]).files
    (contract,) = file.contracts
    assert (contract.line, contract.kind, contract.verdict) == (7, "result", "assumed")
    assert contract.reason


def test_only_the_paths_that_were_named_are_counted(project: Path) -> None:
    (project / "user.py").write_text("import proved, refuted\n")
    coverage = prove([Path("user.py")])
    assert [file.path for file in coverage.files] == ["user.py"]
    assert coverage.count.total == 0


def test_the_settings_need_not_name_the_plugin(project: Path) -> None:
    (project / "mypy.ini").write_text("[mypy]\nallow_redefinition = true\n")
    assert prove([Path("proved.py")]).count == Count(proved=6)
    (project / "mypy.ini").unlink()
    assert prove([Path("proved.py")]).count == Count(proved=6)


def test_proved_exits_with_0_and_refuted_with_1(project: Path) -> None:
    good = command("proved.py", "--min", "100")
    assert good.exit_code == 0
    assert re.search(r"^total +6 +0 +0 +100\.0$", good.stdout, re.MULTILINE)
    bad = command("refuted.py")
    assert bad.exit_code == 1
    assert 'refuted.py:6: flipped(): the result has shape "n m", expected "m n"  [tensor-shape]' in bad.stdout
    assert "refuted.py:9: Cannot compute x @ w" in bad.stdout


def test_less_than_the_minimum_exits_with_1(project: Path) -> None:
    assert command("proved.py", "assumed.py", "--min", "85").exit_code == 0
    done = command("proved.py", "assumed.py", "--min", "95")
    assert done.exit_code == 1
    assert "85.7 % is proved, at least 95 % is wanted" in done.stderr
    assert "assumed.py:7: the result of half" in done.stdout


def test_a_program_without_contracts_reaches_no_minimum(project: Path) -> None:
    done = command("elsewhere.py")
    assert (done.exit_code, "no contract was found" in done.stderr) == (0, True)
    assert command("elsewhere.py", "--min", "1").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere.py",), "there is no nowhere.py"),
        (("proved.py", "--config-file", "nowhere.ini"), "there is no settings file nowhere.ini"),
        (("broken.py",), "mypy cannot read the program:\nbroken.py:1: error:"),
        (("empty",), "mypy cannot begin: There are no .py[i] files in directory 'empty'"),
        (("proved.py", "--html", "no/folder.html"), "cannot write the page no/folder.html"),
    ],
)
def test_what_cannot_be_used_is_one_message(project: Path, arguments: tuple[str, ...], said: str) -> None:
    (project / "broken.py").write_text("def (:\n")
    (project / "empty").mkdir()
    done = command(*arguments)
    assert isinstance(done.exception, ConfigError)  # main() prints it and exits with 2
    assert said in str(done.exception)


def test_json_lines_are_the_same_counts(project: Path) -> None:
    *files, total = map(json.loads, command(".", "--json").stdout.splitlines())
    assert total == {
        "total": True,
        "files": len(files),
        **{word: sum(file[word] for file in files) for word in ("proved", "assumed", "refuted")},
        "percent": total["percent"],
    }
    (refuted,) = (file for file in files if file["file"] == "refuted.py")
    assert [error["line"] for error in refuted["errors"]] == [6, 9]
    assert all(contract.keys() == set(Contract.__annotations__) for contract in refuted["contracts"])


class Marks(HTMLParser):
    """The classes of the lines of the page, and whether it loads anything."""

    def __init__(self) -> None:
        super().__init__()
        self.classes: list[str | None] = []
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "span":
            self.classes.append(found.get("class"))
        self.loaded += [name for name in found if name in ("src", "srcset")] + ([tag] if tag == "link" else [])


def test_the_page_marks_each_line_and_loads_nothing(project: Path) -> None:
    command("refuted.py", "--html", "page.html")
    marks = Marks()
    marks.feed((project / "page.html").read_text())
    lines = marks.classes[3:]  # after the legend
    assert len(lines) == len(REFUTED.splitlines())
    assert lines[5] == lines[8] == "refuted"
    assert lines[0] is lines[1] is None
    assert marks.loaded == []


def test_verbose_lists_every_place(project: Path) -> None:
    body = "".join(f'def f{at}(x: Float[Array, "n"]) -> Float[Array, "m"]:\n    return zoom(x, 1)\n' for at in range(5))
    (project / "assumed.py").write_text(ASSUMED + body)
    assert "more (--verbose lists them)" in command("assumed.py").stdout
    shown = command("assumed.py", "--verbose").stdout
    assert all(f"the result of f{at}" in shown for at in range(5))


def test_a_percentage_is_rounded_down() -> None:
    assert Count(proved=9999, assumed=1).percent == 99.9
    assert Count().percent is None
    assert not Coverage(()).reaches(0)


def test_reasons_are_ordered_by_how_often_they_stand() -> None:
    def assumed(line: int, reason: str) -> Contract:
        return Contract(line, "result", "assumed", "x", reason)

    file = FileCoverage("a.py", (assumed(1, "rare"), assumed(2, "often"), assumed(3, "often"), assumed(4, "")))
    assert [reason for reason, _ in Coverage((file,)).because()] == ["often", "no reason is known", "rare"]
