"""docs/cli.md is true: every command and option is in it, and JSON looks as its examples do."""

import json
import re
import shlex
from pathlib import Path

import pytest
import typer.main

from tests.cli.conftest import Run
from tests.cli.terminals import ROOT
from typednn import cli
from typednn.data import load_folder
from typednn.data.png import png_bytes

TEXT = (ROOT / "docs/cli.md").read_text(encoding="utf-8")
SECTIONS = {part.split("\n", 1)[0]: part for part in TEXT.split("\n## ")[1:]}
EXAMPLES = re.findall(r"<!-- json: (.+?) -->\n```json\n(.*?)```", TEXT, re.DOTALL)
EVERYWHERE = {"--json", "--help"}


def commands() -> dict[str, set[str]]:
    """The options of each command; those of the other pages are tested there."""
    top = typer.main.get_command(cli.app)
    found: dict[str, set[str]] = {}
    for name, command in getattr(top, "commands").items():  # noqa: B009  # mypy does not know that it is a group
        below = getattr(command, "commands", {"": command}).values()
        found[name] = {option for each in below for given in each.params for option in given.opts if option[:2] == "--"}
    return found


def test_every_command_is_in_the_table() -> None:
    table = TEXT[: TEXT.index("`typednn --version`")]
    assert all(f"`{name}`" in table or f"`{name}," in table or f"{name}`" in table for name in commands())


@pytest.mark.parametrize("name", list(SECTIONS))
def test_every_option_is_explained(name: str) -> None:
    missing = {option for option in commands()[name] - EVERYWHERE if option not in SECTIONS[name]}
    assert missing - ({"--gate"} if "--no-gate" in SECTIONS[name] else set()) == set()
    named = set(re.findall(r"`(--[a-z-]+)", SECTIONS[name]))
    assert named - commands()[name] - {"--no-gate"} == set()


def alike(example: object, found: object, place: str = "") -> None:
    """The same keys in the same order, the same kinds of values; "…" stands for more keys."""
    if isinstance(example, dict):
        assert isinstance(found, dict), place
        if "…" in example:
            example = {name: value for name, value in example.items() if name != "…"}
            assert set(example) <= set(found), place
        else:
            assert list(example) == list(found), place
        for name, value in example.items():
            alike(value, found[name], f"{place}.{name}")
    elif isinstance(example, list):
        assert isinstance(found, list), place
        if example and found:
            alike(example[0], found[0], f"{place}[0]")
    elif isinstance(example, bool) or example is None or isinstance(example, str):
        assert type(found) is type(example), place
    else:
        assert isinstance(found, int if isinstance(example, int) else int | float), place


def test_the_comparison_can_fail() -> None:
    for example, found in ([{"a": 1}, {"b": 1}], [{"a": 1}, {"a": "1"}], [[1.5], ["x"]], [1, 1.5], [{"a": 1}, {}]):
        with pytest.raises(AssertionError):
            alike(example, found)


@pytest.mark.parametrize(("command", "example"), EXAMPLES, ids=[command for command, _ in EXAMPLES])
def test_json_is_as_it_is_documented(
    run: Run, mlp_run: Path, digits: Path, tmp_path: Path, command: str, example: str
) -> None:
    picture = tmp_path / "digit.png"
    picture.write_bytes(png_bytes(load_folder(digits).test.images[0]))
    places = {"RUN": mlp_run, "PNG": picture, "ONNX": tmp_path / "model.onnx", "HTML": tmp_path / "report.html"}
    if "ONNX" in command:
        pytest.importorskip("onnxruntime", reason="onnxruntime is not installed: the example was not compared")
    done = run(*(places.get(word, word) for word in shlex.split(command)))
    assert (done.code, done.err) == (0, "")
    assert len(done.out.splitlines()) == 1
    alike(json.loads(example), done.json)


def test_the_exit_codes_are_those_of_the_program() -> None:
    table = dict(re.findall(r"(?m)^\| (\d+) \| (.+) \|$", TEXT))
    assert list(table) == ["0", "1", "2", "3", "130"]
    assert {str(code) for code in cli.EXIT_CODES.values()} <= set(table)
    assert cli.__doc__ is not None
    assert re.findall(r"(\d+) [a-z]", cli.__doc__) == list(table)
