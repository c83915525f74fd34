"""Checking a folder: all problems at once; remarks about what is odd but usable."""

from pathlib import Path

import numpy as np
import pytest

from tests.data.small import images, labels, write_folder
from typednn.data.checking import check_folder
from typednn.data.embedded import MNIST_FOLDER
from typednn.data.folder import FORMS, file_name
from typednn.data.idx import write_idx


def name(part: str, kind: str) -> str:
    return file_name(part, kind, FORMS[2])


def test_a_usable_folder(tmp_path: Path) -> None:
    result = check_folder(write_folder(tmp_path))
    assert [(file.part, file.kind, file.shape, file.problem) for file in result.files] == [
        ("train", "images", (12, 6, 5), ""),
        ("train", "labels", (12,), ""),
        ("test", "images", (5, 6, 5), ""),
        ("test", "labels", (5,), ""),
    ]
    assert [file.path for file in result.files] == [
        str(tmp_path / name(part, kind)) for part in ("train", "test") for kind in ("images", "labels")
    ]
    assert (result.problems, result.remarks) == ([], [])


def test_everything_that_is_wrong_is_told(tmp_path: Path) -> None:
    write_folder(tmp_path)
    (tmp_path / name("train", "labels")).unlink()
    (tmp_path / name("test", "images")).write_bytes(b"\0\0\x08\3cut off")
    result = check_folder(tmp_path)
    assert [bool(file.problem) for file in result.files] == [False, True, True, False]
    assert len(result.problems) == 2
    assert "the train labels are missing" in result.problems[0]
    assert "found only 7; the file is cut off" in result.problems[1]


def test_files_that_do_not_fit_each_other_are_a_problem(tmp_path: Path) -> None:
    write_folder(tmp_path)
    write_idx(tmp_path / name("test", "labels"), labels(6))
    (problem,) = check_folder(tmp_path).problems
    assert "5 test images, but 6 test labels" in problem
    write_idx(tmp_path / name("test", "labels"), labels(5))
    write_idx(tmp_path / name("test", "images"), np.ones((5, 6, 6), dtype=np.uint8))
    (problem,) = check_folder(tmp_path).problems
    assert "the training images are 6 by 5, the test images 6 by 6" in problem


def test_a_folder_that_is_not_there_is_a_problem_of_all_files(tmp_path: Path) -> None:
    result = check_folder(tmp_path / "missing")
    assert len(result.problems) == 4


def test_what_is_odd_is_remarked(tmp_path: Path) -> None:
    write_folder(tmp_path)
    train, test = images(12), images(5, seed=1)
    train[3], train[4] = 0, train[5]
    test[0] = train[7]
    write_idx(tmp_path / name("train", "images"), train)
    write_idx(tmp_path / name("test", "images"), test)
    write_idx(tmp_path / name("test", "labels"), np.array([0, 2, 2, 5, 0], dtype=np.uint8))
    result = check_folder(tmp_path)
    assert result.problems == []
    assert result.remarks == [
        "no training example of class 3, 4, 5",
        "1 training images are blank",
        "no test example of class 1, 3, 4",
        "1 training images repeat an earlier one",
        "1 test images are also training images: the test is easier than it looks",
    ]


def test_the_embedded_mnist_is_known_and_has_no_flaw() -> None:
    result = check_folder(MNIST_FOLDER)
    assert result.problems == []
    assert result.remarks == ["these are the published MNIST files, byte for byte"]


@pytest.mark.parametrize("part", ["train", "test"])
def test_one_changed_pixel_and_it_is_not_the_published_one(part: str, tmp_path: Path) -> None:
    from typednn.data.checking import is_mnist
    from typednn.data.embedded import load_mnist

    data = load_mnist()
    assert is_mnist(data.train, data.test)
    (data.train if part == "train" else data.test).images[-1, -1, -1] ^= 1
    assert not is_mnist(data.train, data.test)
