"""Several arrays of one shape, the number of which need not be known; one array of one of several shapes."""

from __future__ import annotations

from dataclasses import dataclass

from typednn.shapes.shape import UNKNOWN, Shape, Unknown
from typednn.shapes.size import Size, is_nonnegative


@dataclass(frozen=True, slots=True)
class Several:
    """A list of arrays: each has the shape `element`; there are `length` of them."""

    element: Shape
    length: Size | Unknown = UNKNOWN


@dataclass(frozen=True, slots=True)
class OneOf:
    """A result whose rank depends on which sizes are 1: the general shape first, then the others."""

    shapes: tuple[Shape, ...]


def may_be_one(size: Size) -> bool:
    """Whether a size is 1 for some choice of its names."""
    constant = size.constant
    return constant == 1 if constant is not None else not is_nonnegative(size - 2)
