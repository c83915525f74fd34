"""PNG: what is written is read; every kind as another reader reads it; damage is a `DataError`."""

import io
import struct
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from typednn.contracts import Array, UInt8
from typednn.data.png import png_bytes, read_png
from typednn.data.png.chunks import SIGNATURE, chunk
from typednn.data.png.reading import parse_png
from typednn.errors import DataError

SIZES = [(1, 1), (28, 28), (7, 13), (3, 8)]


def picture(height: int, width: int) -> UInt8[Array, "height width"]:
    """Smooth in one half and noise in the other, so that a writer chooses different filters."""
    rng = np.random.default_rng(height * 100 + width)
    image = np.add.outer(np.arange(height) * 3, np.arange(width) * 5).astype(np.uint8)
    image[:, width // 2 :] = rng.integers(0, 256, (height, width - width // 2))
    return image


def made(height: int, width: int, kind: int, depth: int, rows: bytes, more: bytes = b"") -> bytes:
    """A file put together by hand."""
    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    return SIGNATURE + chunk(b"IHDR", head) + more + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def by_pillow(content: bytes, mode: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    with Image.open(io.BytesIO(content)) as image:
        return np.asarray(image.convert(mode))


@pytest.mark.parametrize("size", SIZES)
def test_what_is_written_is_read_by_us_and_by_others(size: tuple[int, int], tmp_path: Path) -> None:
    image = picture(*size)
    (tmp_path / "a.png").write_bytes(png_bytes(image))
    assert np.array_equal(read_png(tmp_path / "a.png"), image)
    assert np.array_equal(by_pillow(png_bytes(image), "L"), image)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_is_read_as_pillow_reads_it(mode: str, size: tuple[int, int]) -> None:
    height, width = size
    rng = np.random.default_rng(3)
    colours = np.stack([picture(height, width), *rng.integers(0, 256, (2, height, width), np.uint8)], axis=2)
    opaque = rng.integers(0, 256, (height, width), np.uint8)
    image = Image.fromarray(colours)
    image = Image.fromarray(colours[:, :, 0].astype(np.uint16) * 257) if mode == "I;16" else image.convert(mode)
    if mode in ("LA", "RGBA"):
        image.putalpha(Image.fromarray(opaque))
    room = io.BytesIO()
    image.save(room, "png")
    read = parse_png(room.getvalue())
    if mode == "I;16":
        expected = colours[:, :, 0]
    elif mode in ("LA", "RGBA"):
        grey = by_pillow(room.getvalue(), "RGB").astype(np.float64) @ [0.299, 0.587, 0.114]
        expected = np.rint(np.rint(grey) * opaque / 255).astype(np.uint8)
    else:
        expected = by_pillow(room.getvalue(), "L")
    assert np.abs(read.astype(int) - expected.astype(int)).max() <= 1  # pillow rounds its weights to 16 bits


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_few_bits_are_scaled_to_the_whole_range(depth: int) -> None:
    levels = 2**depth
    values = np.arange(11) % levels
    bits = "".join(f"{value:0{depth}b}" for value in values)
    packed = int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")
    read = parse_png(made(1, 11, 0, depth, b"\0" + packed))
    assert read.tolist() == [[value * 255 // (levels - 1) for value in values.tolist()]]


def test_every_filter_is_undone() -> None:
    """The same rows, filtered by hand in each of the five ways."""
    image = picture(5, 9)
    flat = image.astype(int)
    rows = b""
    for kind in range(5):
        above = flat[kind - 1] if kind else np.zeros(9, int)
        left, corner = np.append(0, flat[kind][:-1]), np.append(0, above[:-1])
        aim = left + above - corner
        nearest = np.argmin([abs(aim - left), abs(aim - above), abs(aim - corner)], axis=0)
        guess = [0 * left, left, above, (left + above) // 2, np.choose(nearest, [left, above, corner])][kind]
        rows += bytes([kind]) + ((flat[kind] - guess) % 256).astype(np.uint8).tobytes()
    assert np.array_equal(parse_png(made(5, 9, 0, 8, rows)), image)


def test_transparent_entries_of_a_palette_are_black() -> None:
    more = chunk(b"PLTE", bytes([255, 255, 255, 100, 100, 100])) + chunk(b"tRNS", b"\0")
    assert parse_png(made(1, 2, 3, 8, b"\0\0\1", more)).tolist() == [[0, 100]]


GOOD = made(2, 2, 0, 8, b"\0\1\2\0\3\4")
HEAD = struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0)
REFUSED = {
    "no PNG": (b"GIF89a", "this is no PNG file"),
    "cut off": (GOOD[:-5], "the file is cut off"),
    "a checksum": (GOOD[:20] + b"\1" + GOOD[21:], "the checksum of the chunk b'IHDR' is wrong"),
    "interlaced": (SIGNATURE + chunk(b"IHDR", HEAD[:-1] + b"\1") + chunk(b"IEND", b""), "interlaced"),
    "no such depth": (made(2, 2, 2, 4, b""), "colour type 2, 4 bits"),
    "huge": (made(2**31, 2**31, 0, 8, b""), "expected at least one and at most 16,777,216"),
    "empty": (made(0, 5, 0, 8, b""), "5 by 0 pixels"),
    "too few pixels": (made(2, 2, 0, 8, b"\0\1\2"), "expected 6 bytes of pixels, found 3"),
    "too many pixels": (made(2, 2, 0, 8, bytes(100)), "expected 6 bytes of pixels, found more"),
    "a filter": (made(2, 2, 0, 8, b"\0\1\2\7\3\4"), "row 1 has the filter 7"),
    "no palette": (made(1, 1, 3, 8, b"\0\0"), "a palette with 0"),
    "beyond the palette": (made(1, 1, 3, 8, b"\0\2", chunk(b"PLTE", bytes(6))), "colour 2 of a palette with 2"),
    "no header": (SIGNATURE + chunk(b"IEND", b""), "the header is not the first chunk"),
    "a short header": (SIGNATURE + chunk(b"IHDR", b"1234"), "4 bytes long"),
    "two headers": (GOOD[:33] + GOOD[8:], "not the only one"),
    "no deflate": (
        SIGNATURE + chunk(b"IHDR", HEAD) + chunk(b"IDAT", b"nothing") + chunk(b"IEND", b""),
        "cannot be unpacked",
    ),
}


@pytest.mark.parametrize("name", list(REFUSED))
def test_damage_is_said(name: str, tmp_path: Path) -> None:
    content, expected = REFUSED[name]
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(DataError) as refused:
        read_png(tmp_path / "a.png")
    assert expected in str(refused.value)
    assert str(refused.value).startswith(f"{tmp_path / 'a.png'}: ")


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read: No such file"):
        read_png(tmp_path / "a.png")


def test_an_image_without_pixels_is_not_written() -> None:
    with pytest.raises(DataError, match="no pixels"):
        png_bytes(np.zeros((0, 3), np.uint8))


def test_a_bomb_is_not_unpacked() -> None:
    content = made(2, 2, 0, 8, bytes(50 << 20))
    tracemalloc.start()
    try:
        with pytest.raises(DataError, match="found more"):
            parse_png(content)
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


def test_no_truncation_and_no_mutation_does_anything_but_refuse_or_read() -> None:
    """Checksums of the chunks are mended after each mutation, so that what lies behind them is reached."""
    content = png_bytes(picture(7, 9))
    for cut in range(len(content)):
        with pytest.raises(DataError):
            parse_png(content[:cut])
    rng = np.random.default_rng(0)
    outcomes = {"read": 0, "refused": 0}
    bodies = {"head": content[16:29], "packed": content[41:-16], "rows": zlib.decompress(content[41:-16])}
    for number in range(6_000):
        body = bytearray(bodies[list(bodies)[number % 3]])
        body[int(rng.integers(len(body)))] = int(rng.integers(256))
        changed = bodies | {list(bodies)[number % 3]: bytes(body)}
        packed = zlib.compress(changed["rows"]) if number % 3 == 2 else changed["packed"]
        try:
            parse_png(SIGNATURE + chunk(b"IHDR", changed["head"]) + chunk(b"IDAT", packed) + chunk(b"IEND", b""))
            outcomes["read"] += 1
        except DataError:
            outcomes["refused"] += 1
    assert min(outcomes.values()) > 1_000
