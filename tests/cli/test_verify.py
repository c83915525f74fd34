"""`typednn verify`: what it prints, exit codes, selection, the page, the bar."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.theorems.chapter_of_tests import CHAPTER, by_id
from typednn import cli
from typednn.errors import ConfigError
from typednn.theorems import ledger
from typednn.theorems.ledger import theorems

RUNNER = CliRunner()


def verify(*arguments: str) -> Result:
    return RUNNER.invoke(cli.app, ["verify", *arguments])


def test_one_theorem() -> None:
    done = verify("--id", "V11.1")
    assert done.exit_code == 0 and done.stderr == ""
    head, row, summary, _, last = done.stdout.splitlines()
    assert head.split() == ["id", "theorem", "mode", "verdict", "cases", "hits", "worst", "seconds"]
    assert row.split()[:1] == ["V11.1"] and "63,487     63,487" in row and " proved " in row
    assert summary.startswith("V VerifiedNN: 1 theorem: 1 proved, 0 failed; ")
    assert last.startswith("1 theorem: 1 proved, 0 failed; ") and " s of work in " in last


def test_a_row_means_all_its_parts_and_options_add_up() -> None:
    done = verify("--id", "v3", "--id", "V4.1", "--mode", "exact", "--chapter", "v")
    assert done.exit_code == 0
    assert [line.split()[0] for line in done.stdout.splitlines()[1:6]] == ["V3.1", "V3.2", "V3.3", "V3.4", "V4.1"]


def test_json_is_one_object_with_all_the_evidence() -> None:
    done = verify("--id", "V12", "--id", "V54.1", "--json", "--seed", "5")
    document = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1 and set(document) == {"summary", "theorems"}
    assert document["summary"]["theorems"] == document["summary"]["good"] == 2
    property_, monte_carlo = document["theorems"]
    assert property_["id"] == "V12" and property_["mode"] == "property" and property_["verdict"] == "checked"
    assert property_["cases"] == property_["hits"] == 200 and 0 < property_["error"] <= property_["tolerance"]
    assert property_["tolerance_from"] and property_["seed"] == 5 and property_["confidence"] is None
    assert property_["words"] == "checked on 200 cases"
    assert monte_carlo["confidence"] == 1 - 1e-6 and "confidence" in monte_carlo["words"]


def test_a_theorem_is_shown_and_run() -> None:
    done = verify("--show", "V34.1")
    assert done.exit_code == 0
    for part in (
        "V34.1  the gradient is softmax minus one hot  (lossGradient)",
        "statement: ∂CE(z, t)/∂z_i = softmax(z)_i − 1[i = t].",
        "mode: symbolic: an identity of formulas",
        "def the_gradient_is_softmax_minus_one_hot(trial: Trial) -> None:",
        "proved (symbolic, 3 cases)",
    ):
        assert part in done.stdout


def test_programs_are_shown() -> None:
    done = verify("--show", "V84")
    assert done.exit_code == 0
    assert "V84 rejects:" in done.stdout and "# E: tensor-shape" in done.stdout


def test_list_and_document_check_nothing() -> None:
    listed = verify("--list").stdout.splitlines()
    assert [line.split()[0] for line in listed] == [theorem.id for theorem in theorems()]
    assert verify("--document").stdout.startswith("# The theorems\n")


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger of theorems that succeed and fail on purpose."""
    monkeypatch.setattr(ledger, "chapters", lambda: (CHAPTER,))
    monkeypatch.setattr(ledger, "theorems", lambda: CHAPTER.theorems)


@pytest.mark.usefixtures("failing")
def test_a_failure_is_exit_code_1_and_can_be_repeated() -> None:
    done = verify("--id", "T2")
    assert done.exit_code == 1 and "T2 numbers are small: FAILED in case" in done.stdout
    repeat = next(line for line in done.stdout.splitlines() if "repeat: " in line)
    arguments = repeat.partition("typednn verify ")[2].split()
    again = verify(*arguments)
    assert again.exit_code == 1
    figures = [line for line in done.stdout.splitlines() if line.startswith("  ")]
    assert figures == [line for line in again.stdout.splitlines() if line.startswith("  ")]


@pytest.mark.usefixtures("failing")
@pytest.mark.parametrize(("id", "code"), [("T1", 0), ("T3", 1), ("T4", 1), ("T5", 1), ("T6", 0), ("T7", 0)])
def test_exit_codes(id: str, code: int) -> None:
    assert verify("--id", id).exit_code == code


@pytest.mark.usefixtures("failing")
def test_the_page_is_written(tmp_path: Path) -> None:
    done = verify("--html", str(tmp_path / "page.html"))
    assert done.exit_code == 1
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert all(f'<tr id="{theorem.id}">' in text for theorem in CHAPTER.theorems)
    assert by_id("T6").instead in text and "VACUOUS" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--id", "V999"], "there is no theorem V999"),
        (["--show", "lunch"], "there is no theorem LUNCH"),
        (["--mode", "lunch"], "there is no mode 'lunch'; the modes are static, run-time, "),
        (["--chapter", "lunch"], "there is no chapter 'lunch'"),
        (["--id", "V3", "--case", "1"], "--case is a case of one theorem"),
        (["--id", "V3", "--mode", "monte-carlo"], "no theorem is in that chapter and of that mode"),
        (["--id", "V12", "--html", "/no/such/folder/page.html"], "cannot write the page"),
    ],
)
def test_wrong_usage_is_said(arguments: list[str], message: str) -> None:
    done = verify(*arguments)
    assert isinstance(done.exception, ConfigError) and message in str(done.exception)


@pytest.mark.parametrize("arguments", [["--budget", "lunch"], ["--seed", "-1"], ["--jobs", "0"]])
def test_wrong_options_are_usage_errors(arguments: list[str]) -> None:
    assert verify(*arguments).exit_code == 2


def test_the_bar_is_on_stderr_and_only_on_a_terminal() -> None:
    program = "from typednn.cli import main; main()"
    command = [sys.executable, "-c", program, "verify", "--id", "V12"]
    plain = subprocess.run(command, text=True, capture_output=True, check=True)
    assert plain.stderr == ""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm"}
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, text=True, check=True, env=environment)
    os.close(theirs)
    seen = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "0/1" in seen or "1/1" in seen
    assert done.stdout.splitlines()[0] == plain.stdout.splitlines()[0]
