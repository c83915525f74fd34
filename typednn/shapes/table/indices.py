"""Reading what stands between the brackets of ``x[...]``."""

from __future__ import annotations

from types import EllipsisType

from typednn.shapes.dtypes import DtypeMismatch, members
from typednn.shapes.rules.indexing import Anything, At, Cut, Gather, Index, Mask
from typednn.shapes.shape import UNKNOWN, Shape
from typednn.shapes.size import Size, number
from typednn.shapes.table.arguments import array_of, is_sequence
from typednn.shapes.table.numbers import Sizes, int_of
from typednn.shapes.value import Missing, Value


def index_of(value: Value) -> tuple[Index, ...]:
    """The items between the brackets of ``x[...]``."""
    if value.items is not None and value.kind in ("", "tuple"):
        return tuple(map(_index_item, value.items))
    if value.element is not None and value.kind == "tuple":
        return (Anything(),)
    return (_index_item(value),)


def item_of(value: Value) -> Index:
    """One item of an index, as `np.delete` takes it; a tuple counts as an array."""
    return _index_item(value)


def _index_item(value: Value) -> Index:
    literal = value.literal
    if literal is None or isinstance(literal, EllipsisType):
        return literal
    if isinstance(literal, slice):
        return Cut(bound_of(literal.start), bound_of(literal.stop), bound_of(literal.step))
    if isinstance(literal, int) and not isinstance(literal, bool):
        return At(number(literal))
    if value.size is not None:
        return At(value.size)
    if value.shape is None and not is_sequence(value) and isinstance(literal, Missing):
        return Anything()
    shape, dtype = array_of(value)
    if value.items == ():
        dtype = "int64"
    return _array_item(shape, dtype)


def _array_item(shape: Shape, dtype: str) -> Index:
    if dtype == "python int":
        return At() if shape == () else Gather(shape)
    known = members(dtype)
    if known is None:
        return Anything()
    if known == {"bool"}:
        return Mask(shape)
    if all("int" in each for each in known):
        return At() if shape == () else Gather(shape)
    if any("int" in each or each in ("bool", "object_") for each in known):
        return Anything()
    raise DtypeMismatch(f"an index must be of ints or bools, not {dtype.replace('python ', '')}")


def bound_of(value: object) -> Sizes | None:
    """A bound of a slice."""
    if isinstance(value, Value):
        return int_of(value)
    if isinstance(value, int):
        return number(value)
    return value if isinstance(value, Size) or value is None else UNKNOWN
