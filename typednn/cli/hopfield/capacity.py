"""`typednn hopfield capacity`: how many patterns a network holds, measured."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from typednn.cli.hopfield.options import AsJson, Plot, Quiet, Seed, bar, new_figure, print_json, progress, save
from typednn.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from typednn.hopfield.analysis.recall_curves import RecallPoint


def capacity(
    neurons: Annotated[int, typer.Option(min=2, help="N.")] = 200,
    points: Annotated[int, typer.Option(min=2, help="How many loads, from --from to --to.")] = 8,
    first: Annotated[float, typer.Option("--from", help="The least number of patterns, as a share of N.")] = 0.04,
    last: Annotated[float, typer.Option("--to", help="The largest.")] = 0.2,
    trials: Annotated[int, typer.Option(min=1, help="Networks at each load, each with patterns of its own.")] = 60,
    units: Annotated[Literal["spin", "zero_one"], typer.Option(help="Neurons of ±1, or of 0 and 1.")] = "spin",
    seed: Seed = 0,
    plot: Plot = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Store random patterns by Hebb's rule, start at one of them, and see whether it stays.

    Shares have 95 % intervals (Clopper and Pearson). A line marks the critical load 0.138 of Amit, Gutfreund
    and Sompolinsky; the last column is the formula for wrong bits after one step.
    """
    import numpy as np

    from typednn.hopfield.analysis.recall_curves import capacity_curve

    if not 0 < first < last:
        raise ConfigError(f"the loads go from {first} to {last}: they rise, and start above 0")
    counts = sorted({max(1, round(load * neurons)) for load in np.linspace(first, last, points)})
    with progress("recalling", len(counts) * trials, quiet or as_json) as step:
        rng = np.random.default_rng(seed)
        curve = capacity_curve(neurons, counts, rng, trials=trials, units=units, listener=step)
    if plot is not None:
        _draw(curve, units, plot)
    if as_json:
        print_json(_as_json(curve, units, trials, seed))
    else:
        typer.echo("\n".join(_table(curve)))


def _table(curve: "list[RecallPoint]") -> list[str]:
    from typednn.hopfield.analysis.errors_of_bits import critical_load

    alpha = critical_load().alpha
    lines = ["  load  patterns  recalled exactly      95 % interval   wrong bits  after one step"]
    marked = False
    for point in curve:
        if point.load > alpha and not marked:
            lines.append(f"{alpha:6.3f}  {'critical load ':─<66}")
            marked = True
        share = point.exact
        lines.append(
            f"{point.load:6.3f}{point.patterns:10}  {bar(share.value, 12)} {share.value:6.1%}"
            f"{share.low:9.1%} –{share.high:7.1%}{point.wrong_bits / point.neurons:11.2%}"
            f"{point.predicted_bit_error:15.2%}"
        )
    return lines


def _as_json(curve: "list[RecallPoint]", units: str, trials: int, seed: int) -> dict[str, object]:
    from typednn.hopfield.analysis.errors_of_bits import critical_load

    points = [{"load": point.load, **asdict(point)} for point in curve]
    return {
        "neurons": curve[0].neurons,
        "units": units,
        "trials": trials,
        "seed": seed,
        "confidence": 0.95,
        "critical_load": critical_load().alpha,
        "points": points,
    }


def _draw(curve: "list[RecallPoint]", units: str, plot: "Path") -> None:
    from typednn.hopfield.analysis.errors_of_bits import critical_load

    figure = new_figure(plot)
    axes = figure.subplots()
    loads = [point.load for point in curve]
    axes.fill_between(loads, [p.exact.low for p in curve], [p.exact.high for p in curve], alpha=0.3)
    axes.plot(loads, [p.exact.value for p in curve], marker="o", label="recalled exactly, with 95 % intervals")
    axes.plot(loads, [p.wrong_bits / p.neurons for p in curve], marker=".", label="wrong bits at the end")
    axes.plot(loads, [p.predicted_bit_error for p in curve], linestyle=":", label="formula: wrong bits after a step")
    axes.axvline(critical_load().alpha, color="gray", linestyle="--", label="0.138")
    units_text = "±1" if units == "spin" else "0 and 1"
    axes.set(xlabel="patterns / neurons", ylabel="share", title=f"N = {curve[0].neurons}, units {units_text}")
    axes.legend()
    save(figure, plot)
