"""`typednn report`: a run as a page to look at."""

from pathlib import Path
from typing import Annotated

import typer

from typednn.cli import runs
from typednn.cli.data.options import AsJson, Quiet, print_json


def report(
    run: runs.Run,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Where the page goes (RUN/report.html).")] = None,
    plots: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Write the pictures as PNG, too (extra `plot`).")
    ] = None,
    worst: Annotated[int, typer.Option(min=0, metavar="N", help="How many of the worst mistakes.")] = 12,
    last: runs.Last = False,
    force: runs.Force = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Write one HTML page about a run, which needs nothing else: no network, no script, no other file.

    It shows the curves, the confusion matrix, the worst mistakes, the first layer's weights as pictures, the
    configuration and the environment. Exit code 0: written; 2: it cannot be written; 3: the run cannot be used.
    """
    from typednn.report.gathering import gather
    from typednn.report.page import page
    from typednn.report.plots import write_plots
    from typednn.train import load_run

    if out is not None:
        runs.require_free(out, force=force)
    file = run / "report.html" if out is None else out
    gathered = gather(load_run(run), which="last" if last else "best", worst=worst)
    pictures = [] if plots is None else write_plots(gathered, plots)
    runs.write(file, page(gathered).encode())
    written = [str(file), *map(str, pictures)]
    if as_json:
        accuracy = gathered.evaluation.accuracy
        print_json({"run": str(run), "page": str(file), "plots": written[1:], "test_accuracy": accuracy})
    elif not quiet:
        typer.echo("\n".join(f"wrote {name}" for name in written))
