"""V77: images drawn as text."""

import numpy as np

from typednn import data
from typednn.contracts import Array
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER


@CHAPTER.theorem(
    "V77.1",
    Mode.EXHAUSTIVE,
    original="renderMNIST",
    standing=Standing.GAP_CLOSED,
    domain="all 256 brightnesses",
)
def a_brighter_pixel_has_a_denser_glyph(trial: Trial) -> None:
    """Along " .:-=+*#%@" the glyph never falls with the brightness; 0 is blank and 255 is @; inverted the other way."""
    palette = " .:-=+*#%@"
    image = np.arange(256, dtype=np.uint8).reshape(1, 256)
    for case, inverted in trial.each((False, True)):
        (line,) = data.draw(image, inverted=inverted)
        ranks = [palette.index(glyph) for glyph in line.ljust(256)]
        case.given(inverted=inverted, line=line)
        ordered = sorted(ranks, reverse=inverted)
        case.equal(ranks, ordered, "monotone")
        case.equal((ranks[0], ranks[-1]), (9, 0) if inverted else (0, 9), "the ends")
        case.stands_for(256)


@CHAPTER.theorem(
    "V77.2",
    Mode.PROPERTY,
    original="renderMNIST",
    domain="random images of up to 12 by 12",
    standing=Standing.BEYOND,
)
def a_drawing_turns_with_its_image(trial: Trial) -> None:
    """The drawing of the transposed image is the transposed drawing; each pixel is drawn by itself."""
    for case in trial.cases(quick=60, full=3000):
        height, width = case.rng.integers(1, 13, size=2)
        image = case.rng.integers(0, 256, size=(height, width), dtype=np.uint8)
        case.given(image=image)
        drawing = _grid(image)
        case.equal(drawing, _grid(image.T).T)
        case.equal(drawing.shape, image.shape)


def _grid(image: Array) -> Array:
    lines = data.draw(image)
    return np.array([list(line.ljust(image.shape[1])) for line in lines])
