"""`typednn train`: every option, every exit code, its screens, its JSON, and runs that go on exactly."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pytest

from tests.data.small import write_folder
from typednn import cli
from typednn.cli.train_screen import COLUMNS, columns_for, sparkline
from typednn.train import Evaluation, RunSettings, create_run, load_run
from typednn.train.run_folder import FILES

EPOCH = {"event", "epoch", "train_loss", "train_accuracy", "validation_accuracy", "seconds", "samples_per_second"}
END = {"event", "test_accuracy", "test_loss", "best_epoch", "seconds", "parameters", "run"}


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Program: TypeAlias = Callable[..., Done]


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Program:
    """`typednn train ...` through the program's door, in a folder of its own, with a data set of 12 small images."""
    data = write_folder(tmp_path / "data")
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object, small: bool = True) -> Done:
        given = ["--data", data, "--validation", 3, "--epochs", 2, "--batch-size", 4] if small else []
        monkeypatch.setattr(sys, "argv", ["typednn", "train", *map(str, [*given, *arguments])])
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            cli.main()
        captured = capsys.readouterr()
        assert isinstance(stop.value.code, int)
        return Done(stop.value.code, captured.out, captured.err)

    return call


def test_json_lines_are_as_documented(program: Program, tmp_path: Path) -> None:
    done = program("--json")
    assert (done.code, done.err) == (0, "")
    *epochs, end = done.lines
    assert [list(each) for each in epochs] == [
        ["event", "epoch", "train_loss", "train_accuracy", "validation_accuracy", "seconds", "samples_per_second"]
    ] * 2
    assert all(set(each) == EPOCH and each["event"] == "epoch" for each in epochs)
    assert [each["epoch"] for each in epochs] == [1, 2]
    for each in epochs:
        assert all(isinstance(each[name], float) for name in EPOCH - {"event", "epoch"})
        assert 0 <= each["train_accuracy"] <= 1
        assert each["samples_per_second"] > 0
    assert set(end) == END
    assert end["event"] == "end"
    assert end["best_epoch"] in (1, 2)
    assert end["parameters"] == 30 * 128 + 128 + 128 * 3 + 3
    assert end["seconds"] == pytest.approx(sum(each["seconds"] for each in epochs))
    assert end["run"] == "runs/data-mlp-1"
    run = load_run(tmp_path / end["run"])
    assert run.result is not None
    assert run.result["test_accuracy"] == end["test_accuracy"]


def test_without_validation_there_is_no_validation_accuracy(program: Program) -> None:
    done = program("--json", "--validation", 0)
    assert [each["validation_accuracy"] for each in done.lines[:-1]] == [None, None]
    assert done.lines[-1]["best_epoch"] == 2


GOLDEN = """\
Linear(30, 5) >> Relu() >> Linear(5, 3): 173 parameters, 9 examples

       epoch  validation       train        loss     seconds        rate
           1      33.33%      NN.NN%      N.NNNN         N.N         0.1 *
           2      33.33%      NN.NN%      N.NNNN         N.N       0.085

validation ▁▁ 33.33% to 33.33%
test accuracy NN.NN% (NN.NN% to NN.NN%), loss N.NNNN
the best epoch is 1; saved in runs/data-mlp-1
"""


def test_the_screen_without_a_terminal(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a network that cannot learn: all its weights stay where a class of three wins."""
    monkeypatch.setattr("typednn.train.loop.evaluate", one_of_three)
    done = program("--hidden", 5)
    assert (done.code, done.err) == (0, "")
    assert "\x1b" not in done.out
    lines = [masked(line) for line in done.out.splitlines()]
    assert lines == GOLDEN.splitlines()


def one_of_three(*_: object) -> Evaluation:
    return Evaluation(1.0, np.diag([1, 0, 0]) + np.diag([1, 1], k=-1))


def masked(line: str) -> str:
    """With N for the digits of times, and of what the data decides."""
    if line.startswith("test"):
        return re.sub(r"\d+\.\d+%", "NN.NN%", re.sub(r"\d\.\d{4}$", "N.NNNN", line))
    found = re.fullmatch(r"( +\d +[\d.]+%)( +)[\d.]+%( +)[\d.]+( +)[\d.]+( +[\d.]+.*)", line)
    if not found:
        return line
    start, _, _, _, end = found.groups()
    return f"{start}      NN.NN%      N.NNNN         N.N{end}"


def test_quiet_says_the_result_alone(program: Program) -> None:
    done = program("--quiet")
    assert (done.code, done.err) == (0, "")
    assert re.fullmatch(r"[01]\.\d{4}\n", done.out)


OPTIONS: dict[str, tuple[list[object], str, object]] = {
    "model": (["--model", "mlp"], "model", "mlp"),
    "hidden": (["--hidden", "6,5"], "hidden", (6, 5)),
    "dropout": (["--dropout", 0.25], "dropout", 0.25),
    **{
        f"optimizer {name}": (["--optimizer", name], "optimizer", name)
        for name in ("sgd", "momentum", "nesterov", "adam", "adamw", "sam", "asam", "zsharp")
    },
    "lr": (["--lr", 0.03], "lr", 0.03),
    "momentum": (["--momentum", 0.5], "momentum", 0.5),
    "weight decay": (["--weight-decay", 0.01], "weight_decay", 0.01),
    "radius": (["--optimizer", "sam", "--radius", 0.2], "radius", 0.2),
    "clip": (["--clip", 0.7], "clip", 0.7),
    **{
        f"schedule {name}": (["--schedule", name], "schedule", name)
        for name in ("constant", "step", "exponential", "cosine", "warmup-cosine")
    },
    "schedule epochs": (["--schedule", "cosine", "--schedule-epochs", 9], "schedule_epochs", 9),
    "decay": (["--decay", 0.5], "decay", 0.5),
    "label smoothing": (["--label-smoothing", 0], "label_smoothing", 0.0),
    "batch size": (["--batch-size", 5], "batch_size", 5),
    "epochs": (["--epochs", 1], "epochs", 1),
    "patience": (["--patience", 1], "patience", 1),
    "samples": (["--samples", 10], "samples", 10),
    "validation": (["--validation", 2], "validation", 2),
    "seed": (["--seed", 7], "seed", 7),
    "threads": (["--threads", 1], "threads", 1),
}


@pytest.mark.parametrize(("arguments", "name", "value"), OPTIONS.values(), ids=OPTIONS.keys())
def test_each_option_reaches_the_run(arguments: list[object], name: str, value: object, program: Program) -> None:
    done = program("--json", *arguments)
    assert done.code == 0, done.err
    assert getattr(load_run(done.lines[-1]["run"]).settings, name) == value


def weights(run: object) -> bytes:
    parameters = load_run(str(run)).checkpoint("last").parameters
    return b"".join(array.tobytes() for array in parameters.values())


@pytest.mark.parametrize("name", sorted(OPTIONS.keys() - {"model", "threads", "patience", "optimizer momentum"}))
def test_each_option_matters(name: str, program: Program) -> None:
    """It changes the numbers, or the default would be the same."""
    plain = ["--out", "plain", "--epochs", 4, "--schedule", "cosine" if "epochs" in name else "exponential"]
    program("--quiet", *plain)
    program("--quiet", *plain, *OPTIONS[name][0], "--out", "other")
    same = name in {"schedule exponential"}
    assert (weights("plain") == weights("other")) == same


def test_lenet_learns_mnist(program: Program) -> None:
    done = program("--model", "lenet", "--samples", 600, "--epochs", 3, "--json", small=False)
    assert done.lines[-1]["parameters"] == 56_042
    assert done.lines[-1]["test_accuracy"] > 0.5


def test_a_small_training_reaches_its_target(program: Program) -> None:
    """2,000 digits, 6 epochs: 90 % of the test digits."""
    done = program("--samples", 2000, "--epochs", 6, "--target", 0.88, "--json", small=False)
    assert done.code == 0, done.err
    assert done.lines[-1]["test_accuracy"] > 0.88


def test_settings_from_a_file_and_options_over_them(program: Program) -> None:
    Path("run.toml").write_text('optimizer = "adam"\nbatch-size = 3\nhidden = [4, 3]\nlr = 0.01\n')
    done = program("--config", "run.toml", "--lr", 0.02, "--json", "--validation", 2)
    settings = load_run(done.lines[-1]["run"]).settings
    assert (settings.optimizer, settings.hidden, settings.lr) == ("adam", (4, 3), 0.02)
    assert settings.batch_size == 4, "an option overrules the file"
    assert settings.momentum == RunSettings().momentum


# Exit codes


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--target", 1.0, "--epochs", 1, "--lr", 0], 1, "below the target 1"),
        (["--lr", 1e30, "--optimizer", "sgd"], 1, "is not finite"),
        (["--model", "lenet"], 1, "Conv2d"),
        (["--lr", -1], 2, "lr is -1.0"),
        (["--batch-size", 0], 2, "batch_size is 0"),
        (["--optimizer", "lion"], 2, "lion"),
        (["--nonsense"], 2, "No such option"),
        (["--validation", 12], 2, "12 of 12 examples for validation"),
        (["--hidden", "a,b"], 2, "hidden is 'a,b'"),
        (["--config", "none.toml"], 2, "none.toml: cannot be read"),
        (["--data", "nowhere"], 3, "there is no such folder"),
        (["--out", "data/train-labels-idx1-ubyte.gz/run"], 3, "cannot be written"),
    ],
    ids=str,
)
def test_exit_codes(arguments: list[object], code: int, message: str, program: Program) -> None:
    done = program("--json", *arguments)
    assert done.code == code
    assert message in done.err
    assert all(line["event"] in ("epoch", "end") for line in done.lines)


def test_a_misspelt_setting_gets_a_suggestion(program: Program) -> None:
    Path("run.toml").write_text("epoch = 3\n")
    done = program("--config", "run.toml")
    assert (done.code, done.out) == (2, "")
    assert done.err == "typednn: there is no setting 'epoch': did you mean 'epochs'?\n"
    assert not Path("runs").exists(), "nothing is written before the settings are found to be usable"


def test_a_run_is_overwritten_only_by_force(program: Program) -> None:
    assert program("--out", "mine", "--quiet").code == 0
    kept = weights("mine")
    done = program("--out", "mine", "--quiet", "--seed", 5)
    assert done.code == 2
    assert "--force" in done.err
    assert weights("mine") == kept
    assert program("--out", "mine", "--quiet", "--seed", 5, "--force").code == 0
    assert weights("mine") != kept
    assert sorted(path.name for path in Path("mine").iterdir()) == sorted(FILES)


# Going on


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov", "adam", "adamw", "sam", "asam", "zsharp"])
def test_two_epochs_and_two_more_are_four(optimizer: str, program: Program) -> None:
    same = ["--quiet", "--optimizer", optimizer, "--dropout", 0.2]
    assert program(*same, "--epochs", 4, "--out", "whole").code == 0
    assert program(*same, "--epochs", 2, "--out", "half").code == 0
    assert weights("half") != weights("whole")
    assert program("--resume", "half", "--epochs", 4, "--quiet", small=False).code == 0
    assert weights("half") == weights("whole")
    whole, half = load_run("whole"), load_run("half")
    best = [run.checkpoint("best").parameters.values() for run in (whole, half)]
    assert all(np.array_equal(one, other) for one, other in zip(*best, strict=True))
    assert half.result == whole.result
    assert half.settings.epochs == 4


def test_a_finished_run_is_tested_again(program: Program) -> None:
    first = program("--out", "mine", "--json")
    again = program("--resume", "mine", "--json", small=False)
    assert again.code == 0
    assert [line["event"] for line in again.lines] == ["end"]
    assert again.lines[-1]["test_accuracy"] == first.lines[-1]["test_accuracy"]


def test_a_run_that_stopped_early_stays_stopped(program: Program) -> None:
    arguments = ["--lr", 0, "--patience", 1, "--epochs", 9, "--out", "mine"]
    done = program(*arguments)
    assert "stopped: the validation accuracy has not risen" in done.out
    assert len(load_run("mine").history()) == 2
    assert program("--resume", "mine", "--quiet", small=False).code == 0
    assert len(load_run("mine").history()) == 2


@pytest.mark.parametrize("argument", [["--lr", 0.1], ["--seed", 0], ["--hidden", 9], ["--out", "x"], ["--force"]])
def test_a_run_goes_on_with_its_own_settings(argument: list[object], program: Program) -> None:
    program("--out", "mine", "--quiet")
    done = program("--resume", "mine", *argument, small=False)
    assert done.code == 2
    assert f"{argument[0]} cannot be given with --resume" in done.err


def test_a_damaged_run_is_not_gone_on_with(program: Program) -> None:
    program("--out", "mine", "--quiet")
    last = Path("mine/last.safetensors")
    last.write_bytes(last.read_bytes()[:-1] + b"x")
    done = program("--resume", "mine", "--epochs", 3, small=False)
    assert (done.code, done.out) == (3, "")
    assert "the checksum is wrong" in done.err
    assert program("--resume", "nowhere", small=False).code == 3


def test_a_run_that_was_killed_before_its_first_checkpoint_begins_anew(program: Program, tmp_path: Path) -> None:
    program("--out", "whole", "--quiet")
    create_run(tmp_path / "killed", load_run("whole").settings)
    assert program("--resume", "killed", "--quiet", small=False).code == 0
    assert weights("killed") == weights("whole")
    Path("killed/last.safetensors").unlink()
    assert program("--resume", "killed", small=False).code == 3


# Pieces of the screen


def test_a_sparkline_goes_from_the_lowest_to_the_highest() -> None:
    assert sparkline([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]) == "▁▂▃▄▅▆▇█"
    assert sparkline([0.5, 0.5]) == "▁▁"
    assert sparkline([0.9, 0.8]) == "█▁"


@pytest.mark.parametrize(("width", "columns"), [(None, 6), (80, 6), (74, 6), (73, 5), (40, 3), (26, 2), (5, 2)])
def test_a_narrow_terminal_has_fewer_columns(width: int | None, columns: int) -> None:
    assert columns_for(width) == COLUMNS[:columns]
