"""What is common to all commands: completion, interruption, narrow and poor terminals, how fast help is."""

import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from tests.cli.conftest import Run
from tests.cli.terminals import PROGRAM, ROOT, in_terminal, without_colours
from typednn import cli

COMMANDS = [
    *("train", "eval", "predict", "inspect", "export", "report", "doctor"),
    *("prove", "verify", "refute", "data", "hopfield", "sam"),
]


def program(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **environment}
    return subprocess.run([sys.executable, "-c", PROGRAM, *arguments], env=own, text=True, capture_output=True)


def test_help_names_every_command_in_the_order_of_use() -> None:
    done = program("--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.findall(r"(?m)^│ (\w+)  ", done.stdout[done.stdout.index("Commands") :]) == COMMANDS
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert program().returncode == 2  # no command is a usage error, with the help


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_says_what_its_exit_codes_mean(command: str, run: Run) -> None:
    done = run(command, "--help")
    assert (done.code, done.err) == (0, "")
    assert command in ("data", "hopfield", "sam") or "Exit code" in done.out


def test_help_fits_a_narrow_terminal_and_has_no_colours_where_none_are_wanted() -> None:
    narrow = in_terminal("eval", "--help", width=44, NO_COLOR="1")
    assert max(map(len, without_colours(narrow).splitlines())) <= 44
    assert "\x1b[3" not in narrow  # bold is no colour
    assert "\x1b[3" in in_terminal("eval", "--help", width=44)
    assert "\x1b" not in program("eval", "--help").stdout


@pytest.mark.parametrize(
    ("shell", "words", "expected"),
    [
        ("bash", "typednn pre", ["predict"]),
        ("bash", "typednn re", ["report", "refute"]),
        ("bash", "typednn eval --wo", ["--worst"]),
        ("bash", "typednn eval --part va", ["validation"]),
        ("bash", "typednn data do", ["download"]),
    ],
)
def test_completion_in_bash(shell: str, words: str, expected: list[str]) -> None:
    count = str(len(words.split()) - 1)
    done = program(_TYPEDNN_COMPLETE=f"complete_{shell}", COMP_WORDS=words, COMP_CWORD=count)
    assert sorted(done.stdout.split()) == sorted(expected)


def test_completion_in_other_shells() -> None:
    fish = {"_TYPER_COMPLETE_ARGS": "typednn insp", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    done = program(_TYPEDNN_COMPLETE="complete_fish", **fish)
    assert done.stdout.startswith("inspect\t")
    done = program(_TYPEDNN_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS="typednn insp")
    assert '"inspect"' in done.stdout


def test_completion_can_be_shown() -> None:
    help_text = program("--help").stdout
    assert "--install-completion" in help_text and "--show-completion" in help_text
    done = program(_TYPEDNN_COMPLETE="source_bash")
    assert "complete -o default -F _typednn_completion typednn" in done.stdout


def test_an_interruption_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted = typer.Typer()

    @interrupted.command()
    def wait() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "app", interrupted)
    monkeypatch.setattr(sys, "argv", ["typednn"])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 130


def test_a_terminal_that_cannot_show_a_drawing_is_no_crash() -> None:
    done = program("data", "show", "3", "--palette", "blocks", PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, "")
    assert "????" in done.stdout and len(done.stdout.splitlines()) == 29


def test_a_reader_that_goes_away_is_no_traceback(mlp_run: Path, digits: Path) -> None:
    command = f'"{sys.executable}" -c "{PROGRAM}" predict "{mlp_run}" "{digits}/t10k-images-idx3-ubyte" | head -1'
    own = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    done = subprocess.run(["bash", "-c", command], env=own, text=True, capture_output=True)
    assert len(done.stdout.splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_help_takes_less_than_a_third_of_a_second_of_processor_time() -> None:
    """The best of five: what else the machine does is no part of it."""
    times = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        program("--help")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(times) < 0.35, times


@pytest.mark.parametrize(
    "command", [name for name in COMMANDS if name not in ("prove", "verify", "refute", "hopfield", "sam")]
)
def test_help_of_a_command_loads_nothing_heavy(command: str) -> None:
    report = "import sys, atexit; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); "
    own = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", report + PROGRAM, command, "--help"], text=True, capture_output=True, env=own
    )
    assert done.returncode == 0
    heavy = {"numpy", "jaxtyping", "beartype", "mypy", "safetensors", "onnx", "matplotlib"}
    assert heavy & set(done.stderr.split()) == set()


def test_colours_do_not_change_the_words(mlp_run: Path) -> None:
    coloured = in_terminal("eval", mlp_run, width=100)
    assert coloured != without_colours(coloured)
    assert without_colours(coloured) == in_terminal("eval", mlp_run, width=100, NO_COLOR="1")


def test_the_package_itself_can_be_run() -> None:
    own = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-m", "typednn", "--version"], env=own, text=True, capture_output=True)
    assert (done.returncode, done.stderr) == (0, "") and done.stdout == program("--version").stdout
