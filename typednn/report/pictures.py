"""The worst mistakes, drawn in the terminal."""

from collections.abc import Sequence

from typednn.data.drawing import draw_half_blocks
from typednn.data.drawing.tiles import GAP, Tile, arrange
from typednn.report.judging import Judged, Mistake

WIDE = 100  # where there is no terminal


def mistakes_gallery(judged: Judged, mistakes: Sequence[Mistake], *, width: int | None, colour: bool) -> list[str]:
    """As many in a row as fit, at least one; what was seen above each, how sure the network is below."""
    tiles = [mistake_tile(judged, mistake, colour=colour) for mistake in mistakes]
    widest = max((tile.width for tile in tiles), default=1)
    columns = ((width or WIDE) + len(GAP)) // (widest + len(GAP))
    return [line.rstrip() for line in arrange(tiles, max(1, columns))]


def mistake_tile(judged: Judged, mistake: Mistake, *, colour: bool) -> Tile:
    """One of them."""
    image = judged.images[mistake.index]
    drawn = Tile(tuple(draw_half_blocks(image, colour=colour)), image.shape[1])
    sure = f"{mistake.predicted}: {mistake.probability:.1%}, {mistake.label}: {mistake.probability_of_label:.1%}"
    return drawn.with_text([sure]).with_caption(f"#{mistake.index}  {mistake.label} taken for {mistake.predicted}")
