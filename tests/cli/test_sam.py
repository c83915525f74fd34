"""`typednn sam compare`: its screen as it was approved, JSON, pictures, refusals.

The screen is of real trainings. Its digits are far above what another processor or BLAS changes (some 1e-7 of each).
It is approved by writing it: `python -m tests.cli.test_sam` rewrites it, for git to show.
"""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from typednn import cli
from typednn.errors import ConfigError

RUNNER = CliRunner()
SCREEN = Path(__file__).parent / "screens" / "sam-compare.txt"
SMALL = ("--samples", "100", "--epochs", "2", "--hidden", "8", "--seeds", "3")
TINY = ("--samples", "60", "--epochs", "1", "--hidden", "4", "--seeds", "2")


def run(*arguments: str, size: tuple[str, ...] = TINY) -> Result:
    return RUNNER.invoke(cli.app, ["sam", "compare", *size, *arguments], catch_exceptions=False)


def test_the_screen_is_the_approved_one() -> None:
    done = run("--quiet", size=SMALL)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == SCREEN.read_text(encoding="utf-8")


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
    residuals = [found["runs"][k][when]["residual"] for k in (0, 2) for when in ("before", "after")]
    assert first["residual"] == max(residuals)  # it is said of the eigenvalues before and after
    assert all(each["after"]["worst"] >= each["after"]["loss"] for each in found["runs"])


def test_the_table_and_the_picture(tmp_path: Path) -> None:
    if find_spec("matplotlib") is None:
        with pytest.raises(ConfigError, match=r"pip install 'typednn\[plot\]'"):
            run("--optimizers", "sam", "--plot", str(tmp_path / "x.svg"))
        return
    done = run("--optimizers", "sam", "--plot", str(tmp_path / "x.svg"))
    assert done.exit_code == 0
    head, row, empty, _, sharp, values, residual = done.stdout.splitlines()
    assert head.startswith("optimizer  test accuracy, %") and row.startswith("sam  ") and "±" in row
    assert (empty, sharp.split()) == ("", ["optimizer", "λ_max", "trace", "rise"]) and values.count("→") == 3
    assert "residual" in residual
    assert "sam, seed 1:" in done.stderr
    assert "</svg>" in (tmp_path / "x.svg").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--optimizers", "sgd,lion"), "expected some of sgd, sam, asam, zsharp"),
        (("--optimizers", "sgd,sgd"), "sgd, sgd .* none of them twice"),
        (("--optimizers", ","), "no optimizers"),
        (("--radius", "0"), "give a number above 0"),
        (("--radius", "inf"), "give a number above 0"),
        (("--lr", "nan"), "lr is nan"),
        (("--samples", "60001"), "samples is 60,001, but mnist has 60,000"),
        (("--hidden", "wide"), "expected whole numbers"),
    ],
)
def test_what_cannot_be_is_refused(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        run(*arguments)


@pytest.mark.skipif(find_spec("matplotlib") is None, reason="matplotlib is an extra: NO PLOT WAS REFUSED")
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere/x.png", "there is no folder"),
        ("x.foo", r"must end like one of .*\.png"),
        ("x", "must end like one of"),
    ],
)
def test_a_picture_that_cannot_be_written_is_refused_before_the_training(
    name: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("typednn.sharpness.comparing.compare", lambda *_, **__: pytest.fail("it was trained"))
    with pytest.raises(ConfigError, match=message):
        run("--plot", str(tmp_path / name))


if __name__ == "__main__":
    SCREEN.write_text(run("--quiet", size=SMALL).stdout, encoding="utf-8")
