"""The header of an IDX file: what the elements are and how many, judged before anything else is read."""

import math
import struct
from dataclasses import dataclass

import numpy as np

from typednn.data.idx.source import Source
from typednn.errors import DataError

# The byte in the magic number, and the element type that it stands for.
ELEMENTS: dict[int, np.dtype[np.generic]] = {
    0x08: np.dtype(">u1"),
    0x09: np.dtype(">i1"),
    0x0B: np.dtype(">i2"),
    0x0C: np.dtype(">i4"),
    0x0D: np.dtype(">f4"),
    0x0E: np.dtype(">f8"),
}
MAX_DIMENSIONS = 64  # NumPy's own limit; the format would go up to 255
MAX_BYTES = 2**63 - 1
_AGAIN = "the file is damaged or of another kind; fetch it again"
_CODES = {dtype.newbyteorder("="): code for code, dtype in ELEMENTS.items()}


@dataclass(frozen=True)
class Header:
    """The element type as it stands in the file (big-endian), and the shape."""

    dtype: np.dtype[np.generic]
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many bytes the header itself takes."""
        return 4 + 4 * len(self.shape)

    @property
    def body(self) -> int:
        """How many bytes of elements follow."""
        return math.prod(self.shape) * self.dtype.itemsize

    def __str__(self) -> str:
        return f"{self.dtype.name}[{', '.join(map(str, self.shape))}]"


def unpack_header(source: Source) -> Header:
    magic = source.take(4, "the magic number")
    if magic[:2] != b"\0\0":
        raise source.error(
            0, "the magic number to begin with 00 00", magic[:2].hex(" "), "this is no IDX file; name another"
        )
    if magic[2] not in ELEMENTS:
        raise source.error(2, f"an element type: {_known()}", f"0x{magic[2]:02x}", _AGAIN)
    if magic[3] > MAX_DIMENSIONS:
        raise source.error(3, f"at most {MAX_DIMENSIONS} dimensions", str(magic[3]), _AGAIN)
    dimensions = source.take(4 * magic[3], f"{magic[3]} dimensions")
    header = Header(ELEMENTS[magic[2]], struct.unpack(f">{magic[3]}I", dimensions))
    # NumPy counts the strides of an empty array as if its zeros were ones.
    if math.prod(filter(None, header.shape)) * header.dtype.itemsize > MAX_BYTES:
        raise source.error(4, f"dimensions that an array can have, below {MAX_BYTES} bytes", str(header), _AGAIN)
    return header


def pack_header(dtype: np.dtype[np.generic], shape: tuple[int, ...]) -> bytes:
    """The header for elements of `dtype`, whatever their byte order in memory."""
    code = _CODES.get(dtype.newbyteorder("="))
    if code is None:
        raise DataError(
            f"IDX has no element type for {dtype.name}; it has {_known()}: convert first, as in x.astype(np.int32)"
        )
    if len(shape) > MAX_DIMENSIONS or any(size >= 2**32 for size in shape):
        raise DataError(f"IDX cannot hold the shape {shape}: each dimension must be below {2**32}")
    return struct.pack(f">BBBB{len(shape)}I", 0, 0, code, len(shape), *shape)


def _known() -> str:
    return ", ".join(f"0x{code:02x} {dtype.name}" for code, dtype in ELEMENTS.items())
