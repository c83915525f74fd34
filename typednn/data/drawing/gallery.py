"""Several images with their captions, in rows; all in one style."""

from collections.abc import Sequence
from dataclasses import dataclass

from typednn.contracts import Array, Float, UInt8, contract
from typednn.data.drawing.glyphs import draw
from typednn.data.drawing.half_blocks import draw_half_blocks
from typednn.data.drawing.tiles import Tile, arrange
from typednn.data.statistics import describe


@dataclass(frozen=True)
class Style:
    """How images are drawn: a palette, or half blocks with or without colour."""

    palette: str = "default"
    inverted: bool = False
    border: str | None = None
    half_blocks: bool = False
    colour: bool = False
    statistics: bool = False


@contract
def tile(
    image: UInt8[Array, "height width"] | Float[Array, "height width"],
    caption: str = "",
    style: Style = Style(),
) -> Tile:
    """One image: the caption, the drawing in its frame, the statistics."""
    drawn = (
        draw_half_blocks(image, colour=style.colour, inverted=style.inverted)
        if style.half_blocks
        else draw(image, palette=style.palette, inverted=style.inverted)
    )
    done = Tile(tuple(drawn), image.shape[1])
    if style.border is not None:
        done = done.framed(style.border)
    if style.statistics:
        done = done.with_text(describe(image).lines())
    return done.with_caption(caption) if caption else done


@contract
def gallery(
    images: UInt8[Array, "n height width"] | Float[Array, "n height width"],
    captions: Sequence[str],
    *,
    columns: int = 1,
    style: Style = Style(),
) -> list[str]:
    """The lines of a picture with `columns` images in a row."""
    tiles = [tile(image, caption, style) for image, caption in zip(images, captions, strict=True)]
    return arrange(tiles, columns)
