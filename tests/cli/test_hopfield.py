"""`typednn hopfield`: its screens as they were approved, JSON, pictures, refusals, and silence where it is due."""

import json
import math
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

from typednn import cli
from typednn.errors import ConfigError

RUNNER = CliRunner()
SCREENS = Path(__file__).parent / "screens"
COMMANDS = {
    "recall-letters": ["recall", "AHTX", "--pictures", "letters", "--noise", "0.1", "--rule", "hebbian"],
    "recall-digits": ["recall", "3012", "--noise", "0.3", "--seed", "4"],
    "capacity": ["capacity", "--neurons", "60", "--trials", "12", "--points", "5"],
    "anneal": ["anneal", "--neurons", "10", "--sweeps", "300", "--seed", "3"],
    "landscape": ["landscape", "--neurons", "6", "--patterns", "3", "--seed", "1"],
    "landscape-dot": ["landscape", "--neurons", "3", "--patterns", "1", "--dot"],
    "faults": ["faults", "--neurons", "40", "--patterns", "4", "--trials", "20", "--points", "5"],
}
"""A screen is approved by writing it: `python -m tests.cli.test_hopfield` rewrites them all."""


def run(*arguments: str) -> str:
    done = RUNNER.invoke(cli.app, ["hopfield", *arguments], catch_exceptions=False)
    assert done.exit_code == 0
    assert done.stderr == ""  # no terminal: no bar, no animation
    return done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_the_screen_is_the_approved_one(name: str) -> None:
    assert run(*COMMANDS[name]) == (SCREENS / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "landscape-dot"])
def test_json_is_one_object_and_the_same_for_the_same_seed(name: str) -> None:
    text = run(*COMMANDS[name], "--json")
    assert text.count("\n") == 1
    found = json.loads(text)
    assert found["seed"] == (int(COMMANDS[name][-1]) if "--seed" in COMMANDS[name] else 0)
    assert run(*COMMANDS[name], "--json") == text
    assert run(*COMMANDS[name], "--json", "--seed", "77") != text


def test_json_says_what_the_screen_says() -> None:
    found = json.loads(run(*COMMANDS["recall-digits"], "--json"))
    assert found["right"] and found["recalled"] == "3"
    assert len(found["states"]["shown"]) == 784
    assert sum(a != b for a, b in zip(found["states"]["shown"], found["states"]["stored"], strict=True)) == 235
    curve = json.loads(run(*COMMANDS["capacity"], "--json"))
    assert math.isclose(curve["critical_load"], 0.1379055665)
    assert all(p["exact"]["low"] <= p["exact"]["count"] / 12 <= p["exact"]["high"] for p in curve["points"])
    scape = json.loads(run(*COMMANDS["landscape"], "--json"))
    assert sum(scape["basins"].values()) == len(scape["states"]) == 64
    cooled = json.loads(run(*COMMANDS["anneal"], "--json"))
    assert cooled["best_energy"] == cooled["ground_state_energy"]
    assert json.loads(run(*COMMANDS["faults"], "--json"))["points"][0]["kept"]["trials"] == 20


def test_a_missed_ground_state_is_exit_code_one() -> None:
    done = RUNNER.invoke(cli.app, ["hopfield", "anneal", "--sweeps", "1", "--neurons", "16"])
    assert done.exit_code == 1
    assert "the ground state has" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["landscape", "--neurons", "13"], r"13 neurons have 2\^13 states"),
        (["recall", "33"], "digits are '33': give different ones from 0 to 9"),
        (["recall", "A?", "--pictures", "letters"], r"letters are 'A\?': give different ones from A to Z"),
        (["capacity", "--from", "0.3", "--to", "0.2"], "loads go from 0.3 to 0.2"),
        (["anneal", "--start", "-1"], "the temperature is -1.0"),
        (["faults", "--most", "1.5"], "at most 1.5"),
        (["faults", "--plot", "/nowhere/x.png"], "matplotlib" if find_spec("matplotlib") is None else "cannot write"),
    ],
)
def test_refused_with_a_usage_error(
    arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ConfigError, match=message):
        RUNNER.invoke(cli.app, ["hopfield", *arguments], catch_exceptions=False)
    monkeypatch.setattr(sys, "argv", ["typednn", "hopfield", *arguments])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 2
    assert capsys.readouterr().err.startswith("typednn: ")


@pytest.mark.skipif(find_spec("matplotlib") is None, reason="matplotlib is an extra: pip install typednn[plot]")
@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "landscape-dot"])
def test_pictures_are_drawn(name: str, tmp_path: Path) -> None:
    done = RUNNER.invoke(cli.app, ["hopfield", *COMMANDS[name], "--plot", str(tmp_path / "x.png")])
    assert done.exit_code == 0
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")
    assert "drawn into" in done.stderr


if __name__ == "__main__":
    for name, arguments in COMMANDS.items():
        (SCREENS / f"{name}.txt").write_text(run(*arguments), encoding="utf-8")
