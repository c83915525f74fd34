"""Writing into an array: ``x[key] = value``."""

from __future__ import annotations

from typednn.shapes.render import quoted
from typednn.shapes.rules.broadcast import broadcast_to
from typednn.shapes.rules.indexing import Index, index
from typednn.shapes.shape import Axis, Shape, rank
from typednn.shapes.size import ONE, Size
from typednn.shapes.unify import Mismatch


def assign(array: Shape, items: tuple[Index, ...], value: Shape) -> None:
    """The value is broadcast to ``array[items]``; axes of size 1 before may be too many."""
    place = index(array, items)
    written = value
    while None not in (rank(value), rank(place)) and len(written) > len(place) and _may_be_one(written[0]):
        written = written[1:]
    try:
        broadcast_to(written, place)
    except Mismatch:
        raise Mismatch(f"cannot write {quoted(value)} into {quoted(place)}, a part of {quoted(array)}") from None


def _may_be_one(axis: Axis) -> bool:
    return axis == ONE or not isinstance(axis, Size)
