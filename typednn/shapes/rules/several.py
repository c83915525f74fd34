"""Several arrays of one shape, the number of which need not be known."""

from __future__ import annotations

from dataclasses import dataclass

from typednn.shapes.shape import UNKNOWN, Shape, Unknown
from typednn.shapes.size import Size


@dataclass(frozen=True, slots=True)
class Several:
    """A list of arrays: each has the shape `element`; there are `length` of them."""

    element: Shape
    length: Size | Unknown = UNKNOWN
