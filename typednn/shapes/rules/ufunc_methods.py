"""``np.add.reduceat``, ``np.add.at`` and ``np.multiply.outer``."""

from __future__ import annotations

from typednn.shapes.rules.assigning import assign
from typednn.shapes.rules.axes import AxisNumber, blurred, position
from typednn.shapes.rules.indexing import Index
from typednn.shapes.shape import ANY, UNKNOWN, Shape, Unknown, rank


def reduceat(array: Shape, indices: Shape, axis: AxisNumber = 0) -> Shape:
    """Along the axis, one item for each index."""
    if isinstance(axis, Unknown):
        return ANY if rank(array) is None else (UNKNOWN,) * len(array)
    at = position(array, axis)
    if at is None:
        return blurred(array, axis)
    count = indices if rank(indices) == 1 else (UNKNOWN,)
    return (*array[:at], *count, *array[at + 1 :])


def at(a: Shape, indices: tuple[Index, ...], b: Shape | None = None) -> None:
    """Nothing comes back; the other operand is broadcast to the part of the array."""
    assign(a, indices, () if b is None else b)


def outer_of_ufunc(left: Shape, right: Shape) -> Shape:
    """Every element of the one with every element of the other."""
    return ANY if rank(left) is None and rank(right) is None else left + right
