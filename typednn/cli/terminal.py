"""How wide the terminal is, and whether it shows colours."""

import os
import shutil
import sys

import typer


def width() -> int | None:
    """In characters; None where stdout is no terminal, and nothing has to fit."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def colours() -> bool:
    """On a terminal, unless NO_COLOR asks for none (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def paint(text: str, colour: str) -> str:
    """In a colour, where there are colours."""
    return typer.style(text, fg=colour) if colour and colours() else text


def fits(columns: int) -> bool:
    """Whether so many characters stand side by side."""
    available = width()
    return available is None or columns <= available
