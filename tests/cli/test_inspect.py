"""`typednn inspect`: runs, checkpoints in both forms, damage."""

from pathlib import Path

import numpy as np
import pytest

from tests.cli.conftest import Run
from tests.cli.terminals import in_terminal
from typednn.train import load_checkpoint, load_run, save_text


def test_json_of_a_checkpoint(run: Run, mlp_run: Path) -> None:
    checkpoint = load_checkpoint(mlp_run / "best.safetensors")
    done = run("inspect", mlp_run / "best.safetensors", "--json")
    assert (done.code, done.err) == (0, "")
    found = done.json
    assert list(found) == ["file", "metadata", "last_epoch", "generator", "counts", "arrays"]
    assert found["metadata"]["architecture"] == "Linear(784, 16) >> Relu() >> Linear(16, 10)"
    assert found["last_epoch"] == checkpoint.history[-1].as_json()
    assert found["generator"] == "PCG64"
    assert found["counts"] == {"steps": 9 * checkpoint.metadata.epoch}
    names = [f"parameters/{path}" for path in ("0.weight", "0.bias", "2.weight", "2.bias")]
    assert [array["name"] for array in found["arrays"]] == [*names, "optimizer/velocity"]
    for array, own in zip(found["arrays"], checkpoint.parameters.values(), strict=False):
        assert list(array) == ["name", "shape", "dtype", "elements", "norm", "low", "high"]
        assert (array["shape"], array["dtype"], array["elements"]) == (list(own.shape), "float32", own.size)
        assert array["norm"] == pytest.approx(np.linalg.norm(own.astype(float)))
        assert (array["low"], array["high"]) == (own.min(), own.max())


def test_json_of_a_run(run: Run, mlp_run: Path) -> None:
    found = run("inspect", mlp_run, "--json").json
    saved = load_run(mlp_run)
    assert found["run"] == str(mlp_run)
    assert found["settings"] == {**saved.settings.as_json(), "hidden": [16]}
    assert found["environment"] == saved.environment
    assert found["result"] == saved.result
    assert found["checkpoint"] == "best"
    assert found["arrays"] == run("inspect", mlp_run / "best.safetensors", "--json").json["arrays"]
    last = run("inspect", mlp_run, "--last", "--json").json
    assert (last["checkpoint"], last["metadata"]["epoch"]) == ("last", 4)


def test_the_screen(run: Run, mlp_run: Path) -> None:
    out = run("inspect", mlp_run).out
    titles = [line for line in out.splitlines() if line and not line.startswith(" ")]
    assert titles[:6] == ["settings", "environment", "result", "metadata", "last epoch", "counts"]
    assert "  hidden           16\n" in out
    assert "array                shape     dtype    elements " in out
    assert "parameters/0.weight  784 × 16  float32    12,544 " in out
    assert out.endswith("\n12,730 parameters\n")
    assert "settings" not in run("inspect", mlp_run / "last.safetensors").out


def test_the_text_form_holds_the_same(run: Run, mlp_run: Path, tmp_path: Path) -> None:
    save_text(tmp_path / "best.txt", load_checkpoint(mlp_run / "best.safetensors"))
    text = run("inspect", tmp_path / "best.txt", "--json").json
    binary = run("inspect", mlp_run / "best.safetensors", "--json").json
    assert {**text, "file": ""} == {**binary, "file": ""}


def test_a_narrow_terminal_shows_the_first_columns(mlp_run: Path) -> None:
    table = in_terminal("inspect", mlp_run, width=45).split("\n\n")[-2]
    assert table.splitlines()[0] == "array                shape     dtype"


def test_what_is_damaged_or_not_ours_ends_with_3(run: Run, mlp_run: Path, tmp_path: Path) -> None:
    content = (mlp_run / "best.safetensors").read_bytes()
    save_text(tmp_path / "whole.txt", load_checkpoint(mlp_run / "best.safetensors"))
    text = (tmp_path / "whole.txt").read_bytes()
    files = {
        "cut.safetensors": content[:5000],
        "changed.safetensors": content[:-9] + b"?" + content[-8:],
        "cut.txt": text[:5000],
        "changed.txt": text.replace(b"0x1.", b"0x2.", 1),
        "empty": b"",
        "other": b"PK\3\4" * 100,
    }
    for name, damaged in files.items():
        (tmp_path / name).write_bytes(damaged)
        done = run("inspect", tmp_path / name)
        assert (done.code, done.out) == (3, ""), name
        assert done.err.startswith(f"typednn: {tmp_path / name}: ")
    assert run("inspect", tmp_path / "none").code == 3
    assert run("inspect", tmp_path).code == 3
    assert run("inspect").code == 2


def test_a_lenet_has_a_certificate(run: Run, lenet_run: Path) -> None:
    """Every layer of it, and a quotient that is attained beside the constant."""
    done = run("inspect", lenet_run, "--certificate", "--json")
    assert (done.code, done.err) == (0, "")
    assert 0 < done.json["attained"] <= done.json["constant"]
    pooling = [part for part in done.json["layers"] if part["layer"].startswith("MaxPool2d")]
    assert [part["constant"] for part in pooling] == [1.0, 1.0]
    *layers, certified, attained = run("inspect", lenet_run, "--certificate").out.splitlines()
    assert len(layers) == len(done.json["layers"]) and layers[0].startswith("Conv2d(1, 8, 5, padding=2)")
    assert certified.startswith("certified: ") and attained.startswith("attained: ")
