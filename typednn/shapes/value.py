"""What a checker knows of one argument of a call: of arrays the shape and dtype, of ints the size."""

from __future__ import annotations

from dataclasses import dataclass
from types import EllipsisType

from typednn.shapes.shape import ANY, Shape
from typednn.shapes.size import Size


class Missing:
    """No literal is known. (None is a literal of Python.)"""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()
Literal = int | float | complex | bool | str | bytes | None | slice | EllipsisType | Missing


@dataclass(frozen=True, slots=True)
class Value:
    """One argument, as far as it is known; each field has an empty value for "not known".

    `shape`    of an array or number (a number has the shape `()`); None if it may be no array at all
    `dtype`    a NumPy class name (`float64`, `floating`, `integer`, `number`, …) or `python int`,
               `python float`, `python complex`, `python bool` for Python's own numbers; "" if unknown
    `size`     the value of an int, as a size
    `literal`  the value of a literal (an axis, a flag, an einsum equation), where it is one; the bounds of a
               slice are ints, sizes, `Value`s or None
    `items`    the items of a tuple or list whose length is known
    `element`  the common element of a list, tuple or iterable whose length is not known
    `length`   the length of a list, where it is known as a size
    `text`     the argument as the user wrote it, for messages
    `sizes`    of a tuple of ints all the sizes, as a shape, which may hold a `*many`: what ``x.shape`` is
    `kind`     of a sequence: "tuple", "list" or "iterator"; "" counts as a tuple
    `others`   what the result may be instead, where some size happens to be 1 (`squeeze`)
    """

    shape: Shape | None = None
    dtype: str = ""
    size: Size | None = None
    literal: Literal = MISSING
    items: tuple[Value, ...] | None = None
    element: Value | None = None
    length: Size | None = None
    text: str = ""
    sizes: Shape | None = None
    kind: str = ""
    others: tuple[Value, ...] = ()


NOTHING = Value()


def array(shape: Shape = ANY, dtype: str = "", text: str = "") -> Value:
    return Value(shape=shape, dtype=dtype, text=text)
