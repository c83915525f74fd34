"""`typednn hopfield anneal`: a frustrated network is cooled down."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from typednn.cli.hopfield.options import AsJson, Plot, Quiet, Seed, new_figure, print_json, progress, save, sparkline

if TYPE_CHECKING:
    from pathlib import Path

    from typednn.hopfield.sampling.annealing import Annealed
    from typednn.hopfield.sampling.temperature import Cooling

MOST_EXACT = 20


def anneal(
    neurons: Annotated[int, typer.Option(min=2, help="How many.")] = 20,
    sweeps: Annotated[int, typer.Option(min=1, help="N turns each.")] = 300,
    schedule: Annotated[
        Literal["exponential", "linear", "logarithmic"], typer.Option(help="How the temperature falls.")
    ] = "exponential",
    start: Annotated[float | None, typer.Option(help="The first temperature; √N without it.")] = None,
    kernel: Annotated[Literal["gibbs", "metropolis"], typer.Option(help="How a turn is made.")] = "metropolis",
    seed: Seed = 0,
    plot: Plot = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Anneal a frustrated instance: every two neurons are coupled by +1 or −1 at random.

    Up to 20 neurons the true ground state is found by enumeration, and the exit code is 1 if it was missed.
    """
    import numpy as np

    from typednn.hopfield.analysis.landscape import all_energies
    from typednn.hopfield.sampling.annealing import anneal as run
    from typednn.hopfield.spins import random_patterns
    from typednn.hopfield.symmetric import HopfieldNet

    rng = np.random.default_rng(seed)
    upper = np.triu(2 * rng.integers(0, 2, (neurons, neurons)) - 1, 1)
    net = HopfieldNet(upper + upper.T)
    first = random_patterns(1, neurons, rng)[0]
    cooling = _cooling(schedule, neurons**0.5 if start is None else start, sweeps)
    with progress("cooling", sweeps, quiet or as_json) as step:
        found = run(net, first, cooling, rng, sweeps=sweeps, kernel=kernel, listener=lambda _: step())
    lowest = int(all_energies(net).min()) if neurons <= MOST_EXACT else None
    if plot is not None:
        _draw(found, lowest, plot)
    if as_json:
        print_json(_as_json(found, neurons, schedule, kernel, seed, lowest))
    else:
        _print(found, lowest)
    if lowest is not None and found.best_energy > lowest:
        raise typer.Exit(1)


def _cooling(schedule: str, start: float, sweeps: int) -> "Cooling":
    from typednn.hopfield.sampling.temperature import Exponential, Linear, Logarithmic

    if schedule == "linear":
        return Linear(start, sweeps)
    return Logarithmic(start) if schedule == "logarithmic" else Exponential(start, 5.0 / sweeps)


def _print(found: "Annealed", lowest: int | None) -> None:
    temperatures, energies = found.temperatures.tolist(), found.energies.tolist()
    typer.echo(f"temperature  {sparkline(temperatures)}  {temperatures[0]:.3g} to {temperatures[-1]:.3g}")
    typer.echo(f"energy       {sparkline(energies)}  {energies[0]:g} to {energies[-1]:g}")
    truth = "" if lowest is None else f"; the ground state has {lowest}"
    typer.echo(f"best energy {found.best_energy:g}{truth}")


def _as_json(
    found: "Annealed", neurons: int, schedule: str, kernel: str, seed: int, lowest: int | None
) -> dict[str, object]:
    return {
        "neurons": neurons,
        "schedule": schedule,
        "kernel": kernel,
        "seed": seed,
        "best_energy": found.best_energy,
        "ground_state_energy": lowest,
        "best": found.best.tolist(),
        "energies": found.energies.tolist(),
        "temperatures": found.temperatures.tolist(),
    }


def _draw(found: "Annealed", lowest: int | None, plot: "Path") -> None:
    figure = new_figure(plot)
    axes = figure.subplots()
    axes.plot(found.energies, label="energy")
    if lowest is not None:
        axes.axhline(lowest, color="gray", linestyle="--", label="ground state")
    other = axes.twinx()
    other.plot(found.temperatures, color="tab:red", alpha=0.5)
    axes.set(xlabel="sweep", ylabel="energy")
    other.set_ylabel("temperature", color="tab:red")
    axes.legend()
    save(figure, plot)
