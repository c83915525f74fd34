"""Tiles: blocks of lines of one width, framed, captioned and laid side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from typednn.errors import ConfigError

# Corners from the top left clockwise, then the horizontal and the vertical line.
BORDERS = {
    "single": "┌┐┘└─│",
    "double": "╔╗╝╚═║",
    "rounded": "╭╮╯╰─│",
    "heavy": "┏┓┛┗━┃",
    "ascii": "++++-|",
}
GAP = "  "


@dataclass(frozen=True)
class Tile:
    """Lines that look `width` characters wide, whatever colour codes are in them."""

    lines: tuple[str, ...]
    width: int

    def framed(self, border: str) -> "Tile":
        if border not in BORDERS:
            raise ConfigError(f"there is no border {border!r}; there are {', '.join(BORDERS)}")
        top_left, top_right, bottom_right, bottom_left, across, down = tuple(BORDERS[border])
        lines = (
            top_left + across * self.width + top_right,
            *(down + line + down for line in self.lines),
            bottom_left + across * self.width + bottom_right,
        )
        return Tile(lines, self.width + 2)

    def with_text(self, text: Iterable[str]) -> "Tile":
        """With text below it, and as wide as the widest of all."""
        below = tuple(text)
        width = max([self.width, *map(len, below)])
        padded = tuple(line + " " * (width - self.width) for line in self.lines)
        return Tile(padded + tuple(line.ljust(width) for line in below), width)

    def with_caption(self, caption: str) -> "Tile":
        """With a caption above it."""
        width = max(self.width, len(caption))
        padded = tuple(line + " " * (width - self.width) for line in self.lines)
        return Tile((caption.ljust(width), *padded), width)


def arrange(tiles: Sequence[Tile], columns: int) -> list[str]:
    """Rows of `columns` tiles, an empty line between rows; short tiles end in empty space."""
    if columns < 1:
        raise ConfigError(f"{columns} tiles in a row: there must be at least one")
    lines: list[str] = []
    for start in range(0, len(tiles), columns):
        lines += [""] if start else []
        lines += _side_by_side(tiles[start : start + columns])
    return lines


def _side_by_side(tiles: Sequence[Tile]) -> list[str]:
    height = max(len(tile.lines) for tile in tiles)
    filled = [tile.lines + (" " * tile.width,) * (height - len(tile.lines)) for tile in tiles]
    return [GAP.join(parts) for parts in zip(*filled, strict=True)]
