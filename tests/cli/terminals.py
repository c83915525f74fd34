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


def in_terminal(*arguments: object, width: int, folder: Path | None = None, **environment: str) -> str:
    """What `typednn ...` writes, on both streams, with the codes for colours in it."""
    here, there = pty.openpty()
    fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR", "FORCE_COLOR")}
    running = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *map(str, arguments)],
        cwd=folder,
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


def in_pipe(*arguments: object, folder: Path) -> str:
    """What it writes to a file or a pipe: stdout, then stderr."""
    own = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    done = subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def without_colours(text: str) -> str:
    return re.sub(r"\x1b\[[\d;]*m", "", text)
