"""Images drawn with characters: pictures to compare, and laws that hold for all of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from typednn.contracts import Array, UInt8
from typednn.data.drawing import BORDERS, PALETTES, Style, Tile, draw, draw_half_blocks, gallery, tile
from typednn.data.drawing.brightness import brightness
from typednn.data.drawing.glyphs import glyph_table
from typednn.data.drawing.half_blocks import GREYS, grey
from typednn.data.drawing.tiles import arrange
from typednn.data.embedded import load_mnist_part
from typednn.data.pixels import normalize
from typednn.errors import ConfigError, DataError

IMAGES = st_numpy.arrays(np.uint8, st_numpy.array_shapes(min_dims=2, max_dims=2, max_side=9))
PALETTE = st.sampled_from(list(PALETTES))
RAMP = np.arange(0, 256, 5, dtype=np.uint8).reshape(4, 13)

# The first test digit, without the empty space above, below and to the right.
SEVEN = """\
      -#*+:.
      %@@@@@########*:
      :=:=*%@%@@@@%@@+
            : :::: @@=
                  -@%
                  @@-
                 +@@.
                :@@:
                +@#
                %@:
               =@#
              :@@:
              %@*
             #@%.
            .@@-
           .%@=
           +@@:
          :@@@:
          =@@%.
          =@%"""

RAMPS = {
    "default": ["      .....::", ":::-----=====", "+++++*****###", "##%%%%%%@@@@@"],
    "simple": ["        .....", "..:::::::----", "----=======++", "+++++@@@@@@@@"],
    "blocks": ["           ░░", "░░░░░░░░▒▒▒▒▒", "▒▒▒▒▒▓▓▓▓▓▓▓▓", "▓▓███████████"],
}
FRAMES = {
    "single": ["┌──┐", "│@ │", "│ @│", "└──┘"],
    "double": ["╔══╗", "║@ ║", "║ @║", "╚══╝"],
    "rounded": ["╭──╮", "│@ │", "│ @│", "╰──╯"],
    "heavy": ["┏━━┓", "┃@ ┃", "┃ @┃", "┗━━┛"],
    "ascii": ["+--+", "|@ |", "| @|", "+--+"],
}
DIAGONAL = np.diag([255, 255]).astype(np.uint8)


def levels(lines: list[str], palette: str) -> list[list[int]]:
    return [[PALETTES[palette].index(glyph) for glyph in line] for line in lines]


def test_a_seven() -> None:
    drawn = draw(load_mnist_part("test").images[0])
    assert all(len(line) == 28 for line in drawn) and len(drawn) == 28
    assert "\n".join(line.rstrip() for line in drawn if line.strip()) == SEVEN


def test_the_palettes() -> None:
    assert list(PALETTES) == ["default", "simple", "detailed", "blocks"]
    assert PALETTES["default"] == " .:-=+*#%@"
    assert all(len(set(glyphs)) == len(glyphs) for glyphs in PALETTES.values())
    assert {name: draw(RAMP, palette=name) for name in RAMPS} == RAMPS


@pytest.mark.parametrize("palette", list(PALETTES))
def test_brighter_pixels_have_later_glyphs(palette: str) -> None:
    """All 256 values: never earlier, every glyph in use, in steps that are equal up to one."""
    table = glyph_table(palette).tolist()
    positions = [PALETTES[palette].index(glyph) for glyph in table]
    assert positions == sorted(positions)
    assert set(table) == set(PALETTES[palette])
    steps = np.bincount(positions)
    assert steps.max() - steps.min() <= 1
    assert (table[0], table[255]) == (PALETTES[palette][0], PALETTES[palette][-1])


@given(IMAGES, PALETTE)
def test_the_drawing_of_the_transpose_is_the_transpose_of_the_drawing(
    image: UInt8[Array, "height width"], palette: str
) -> None:
    drawn = draw(image, palette=palette)
    assert draw(image.T, palette=palette) == ["".join(column) for column in zip(*drawn, strict=True)]


@given(IMAGES, PALETTE)
def test_inverting_reverses_the_palette(image: UInt8[Array, "height width"], palette: str) -> None:
    """Inverted is the drawing of the negative, and twice inverted the drawing itself."""
    inverted = draw(image, palette=palette, inverted=True)
    assert inverted == draw(255 - image, palette=palette)
    assert draw(255 - image, palette=palette, inverted=True) == draw(image, palette=palette)
    last = len(PALETTES[palette]) - 1
    here, there = np.array(levels(draw(image, palette=palette), palette)), np.array(levels(inverted, palette))
    assert (np.abs(here + there - last) <= 1).all()  # one apart where 256 is no multiple of the glyphs


@given(IMAGES, PALETTE, st.booleans())
def test_raw_and_scaled_pixels_are_drawn_the_same(
    image: UInt8[Array, "height width"], palette: str, inverted: bool
) -> None:
    drawn = draw(image, palette=palette, inverted=inverted)
    assert draw(normalize(image), palette=palette, inverted=inverted) == drawn
    assert draw(normalize(image).astype(np.float64), palette=palette, inverted=inverted) == drawn


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("error", [0.0, 1e-6, -1e-6])
def test_brightness_is_the_inverse_of_normalize(kind: type[np.floating], error: float) -> None:
    """For all 256 values, and also where they have suffered a little from rounding."""
    every = np.arange(256, dtype=np.uint8).reshape(16, 16)
    scaled = np.clip(normalize(every).astype(kind) + kind(error), 0, 1)
    assert np.array_equal(brightness(scaled), every)
    assert np.array_equal(brightness(scaled, inverted=True), 255 - every)


def test_a_dark_raw_image_stays_dark() -> None:
    """The original guesses the range from five pixels: raw ones of 0 and 1 would shine."""
    assert draw(np.array([[0, 1]], dtype=np.uint8)) == ["  "]
    assert draw(np.array([[0.0, 1.0]])) == [" @"]


@pytest.mark.parametrize("value", [-0.01, 1.01, 255.0, float("nan"), float("inf")])
def test_float_pixels_outside_the_unit_interval_are_refused(value: float) -> None:
    with pytest.raises(DataError) as refused:
        draw(np.array([[0.0, 0.5], [1.0, value]]))
    assert str(refused.value) == (
        f"pixel (1, 1) is {value}; float pixels are drawn from 0 to 1: normalize() raw ones first, clip() others"
    )


def test_an_unknown_palette_or_border_is_refused() -> None:
    with pytest.raises(ConfigError, match="there is no palette 'x'; there are default, simple, detailed, blocks"):
        draw(RAMP, palette="x")
    with pytest.raises(ConfigError, match="there is no border 'x'; there are single, double, rounded, heavy"):
        tile(RAMP, style=Style(border="x"))


@pytest.mark.parametrize("border", list(BORDERS))
def test_the_borders(border: str) -> None:
    assert list(tile(DIAGONAL, style=Style(border=border)).lines) == FRAMES[border]


def test_half_blocks_in_black_and_white() -> None:
    columns = np.array([[0, 255, 0, 255], [0, 0, 255, 255], [127, 128, 0, 255]], dtype=np.uint8)
    assert draw_half_blocks(columns, colour=False) == [" ▀▄█", " ▀ ▀"]
    assert draw_half_blocks(columns, colour=False, inverted=True) == ["█▄▀ ", "▀ ▀ "]


def test_half_blocks_in_grey() -> None:
    image = np.array([[0, 0, 255], [255, 255, 0]], dtype=np.uint8)
    assert draw_half_blocks(image, colour=True) == ["\x1b[38;5;16;48;5;231m▀▀\x1b[38;5;231;48;5;16m▀\x1b[0m"]


def test_brighter_pixels_have_brighter_greys() -> None:
    greys = [GREYS.index(grey(value)) for value in range(256)]
    assert greys == sorted(greys)
    assert set(greys) == set(range(26))
    assert (grey(0), grey(255)) == (16, 231)


@given(IMAGES, st.booleans())
def test_half_blocks_halve_the_height(image: UInt8[Array, "height width"], inverted: bool) -> None:
    drawn = draw_half_blocks(image, colour=False, inverted=inverted)
    assert len(drawn) == -(-len(image) // 2)
    assert {len(line) for line in drawn} == {image.shape[1]}
    coloured = draw_half_blocks(image, colour=True, inverted=inverted)
    assert [line.count("▀") for line in coloured] == [image.shape[1]] * len(drawn)
    assert all(line.endswith("\x1b[0m") for line in coloured)


@given(IMAGES)
def test_black_and_white_half_blocks_are_the_two_halves(image: UInt8[Array, "height width"]) -> None:
    """Read back, they are the bright pixels."""
    halves = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}
    read = [[halves[glyph] for glyph in line] for line in draw_half_blocks(image, colour=False)]
    rows = [[pair[half] for pair in line] for line in read for half in (0, 1)]
    assert rows[: len(image)] == (image > 127).astype(int).tolist()


def test_a_gallery() -> None:
    images = np.stack([DIAGONAL, DIAGONAL[::-1], DIAGONAL * 0])
    lines = gallery(images, ["#0", "#1", "third"], columns=2, style=Style(border="ascii"))
    assert lines == [
        "#0    #1  ",
        "+--+  +--+",
        "|@ |  | @|",
        "| @|  |@ |",
        "+--+  +--+",
        "",
        "third",
        "+--+ ",
        "|  | ",
        "|  | ",
        "+--+ ",
    ]


def test_statistics_stand_below() -> None:
    lines = gallery(DIAGONAL[None], ["one"], style=Style(statistics=True))
    assert lines == [
        "one                  ",
        "@                    ",
        " @                   ",
        "min 0  max 255       ",
        "mean 127.5  std 127.5",
    ]


def test_tiles_of_different_height_are_filled_up() -> None:
    low, high = Tile(("a",), 1), Tile(("bb", "cc", "dd"), 2)
    assert arrange([low, high], 2) == ["a  bb", "   cc", "   dd"]


def test_colours_do_not_count_as_width() -> None:
    framed = tile(DIAGONAL, style=Style(half_blocks=True, colour=True, border="single"))
    assert framed.width == 4
    assert framed.lines[0] == "┌──┐"


@given(st.integers(1, 12), st.integers(1, 6))
def test_every_tile_is_there_once(count: int, columns: int) -> None:
    """The original's grid shows its first row only."""
    tiles = [Tile((f"<{number:02}>",), 4) for number in range(count)]
    lines = arrange(tiles, columns)
    assert "  ".join(filter(None, lines)).split() == [f"<{number:02}>" for number in range(count)]
    assert len(lines) == 2 * -(-count // columns) - 1


def test_a_row_has_at_least_one_tile() -> None:
    with pytest.raises(ConfigError, match="0 tiles in a row: there must be at least one"):
        arrange([Tile(("a",), 1)], 0)


def test_one_caption_for_each_image() -> None:
    with pytest.raises(ValueError, match="shorter"):
        gallery(np.stack([DIAGONAL, DIAGONAL]), ["only one"])
