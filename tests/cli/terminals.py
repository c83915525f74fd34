"""Programs run on a terminal of a given width, as a person sees them."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "from typednn.cli import main; main()"


def in_terminal(*arguments: object, width: int, **environment: str) -> str:
    """What `typednn ...` writes, on both streams, with the codes for colours in it."""
    here, there = pty.openpty()
    fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR", "FORCE_COLOR")}
    running = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *map(str, arguments)],
        env={**kept, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **environment},
        stdin=there,
        stdout=there,
        stderr=there,
    )
    os.close(there)
    pieces = []
    while True:
        try:
            piece = os.read(here, 65536)
        except OSError:  # Linux says so when the other side is closed
            break
        if not piece:
            break
        pieces.append(piece)
    os.close(here)
    assert running.wait(timeout=60) == 0
    return b"".join(pieces).decode().replace("\r\n", "\n")


def without_colours(text: str) -> str:
    return re.sub(r"\x1b\[[\d;]*m", "", text)
