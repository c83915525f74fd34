"""`typednn data`: look at a data set, count it, check it, fetch one."""

import typer

from typednn.cli.data import check, download, show, stats

app = typer.Typer(help="Look at a data set, count it, check it, or fetch one.", no_args_is_help=True)
app.command("show")(show.show)
app.command("stats")(stats.stats)
app.command("check")(check.check)
app.command("download")(download.download)
