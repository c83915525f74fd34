"""A file that is read piece by piece, never more than is asked for.

Every failure is a `DataError` that says where.

A header may promise anything. What it promises is compared with the length of the file before reading, and
memory grows only with what really arrives: neither a lying header nor a gzip bomb takes more.
"""

import gzip
import io
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from typednn.errors import DataError

GZIP_MAGIC = b"\x1f\x8b"
GZIP_MAX_RATIO = 1032  # deflate cannot do better: 258 bytes from a pair of one-bit codes
_CHUNK = 1 << 20


class Source:
    """An open file, plain or unpacked on the way; offsets are those of the unpacked data."""

    def __init__(self, path: Path, stream: io.BufferedIOBase, *, size: int | None, packed: bool) -> None:
        self.path, self.stream, self.packed = path, stream, packed
        self.size = size  # of the file; None if it has no length of its own, such as a pipe
        self.offset = 0

    def take(self, count: int, what: str) -> bytearray:
        """The next `count` bytes, all of them."""
        self.require(count, what)
        taken = bytearray()
        while len(taken) < count:
            piece = self.stream.read(min(_CHUNK, count - len(taken)))
            if not piece:
                raise self._cut_off(count, len(taken), what)
            taken += piece
        self.offset += count
        return taken

    def require(self, count: int, what: str) -> None:
        """Refuse, before anything is read, what the file is too short for."""
        if self.size is None:
            return
        most = self.size * GZIP_MAX_RATIO if self.packed else self.size - self.offset
        if count > most:
            raise self._cut_off(count, most, what, found="at most " if self.packed else "only ")

    def finish(self) -> None:
        """Nothing may follow; for gzip this also compares the checksum."""
        if self.stream.read(1):
            rest = "more" if self.size is None or self.packed else f"{self.size - self.offset:,} bytes more"
            raise self.error(
                self.offset, "the end of the file", rest, "the header or the file is damaged; fetch it again"
            )

    def error(self, offset: int, expected: str, found: str, remedy: str) -> DataError:
        place = "of the unpacked data" if self.packed else ""
        return DataError(
            f"{self.path}: at byte {offset:,} {place}".rstrip() + f": expected {expected}, found {found}; {remedy}"
        )

    def _cut_off(self, count: int, there: int, what: str, found: str = "only ") -> DataError:
        return self.error(
            self.offset,
            f"{what}: {count:,} bytes",
            f"{found}{there:,}",
            "the file is cut off; fetch it again",
        )


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """Open, plain or gzip by its first two bytes; what goes wrong while reading is a `DataError`, too."""
    try:
        with path.open("rb") as file:
            packed = file.peek(2)[:2] == GZIP_MAGIC
            status = os.fstat(file.fileno())
            size = status.st_size if stat.S_ISREG(status.st_mode) else None
            with gzip.GzipFile(fileobj=file) if packed else file as stream:
                yield Source(path, stream, size=size, packed=packed)
    except FileNotFoundError:
        raise DataError(f"{path}: there is no such file; check the name") from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DataError(f"{path}: the gzip data is damaged: {error}; fetch the file again") from None
    except MemoryError:
        raise DataError(f"{path}: the memory of this machine does not suffice; take a smaller file") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError(f"{path}: cannot be read: {reason}; name a file that can be read") from None
