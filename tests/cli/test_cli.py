"""The command line's door: versions, help, exit codes, and one message instead of a traceback."""

import subprocess
import sys
from importlib.metadata import version

import pytest
import typer
from typer.testing import CliRunner

from typednn import __version__, cli
from typednn.errors import CheckpointError, ConfigError, DataError, ShapeError, TypednnError

RUNNER = CliRunner()


def test_version_names_what_a_verdict_depends_on() -> None:
    done = RUNNER.invoke(cli.app, ["--version"])
    assert done.exit_code == 0
    words = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert words["typednn"] == __version__
    assert words["python"] == sys.version.split()[0]
    assert {name: words[name] for name in ("numpy", "mypy", "jaxtyping", "beartype")} == {
        name: version(name) for name in ("numpy", "mypy", "jaxtyping", "beartype")
    }


def test_version_says_what_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.version, "DEPENDS_ON", ("typednn-is-not-called-so",))
    assert "typednn-is-not-called-so not installed" in RUNNER.invoke(cli.app, ["--version"]).stdout


def test_unknown_command_is_a_usage_error() -> None:
    assert RUNNER.invoke(cli.app, ["lunch"]).exit_code == 2


@pytest.mark.parametrize(
    ("error", "code"),
    [(ConfigError, 2), (DataError, 3), (CheckpointError, 3), (ShapeError, 1), (TypednnError, 1)],
)
def test_our_errors_are_one_message_and_an_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: type[TypednnError], code: int
) -> None:
    failing = typer.Typer()

    @failing.command()
    def fail() -> None:
        raise error("the file is cut off")

    monkeypatch.setattr(cli, "app", failing)
    monkeypatch.setattr(sys, "argv", ["typednn"])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == code
    assert capsys.readouterr().err == "typednn: the file is cut off\n"


@pytest.mark.parametrize(
    "program", ["import typednn", "import typednn.cli", "from typednn.cli import app; app(['--help'])"]
)
def test_the_door_loads_nothing_heavy(program: str) -> None:
    report = "import sys, atexit; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); "
    done = subprocess.run([sys.executable, "-c", report + program], text=True, capture_output=True, check=True)
    assert "typednn" in done.stderr.split()
    assert {"numpy", "jaxtyping", "beartype", "mypy", "safetensors"} & set(done.stderr.split()) == set()
