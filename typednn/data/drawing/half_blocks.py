"""Two pixels a character, one in each half of it, so that pixels are nearly square."""

import numpy as np

from typednn.contracts import Array, Float, UInt8, contract
from typednn.data.drawing.brightness import brightness

# By the upper and the lower pixel: dark or bright.
BLACK_AND_WHITE = ((" ", "▄"), ("▀", "█"))
RESET = "\x1b[0m"
# The greys of the 256 colours that nearly every terminal knows: black, 24 steps, white.
GREYS: tuple[int, ...] = (16, *range(232, 256), 231)


@contract
def draw_half_blocks(
    image: UInt8[Array, "height width"] | Float[Array, "height width"],
    *,
    colour: bool,
    inverted: bool = False,
) -> list[str]:
    """A line for each two rows, in 26 greys or in black and white; below an odd last row it is black."""
    bright = brightness(image, inverted=inverted)
    if len(bright) % 2:
        bright = np.pad(bright, ((0, 1), (0, 0)))
    line = _coloured if colour else _plain
    return [line(upper.tolist(), lower.tolist()) for upper, lower in zip(bright[::2], bright[1::2], strict=True)]


def _plain(upper: list[int], lower: list[int]) -> str:
    return "".join(BLACK_AND_WHITE[above > 127][below > 127] for above, below in zip(upper, lower, strict=True))


def _coloured(upper: list[int], lower: list[int]) -> str:
    """Colours are set only where they change."""
    pieces: list[str] = []
    before: tuple[int, int] | None = None
    for above, below in zip(upper, lower, strict=True):
        colours = grey(above), grey(below)
        if colours != before:
            pieces.append(f"\x1b[38;5;{colours[0]};48;5;{colours[1]}m")
        pieces.append("▀")
        before = colours
    return "".join(pieces) + RESET


def grey(value: int) -> int:
    """The colour number of a brightness."""
    return GREYS[value * len(GREYS) // 256]
