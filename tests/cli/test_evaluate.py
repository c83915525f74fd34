"""`typednn eval`: its screens, its numbers, every option, every exit code."""

import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.cli.conftest import Done, Run
from tests.cli.terminals import in_terminal, without_colours
from typednn.train import evaluate, load_run, predict_probabilities

KEYS = [
    *("run", "checkpoint", "epoch", "part", "examples", "correct"),
    *("accuracy", "interval", "loss", "classes", "confusion", "worst"),
]


def test_the_screen_without_a_terminal(run: Run, mlp_run: Path) -> None:
    """The parts are those that are promised; the numbers are compared with the library's below."""
    done = run("eval", mlp_run)
    assert done.code == 0
    assert done.err == f"next: typednn eval --worst 5 {mlp_run}\n"
    shape = re.sub(r"[\d,.]+%|\d[\d,.]*", "9", done.out.replace(str(mlp_run), "RUN"))
    head, result, classes, confusion = shape.split("\n\n")
    assert head.splitlines() == [
        "RUN: best epoch, 9 of 9; Linear(9 9) >> Relu() >> Linear(9 9)",
        "digits: 9 test examples, 9 classes",
    ]
    assert result.splitlines() == ["accuracy  9, 9 interval 9 to 9", "          9 of 9", "loss      9"]
    assert classes.splitlines()[0] == "class  examples  correct  accuracy  precision"
    assert len(classes.splitlines()) == 11
    assert confusion.splitlines()[0] == "confusion: a row for each class, a column for each answer"
    assert len(confusion.splitlines()) == 12
    assert "\x1b" not in done.out


def numbers(done: Done) -> dict[str, object]:
    document: dict[str, object] = done.json
    return document


def test_json_is_what_the_library_computes(run: Run, mlp_run: Path) -> None:
    done = run("eval", mlp_run, "--json", "--worst", 4)
    assert (done.code, done.err) == (0, "")
    assert list(numbers(done)) == KEYS
    saved = load_run(mlp_run)
    data = saved.data()
    net = saved.network("best", data)
    x, labels = data.inputs(data.test)
    expected = evaluate(net, x, labels)
    found = done.json
    assert found["confusion"] == expected.confusion.tolist()
    assert (found["accuracy"], found["loss"]) == (expected.accuracy, expected.loss)
    assert found["accuracy"] == (saved.result or {})["test_accuracy"]
    assert tuple(found["interval"].values()) == (*expected.interval(), 0.95)
    assert [row["accuracy"] for row in found["classes"]] == expected.per_class().tolist()
    assert sum(row["correct"] for row in found["classes"]) == found["correct"]
    probabilities = predict_probabilities(net, x)
    of_label = probabilities[np.arange(len(labels)), labels]
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels)
    worst = wrong[np.argsort(of_label[wrong])][:4]
    assert [mistake["index"] for mistake in found["worst"]] == worst.tolist()
    for mistake in found["worst"]:
        assert mistake["label"] == labels[mistake["index"]] != mistake["predicted"]
        assert mistake["probability_of_label"] == pytest.approx(of_label[mistake["index"]], rel=1e-5)
        assert mistake["probability"] == pytest.approx(probabilities[mistake["index"]].max(), rel=1e-5)


def test_the_worst_mistakes_are_drawn(run: Run, mlp_run: Path) -> None:
    out = run("eval", mlp_run, "--worst", 3).out
    drawn = out[out.index("worst mistakes") :].splitlines()
    found = run("eval", mlp_run, "--json", "--worst", 3).json
    for mistake in found["worst"]:
        assert f"#{mistake['index']}  {mistake['label']} taken for {mistake['predicted']}" in drawn[1]
        sure = f"{mistake['predicted']}: {mistake['probability']:.1%}, {mistake['label']}: "
        assert sure + f"{mistake['probability_of_label']:.1%}" in drawn[16]
    assert drawn[0] == f"worst mistakes, 3 of {found['examples'] - found['correct']}"
    assert len(drawn) == 17  # a caption, 14 lines of two pixels each, a text
    assert any("█" in line for line in drawn)


def test_other_parts_and_other_networks(run: Run, mlp_run: Path) -> None:
    sizes = {part: run("eval", mlp_run, "--part", part, "--json").json["examples"] for part in ("train", "validation")}
    assert sizes == {"train": 550, "validation": 50}
    last = run("eval", mlp_run, "--last", "--json").json
    assert (last["checkpoint"], last["epoch"]) == ("last", 4)
    assert "last epoch, 4 of 4" in run("eval", mlp_run, "--last").out
    wide = run("eval", mlp_run, "--confidence", "0.999", "--json").json["interval"]
    narrow = run("eval", mlp_run, "--json").json["interval"]
    assert wide["low"] < narrow["low"] < narrow["high"] < wide["high"]
    assert "99.9% interval" in run("eval", mlp_run, "--confidence", "0.999").out


def test_in_silence_there_is_one_number(run: Run, mlp_run: Path) -> None:
    accuracy = run("eval", mlp_run, "--json").json["accuracy"]
    assert run("eval", mlp_run, "--quiet") == Done(0, f"{accuracy:.4f}\n", "")


def test_a_lenet_is_tested_too(run: Run, lenet_run: Path) -> None:
    assert "Conv2d(1, 8, 5" in run("eval", lenet_run).out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--confidence", "2"], 2, "confidence is 2.0; expected a number in (0, 1)"),
        (["--part", "other"], 2, "'other'"),
        (["--worst", "-1"], 2, "--worst"),
    ],
)
def test_what_cannot_be_used_ends_with_2(run: Run, mlp_run: Path, arguments: list[str], code: int, words: str) -> None:
    done = run("eval", mlp_run, *arguments)
    assert (done.code, done.out) == (code, "")
    assert words in done.err


def test_what_is_no_run_or_is_damaged_ends_with_3(run: Run, mlp_run: Path, tmp_path: Path) -> None:
    done = run("eval", tmp_path / "nowhere")
    assert (done.code, done.out) == (3, "")
    assert "expected the folder of a run, as `typednn train` makes" in done.err
    damaged = tmp_path / "damaged"
    shutil.copytree(mlp_run, damaged)
    content = bytearray((damaged / "best.safetensors").read_bytes())
    content[-1] ^= 1
    (damaged / "best.safetensors").write_bytes(content)
    done = run("eval", damaged)
    assert (done.code, done.out) == (3, "")
    assert "the checksum is wrong" in done.err
    assert run("eval", damaged, "--last").code == 0


def test_a_data_set_that_is_gone_ends_with_3(run: Run, mlp_run: Path, digits: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    shutil.copytree(mlp_run, moved)
    config = moved / "config.json"
    config.write_text(config.read_text().replace(str(digits), str(tmp_path / "gone")))
    done = run("eval", moved)
    assert (done.code, done.out) == (3, "")
    assert "there is no such folder" in done.err


def test_on_a_terminal_there_are_colours_and_what_is_too_wide_is_said_otherwise(mlp_run: Path) -> None:
    wide = in_terminal("eval", mlp_run, "--worst", 2, width=100)
    assert "\x1b[32m" in wide and "\x1b[38;5;" in wide
    assert "confusion: a row" in wide
    plain = in_terminal("eval", mlp_run, "--worst", 2, width=100, NO_COLOR="1")
    assert "\x1b" not in plain
    drawing = re.compile(r"(?s)worst mistakes.*next")
    assert drawing.sub("", without_colours(wide)) == drawing.sub("", plain)
    narrow = in_terminal("eval", mlp_run, "--worst", 2, width=40, NO_COLOR="1")
    assert "most frequent mistakes (the matrix is too wide for this terminal)" in narrow
    assert len(re.findall(r"(?m)^#", narrow)) == 2  # one below the other
    assert max(map(len, narrow[narrow.index("worst") : narrow.index("next")].splitlines())) <= 40
