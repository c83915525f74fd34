"""IDX files: what is written is read again, bit for bit; the bytes are those of the format."""

import gzip
import os
import stat
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from tests.data.small import file_bytes, packed
from typednn.contracts import Array, Real
from typednn.data.idx import read_header, read_idx, write_idx
from typednn.data.idx.header import ELEMENTS
from typednn.errors import DataError, ShapeError

CODES = {np.uint8: 0x08, np.int8: 0x09, np.int16: 0x0B, np.int32: 0x0C, np.float32: 0x0D, np.float64: 0x0E}
ARRAYS = st.sampled_from(list(CODES)).flatmap(
    lambda kind: st_numpy.arrays(kind, st_numpy.array_shapes(min_dims=0, max_dims=5, min_side=0, max_side=4))
)
LAYOUTS: dict[str, Callable[[Array], Array]] = {
    "as it is": lambda x: x,
    "Fortran": lambda x: x.copy(order="F"),
    "swapped bytes": lambda x: x.astype(x.dtype.newbyteorder(">")),
    "every other": lambda x: np.repeat(x, 2, axis=0)[::2] if x.ndim else x,
}


def same_bits(x: Real[Array, "..."], y: Real[Array, "..."]) -> bool:
    """NaNs with their payloads, and the sign of zero, count."""
    return x.shape == y.shape and x.tobytes() == y.astype(x.dtype).tobytes()


def test_the_format_has_six_element_types() -> None:
    assert {code: dtype.newbyteorder("=") for code, dtype in ELEMENTS.items()} == {
        code: np.dtype(kind) for kind, code in CODES.items()
    }


@given(array=ARRAYS, layout=st.sampled_from(list(LAYOUTS)), suffix=st.sampled_from(["", ".gz"]))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, array: Real[Array, "..."], layout: str, suffix: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"round-trip{suffix}"
    write_idx(path, LAYOUTS[layout](array))
    again = read_idx(path)
    assert same_bits(array, again)
    assert again.dtype == array.dtype and again.dtype.isnative
    assert again.flags.writeable and again.flags.c_contiguous
    assert read_header(path).shape == array.shape


@pytest.mark.parametrize("kind", list(CODES), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("pack", [bytes, packed])
def test_elements_are_big_endian_and_row_major(kind: type[np.generic], pack: type[bytes], tmp_path: Path) -> None:
    expected = np.array([[1, 2, 3], [100, 50, 25]], dtype=kind)
    content = file_bytes(CODES[kind], (2, 3), expected.astype(expected.dtype.newbyteorder(">")).tobytes())
    (tmp_path / "file").write_bytes(pack(content))
    assert same_bits(expected, read_idx(tmp_path / "file"))
    write_idx(tmp_path / "again", expected)
    assert (tmp_path / "again").read_bytes() == content


def test_the_bytes_of_a_small_file(tmp_path: Path) -> None:
    write_idx(tmp_path / "x", np.array([[1, -2]], dtype=np.int16))
    assert (tmp_path / "x").read_bytes().hex(" ") == "00 00 0b 02 00 00 00 01 00 00 00 02 00 01 ff fe"


def test_gz_is_told_by_the_content_not_by_the_name(tmp_path: Path) -> None:
    (tmp_path / "no-suffix").write_bytes(packed(file_bytes(0x08, (3,), b"abc")))
    (tmp_path / "plain.gz").write_bytes(file_bytes(0x08, (3,), b"abc"))
    assert read_idx(tmp_path / "no-suffix").tobytes() == read_idx(tmp_path / "plain.gz").tobytes() == b"abc"


def test_the_same_array_gives_the_same_gz(tmp_path: Path) -> None:
    for name in ("one.gz", "two.gz"):
        write_idx(tmp_path / name, np.arange(9, dtype=np.int32))
    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "two.gz").read_bytes()
    assert gzip.decompress((tmp_path / "one.gz").read_bytes())[:4] == b"\0\0\x0c\x01"


def test_expected_kind_is_taken(tmp_path: Path) -> None:
    write_idx(tmp_path / "x", np.zeros((2, 3), dtype=np.int16))
    assert read_idx(tmp_path / "x", dtype=np.int16, ndim=2).shape == (2, 3)


@pytest.mark.parametrize("kind", [np.int64, np.uint16, np.uint32, np.uint64, np.float16])
def test_an_element_type_that_the_format_lacks_is_refused(kind: type[np.generic], tmp_path: Path) -> None:
    with pytest.raises(DataError, match=f"no element type for {kind.__name__}.*convert first"):
        write_idx(tmp_path / "x", np.zeros(3, dtype=kind))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [np.bool_, np.complex128])
def test_what_is_no_real_number_breaks_the_contract(kind: type[np.generic], tmp_path: Path) -> None:
    with pytest.raises(ShapeError, match=r'"array" is .*, expected Real "\.\.\."'):
        write_idx(tmp_path / "x", np.zeros(3, dtype=kind))


def test_a_dimension_that_the_format_cannot_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"each dimension must be below 4294967296"):
        write_idx(tmp_path / "x", np.empty((2**32, 0), dtype=np.uint8))


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_idx(tmp_path / "x", np.arange(3, dtype=np.uint8))

    def full_disk(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(DataError, match="cannot be written: No space left on device; choose a folder"):
        write_idx(tmp_path / "x", np.arange(9, dtype=np.uint8))
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
    assert read_idx(tmp_path / "x").tolist() == [0, 1, 2]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be written: No such file or directory"):
        write_idx(tmp_path / "missing" / "x", np.arange(3, dtype=np.uint8))


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    write_idx(tmp_path / "x", np.arange(3, dtype=np.uint8))
    (tmp_path / "plain").write_bytes(b"")
    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("x", "plain")}
    assert len(modes) == 1
