"""``np.mgrid``, ``np.ogrid``, ``np.r_`` and ``np.c_``: a slice stands for the numbers in it.

What stands in the brackets comes as shapes, a slice as the shape of its numbers; several as a list.
"""

from __future__ import annotations

from typednn.shapes.rules.axes import known_size, least_rank
from typednn.shapes.rules.axes_added import atleast_1d_of
from typednn.shapes.rules.creating import ix_
from typednn.shapes.rules.joining import concatenate
from typednn.shapes.rules.repeating import SizeArgument, as_axis
from typednn.shapes.shape import ANY, UNKNOWN, Shape, rank
from typednn.shapes.size import ONE, Size, number

Key = Shape | list[Shape]


def mgrid(key: Key) -> Shape:
    """The places of a grid, stacked; of one slice its numbers."""
    if not isinstance(key, list):
        return key
    return (number(len(key)), *(known_size(each[0]) if rank(each) == 1 else UNKNOWN for each in key))


def ogrid(key: Key) -> Shape | tuple[Shape, ...]:
    """The places along each axis, each on an axis of its own."""
    return ix_(*key) if isinstance(key, list) else key


def rows_of(key: Key) -> Shape:
    """One after another, along the first axis; a number counts as one item."""
    items = tuple(each or (ONE,) for each in (key if isinstance(key, list) else [key]))
    return concatenate(items, 0) if all(map(least_rank, items)) else ANY


def columns_of(key: Key) -> Shape:
    """Side by side along the last axis; a vector is a column."""
    items = key if isinstance(key, list) else [key]
    if any(rank(each) is None for each in items):
        return ANY
    return concatenate(tuple((*each, ONE) if len(each) == 1 else each or (ONE, ONE) for each in items), -1)


def vandermonde(x: Shape, deg: SizeArgument) -> Shape:
    """The powers 0 to `deg` of each element, on a new last axis."""
    degree = as_axis(deg)
    return (*atleast_1d_of(x), degree + 1 if isinstance(degree, Size) else UNKNOWN)
