"""`typednn data show`: images drawn in the terminal."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from typednn.cli import terminal
from typednn.cli.data.options import AsJson, DataFolder, Quiet, load_one, name_of, print_json
from typednn.errors import ConfigError

if TYPE_CHECKING:
    from typednn.data.drawing import Style
    from typednn.data.examples import Examples

# The names in typednn.data.drawing, which would load NumPy; a test compares them.
Palette = Literal["default", "simple", "detailed", "blocks"]
Border = Literal["single", "double", "rounded", "heavy", "ascii"]


def show(
    indices: Annotated[
        list[int] | None, typer.Argument(metavar="INDEX", help="Which images, from 0 on; 0 without it.")
    ] = None,
    data: DataFolder = None,
    train: Annotated[bool, typer.Option("--train", help="Training images instead of test images.")] = False,
    count: Annotated[
        int | None, typer.Option(min=1, help="How many images, from INDEX on (1; a row with --grid).")
    ] = None,
    grid: Annotated[int | None, typer.Option(min=1, metavar="COLUMNS", help="How many images in a row (1).")] = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="Two and two side by side, and how far apart they are.")
    ] = False,
    palette: Annotated[Palette | None, typer.Option(help="The glyphs, from dark to bright.")] = None,
    half_blocks: Annotated[
        bool, typer.Option("--half-blocks", help="Two pixels a character, in grey on a colour terminal.")
    ] = False,
    border: Annotated[Border | None, typer.Option(help="A frame around each image.")] = None,
    inverted: Annotated[
        bool, typer.Option("--inverted", help="Bright and dark exchanged, for a light terminal.")
    ] = False,
    transpose: Annotated[
        bool, typer.Option("--transpose", help="Rows and columns exchanged: EMNIST lies on its side.")
    ] = False,
    stats: Annotated[bool, typer.Option("--stats", help="Lowest, highest, mean and deviation.")] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Draw images in the terminal.

    typednn data show 8        the test image at position 8
    typednn data show --train --count 12 --grid 4 --border rounded
    typednn data show 3 8 --compare --half-blocks
    """
    from typednn.data.drawing import Style

    _require_one(half_blocks, "--half-blocks", palette, "--palette")
    _require_one(compare, "--compare", grid, "--grid")
    columns = 2 if compare else grid or 1
    part = "train" if train else "test"
    examples = load_one(data, part)
    positions = _positions(indices or [0], count, columns, len(examples))
    if transpose:
        examples = _transposed(examples)
    if as_json:
        print_json({"data": name_of(data), "part": part, "images": _as_json(examples, positions)})
        return
    colour = half_blocks and _colour(quiet)
    style = Style(palette or "default", inverted, border, half_blocks, colour, stats)
    columns = _fitting(columns, examples.images.shape[2] + 2 * (border is not None), quiet)
    lines = _pairs(examples, positions, columns, style) if compare else _grid(examples, positions, columns, style)
    typer.echo("\n".join(line.rstrip() for line in lines), color=colour or None)


def _fitting(columns: int, width: int, quiet: bool) -> int:
    """As many in a row as the terminal is wide, at least one; fewer than were asked for is said."""
    gap, available = 2, terminal.width()
    most = columns if available is None else max(1, (available + gap) // (width + gap))
    if most < columns and not quiet:
        typer.echo(f"{available} columns: {most} in a row", err=True)
    return min(columns, most)


def _require_one(first: object, first_name: str, second: object, second_name: str) -> None:
    if first and second:
        raise ConfigError(f"{first_name} and {second_name} exclude each other; leave one of them out")


def _positions(indices: list[int], count: int | None, in_a_row: int, available: int) -> list[int]:
    if len(indices) > 1:
        _require_one(count, "--count", indices, "several INDEX")
    else:
        indices = list(range(indices[0], indices[0] + (count or in_a_row)))
    for index in indices:
        if not 0 <= index < available:
            raise ConfigError(f"there is no image {index}; there are 0 to {available - 1}")
    return indices


def _transposed(examples: "Examples[int, int]") -> "Examples[int, int]":
    from typednn.data.examples import Examples

    return Examples(examples.images.transpose(0, 2, 1), examples.labels)


def _captions(examples: "Examples[int, int]", positions: list[int]) -> list[str]:
    return [f"#{position}  label {examples.labels[position]}" for position in positions]


def _grid(examples: "Examples[int, int]", positions: list[int], columns: int, style: "Style") -> list[str]:
    from typednn.data.drawing import gallery

    return gallery(examples.images[positions], _captions(examples, positions), columns=columns, style=style)


def _pairs(examples: "Examples[int, int]", positions: list[int], columns: int, style: "Style") -> list[str]:
    """Two and two, each pair with the mean distance of its pixels below; an odd last one stands alone."""
    lines: list[str] = []
    for start in range(0, len(positions), 2):
        pair = positions[start : start + 2]
        lines += [""] if lines else []
        lines += _grid(examples, pair, columns, style)
        if len(pair) == 2:
            first, second = (examples.images[position].astype(float) for position in pair)
            lines.append(f"mean distance of the pixels: {abs(first - second).mean():.2f} of 255")
    return lines


def _as_json(examples: "Examples[int, int]", positions: list[int]) -> list[dict[str, object]]:
    from typednn.data.statistics import describe

    return [
        {
            "index": position,
            "label": int(examples.labels[position]),
            **describe(examples.images[position]).as_json(),
            "pixels": examples.images[position].tolist(),
        }
        for position in positions
    ]


def _colour(quiet: bool) -> bool:
    """Whether stdout shows colours; where it does not, that is said once."""
    if not terminal.colours() and not quiet:
        typer.echo("no colours here: half blocks in black and white", err=True)
    return terminal.colours()
