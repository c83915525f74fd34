"""Named arrays and a document of JSON as one safetensors file, with a checksum over every byte.

The header holds a SHA-256 of the whole file as it is with zeros in the checksum's place. It is compared before
anything is parsed. `ascontiguousarray` comes first: the writer would save a view's memory, not its numbers.
"""

import hashlib
import json
from typing import Any, TypeAlias

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from typednn.contracts import Array
from typednn.errors import CheckpointError

Document: TypeAlias = dict[str, Any]  # an object of JSON
_FIELD = b'"sha256":"'
_ZEROS = b"0" * 64
_LEAST = 10  # eight bytes for the length of the header, and {}
_DTYPES = ("float16", "float32", "float64")


def tensor_bytes(arrays: dict[str, Array], document: Document) -> bytes:
    """The content of the file."""
    for name, array in arrays.items():
        if array.dtype.name not in _DTYPES:
            raise CheckpointError(f"{name} is {array.dtype}, which cannot be saved; expected {', '.join(_DTYPES)}")
    whole = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    text = json.dumps(document, allow_nan=True)
    content = save(whole, {"sha256": _ZEROS.decode(), "typednn": text})
    place = _place(content)
    return content[:place] + _digest(content, place) + content[place + 64 :]


def read_tensors(content: bytes) -> tuple[dict[str, Array], Document]:
    """Arrays and document, if not a bit has changed since they were written."""
    place = _place(content)
    if content[place : place + 64] != _digest(content, place):
        raise CheckpointError("the checksum is wrong: the file is damaged; take another checkpoint of the run")
    try:
        arrays = load(content)
        size = int.from_bytes(content[:8], "little")
        document = json.loads(json.loads(content[8 : 8 + size])["__metadata__"]["typednn"])
    except (SafetensorError, ValueError, KeyError, TypeError, OverflowError, RecursionError, MemoryError) as error:
        raise CheckpointError(f"no checkpoint of typednn: {error!r}") from None
    if not isinstance(document, dict):
        raise CheckpointError(f"no checkpoint of typednn: the document is {type(document).__name__}, not an object")
    return arrays, document


def _place(content: bytes) -> int:
    """Where the checksum stands: once, in the header."""
    size = int.from_bytes(content[:8], "little")
    if len(content) < _LEAST or size > len(content) - 8:
        raise CheckpointError(
            f"the file is cut off: {len(content):,} bytes, too few for its header; take another checkpoint of the run"
        )
    header = content[8 : 8 + size]
    found = header.find(_FIELD)
    if found < 0 or header.find(_FIELD, found + 1) >= 0 or found + len(_FIELD) + 64 > size:
        raise CheckpointError("the file has no checksum of typednn: it is damaged, or no checkpoint of ours")
    return 8 + found + len(_FIELD)


def _digest(content: bytes, place: int) -> bytes:
    digest = hashlib.sha256(content[:place])
    digest.update(_ZEROS)
    digest.update(memoryview(content)[place + 64 :])
    return digest.hexdigest().encode()
