"""`typednn sam compare`: the same network, seeds and data for each optimizer; accuracy and sharpness in a table."""

import math
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from typednn.cli.hopfield.options import AsJson, Document, Plot, Quiet, Seed, new_figure, print_json, progress, save
from typednn.errors import ConfigError

if TYPE_CHECKING:
    from typednn.sharpness.comparing import Outcome, Row
    from typednn.sharpness.intervals import Mean

ACCURACY = ("optimizer", "test accuracy, %", "gain, points", "test loss")
SHARPNESS = ("optimizer", "λ_max", "trace", "rise")


def compare(
    optimizers: Annotated[str, typer.Option(help="Which, with commas; the first is what others are compared with.")] = (
        "sgd,sam,asam,zsharp"
    ),
    seeds: Annotated[int, typer.Option(min=2, help="How many; each optimizer is run from each.")] = 5,
    samples: Annotated[int, typer.Option(min=20, help="Training examples, drawn by the seed.")] = 5000,
    epochs: Annotated[int, typer.Option(min=1, help="Passes over them.")] = 12,
    hidden: Annotated[str, typer.Option(help="Widths of the hidden layers, with commas.")] = "128",
    lr: Annotated[float, typer.Option(help="The learning rate of all.")] = 0.1,
    radius: Annotated[float, typer.Option(help="Of the ball in which the worst loss is looked for.")] = 0.05,
    data: Annotated[Path | None, typer.Option(metavar="FOLDER", help="IDX files instead of MNIST.")] = None,
    seed: Seed = 0,
    plot: Plot = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Train one network with SGD, SAM, ASAM and ZSharp from several seeds, and compare accuracy and sharpness.

    All stand on SGD with momentum. ± is the 95 % interval of the mean over the seeds (Student); a gain is taken
    seed by seed. λ_max and the trace are of the Hessian of the loss on 500 training examples; rise is how far the
    loss goes up in the ball, as far as ascent finds. Exit code 0: done; 2: an option cannot be used; 3: no data.
    """
    from typednn.sharpness.comparing import compare as run
    from typednn.sharpness.comparing import rows
    from typednn.train.settings import settings_from

    if not 0 < radius < math.inf:
        raise ConfigError(f"--radius is {radius}: give a number above 0")
    if plot is not None:
        new_figure(plot)  # before the hours of training, not after
    names = [name.strip() for name in optimizers.split(",") if name.strip()]
    settings = settings_from({"hidden": hidden, "lr": lr, "epochs": epochs, "samples": samples, "validation": 0})
    settings = replace(settings, data=None if data is None else str(data))
    with progress("training", len(names) * seeds, quiet or as_json) as step:

        def heard(outcome: "Outcome") -> None:
            step()
            if not (quiet or as_json):
                typer.echo(f"{outcome.optimizer}, seed {outcome.seed}: {outcome.accuracy:.2%}", err=True)

        outcomes = run(settings, names, range(seed, seed + seeds), radius=radius, listener=heard)
    table = rows(outcomes)
    if plot is not None:
        _draw(outcomes, plot)
    if as_json:
        about = {"seed": seed, "seeds": seeds, "samples": samples, "epochs": epochs, "hidden": hidden, "radius": radius}
        print_json({**about, "lr": lr, "runs": list(map(_run, outcomes)), "rows": list(map(_json_row, table))})
    else:
        _print(table, radius)


def _run(outcome: "Outcome") -> Document:
    """A run for `--json`."""
    numbers = {name: getattr(outcome, name) for name in ("accuracy", "test_loss", "train_loss", "seconds")}
    return {"optimizer": outcome.optimizer, "seed": outcome.seed, **numbers} | {
        when: {
            "loss": found.loss,
            "eigenvalue": found.eigenvalue.value,
            "residual": found.eigenvalue.residual,
            "trace": found.trace.value,
            "trace_error": found.trace.standard_error,
            "worst": found.worst,
        }
        for when, found in (("before", outcome.before), ("after", outcome.after))
    }


def _json_row(row: "Row") -> Document:
    return asdict(row)


def _print(table: "list[Row]", radius: float) -> None:
    """Two tables: what was learned, and how sharp the place is in which it ended."""
    _columns(
        ACCURACY,
        [
            (
                row.optimizer,
                _mean(row.accuracy, 100, 2),
                "" if row.gain is None else _mean(row.gain, 100, 2, sign=True),
                _mean(row.test_loss, 1, 4),
            )
            for row in table
        ],
    )
    typer.echo(f"\nsharpness on training examples, before → after; rise: of the loss in a ball of radius {radius:g}")
    _columns(
        SHARPNESS,
        [
            (
                row.optimizer,
                f"{row.eigenvalue_before.value:.2f} → {_mean(row.eigenvalue, 1, 2)}",
                f"{row.trace_before.value:.1f} → {_mean(row.trace, 1, 1)}",
                f"{row.rise_before.value:.4f} → {_mean(row.rise, 1, 4)}",
            )
            for row in table
        ],
    )
    worst = max(row.residual for row in table)
    typer.echo(f"λ_max by Lanczos: an eigenvalue lies within {worst:.2g} of each (residual)")


def _columns(head: tuple[str, ...], lines: list[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(head, *lines, strict=True)]
    for line in (head, *lines):
        typer.echo("  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip())


def _mean(mean: "Mean", scale: float, digits: int, *, sign: bool = False) -> str:
    plus = "+" if sign else ""
    return f"{mean.value * scale:{plus}.{digits}f} ± {mean.half_width * scale:.{digits}f}"


def _draw(outcomes: "list[Outcome]", plot: Path) -> None:
    """Sharpness against accuracy, a dot for each run."""
    figure = new_figure(plot)
    axes = figure.subplots()
    for name in dict.fromkeys(outcome.optimizer for outcome in outcomes):
        own = [outcome for outcome in outcomes if outcome.optimizer == name]
        axes.scatter([run.after.eigenvalue.value for run in own], [100 * run.accuracy for run in own], label=name)
    axes.set(xlabel="largest Hessian eigenvalue after training", ylabel="test accuracy, %", xscale="log")
    axes.legend()
    save(figure, plot)
