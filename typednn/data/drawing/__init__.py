"""Images drawn with characters, for the terminal: one glyph a pixel, or half a block a pixel.

print("\\n".join(draw(image)))
print("\\n".join(gallery(images, captions, columns=3, style=Style(border="rounded"))))
"""

from typednn.data.drawing.gallery import Style, gallery, tile
from typednn.data.drawing.glyphs import PALETTES, draw
from typednn.data.drawing.half_blocks import draw_half_blocks
from typednn.data.drawing.tiles import BORDERS, Tile

__all__ = ["BORDERS", "PALETTES", "Style", "Tile", "draw", "draw_half_blocks", "gallery", "tile"]
