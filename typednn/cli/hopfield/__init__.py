"""`typednn hopfield`: store and recall, capacity, annealing, landscapes, faults."""

import typer

from typednn.cli.hopfield import anneal, capacity, faults, landscape, recall

app = typer.Typer(help="Hopfield networks: recall, capacity, annealing, landscapes, faults.", no_args_is_help=True)
app.command("recall")(recall.recall)
app.command("capacity")(capacity.capacity)
app.command("anneal")(anneal.anneal)
app.command("landscape")(landscape.landscape)
app.command("faults")(faults.faults)
