"""Files that are whole or not there: written to a temporary file, on the disk before they are given their name."""

import os
from pathlib import Path

from typednn.errors import CheckpointError


def write_safely(path: Path, content: bytes, *, wait: bool = True) -> None:
    """Replace the file. Whatever happens on the way, the old one is whole until the new one is.

    Without `wait` it need not be on the disk yet: for what can be made again.
    """
    temporary = path.with_name(f".{path.name}.part")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            if wait:
                os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise CheckpointError(
            f"{path}: cannot be written: {error.strerror or error}; free some space, or choose another folder "
            "(what was saved before is whole)"
        ) from None
    finally:
        _remove(temporary)


def settle_folder(folder: Path) -> None:
    """The new names are on the disk, too; not every system can do that, and then they come later."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(temporary: Path) -> None:
    try:
        temporary.unlink(missing_ok=True)
    except OSError:  # the folder is gone or cannot be written: there is nothing left to mend
        return
