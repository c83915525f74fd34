"""V67: idx files: what is written is read, and what is damaged is an error."""

import tempfile
from pathlib import Path

import numpy as np

from typednn import data
from typednn.contracts import Array
from typednn.errors import DataError
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER

_TYPES = ("u1", "i1", "i2", "i4", "f4", "f8")


@CHAPTER.theorem(
    "V67.1",
    Mode.PROPERTY,
    original="loadImages, loadLabels",
    domain="arrays of 0 to 4 axes of all six element types, plain and gzip",
)
def what_is_written_is_read(trial: Trial) -> None:
    """read_idx(write_idx(x)) = x, bit for bit, with its dtype and shape."""
    with tempfile.TemporaryDirectory() as folder:
        for case in trial.cases(quick=60, full=3000):
            shape = case.rng.integers(0, 5, size=case.rng.integers(0, 5)).tolist()
            kind = str(case.rng.choice(_TYPES))
            size = int(np.prod(shape)) * np.dtype(kind).itemsize
            x = np.frombuffer(case.rng.bytes(size), kind).reshape(shape)
            path = Path(folder, "x.gz" if case.number % 2 else "x")
            case.given(x=x)
            data.write_idx(path, x)
            again = data.read_idx(path)
            case.equal((again.shape, again.dtype, again.tobytes()), (x.shape, x.dtype, x.tobytes()))


@CHAPTER.theorem(
    "V67.2",
    Mode.EXHAUSTIVE,
    original="loadImages, which returns nothing on an error",
    standing=Standing.GAP_CLOSED,
    domain="a file of 3 images of 2 by 2: each of its 28 truncations and its 224 single-bit errors",
)
def a_damaged_file_is_an_error(trial: Trial) -> None:
    """A truncated file is a DataError; so is a wrong bit in the header, unless the number of bytes still fits."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "images")
        data.write_idx(path, np.arange(12, dtype=np.uint8).reshape(3, 2, 2))
        whole = path.read_bytes()
        for case, length in trial.each(range(len(whole))):
            case.given(length=length)
            path.write_bytes(whole[:length])
            case.require(_read(path) is None, f"the first {length} bytes are refused")
        for case, bit in trial.each(range(8 * len(whole))):
            case.given(bit=bit)
            changed = bytearray(whole)
            changed[bit // 8] ^= 1 << bit % 8
            path.write_bytes(changed)
            found = _read(path)
            if bit // 8 < 16:
                case.require(found is None or found.nbytes == 12, "refused, or twelve bytes of elements")
            else:
                case.equal(None if found is None else found.tobytes(), bytes(changed[16:]), "the elements")


def _read(path: Path) -> Array | None:
    try:
        return data.read_idx(path)
    except DataError:
        return None
