"""IDX files against their reader: every truncation, thousands of mutations, lying headers, gzip bombs.

Whatever stands in a file, reading it ends in an array or in a `DataError`, and takes no more memory than the
file is long, or than the header promises, whichever is less.
"""

import gzip
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.data.small import file_bytes, packed
from typednn.data.idx import read_idx
from typednn.data.idx.source import GZIP_MAX_RATIO
from typednn.errors import DataError

SEEDS = {
    "labels": file_bytes(0x08, (20,), bytes(range(20))),
    "images": file_bytes(0x08, (3, 4, 5), bytes(range(60))),
    "int16": file_bytes(0x0B, (5, 3), bytes(range(30))),
    "float64": file_bytes(0x0E, (2, 2), np.arange(4, dtype=">f8").tobytes()),
    "scalar": file_bytes(0x0C, (), b"\0\0\0\7"),
    "empty": file_bytes(0x0D, (0, 3)),
}
SEEDS |= {f"packed {name}": packed(content) for name, content in SEEDS.items()}
MEGABYTE = 1 << 20
# What reading a small file may take: a chunk of a plain file, and gzip's own buffers.
ALLOWED = 3 * MEGABYTE
QUICK, THOROUGH = 20_000, 200_000


def outcome(path: Path, content: bytes) -> str:
    """How it ended; anything but an array or a `DataError` is raised on."""
    path.unlink(missing_ok=True)  # a new file is made much faster than an old one is shortened
    path.write_bytes(content)
    try:
        array = read_idx(path)
    except DataError as error:
        assert str(error).startswith(f"{path}: ")
        return "refused"
    assert array.nbytes <= len(content) * (GZIP_MAX_RATIO if content[:2] == b"\x1f\x8b" else 1)
    return "read"


def mutate(content: bytes, rng: np.random.Generator) -> bytes:
    """One to four changes: a byte, a bit, a hole, an insertion, a big-endian number, an exchange."""
    changed = bytearray(content)
    for _ in range(rng.integers(1, 5)):
        # Half of the changes near the beginning, where the header is.
        end = len(changed) if rng.random() < 0.5 else min(len(changed), 20)
        place = int(rng.integers(0, end + 1))
        match rng.integers(6):
            case 0:
                changed[place : place + 1] = rng.bytes(1)
            case 1 if place < len(changed):
                changed[place] ^= 1 << int(rng.integers(8))
            case 2:
                del changed[place : place + int(rng.integers(1, 6))]
            case 3:
                changed[place:place] = rng.bytes(int(rng.integers(1, 6)))
            case 4:
                number = rng.choice([0, 1, 255, 2**16, 2**31 - 1, 2**31, 2**32 - 1])
                changed[place : place + 4] = int(number).to_bytes(4, "big")
            case 5:
                changed[place:], changed[:place] = changed[: len(changed) - place], changed[place:]
    return bytes(changed)


def mutations(count: int) -> Iterator[bytes]:
    rng = np.random.default_rng(20)
    for number in range(count):
        yield mutate(list(SEEDS.values())[number % len(SEEDS)], rng)


@pytest.mark.parametrize("name", list(SEEDS))
def test_every_truncation_is_refused(name: str, tmp_path: Path) -> None:
    content = SEEDS[name]
    assert outcome(tmp_path / "file", content) == "read"
    outcomes = {cut: outcome(tmp_path / "file", content[:cut]) for cut in range(len(content))}
    assert set(outcomes.values()) == {"refused"}


@pytest.mark.parametrize(
    "count", [pytest.param(QUICK, id="quick"), pytest.param(THOROUGH, id="thorough", marks=pytest.mark.slow)]
)
def test_no_mutation_crashes_the_reader_or_takes_memory(count: int, tmp_path: Path) -> None:
    """20,000 in the normal run, 200,000 in the slow one."""
    outcomes: dict[str, int] = {"read": 0, "refused": 0}
    tracemalloc.start()
    try:
        for content in mutations(count):
            tracemalloc.reset_peak()
            outcomes[outcome(tmp_path / "file", content)] += 1
            assert tracemalloc.get_traced_memory()[1] < ALLOWED, content[:40].hex()
    finally:
        tracemalloc.stop()
    assert sum(outcomes.values()) == count
    # Some mutations only change elements: those must be read. Most damage more.
    assert outcomes["read"] > count / 50
    assert outcomes["refused"] > count / 2


@pytest.mark.parametrize("name", [name for name in SEEDS if name.startswith("packed")])
def test_no_changed_byte_of_a_packed_body_is_read_as_other_data(name: str, tmp_path: Path) -> None:
    """gzip's checksum is compared, although exactly the promised bytes are asked for."""
    path, content = tmp_path / "file", SEEDS[name]
    path.write_bytes(content)
    expected = read_idx(path)
    for place in range(10, len(content)):
        for bit in range(8):
            changed = bytearray(content)
            changed[place] ^= 1 << bit
            path.unlink()
            path.write_bytes(changed)
            try:
                assert np.array_equal(read_idx(path), expected)
            except DataError:
                continue


def peak(path: Path) -> tuple[float, str]:
    """Megabytes at most, and what was said."""
    tracemalloc.start()
    try:
        with pytest.raises(DataError) as refused:
            read_idx(path)
        return tracemalloc.get_traced_memory()[1] / MEGABYTE, str(refused.value)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("shape", [(2**32 - 1,), (60000, 28, 28), (2**16, 2**16, 2**15), (2**31, 2, 2)])
@pytest.mark.parametrize("pack", [bytes, packed])
def test_a_header_that_promises_too_much_takes_no_memory(
    shape: tuple[int, ...], pack: type[bytes], tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(pack(file_bytes(0x08, shape, bytes(1000))))
    megabytes, message = peak(tmp_path / "file")
    assert megabytes < 1
    assert "cut off" in message


def test_of_a_gzip_bomb_only_what_the_header_promises_is_unpacked(tmp_path: Path) -> None:
    """50 MB of zeros in 50 kB."""
    bomb = packed(file_bytes(0x08, (1000,), bytes(50 * MEGABYTE)))
    (tmp_path / "file").write_bytes(bomb)
    begin = time.process_time()
    megabytes, message = peak(tmp_path / "file")
    assert time.process_time() - begin < 0.1
    assert megabytes < 2
    assert "expected the end of the file, found more" in message


def test_what_deflate_cannot_do_is_not_tried(tmp_path: Path) -> None:
    """A kilobyte cannot unpack to a gigabyte: refused without unpacking anything but the header."""
    content = packed(file_bytes(0x08, (2**30,), bytes(900 * 1024)))
    (tmp_path / "file").write_bytes(content)
    megabytes, message = peak(tmp_path / "file")
    assert megabytes < 1
    assert f"found at most {len(content) * GZIP_MAX_RATIO:,}" in message


def test_no_real_file_is_packed_more_densely_than_deflate_can() -> None:
    """The bound of the test before is a true one: zeros, the densest there is, stay below it."""
    for megabytes in (1, 16):
        assert megabytes * MEGABYTE < GZIP_MAX_RATIO * len(gzip.compress(bytes(megabytes * MEGABYTE), 9))


def test_two_gzip_members_count_as_one_file(tmp_path: Path) -> None:
    content = file_bytes(0x08, (6,), b"abcdef")
    (tmp_path / "file").write_bytes(packed(content[:9]) + packed(content[9:]))
    assert read_idx(tmp_path / "file").tobytes() == b"abcdef"
