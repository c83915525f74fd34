"""What the Hopfield commands share: options, a bar on stderr, JSON on stdout, a picture in a file."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from typednn.cli.data.options import AsJson as AsJson
from typednn.cli.data.options import Document as Document
from typednn.cli.data.options import Quiet as Quiet
from typednn.cli.data.options import print_json as print_json
from typednn.errors import ConfigError

Seed: TypeAlias = Annotated[
    int, typer.Option(min=0, help="Where the random numbers start; the same seed, the same run.")
]
Plot: TypeAlias = Annotated[
    Path | None, typer.Option(metavar="FILE", help=r"Draw it into a file (.png, .svg, .pdf); needs typednn\[plot].")
]
SPARKS = "▁▂▃▄▅▆▇█"


@contextmanager
def progress(what: str, total: int, quiet: bool) -> Iterator[Callable[[], None]]:
    """A function to call after each of so many steps; shows a bar on stderr where that is a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, disable=quiet or not console.is_terminal, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)


def new_figure(plot: Path) -> Any:  # matplotlib has no types that are always there
    """A figure to draw on; `save` writes it. What can be refused now is, before hours of work rather than after."""
    if find_spec("matplotlib") is None:
        raise ConfigError(f"--plot {plot} needs matplotlib: pip install 'typednn[plot]'")
    if not plot.parent.is_dir():
        raise ConfigError(f"cannot write the picture {plot}: there is no folder {plot.parent}")
    figure = import_module("matplotlib.figure").Figure(figsize=(7, 4.5), layout="constrained")
    if plot.suffix[1:].lower() not in (known := figure.canvas.get_supported_filetypes()):
        raise ConfigError(
            f"cannot write the picture {plot}: its name must end like one of .{', .'.join(sorted(known))}"
        )
    return figure


def save(figure: Any, plot: Path) -> None:  # one of `new_figure`
    try:
        figure.savefig(plot)
    except (OSError, ValueError) as problem:
        raise ConfigError(f"cannot write the picture {plot}: {problem}") from None
    typer.echo(f"typednn: drawn into {plot}", err=True)


def sparkline(values: list[float], width: int = 60) -> str:
    """The values as a row of bars, means of neighbours where there are too many."""
    if len(values) > width:
        edges = [len(values) * k // width for k in range(width + 1)]
        values = [sum(values[a:b]) / (b - a) for a, b in pairwise(edges)]
    low, high = min(values), max(values)
    scale = (len(SPARKS) - 1) / (high - low) if high > low else 0.0
    return "".join(SPARKS[round((value - low) * scale)] for value in values)


def bar(share: float, width: int = 20) -> str:
    """A share of 1 as a bar."""
    filled = round(share * width)
    return "█" * filled + "·" * (width - filled)
