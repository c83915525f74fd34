"""Malformed IDX files: the message says what, where, what was expected, what was found, and what to do."""

import gzip
import os
import threading
from pathlib import Path

import numpy as np
import pytest

from tests.data.small import file_bytes, packed
from typednn.data.idx import read_header, read_idx
from typednn.errors import DataError

AGAIN = "the file is damaged or of another kind; fetch it again"
ELEMENTS = "0x08 uint8, 0x09 int8, 0x0b int16, 0x0c int32, 0x0d float32, 0x0e float64"
REFUSED = {
    "empty": (
        b"",
        "at byte 0: expected the magic number: 4 bytes, found only 0; the file is cut off; fetch it again",
    ),
    "cut off in the magic number": (
        b"\0\0\x08",
        "at byte 0: expected the magic number: 4 bytes, found only 3; the file is cut off; fetch it again",
    ),
    "another kind of file": (
        b"%PDF-1.7",
        "at byte 0: expected the magic number to begin with 00 00, found 25 50; this is no IDX file; name another",
    ),
    "unknown element type": (
        file_bytes(0x0A, (1,), b"\0"),
        f"at byte 2: expected an element type: {ELEMENTS}, found 0x0a; {AGAIN}",
    ),
    "too many dimensions": (
        b"\0\0\x08\xff" + b"\0\0\0\1" * 255 + b"\0",
        f"at byte 3: expected at most 64 dimensions, found 255; {AGAIN}",
    ),
    "cut off in the dimensions": (
        b"\0\0\x08\3\0\0\0\1\0\0",
        "at byte 4: expected 3 dimensions: 12 bytes, found only 6; the file is cut off; fetch it again",
    ),
    "no elements": (
        file_bytes(0x0C, (2, 3)),
        "at byte 12: expected the elements of int32[2, 3]: 24 bytes, found only 0; the file is cut off; fetch it again",
    ),
    "cut off in the elements": (
        file_bytes(0x08, (2, 3), b"12345"),
        "at byte 12: expected the elements of uint8[2, 3]: 6 bytes, found only 5; the file is cut off; fetch it again",
    ),
    "too long": (
        file_bytes(0x08, (2, 3), b"123456789"),
        "at byte 18: expected the end of the file, found 3 bytes more; "
        "the header or the file is damaged; fetch it again",
    ),
    "dimensions that no array has": (
        file_bytes(0x0E, (2**32 - 1, 2**32 - 1)),
        "at byte 4: expected dimensions that an array can have, below 9223372036854775807 bytes, "
        f"found float64[4294967295, 4294967295]; {AGAIN}",
    ),
    "dimensions that no empty array has": (
        file_bytes(0x08, (0, 2**32 - 1, 2**32 - 1)),
        "at byte 4: expected dimensions that an array can have, below 9223372036854775807 bytes, "
        f"found uint8[0, 4294967295, 4294967295]; {AGAIN}",
    ),
    "packed, too long": (
        packed(file_bytes(0x08, (2, 3), b"123456789")),
        "at byte 18 of the unpacked data: expected the end of the file, found more; "
        "the header or the file is damaged; fetch it again",
    ),
    "packed, cut off in the elements": (
        packed(file_bytes(0x08, (2, 3), b"12345")),
        "at byte 12 of the unpacked data: expected the elements of uint8[2, 3]: 6 bytes, found only 5; "
        "the file is cut off; fetch it again",
    ),
}


def refusal(path: Path, **expectations: object) -> str:
    with pytest.raises(DataError) as caught:
        read_idx(path, **expectations)  # type: ignore[arg-type]  # the tests give wrong ones on purpose
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    return message.removeprefix(f"{path}: ")


@pytest.mark.parametrize("case", list(REFUSED))
def test_refused(case: str, tmp_path: Path) -> None:
    content, message = REFUSED[case]
    (tmp_path / "file").write_bytes(content)
    assert refusal(tmp_path / "file") == message


def test_damaged_gzip_is_refused(tmp_path: Path) -> None:
    whole = packed(file_bytes(0x08, (2, 3), b"123456"))
    (tmp_path / "file").write_bytes(whole[:-9])
    assert refusal(tmp_path / "file") == (
        "the gzip data is damaged: Compressed file ended before the end-of-stream marker was reached; "
        "fetch the file again"
    )
    (tmp_path / "file").write_bytes(whole[:-8] + b"\0\0\0\0" + whole[-4:])
    assert refusal(tmp_path / "file").startswith("the gzip data is damaged: CRC check failed")


def test_a_wrong_length_in_the_gzip_trailer_is_seen(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(packed(file_bytes(0x08, (1,), b"1"))[:-4] + b"\x07\0\0\0")
    assert refusal(tmp_path / "file").startswith("the gzip data is damaged: Incorrect length of data")


def test_another_element_type_is_refused_before_the_elements_are_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(file_bytes(0x0D, (1000, 28, 28)))
    other = "this is a file of another kind; name another, or convert it"
    assert refusal(tmp_path / "file", dtype=np.uint8) == (
        f"at byte 2: expected elements of uint8, found float32; {other}"
    )
    assert refusal(tmp_path / "file", ndim=1) == (
        f"at byte 3: expected 1 dimensions, found 3, float32[1000, 28, 28]; {other}"
    )


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "missing") == "there is no such file; check the name"
    assert refusal(tmp_path) == "cannot be read: Is a directory; name a file that can be read"


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    assert refusal(tmp_path / "x") == "cannot be read: Permission denied; name a file that can be read"


def test_a_pipe_has_no_length_and_can_be_read(tmp_path: Path) -> None:
    pipe, content = tmp_path / "pipe", file_bytes(0x08, (4,), b"abcd")
    os.mkfifo(pipe)
    for sent, verdict in ((content, "abcd"), (content + b"e", "found more"), (content[:-1], "found only 3")):
        writer = threading.Thread(target=pipe.write_bytes, args=(sent,))
        writer.start()
        try:
            found = read_idx(pipe).tobytes().decode()
        except DataError as error:
            found = str(error)
        writer.join()
        assert verdict in found


def test_too_little_memory_is_an_error_of_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(packed(file_bytes(0x08, (2,), b"12")))

    def no_memory(*_: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(gzip.GzipFile, "read", no_memory)
    assert refusal(tmp_path / "file") == "the memory of this machine does not suffice; take a smaller file"


def test_the_header_alone_is_judged_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(file_bytes(0x0B, (7, 8)))
    header = read_header(tmp_path / "file")
    assert (str(header), header.size, header.body) == ("int16[7, 8]", 12, 112)
