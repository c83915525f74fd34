"""How each word of a stub reads an argument."""

from __future__ import annotations

from collections.abc import Callable

from typednn.shapes.dtypes import compare_dtypes
from typednn.shapes.promotion import promote
from typednn.shapes.rules.numbers_in_a_row import arange_of_numbers
from typednn.shapes.shape import ANY, UNKNOWN, Shape
from typednn.shapes.size import Size, Verdict, number
from typednn.shapes.table.arguments import array_of, nested_arrays_of
from typednn.shapes.table.indices import bound_of, index_of, item_of
from typednn.shapes.table.numbers import (
    Sizes,
    flag_of,
    int_of,
    nested_of,
    plain_nested_of,
    sizes_of,
    text_of,
    whole_of,
    wholes_of,
)
from typednn.shapes.unify import Unknowable
from typednn.shapes.value import Missing, Value


def array_or_int_of(value: Value) -> Shape | Sizes | None:
    """An array, or an int that stands for ``arange`` of it."""
    shape, dtype = array_of(value)
    is_int = value.size is not None or compare_dtypes("integer", dtype) is Verdict.SAME
    return int_of(value) if shape == () and is_int else shape


def bins_of(value: Value) -> object:
    """The number of bins, the shape of their edges, or the name of a rule; of a pair, both."""
    if isinstance(value.literal, str):
        return value.literal
    return array_or_int_of(value)


def pair_of_bins_of(value: Value) -> object:
    if value.items is not None and len(value.items) == 2:
        return tuple(map(bins_of, value.items))
    return bins_of(value)


def number_of(value: Value) -> Sizes | float | None:
    """An int as a size, or a float as it is."""
    return value.literal if isinstance(value.literal, float) else int_of(value)


def slices_of(value: Value) -> object:
    """The key of ``np.mgrid`` and ``np.r_``: shapes; a slice is the shape of its numbers."""
    if value.shape is None and value.items is None and isinstance(value.literal, Missing):
        raise Unknowable("what stands in the brackets is not known")
    if value.items is not None and value.kind in ("", "tuple"):
        return [_numbers_or_array(item) for item in value.items]
    return _numbers_or_array(value)


def _numbers_or_array(value: Value) -> Shape:
    if isinstance(value.literal, str):
        raise Unknowable("what a text in the brackets of np.r_ asks for is not read")
    if not isinstance(value.literal, slice):
        return array_of(value)[0]
    bounds = value.literal
    if isinstance(bounds.step, complex):
        return (number(int(abs(bounds.step))),)
    start, stop, step = map(_number_or_bound, (bounds.start, bounds.stop, bounds.step))
    return arange_of_numbers(number(0) if start is None else start, stop, step)


def slices_dtype(value: Value) -> str:
    """The dtype that all have in common: of a slice that of its bounds; float64 for a number of steps."""
    if value.items is not None and value.kind in ("", "tuple"):
        return promote(*map(slices_dtype, value.items)) if value.items else ""
    if not isinstance(value.literal, slice):
        return array_of(value)[1]
    bounds = (value.literal.start, value.literal.stop, value.literal.step)
    if any(isinstance(bound, float | complex) for bound in bounds):
        return "float64"
    given = [bound for bound in bounds if bound is not None]
    return "int64" if all(isinstance(bound, int | Size) for bound in given) else ""


def _number_or_bound(value: object) -> Sizes | float | None:
    if isinstance(value, Value):
        return number_of(value)
    return value if isinstance(value, float) else bound_of(value)


def literal_of(value: Value) -> object:
    """The literal itself."""
    return UNKNOWN if isinstance(value.literal, Missing) else value.literal


def function_of(value: Value) -> Shape:
    """The shape of what a function given as an argument returns: that of the Value's `element`."""
    return ANY if value.element is None else array_of(value.element)[0]


READERS: dict[str, Callable[[Value], object]] = {
    "Axis": whole_of,
    "Axes": wholes_of,
    "Whole": whole_of,
    "Wholes": plain_nested_of,
    "Int": int_of,
    "Sizes": sizes_of,
    "Shapes": sizes_of,
    "Sections": nested_of,
    "Flag": flag_of,
    "Text": text_of,
    "Index": index_of,
    "Item": item_of,
    "ArrayOrInt": array_or_int_of,
    "Bins": bins_of,
    "PairOfBins": pair_of_bins_of,
    "Plain": literal_of,
    "Number": number_of,
    "Slices": slices_of,
    "Function": function_of,
    "Nested": nested_arrays_of,
}
