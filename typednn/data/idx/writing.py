"""Write an array as an IDX file: to a temporary file beside it, fsynced, renamed."""

import gzip
import os
import secrets
from pathlib import Path

from typednn.contracts import Array, Real, contract
from typednn.data.idx.header import pack_header
from typednn.errors import DataError


@contract
def write_idx(path: str | Path, array: Real[Array, "..."]) -> None:
    """Compressed with gzip if the name ends in ``.gz``; the same array always gives the same bytes."""
    path = Path(path)
    content = pack_header(array.dtype, array.shape) + array.astype(array.dtype.newbyteorder(">")).tobytes()
    if path.suffix == ".gz":
        content = gzip.compress(content, mtime=0)
    try:
        _replace(path, content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError(f"{path}: cannot be written: {reason}; choose a folder that can be written to") from None


def _replace(path: Path, content: bytes) -> None:
    """Either the whole new file stands there afterwards, or what stood there before."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
