"""A checkpoint as text that people can read, without loss: every number as `float.hex` writes it.

    typednn checkpoint 1
    {"format": 1, …}
    array parameters/0.weight float32 784 128
    0x1.8p-4 -0x1.2p-5 …
    sha256 …

A line of numbers is a row. The checksum is of all lines before it.
"""

import hashlib
import json
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from typednn.contracts import Array
from typednn.errors import CheckpointError
from typednn.train.checkpoint import Checkpoint, from_parts, to_parts
from typednn.train.safe_writing import write_safely

_HEAD = "typednn checkpoint 1"
_DTYPES = ("float16", "float32", "float64")


def save_text(path: str | Path, checkpoint: Checkpoint) -> None:
    """Write it, safely."""
    body = "\n".join([*_lines(checkpoint), ""]).encode()
    write_safely(Path(path), body + f"sha256 {hashlib.sha256(body).hexdigest()}\n".encode())


def load_text(path: str | Path) -> Checkpoint:
    """Read a file that `save_text` has written; any damage is a `CheckpointError`."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise CheckpointError(f"{path}: cannot be read: {error.strerror}; check the name") from None
    body, _, end = content.rpartition(b"sha256 ")
    if end != f"{hashlib.sha256(body).hexdigest()}\n".encode():
        raise CheckpointError(f"{path}: the checksum is wrong: the file is damaged, or no checkpoint of ours")
    try:
        return _parsed(body.decode().splitlines())
    except CheckpointError as error:
        raise CheckpointError(f"{path}: {error}") from None
    except (ValueError, OverflowError, RecursionError, IndexError) as error:
        raise CheckpointError(f"{path}: no checkpoint in text form: {error}") from None


def _lines(checkpoint: Checkpoint) -> Iterator[str]:
    arrays, document = to_parts(checkpoint)
    yield _HEAD
    yield json.dumps(document)
    for name, array in arrays.items():
        if array.dtype.name not in _DTYPES:
            raise CheckpointError(f"{name} is {array.dtype}, which cannot be saved; expected {', '.join(_DTYPES)}")
        yield " ".join(["array", name, array.dtype.name, *map(str, array.shape)])
        rows = array.reshape(-1, array.shape[-1]) if array.ndim and array.size else array.reshape(1, -1)
        yield from (" ".join(map(float.hex, row)) for row in rows.astype(np.float64).tolist())


def _parsed(lines: list[str]) -> Checkpoint:
    if lines[0] != _HEAD:
        raise CheckpointError(f"the first line is {lines[0]!r}; expected {_HEAD!r}")
    document = json.loads(lines[1])
    arrays: dict[str, Array] = {}
    at = 2
    while at < len(lines):
        mark, name, dtype, *sizes = lines[at].split()
        shape = tuple([int(size) for size in sizes])
        if mark != "array" or dtype not in _DTYPES or min(shape, default=0) < 0:
            raise CheckpointError(f"line {at + 1} is no head of an array: {lines[at]!r}")
        count = math.prod(shape[:-1]) if shape and all(shape) else 1
        numbers = [float.fromhex(word) for line in lines[at + 1 : at + 1 + count] for word in line.split()]
        arrays[name] = np.array(numbers, dtype).reshape(shape)
        at += 1 + count
    if not isinstance(document, dict):
        raise CheckpointError("the second line is no JSON object")
    return from_parts(arrays, document)
