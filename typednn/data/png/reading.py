"""Read a PNG as brightness; a malformed one is a `DataError` that says what is wrong."""

import zlib
from pathlib import Path

import numpy as np

from typednn.contracts import Array, UInt8, contract
from typednn.data.png.chunks import GREY_ALPHA, KINDS, PALETTE, RGB, RGB_ALPHA, Head, chunks, unpack_head
from typednn.data.png.filters import undo_filters
from typednn.errors import DataError

# Brightness as television has it: Recommendation ITU-R BT.601.
_WEIGHTS = np.array([299, 587, 114], np.uint32)


@contract
def read_png(path: str | Path) -> UInt8[Array, "height width"]:
    """The picture in grey; what is transparent is black, as the ground of MNIST is."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}; check the name") from None
    try:
        return parse_png(content)
    except DataError as error:
        raise DataError(f"{path}: {error}") from None


@contract
def parse_png(content: bytes) -> UInt8[Array, "height width"]:
    """The picture in the content of a file."""
    head: Head | None = None
    palette, transparency, packed = b"", b"", []
    for name, body in chunks(content):
        if (head is None) != (name == b"IHDR"):
            raise DataError("the header is not the first chunk, or not the only one; save the picture again")
        if name == b"IHDR":
            head = unpack_head(body)
        elif name == b"PLTE":
            palette = body
        elif name == b"tRNS":
            transparency = body
        elif name == b"IDAT":
            packed.append(body)
    if head is None:
        raise DataError("there is no picture in the file; save it again")
    samples = _samples(head, _unpacked(head, b"".join(packed)))
    if head.kind == PALETTE:
        return _from_palette(samples[:, :, 0], palette, transparency)
    scaled = samples * np.uint8(255 // (2**head.depth - 1)) if head.depth < 8 else samples
    return _grey(scaled, head.kind)


def _unpacked(head: Head, packed: bytes) -> bytes:
    """The rows, each with a byte before it; never more than the header promises."""
    promised = head.height * (head.row + 1)
    unpacking = zlib.decompressobj()
    try:
        rows = unpacking.decompress(packed, promised)
        more = bool(unpacking.unconsumed_tail) and bool(unpacking.decompress(unpacking.unconsumed_tail, 1))
    except zlib.error as error:
        raise DataError(f"the pixels cannot be unpacked: {error}; save the picture again") from None
    if len(rows) != promised or more or not unpacking.eof:
        found = "more" if more else "not the end" if len(rows) == promised else f"{len(rows):,}"
        raise DataError(f"expected {promised:,} bytes of pixels, found {found}; save the picture again")
    return rows


@contract
def _samples(head: Head, rows: bytes) -> UInt8[Array, "height width samples"]:
    """The numbers of each pixel: of 16 bits the upper eight, of fewer than eight as they are."""
    lines = np.frombuffer(rows, np.uint8).reshape(head.height, head.row + 1)
    plain = undo_filters(lines, head.step)
    if head.depth < 8:
        bits = np.unpackbits(plain, axis=1).reshape(head.height, -1, head.depth)
        plain = (bits << np.arange(head.depth - 1, -1, -1, dtype=np.uint8)).sum(axis=2, dtype=np.uint8)
        plain = plain[:, : head.width]
    if head.depth == 16:
        plain = plain[:, ::2]
    return plain.reshape(head.height, head.width, KINDS[head.kind][0])


@contract
def _from_palette(
    positions: UInt8[Array, "height width"], palette: bytes, transparency: bytes
) -> UInt8[Array, "height width"]:
    colours = len(palette) // 3
    if not colours or len(palette) % 3 or colours > 256 or int(positions.max()) >= colours:
        raise DataError(f"colour {int(positions.max())} of a palette with {colours}; save the picture again")
    opaque = np.full((colours, 1), 255, np.uint8)
    opaque[: len(transparency), 0] = np.frombuffer(transparency[:colours], np.uint8)
    table = np.concatenate([np.frombuffer(palette, np.uint8).reshape(colours, 3), opaque], axis=1)
    return _grey(table[positions], RGB_ALPHA)


@contract
def _grey(samples: UInt8[Array, "height width samples"], kind: int) -> UInt8[Array, "height width"]:
    """Brightness, times how opaque the pixel is."""
    grey = samples[:, :, 0]
    if kind in (RGB, RGB_ALPHA):
        grey = ((samples[:, :, :3] @ _WEIGHTS + 500) // 1000).astype(np.uint8)
    if kind in (GREY_ALPHA, RGB_ALPHA):
        grey = ((grey.astype(np.uint32) * samples[:, :, -1] + 127) // 255).astype(np.uint8)
    return grey
