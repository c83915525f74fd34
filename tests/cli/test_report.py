"""`typednn report`: the page, the plots, refusals."""

import io
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.cli.conftest import Run

needs_matplotlib = pytest.mark.skipif(
    find_spec("matplotlib") is None, reason="matplotlib is not installed: NO PLOT WAS DRAWN"
)


@pytest.fixture
def copied(mlp_run: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(mlp_run, tmp_path / "run"))


def test_the_page_goes_into_the_run_and_is_renewed(run: Run, copied: Path) -> None:
    done = run("report", copied)
    assert (done.code, done.out, done.err) == (0, f"wrote {copied / 'report.html'}\n", "")
    first = (copied / "report.html").read_text(encoding="utf-8")
    assert "4</b><small>best epoch, of 4" in first
    assert run("report", copied, "--last", "--worst", 3).code == 0
    second = (copied / "report.html").read_text(encoding="utf-8")
    assert "4</b><small>last epoch, of 4" in second
    assert first.count("<figure>") == 12 and second.count("<figure>") == 3
    assert run("report", copied, "--quiet").out == ""


@needs_matplotlib
def test_plots(run: Run, copied: Path, tmp_path: Path) -> None:
    place = tmp_path / "plots"
    done = run("report", copied, "--plots", place, "--json")
    assert (done.code, done.err) == (0, "")
    assert list(done.json) == ["run", "page", "plots", "test_accuracy"]
    names = ["curves", "confusion", "mistakes", "weights"]
    assert done.json["plots"] == [str(place / f"{name}.png") for name in names]
    for name in names:
        with Image.open(io.BytesIO((place / f"{name}.png").read_bytes())) as image:
            pixels = np.asarray(image.convert("RGB"))
        assert min(pixels.shape[:2]) > 200
        assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 20, name  # something is drawn
    out = run("report", copied, "--plots", place).out.splitlines()
    assert out == [f"wrote {copied / 'report.html'}", *(f"wrote {place / name}.png" for name in names)]
    assert run("report", copied, "--plots", place, "--worst", 0, "--json").json["plots"] == [
        str(place / f"{name}.png") for name in names if name != "mistakes"
    ]


def test_without_matplotlib_the_remedy_is_said(
    run: Run, copied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    done = run("report", copied, "--plots", tmp_path / "plots")
    assert (done.code, done.out) == (2, "")
    assert done.err == "typednn: matplotlib is not installed; pip install 'typednn[plot]'\n"
    assert run("report", copied).code == 0


def test_refusals(run: Run, copied: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.html"
    mine.write_text("mine")
    done = run("report", copied, "--out", mine)
    assert (done.code, done.out) == (2, "")
    assert "there is a file already; choose another name, or overwrite it (--force)" in done.err
    assert mine.read_text() == "mine"
    assert run("report", copied, "--out", mine, "--force").code == 0
    assert mine.read_text().startswith("<!doctype html>")
    assert run("report", copied, "--out", tmp_path / "no" / "where.html").code == 2
    assert run("report", tmp_path).code == 3
    assert run("report", copied, "--worst", -1).code == 2
