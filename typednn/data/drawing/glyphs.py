"""One glyph a pixel: the brighter the pixel, the later in the palette."""

import numpy as np

from typednn.contracts import Array, Float, UInt8, contract
from typednn.data.drawing.brightness import brightness
from typednn.errors import ConfigError

# From dark to bright, as they look on a dark terminal.
PALETTES = {
    "default": " .:-=+*#%@",
    "simple": " .:-=+@",
    "detailed": " .'`^\",:;Il!i><~+_-?][}{1)(|\\/tfjrxnuvczXYUJCLQ0OZmwqpdbkhao*#MW&8%B@$",
    "blocks": " ░▒▓█",
}


@contract
def draw(
    image: UInt8[Array, "height width"] | Float[Array, "height width"],
    *,
    palette: str = "default",
    inverted: bool = False,
) -> list[str]:
    """A line of glyphs for each row; `inverted` exchanges bright and dark, for a light terminal."""
    table = glyph_table(palette)
    return ["".join(row) for row in table[brightness(image, inverted=inverted)].tolist()]


def glyph_table(palette: str) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    """The glyph of each brightness: equal steps, 0 the first and 255 the last."""
    if palette not in PALETTES:
        raise ConfigError(f"there is no palette {palette!r}; there are {', '.join(PALETTES)}")
    glyphs = PALETTES[palette]
    return np.array([glyphs[value * len(glyphs) // 256] for value in range(256)])
