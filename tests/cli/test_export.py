"""`typednn export`: ONNX that computes the same, the text form, refusals."""

import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tests.cli.conftest import Run
from typednn.errors import ConfigError
from typednn.integrations import onnx_check
from typednn.integrations.onnx_check import Comparison, compare
from typednn.integrations.onnx_model import onnx_bytes
from typednn.layers import Chain, Dropout, Linear, Relu, Sigmoid
from typednn.train import load_run, load_text, predict_logits

needs_onnx = pytest.mark.skipif(find_spec("onnx") is None, reason="onnx is not installed: nothing was exported")
needs_runtime = pytest.mark.skipif(
    find_spec("onnxruntime") is None, reason="onnxruntime is not installed: THE EXPORTED MODEL WAS NOT RUN"
)


@needs_onnx
@needs_runtime
@pytest.mark.parametrize("which", ["mlp_run", "lenet_run"])
def test_onnxruntime_computes_the_same_on_every_test_image(
    run: Run, which: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    import onnxruntime

    path: Path = request.getfixturevalue(which)
    done = run("export", path, "--onnx", tmp_path / "model.onnx", "--json")
    assert (done.code, done.err) == (0, "")
    assert list(done.json) == ["run", "checkpoint", "onnx", "input", "bytes", "difference", "onnxruntime"]
    saved = load_run(path)
    data = saved.data()
    x, _ = data.inputs(data.test)
    session = onnxruntime.InferenceSession(tmp_path / "model.onnx", providers=["CPUExecutionProvider"])
    ours = predict_logits(saved.network("best", data), x)
    for size in (1, 7, len(x)):
        (theirs,) = session.run(["logits"], {"input": x[:size]})
        assert np.abs(theirs - ours[:size]).max() < 1e-4
    assert done.json["difference"] < 1e-4
    assert done.json["input"] == " ".join(["batch", *map(str, x.shape[1:])])


@needs_onnx
@needs_runtime
def test_the_screen(run: Run, mlp_run: Path, tmp_path: Path) -> None:
    file = tmp_path / "model.onnx"
    done = run("export", mlp_run, "--onnx", file, "--last")
    first, second = done.out.splitlines()
    assert first == f'wrote {file}: takes "input", float32 "batch 784"; gives "logits"'
    assert "on 100 test images: logits differ by at most" in second
    assert run("export", mlp_run, "--onnx", file, "--force", "--quiet").out == ""


@needs_onnx
def test_without_onnxruntime_it_is_said_that_nothing_was_compared(
    run: Run, mlp_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    done = run("export", mlp_run, "--onnx", tmp_path / "model.onnx")
    assert done.code == 0
    assert "not compared: onnxruntime is not installed" in done.out
    assert run("export", mlp_run, "--onnx", tmp_path / "other.onnx", "--json").json["difference"] is None


@needs_onnx
def test_a_model_that_computes_something_else_ends_with_1(
    run: Run, mlp_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnx_check, "compare", lambda *arguments: Comparison("1.0", 100, 0.5, 3.0))
    done = run("export", mlp_run, "--onnx", tmp_path / "model.onnx")
    assert done.code == 1
    assert "computes something else than the network; do not use it" in done.err


@needs_onnx
@needs_runtime
def test_another_networks_model_is_noticed() -> None:
    """The comparison can fail."""
    one, other = (Chain(Linear(6, 5, rng=seed), Relu(), Linear(5, 3, rng=seed)) for seed in (0, 1))
    x = np.random.default_rng(0).random((20, 6), np.float32)
    content = onnx_bytes(one, (6,), name="one")
    same, different = compare(content, one, x), compare(content, other, x)
    assert same is not None and same.good
    assert different is not None and not different.good


@needs_onnx
def test_layers_that_only_matter_in_training_are_left_out_and_unknown_ones_refused() -> None:
    assert b"Dropout" not in onnx_bytes(Chain(Linear(6, 3), Dropout(0.5)), (6,), name="net")
    with pytest.raises(ConfigError, match=r"Sigmoid\(\) has no ONNX form here; expected one of Conv2d, Dropout"):
        onnx_bytes(Chain(Linear(6, 3), Sigmoid()), (6,), name="net")


def test_without_onnx_the_remedy_is_said(
    run: Run, mlp_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    done = run("export", mlp_run, "--onnx", tmp_path / "model.onnx")
    assert (done.code, done.out) == (2, "")
    assert done.err == "typednn: onnx is not installed; pip install 'typednn[onnx]'\n"
    assert not (tmp_path / "model.onnx").exists()


def test_the_text_form_is_without_loss(run: Run, mlp_run: Path, tmp_path: Path) -> None:
    file = tmp_path / "best.txt"
    assert run("export", mlp_run, "--text", file).out == f"wrote {file}\n"
    saved = load_run(mlp_run).checkpoint("best")
    read = load_text(file)
    assert read.metadata == saved.metadata
    assert all(np.array_equal(read.parameters[name], array) for name, array in saved.parameters.items())
    assert run("export", mlp_run, "--text", file, "--force", "--json").json["text"] == str(file)


def test_refusals(run: Run, mlp_run: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("mine")
    for option in ("--onnx", "--text"):
        done = run("export", mlp_run, option, there)
        assert (done.code, done.out) == (2, "")
        assert "there is a file already" in done.err
        nowhere = run("export", mlp_run, option, tmp_path / "no" / "where")
        assert (nowhere.code, nowhere.out) == (2, "")
        assert "cannot be written: No such file or directory" in nowhere.err
    assert there.read_text() == "mine"
    assert "nothing to write; name a file" in run("export", mlp_run).err
    assert run("export", tmp_path, "--text", tmp_path / "a").code == 3
