"""Small data sets on disk, made up, and a way to damage them."""

import gzip
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from typednn.contracts import Array, UInt8
from typednn.data.folder import FORMS, file_name
from typednn.data.idx import write_idx

HEIGHT, WIDTH = 6, 5


def unseen(value: object) -> Any:
    """The value itself, of a type that mypy does not know: for calls that are wrong on purpose."""
    return value


def images(count: int, seed: int = 0) -> UInt8[Array, "n 6 5"]:
    return np.random.default_rng(seed).integers(1, 256, (count, HEIGHT, WIDTH)).astype(np.uint8)


def labels(count: int, classes: int = 3) -> UInt8[Array, " n"]:
    return (np.arange(count) % classes).astype(np.uint8)


def arrays() -> dict[tuple[str, str], UInt8[Array, "..."]]:
    return {
        ("train", "images"): images(12),
        ("train", "labels"): labels(12),
        ("test", "images"): images(5, seed=1),
        ("test", "labels"): labels(5),
    }


def write_folder(folder: Path, form: str = FORMS[2], change: Callable[[Path], None] | None = None) -> Path:
    """The four files, under the names of one of the usual forms."""
    folder.mkdir(exist_ok=True)
    for (part, kind), array in arrays().items():
        write_idx(folder / file_name(part, kind, form), array)
    if change is not None:
        change(folder)
    return folder


def file_bytes(code: int, shape: tuple[int, ...], body: bytes = b"") -> bytes:
    """An IDX file put together by hand, so that the tests do not depend on our writer."""
    return bytes([0, 0, code, len(shape)]) + struct.pack(f">{len(shape)}I", *shape) + body


def packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)
