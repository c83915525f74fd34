"""Is a folder a data set that can be trained on? All that is wrong with it, not only the first thing."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from typednn.contracts import Array, UInt8, contract
from typednn.data.embedded import MNIST_MD5
from typednn.data.examples import Examples
from typednn.data.folder import find, load_part, read_images, read_labels, require_same_size
from typednn.data.idx.header import pack_header
from typednn.data.labels import count_classes
from typednn.errors import DataError

READERS = {"images": read_images, "labels": read_labels}


@dataclass(frozen=True)
class FileCheck:
    """One of the four files: what it holds, or what is wrong with it."""

    part: str
    kind: str
    path: str = ""
    shape: tuple[int, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class FolderCheck:
    """Problems make a data set unusable; remarks are worth knowing."""

    files: list[FileCheck]
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def check_folder(folder: str | Path) -> FolderCheck:
    folder = Path(folder)
    files = [check_file(folder, part, kind) for part in ("train", "test") for kind in READERS]
    problems = [file.problem for file in files if file.problem]
    if problems:
        return FolderCheck(files, problems)
    try:
        train, test = load_part(folder, "train"), load_part(folder, "test")
        require_same_size(folder, train.images, test.images)
    except DataError as error:
        return FolderCheck(files, [str(error)])
    published = ["these are the published MNIST files, byte for byte"] if is_mnist(train, test) else []
    return FolderCheck(files, remarks=[*published, *remarks(train, test)])


def check_file(folder: Path, part: str, kind: str) -> FileCheck:
    try:
        path = find(folder, part, kind)
        return FileCheck(part, kind, str(path), READERS[kind](path).shape)
    except DataError as error:
        return FileCheck(part, kind, problem=str(error))


def remarks(train: Examples[int, int], test: Examples[int, int]) -> Iterator[str]:
    """Worth knowing before training: classes without examples; blank, repeated and leaked images."""
    classes = 1 + int(max(train.labels.max(), test.labels.max()))
    for name, examples in (("training", train), ("test", test)):
        missing = np.flatnonzero(count_classes(examples.labels, classes) == 0).tolist()
        if missing:
            yield f"no {name} example of class {', '.join(map(str, missing))}"
        blank = int((~examples.images.any(axis=(1, 2))).sum())
        if blank:
            yield f"{blank:,} {name} images are blank"
    seen = set(image_keys(train.images))
    if len(seen) < len(train):
        yield f"{len(train) - len(seen):,} training images repeat an earlier one"
    leaked = sum(key in seen for key in image_keys(test.images))
    if leaked:
        yield f"{leaked:,} test images are also training images: the test is easier than it looks"


def is_mnist(train: Examples[int, int], test: Examples[int, int]) -> bool:
    """Whether the unpacked files have the published checksums."""
    arrays = train.images, train.labels, test.images, test.labels
    return [md5(array) for array in arrays] == list(MNIST_MD5.values())


@contract
def md5(array: UInt8[Array, "..."]) -> str:
    """Of the IDX file that would hold it."""
    digest = hashlib.md5(pack_header(array.dtype, array.shape), usedforsecurity=False)
    digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


@contract
def image_keys(images: UInt8[Array, "n height width"]) -> list[bytes]:
    """The same bytes for the same image."""
    return [image.tobytes() for image in images]
