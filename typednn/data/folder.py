"""A data set in a folder: MNIST's four file names, each plain or gzipped; judged before it is used."""

from pathlib import Path

import numpy as np

from typednn.contracts import Array, UInt8, contract
from typednn.data.examples import Dataset, Examples
from typednn.data.idx import read_idx
from typednn.errors import DataError

PARTS = {"train": "train", "test": "t10k"}
KINDS = {"images": "idx3", "labels": "idx1"}
# The second form is what some archives unpack to. Where a file is there twice, the first of these is read.
FORMS = (
    "{part}-{kind}-{idx}-ubyte",
    "{part}-{kind}.{idx}-ubyte",
    "{part}-{kind}-{idx}-ubyte.gz",
    "{part}-{kind}.{idx}-ubyte.gz",
)


def load_folder(folder: str | Path, *, name: str = "") -> Dataset[int, int]:
    """The data set in `folder`; its name is the folder's unless another is given.

    A missing, damaged or empty file, or one that does not fit the others, is a `DataError`.
    """
    folder = Path(folder)
    train, test = load_part(folder, "train"), load_part(folder, "test")
    require_same_size(folder, train.images, test.images)
    return Dataset(name or folder.resolve().name, train, test)


def load_part(folder: Path, part: str) -> Examples[int, int]:
    """The training or the test examples."""
    images = read_images(find(folder, part, "images"))
    labels = read_labels(find(folder, part, "labels"))
    if len(images) != len(labels):
        raise DataError(
            f"{folder}: {len(images):,} {part} images, but {len(labels):,} {part} labels; "
            "expected one label for each image: the two files do not belong together"
        )
    return Examples(images, labels)


def file_name(part: str, kind: str, form: str = FORMS[0]) -> str:
    return form.format(part=PARTS[part], kind=kind, idx=KINDS[kind])


def find(folder: Path, part: str, kind: str) -> Path:
    """The file with, say, the training images."""
    if not folder.is_dir():
        raise DataError(f"{folder}: there is no such folder; check the name")
    for form in FORMS:
        path = folder / file_name(part, kind, form)
        if path.is_file():
            return path
    first = ", ".join(sorted(path.name for path in folder.iterdir())[:4]) or "nothing"
    raise DataError(
        f"{folder}: the {part} {kind} are missing: expected {file_name(part, kind)}, plain or with .gz; "
        f"the folder holds {first}"
    )


@contract
def read_images(path: Path) -> UInt8[Array, "examples height width"]:
    images = read_idx(path, dtype=np.uint8, ndim=3)
    if not images.size:
        raise DataError(f"{path}: no pixels: the images have the shape {images.shape}; name a file that has some")
    return images


@contract
def read_labels(path: Path) -> UInt8[Array, " examples"]:
    return read_idx(path, dtype=np.uint8, ndim=1)


@contract
def require_same_size(
    folder: Path, train: UInt8[Array, "train height width"], test: UInt8[Array, "test rows columns"]
) -> None:
    if train.shape[1:] != test.shape[1:]:
        raise DataError(
            f"{folder}: the training images are {_size(train.shape)}, the test images {_size(test.shape)}; "
            "expected one size: the files do not belong together"
        )


def _size(shape: tuple[int, ...]) -> str:
    return " by ".join(map(str, shape[1:]))
