"""``out=``: the result is written into an array that is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from typednn.shapes.dtypes import DtypeMismatch
from typednn.shapes.loops import can_store
from typednn.shapes.render import quoted
from typednn.shapes.rules.broadcast import broadcast_to
from typednn.shapes.signature import Apply, Signature
from typednn.shapes.table.arguments import is_given
from typednn.shapes.table.results import reads
from typednn.shapes.unify import Mismatch
from typednn.shapes.value import Value


def stored(signature: Signature, arguments: Mapping[str, Value], result: Value) -> Value:
    """What comes back is `out`, which the result must fit."""
    name = reads(signature, "Out")
    if name is None or not is_given(arguments[name]):
        return result
    out = arguments[name]
    if not (isinstance(signature.dtype, Apply) and signature.dtype.function == "loops"):
        # Only a ufunc refuses to write into another kind of dtype.
        result = replace(result, dtype="")
    if out.items is None or out.kind == "list":
        return _fitted(out, result, name)
    results = (result,) if result.items is None else result.items
    if len(out.items) != len(results):
        return result
    items = tuple(_fitted(each, value, name) for each, value in zip(out.items, results, strict=True))
    return items[0] if result.items is None else Value(items=items, kind=result.kind)


def _fitted(out: Value, result: Value, name: str) -> Value:
    if not is_given(out):
        return result
    if out.shape is None:
        return Value()
    if result.shape is None:
        return out
    try:
        broadcast_to(result.shape, out.shape)
    except Mismatch:
        raise Mismatch(
            f"the result has shape {quoted(result.shape)}, and is written into <{name}>, {quoted(out.shape)}"
        ) from None
    if not can_store(result.dtype, out.dtype):
        raise DtypeMismatch(f"a result of dtype {result.dtype} cannot be written into <{name}>, {out.dtype}")
    return Value(shape=out.shape, dtype=out.dtype)
