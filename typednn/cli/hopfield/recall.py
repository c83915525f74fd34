"""`typednn hopfield recall`: store pictures, damage one, watch it settle."""

import time
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from typednn.cli.hopfield.options import AsJson, Plot, Quiet, Seed, new_figure, print_json, save

if TYPE_CHECKING:
    from pathlib import Path

    from typednn.contracts import Array
    from typednn.hopfield.memory import Hopfield, Recall

FRAMES = 24
SECONDS_A_FRAME = 0.08


def recall(
    names: Annotated[
        str | None, typer.Argument(metavar="NAMES", help="What to store, as 0123456789 or AHTX. The first is damaged.")
    ] = None,
    pictures: Annotated[Literal["digits", "letters"], typer.Option(help="MNIST's digits, or letters.")] = "digits",
    noise: Annotated[float, typer.Option(min=0, max=1, help="The share of dots that are flipped.")] = 0.2,
    rule: Annotated[
        Literal["hebbian", "pseudo_inverse", "storkey", "perceptron"], typer.Option(help="The learning rule.")
    ] = "pseudo_inverse",
    seed: Seed = 0,
    plot: Plot = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Store digits or letters in a network, corrupt one, and let it settle.

    typednn hopfield recall 30 --noise 0.3
    typednn hopfield recall AHTX --pictures letters --noise 0.1
    """
    import numpy as np

    from typednn.cli.hopfield import pictures as shapes
    from typednn.hopfield.dynamics.schedules import Shuffled
    from typednn.hopfield.memory import Hopfield
    from typednn.hopfield.spins import flip_random

    rng = np.random.default_rng(seed)
    chosen = names or ("0123456789" if pictures == "digits" else "AHTX")
    stored = shapes.digits(chosen) if pictures == "digits" else shapes.letters(chosen.upper())
    columns = 28 if pictures == "digits" else 5
    memory = Hopfield.store(stored, rule=rule)
    shown = flip_random(stored[0], round(noise * stored.shape[1]), rng)
    if not (as_json or quiet):
        _watch(memory, shown, columns, seed)
    found = memory.recall(shown, Shuffled(rng))
    panels = [stored[0], shown, found.state]
    if plot is not None:
        _draw(panels, columns, plot)
    if as_json:
        print_json(_as_json(found, chosen, rule, noise, seed, panels))
        return
    titles = ["stored", "shown", "recalled"]
    typer.echo("\n".join(shapes.side_by_side([shapes.drawn(s, columns) for s in panels], titles)))
    typer.echo(_sentence(found, chosen))
    typer.echo(found.confidence)


def _sentence(found: "Recall", chosen: str) -> str:
    what = f"{'the complement of ' if found.complement else ''}{chosen[found.pattern]}"
    how = "exactly" if found.exact else f"up to {found.distance} dots"
    turns = f"{found.flips} flips in {found.sweeps} sweep{'' if found.sweeps == 1 else 's'}"
    return f"{turns}: {what}, {how} (overlap {found.overlap:.3f}); {found.outcome.value}"


def _as_json(
    found: "Recall", chosen: str, rule: str, noise: float, seed: int, panels: "list[Array]"
) -> dict[str, object]:
    stored, shown, state = (panel.tolist() for panel in panels)
    return {
        "stored": list(chosen),
        "rule": rule,
        "noise": noise,
        "seed": seed,
        "recalled": chosen[found.pattern],
        "right": found.pattern == 0 and found.exact and not found.complement,
        "complement": found.complement,
        "wrong_bits": found.distance,
        "damage": found.damage,
        "radius": found.radius,
        "guaranteed": found.guaranteed,
        "overlap": found.overlap,
        "outcome": found.outcome.value,
        "sweeps": found.sweeps,
        "flips": found.flips,
        "states": {"stored": stored, "shown": shown, "recalled": state},
    }


def _watch(memory: "Hopfield", shown: "Array", columns: int, seed: int) -> None:
    """The same run on stderr, picture by picture, where that is a terminal."""
    import numpy as np
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    from typednn.cli.hopfield.pictures import drawn
    from typednn.hopfield.dynamics.schedules import Shuffled
    from typednn.hopfield.dynamics.settling import flow

    console = Console(stderr=True)
    if not console.is_terminal:
        return
    turns = 2 * len(shown)
    states = flow(memory.net, shown, Shuffled(np.random.default_rng([seed, 1])))
    with Live(console=console, transient=True) as live:
        for turn, state in zip(range(turns), states, strict=False):
            if turn % (turns // FRAMES + 1) == 0:
                live.update(Text("\n".join(drawn(state, columns))), refresh=True)
                time.sleep(SECONDS_A_FRAME)


def _draw(panels: "list[Array]", columns: int, plot: "Path") -> None:
    figure = new_figure(plot)
    for axes, panel, title in zip(figure.subplots(1, 3), panels, ("stored", "shown", "recalled"), strict=True):
        axes.imshow(panel.reshape(-1, columns), cmap="gray_r", vmin=-1, vmax=1)
        axes.set_title(title)
        axes.set_axis_off()
    save(figure, plot)
