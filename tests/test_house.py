"""The house: lint, format, floors, types, and documents that say what is there."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LINT_IMPORTS = (
    sys.executable,
    "-c",
    "from importlinter.cli import lint_imports_command as main; main()",
    "--no-logo",
)
PLANNED = "planned: "


def run(*command: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, text=True, capture_output=True, stdin=subprocess.DEVNULL)


def modules() -> set[str]:
    """The modules and folders at the top of the package."""
    found = (ROOT / "typednn").iterdir()
    return {path.stem for path in found if path.suffix == ".py" or any(path.glob("*.py"))} - {"__init__"}


def floors() -> list[list[str]]:
    """The floors of pyproject.toml from the lowest up, the side towers last."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    contract = next(contract for contract in contracts if contract["id"] == "floors")
    return [re.findall(r"\w+", row) for row in reversed(contract["layers"])] + [contract["exhaustive_ignores"]]


def picture() -> list[tuple[str, str, str]]:
    """Name, floor and description of each line of docs/architecture.md below `typednn/`."""
    return re.findall(r"^  (\w+)(?:/|\.py) +(\w+) +(.+)$", (ROOT / "docs/architecture.md").read_text(), re.MULTILINE)


def readme_command(name: str) -> str:
    """What the README tells a person to type for `name`: the whole code block."""
    block = re.search(rf"^<!-- command: {name} -->\n```sh\n(.*?)```$", (ROOT / "README.md").read_text(), re.M | re.S)
    assert block, f"README.md has no command {name}"
    return block.group(1)


@pytest.mark.parametrize(
    "command",
    [
        pytest.param((sys.executable, "-m", "mypy"), id="mypy"),
        pytest.param((sys.executable, "-m", "ruff", "check"), id="lint"),
        pytest.param((sys.executable, "-m", "ruff", "format", "--check"), id="format"),
        pytest.param(LINT_IMPORTS, id="floors"),
    ],
)
def test_tool_has_no_complaint(command: tuple[str, ...]) -> None:
    done = run(*command)
    if done.returncode:
        pytest.fail(done.stdout + done.stderr, pytrace=False)


@pytest.mark.parametrize("name", ["train", "test", "slow"])
def test_readme_command_is_one_line_that_installs_first(name: str) -> None:
    command = readme_command(name)
    assert command.count("\n") == 1
    assert re.match(r"python3 -m venv \.venv && \.venv/bin/python -m pip install [^&]+ && \.venv/bin/", command)


@pytest.mark.parametrize("name", ["test", "slow"])
def test_ci_runs_what_the_readme_says(name: str) -> None:
    assert run("bash", ".ci/run", "--print", name).stdout == readme_command(name)


def test_ci_refuses_a_command_that_the_readme_does_not_have() -> None:
    done = run("bash", ".ci/run", "--print", "lunch")
    assert done.returncode == 2
    assert "README.md has no line '<!-- command: lunch -->'" in done.stderr


def test_picture_shows_what_is_there_and_marks_what_is_not() -> None:
    assert {name for name, _, text in picture() if not text.startswith(PLANNED)} == modules()


def test_picture_has_the_floors_in_their_order() -> None:
    order = {name: height for height, names in enumerate(floors()) for name in names}
    assert [name for name, _, _ in picture()] == sorted((name for name, _, _ in picture()), key=order.__getitem__)
    assert {name for name, _, _ in picture()} == set(order)
    assert {name for name, floor, _ in picture() if floor == "side"} == set(floors()[-1])


def test_size_table_has_a_row_for_each_module() -> None:
    table = run(sys.executable, ".ci/sizes.py").stdout
    assert modules() <= {line.split()[0] for line in table.splitlines()}


def test_mypy_is_given_every_folder_of_ours() -> None:
    files = re.search(r"^files = (.*)$", (ROOT / "mypy.ini").read_text(), re.MULTILINE)
    assert files
    folders = {name for name in ("typednn", "tests", "examples", "benchmarks") if any((ROOT / name).rglob("*.py"))}
    assert folders <= set(files.group(1).split(", "))
