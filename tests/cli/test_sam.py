"""`typednn sam compare`: the table, JSON, pictures, refusals, and that the same seed gives the same numbers."""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from typednn import cli
from typednn.errors import ConfigError

RUNNER = CliRunner()
TINY = ("--samples", "60", "--epochs", "1", "--hidden", "4", "--seeds", "2")


def run(*arguments: str) -> Result:
    return RUNNER.invoke(cli.app, ["sam", "compare", *TINY, *arguments], catch_exceptions=False)


def test_json_has_every_run_and_a_row_for_each_optimizer() -> None:
    done = run("--json", "--optimizers", "sgd,zsharp", "--seed", "3")
    assert (done.exit_code, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert [(each["optimizer"], each["seed"]) for each in found["runs"]] == [
        ("sgd", 3),
        ("zsharp", 3),
        ("sgd", 4),
        ("zsharp", 4),
    ]
    first, second = found["rows"]
    assert first["gain"] is None
    pairs = [found["runs"][k + 1]["accuracy"] - found["runs"][k]["accuracy"] for k in (0, 2)]
    assert second["gain"]["value"] == pytest.approx(sum(pairs) / 2)
    assert found["runs"][0]["before"] == found["runs"][1]["before"]  # the same first weights
    assert all(each["after"]["worst"] >= each["after"]["loss"] for each in found["runs"])


def test_the_table_and_the_picture(tmp_path: Path) -> None:
    if find_spec("matplotlib") is None:
        with pytest.raises(ConfigError, match=r"pip install 'typednn\[plot\]'"):
            run("--optimizers", "sam", "--plot", str(tmp_path / "x.svg"))
        return
    done = run("--optimizers", "sam", "--plot", str(tmp_path / "x.svg"))
    assert done.exit_code == 0
    head, row, residual = done.stdout.splitlines()
    assert head.startswith("optimizer  test accuracy, %") and row.startswith("sam  ") and "±" in row
    assert "residual" in residual
    assert "sam, seed 1:" in done.stderr
    assert "</svg>" in (tmp_path / "x.svg").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--optimizers", "sgd,lion"), "expected some of sgd, sam, asam, zsharp"),
        (("--radius", "0"), "give a number above 0"),
        (("--hidden", "wide"), "expected whole numbers"),
    ],
)
def test_what_cannot_be_is_refused(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        run(*arguments)
