"""A data set in a folder: the usual names, plain or packed; what does not fit is refused."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.data.small import HEIGHT, WIDTH, arrays, write_folder
from typednn.data.folder import FORMS, file_name, load_folder
from typednn.data.idx import write_idx
from typednn.errors import DataError


@pytest.mark.parametrize("form", FORMS)
def test_the_usual_names_are_found(form: str, tmp_path: Path) -> None:
    data = load_folder(write_folder(tmp_path / "clothes", form))
    expected = arrays()
    assert (data.name, data.classes) == ("clothes", 3)
    assert np.array_equal(data.train.images, expected["train", "images"])
    assert np.array_equal(data.train.labels, expected["train", "labels"])
    assert np.array_equal(data.test.images, expected["test", "images"])
    assert np.array_equal(data.test.labels, expected["test", "labels"])


def test_it_may_have_another_name(tmp_path: Path) -> None:
    assert load_folder(write_folder(tmp_path), name="shoes").name == "shoes"


def test_the_first_form_is_read_where_a_file_is_there_twice(tmp_path: Path) -> None:
    write_folder(tmp_path, FORMS[2])
    write_idx(tmp_path / file_name("train", "labels"), np.full(12, 7, dtype=np.uint8))
    assert set(load_folder(tmp_path).train.labels) == {7}


def put(part: str, kind: str, array: np.ndarray) -> Callable[[Path], None]:
    return lambda folder: write_idx(folder / file_name(part, kind, FORMS[2]), array)


IMAGES = np.zeros((12, HEIGHT, WIDTH), dtype=np.uint8)
REFUSED: dict[str, tuple[Callable[[Path], None], str]] = {
    "missing file": (
        lambda folder: (folder / "t10k-labels-idx1-ubyte.gz").unlink(),
        "{folder}: the test labels are missing: expected t10k-labels-idx1-ubyte, plain or with .gz; "
        "the folder holds t10k-images-idx3-ubyte.gz, train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz",
    ),
    "too few labels": (
        put("train", "labels", np.zeros(11, dtype=np.uint8)),
        "{folder}: 12 train images, but 11 train labels; expected one label for each image: the two files do "
        "not belong together",
    ),
    "another size": (
        put("test", "images", np.zeros((5, HEIGHT, WIDTH + 1), dtype=np.uint8)),
        "{folder}: the training images are 6 by 5, the test images 6 by 6; expected one size: the files do "
        "not belong together",
    ),
    "no images": (
        put("train", "images", IMAGES[:0]),
        "{folder}/train-images-idx3-ubyte.gz: no pixels: the images have the shape (0, 6, 5); "
        "name a file that has some",
    ),
    "no pixels": (
        put("train", "images", IMAGES[:, :, :0]),
        "{folder}/train-images-idx3-ubyte.gz: no pixels: the images have the shape (12, 6, 0); "
        "name a file that has some",
    ),
    "images that are no bytes": (
        put("train", "images", IMAGES.astype(np.float32)),
        "{folder}/train-images-idx3-ubyte.gz: at byte 2 of the unpacked data: expected elements of uint8, "
        "found float32; this is a file of another kind; name another, or convert it",
    ),
    "labels in place of images": (
        put("train", "images", IMAGES[:, 0, 0]),
        "{folder}/train-images-idx3-ubyte.gz: at byte 3 of the unpacked data: expected 3 dimensions, "
        "found 1, uint8[12]; this is a file of another kind; name another, or convert it",
    ),
    "images in place of labels": (
        put("test", "labels", IMAGES),
        "{folder}/t10k-labels-idx1-ubyte.gz: at byte 3 of the unpacked data: expected 1 dimensions, "
        "found 3, uint8[12, 6, 5]; this is a file of another kind; name another, or convert it",
    ),
}


@pytest.mark.parametrize("case", list(REFUSED))
def test_what_does_not_fit_is_refused(case: str, tmp_path: Path) -> None:
    change, message = REFUSED[case]
    with pytest.raises(DataError) as refused:
        load_folder(write_folder(tmp_path, change=change))
    assert str(refused.value) == message.format(folder=tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="missing: there is no such folder; check the name"):
        load_folder(tmp_path / "missing")


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"the train images are missing: .*; the folder holds nothing"):
        load_folder(tmp_path)
