"""`typednn hopfield faults`: neurons are deleted; what is proved, and what is measured."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from typednn.cli.hopfield.options import AsJson, Plot, Quiet, Seed, bar, new_figure, print_json, progress, save
from typednn.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from typednn.hopfield.analysis.fault_curves import FaultPoint


def faults(
    neurons: Annotated[int, typer.Option(min=2, help="N.")] = 100,
    patterns: Annotated[int, typer.Option(min=1, help="How many random ones are stored.")] = 5,
    points: Annotated[int, typer.Option(min=1, help="How many numbers of deleted neurons, up to --most.")] = 8,
    most: Annotated[float, typer.Option(help="The largest share of the neurons that is deleted.")] = 0.8,
    trials: Annotated[int, typer.Option(min=1, help="Networks for each number.")] = 100,
    seed: Seed = 0,
    plot: Plot = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Delete random neurons of Hebbian networks: how often does a memory keep all its live neurons in one step?

    For the first network it is also computed, exactly, how many failures it tolerates whichever they are.
    """
    import numpy as np

    from typednn.hopfield.analysis.fault_curves import fault_curve
    from typednn.hopfield.analysis.faults import tolerated
    from typednn.hopfield.spins import random_patterns

    if not 0 < most < 1:
        raise ConfigError(f"the share of deleted neurons is at most {most}: give a number between 0 and 1")
    counts = sorted({round(share * neurons) for share in np.linspace(0, most, points)})
    first = random_patterns(patterns, neurons, np.random.default_rng(seed))
    certain = tolerated(first)
    with progress("deleting", len(counts) * trials, quiet or as_json) as step:
        curve = fault_curve(neurons, patterns, counts, np.random.default_rng(seed), trials=trials, listener=step)
    if plot is not None:
        _draw(curve, certain, plot)
    if as_json:
        listed = [asdict(point) for point in curve]
        print_json({"neurons": neurons, "patterns": patterns, "seed": seed, "tolerated": certain, "points": listed})
        return
    typer.echo("deleted  memories kept                        95 % interval")
    for point in curve:
        share = point.kept
        typer.echo(f"{point.deleted:7}  {bar(share.value)} {share.value:6.1%}{share.low:12.1%} –{share.high:7.1%}")
    whichever = "none at all: a memory is not stable" if certain < 0 else f"{certain}"
    typer.echo(f"certain, whichever fail (first network, all its memories): {whichever}")


def _draw(curve: "list[FaultPoint]", certain: int, plot: "Path") -> None:
    figure = new_figure(plot)
    axes = figure.subplots()
    deleted = [point.deleted for point in curve]
    axes.fill_between(deleted, [p.kept.low for p in curve], [p.kept.high for p in curve], alpha=0.3)
    axes.plot(deleted, [p.kept.value for p in curve], marker="o", label="memories kept, with 95 % intervals")
    axes.axvline(certain, color="gray", linestyle="--", label="tolerated, whichever fail")
    axes.set(xlabel="deleted neurons", ylabel="share", ylim=(0, 1.05))
    axes.legend()
    save(figure, plot)
