"""`typednn --version`: the versions on which a verdict depends."""

import platform
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version

import typer

from typednn import __version__

DEPENDS_ON = ("numpy", "mypy", "jaxtyping", "beartype")


def show(wanted: bool) -> None:
    """Print one `name version` line each and stop."""
    if not wanted:
        return
    typer.echo(f"typednn {__version__}")
    typer.echo(f"python {platform.python_version()}")
    for name in DEPENDS_ON:
        typer.echo(f"{name} {_version_of(name)}")
    raise typer.Exit()


def _version_of(name: str) -> str:
    try:
        return installed_version(name)
    except PackageNotFoundError:
        return "not installed"
