"""What stands in a PNG file: the signature, then chunks, each with its length, name, body and checksum."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from typednn.errors import DataError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, RGB, PALETTE, GREY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6
# Numbers a pixel, and how many bits each may have.
KINDS = {
    GREY: (1, (1, 2, 4, 8, 16)),
    RGB: (3, (8, 16)),
    PALETTE: (1, (1, 2, 4, 8)),
    GREY_ALPHA: (2, (8, 16)),
    RGB_ALPHA: (4, (8, 16)),
}
MAX_PIXELS = 1 << 24
_AGAIN = "the file is damaged; save the picture again"


@dataclass(frozen=True)
class Head:
    """The size, and what the bits of a pixel mean."""

    width: int
    height: int
    depth: int
    kind: int

    @property
    def samples(self) -> int:
        """Numbers a pixel."""
        return KINDS[self.kind][0]

    @property
    def row(self) -> int:
        """Bytes a row, the last one perhaps not full."""
        return (self.width * self.samples * self.depth + 7) // 8

    @property
    def step(self) -> int:
        """How far back the filters look: the bytes of a pixel, at least one."""
        return max(1, self.samples * self.depth // 8)


def chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and body of each, checked, until the end is marked."""
    if content[:8] != SIGNATURE:
        raise DataError("this is no PNG file; name a PNG, or convert the picture")
    at = 8
    while at + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, at)
        name, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        check = content[at + 8 + length : at + 12 + length]
        if len(check) < 4:
            break
        if zlib.crc32(name + body) != int.from_bytes(check, "big"):
            raise DataError(f"at byte {at:,}: the checksum of the chunk {name!r} is wrong; {_AGAIN}")
        yield name, body
        if name == b"IEND":
            return
        at += 12 + length
    raise DataError(f"the file is cut off: {len(content):,} bytes without an end; {_AGAIN}")


def unpack_head(body: bytes) -> Head:
    """Judged before any memory is taken."""
    if len(body) != 13:
        raise DataError(f"the header is {len(body)} bytes long, expected 13; {_AGAIN}")
    width, height, depth, kind, compression, filtering, interlace = struct.unpack(">IIBBBBB", body)
    if kind not in KINDS or depth not in KINDS[kind][1] or compression or filtering or interlace > 1:
        raise DataError(f"a kind of PNG that does not exist: colour type {kind}, {depth} bits; {_AGAIN}")
    if interlace:
        raise DataError("the picture is interlaced, which is not read; save it without interlacing")
    if not 0 < width * height <= MAX_PIXELS:
        raise DataError(f"{width:,} by {height:,} pixels; expected at least one and at most {MAX_PIXELS:,}")
    return Head(width, height, depth, kind)


def chunk(name: bytes, body: bytes) -> bytes:
    """As it stands in a file."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
