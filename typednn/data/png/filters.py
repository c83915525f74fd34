"""PNG's filters, undone: each row was written as its difference from what stands to the left and above."""

import numpy as np

from typednn.contracts import Array, UInt8, contract
from typednn.errors import DataError


@contract
def undo_filters(lines: UInt8[Array, "height bytes"], step: int) -> UInt8[Array, "height bytes-1"]:
    """The rows themselves; the first byte of a line names its filter, `step` is how many bytes a pixel has."""
    rows = lines[:, 1:].copy()
    above = np.zeros_like(rows[0])
    for number, (kind, row) in enumerate(zip(lines[:, 0].tolist(), rows, strict=True)):
        if kind > 4:
            raise DataError(f"row {number} has the filter {kind}, expected 0 to 4; save the picture again")
        if kind == 2:
            row += above
        elif kind:
            row[:] = np.frombuffer(_from_the_left(kind, bytes(row), bytes(above), step), np.uint8)
        above = row
    return rows


def _from_the_left(kind: int, row: bytes, above: bytes, step: int) -> bytes:
    """Filters in which each byte depends on the one `step` before it."""
    done = bytearray(step) + row
    upper = bytes(step) + above
    for at in range(step, len(done)):
        left, up, corner = done[at - step], upper[at], upper[at - step]
        guess = left if kind == 1 else (left + up) // 2 if kind == 3 else _paeth(left, up, corner)
        done[at] = (done[at] + guess) & 255
    return bytes(done[step:])


def _paeth(left: int, up: int, corner: int) -> int:
    """Whichever is nearest to left + up - corner."""
    aim = left + up - corner
    return min((left, up, corner), key=lambda value: abs(aim - value))
