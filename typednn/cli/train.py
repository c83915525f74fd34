"""`typednn train`: train a network. Not built yet; the command says so."""

import typer


def train() -> None:
    """Train a network (comes in a later version)."""
    typer.echo("typednn train: training is not built yet; it comes in a later version.", err=True)
    raise typer.Exit(1)
