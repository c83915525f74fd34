"""Write an image as a PNG of 8-bit grey."""

import struct
import zlib

import numpy as np

from typednn.contracts import Array, UInt8, contract
from typednn.data.png.chunks import GREY, SIGNATURE, chunk
from typednn.errors import DataError


@contract
def png_bytes(image: UInt8[Array, "height width"]) -> bytes:
    """The content of the file."""
    height, width = image.shape
    if not image.size:
        raise DataError(f"no pixels in an image of shape {image.shape}; give at least one")
    rows = np.zeros((height, width + 1), np.uint8)  # each row begins with the number of its filter, none
    rows[:, 1:] = image
    head = struct.pack(">IIBBBBB", width, height, 8, GREY, 0, 0, 0)
    body = zlib.compress(rows.tobytes(), 9)
    return SIGNATURE + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
