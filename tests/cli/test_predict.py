"""`typednn predict`: PNG and IDX, ink on paper, JSON lines, refusals."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from tests.cli.conftest import Done, Run
from typednn.data import load_folder, write_idx
from typednn.data.png import png_bytes
from typednn.train import images_as_inputs, load_run, predict_probabilities


@pytest.fixture
def picture(digits: Path, tmp_path: Path) -> Path:
    """The first test image, as a picture."""
    path = tmp_path / "digit.png"
    path.write_bytes(png_bytes(load_folder(digits).test.images[0]))
    return path


def test_a_picture_and_an_idx_file_are_told_as_the_library_does(
    run: Run, mlp_run: Path, digits: Path, picture: Path
) -> None:
    saved = load_run(mlp_run)
    images = load_folder(digits).test.images
    expected = predict_probabilities(saved.network(), images_as_inputs(images, rows=True))
    done = run("predict", mlp_run, picture, digits / "t10k-images-idx3-ubyte", "--json")
    assert (done.code, done.err) == (0, "")
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert [list(row) for row in rows] == [["file", "index", "label", "probabilities"]] * 301
    assert [row["index"] for row in rows] == [0, *range(300)]
    assert np.allclose(rows[0]["probabilities"], expected[0], atol=1e-6)
    assert np.allclose([row["probabilities"] for row in rows[1:]], expected, atol=1e-6)
    assert [row["label"] for row in rows[1:]] == expected.argmax(axis=1).tolist()


def test_the_screen(run: Run, mlp_run: Path, picture: Path, digits: Path) -> None:
    row = json.loads(run("predict", mlp_run, picture, "--json").out)["probabilities"]
    order = sorted(range(10), key=lambda label: -row[label])
    shown = [f"{label}: {row[label]:.1%}" for label in order[1:3]]
    line = f"{picture}  {order[0]}  {row[order[0]]:.1%}"
    assert run("predict", mlp_run, picture) == Done(0, f"{line}  ({', '.join(shown)})\n", "")
    assert run("predict", mlp_run, picture, "--top", 1) == Done(0, f"{line}\n", "")
    assert run("predict", mlp_run, picture, "--quiet") == Done(0, f"{order[0]}\n", "")
    many = run("predict", mlp_run, digits / "t10k-images-idx3-ubyte").out.splitlines()
    assert len(many) == 300 and many[7].startswith(f"{digits / 't10k-images-idx3-ubyte'} #7  ")


def test_ink_on_paper_is_remarked_and_can_be_inverted(run: Run, mlp_run: Path, picture: Path, digits: Path) -> None:
    paper = picture.with_name("paper.png")
    paper.write_bytes(png_bytes(255 - load_folder(digits).test.images[0]))
    done = run("predict", mlp_run, paper)
    assert done.code == 0
    assert done.err == f"{paper}: dark on bright; --inverted reads such pictures\n"
    assert run("predict", mlp_run, paper, "--quiet").err == ""
    inverted = run("predict", mlp_run, paper, "--inverted", "--json")
    assert inverted.err == ""
    assert inverted.json["probabilities"] == run("predict", mlp_run, picture, "--json").json["probabilities"]


def test_gzipped_idx_files_the_last_network_and_a_lenet(
    run: Run, mlp_run: Path, lenet_run: Path, picture: Path, digits: Path, tmp_path: Path
) -> None:
    packed = tmp_path / "some.gz"
    packed.write_bytes(gzip.compress((digits / "t10k-images-idx3-ubyte").read_bytes()))
    assert len(run("predict", mlp_run, packed, "--last", "-q").out.splitlines()) == 300
    row = json.loads(run("predict", lenet_run, picture, "--json").out)["probabilities"]
    assert sum(row) == pytest.approx(1)


def test_what_cannot_be_read_ends_with_3(run: Run, mlp_run: Path, tmp_path: Path) -> None:
    small, broken, labels, photo = (tmp_path / name for name in ("small.png", "broken.png", "labels", "photo.jpg"))
    small.write_bytes(png_bytes(np.zeros((20, 30), np.uint8)))
    broken.write_bytes(b"GIF89a")
    photo.write_bytes(b"\xff\xd8\xff\xe0")
    write_idx(labels, np.zeros(5, np.uint8))
    expected = {
        small: "20 by 30 pixels, expected 28 by 28, as in the network's own data; scale the picture first",
        broken: "this is no PNG file",
        labels: "expected 3 dimensions, found 1",
        photo: "this is no IDX file",
        tmp_path / "none.png": "there is no such file",
    }
    for file, words in expected.items():
        done = run("predict", mlp_run, file)
        assert (done.code, done.out) == (3, ""), file
        assert done.err.startswith(f"typednn: {file}: ") and words in done.err
    assert run("predict", tmp_path, small).code == 3
    assert run("predict", mlp_run).code == 2
    assert run("predict", mlp_run, small, "--top", 0).code == 2
