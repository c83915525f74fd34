"""Read an IDX file into an array of native byte order; a malformed one is a `DataError` that says where."""

from pathlib import Path

import numpy as np

from typednn.contracts import Array, Real, contract
from typednn.data.idx.header import Header, unpack_header
from typednn.data.idx.source import Source, open_source

_OTHER = "this is a file of another kind; name another, or convert it"


def read_header(path: str | Path) -> Header:
    """Only the header: element type and shape."""
    with open_source(Path(path)) as source:
        return unpack_header(source)


@contract
def read_idx(path: str | Path, *, dtype: type[np.generic] | None = None, ndim: int | None = None) -> Real[Array, "..."]:
    """The array in the file, plain or gzip.

    With `dtype` and `ndim` a file of another kind is refused as soon as its header is known.

        read_idx("train-images-idx3-ubyte.gz", dtype=np.uint8, ndim=3)
    """
    with open_source(Path(path)) as source:
        header = unpack_header(source)
        _require_kind(source, header, dtype, ndim)
        body = source.take(header.body, f"the elements of {header}")
        source.finish()
    elements = np.frombuffer(body, header.dtype).reshape(header.shape)
    return elements.astype(header.dtype.newbyteorder("="), copy=False)


def _require_kind(source: Source, header: Header, dtype: type[np.generic] | None, ndim: int | None) -> None:
    if dtype is not None and header.dtype.newbyteorder("=") != np.dtype(dtype):
        raise source.error(2, f"elements of {np.dtype(dtype).name}", header.dtype.name, _OTHER)
    if ndim is not None and len(header.shape) != ndim:
        raise source.error(3, f"{ndim} dimensions", f"{len(header.shape)}, {header}", _OTHER)
