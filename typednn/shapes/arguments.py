"""Reading an argument as what a rule needs: an array's shape, an axis, a size, a flag, an index."""

from __future__ import annotations

from collections.abc import Callable
from types import EllipsisType

from typednn.shapes.dtypes import DtypeMismatch, canonical, members, promote
from typednn.shapes.rules.agree import meet_shapes
from typednn.shapes.rules.indexing import Anything, At, Cut, Gather, Index, Mask
from typednn.shapes.rules.several import Several
from typednn.shapes.shape import ANY, UNKNOWN, Many, Shape, Unknown, variadic_at
from typednn.shapes.size import Size, number
from typednn.shapes.unify import Mismatch, Unknowable
from typednn.shapes.value import Missing, Value

Sizes = Size | Unknown


def is_given(value: Value) -> bool:
    """Whether the argument is not None for certain."""
    return value.literal is not None


def is_sequence(value: Value) -> bool:
    return value.items is not None or value.element is not None or value.sizes is not None


def array_of(value: Value) -> tuple[Shape, str]:
    """Shape and dtype of what ``np.asarray`` makes of an argument."""
    if value.shape is not None:
        return value.shape, value.dtype
    if value.items is not None:
        return _display(value.items)
    if value.element is not None:
        shape, dtype = array_of(value.element)
        return (UNKNOWN if value.length is None else value.length, *shape), _strong(dtype)
    if value.sizes is not None:
        known = variadic_at(value.sizes) is None
        return (number(len(value.sizes)) if known else UNKNOWN,), "int64"
    if isinstance(value.literal, Missing):
        return ((), value.dtype or "python int") if value.size is not None else (ANY, value.dtype)
    return (), _literal_dtype(value)


def _literal_dtype(value: Value) -> str:
    names = {"bool": "python bool", "int": "python int", "float": "python float", "complex": "python complex"}
    names |= {"str": "str_", "bytes": "bytes_", "NoneType": "object_"}
    return value.dtype or names.get(type(value.literal).__name__, "")


def _strong(dtype: str) -> str:
    return promote(dtype) if dtype.startswith("python ") else dtype


def _display(items: tuple[Value, ...]) -> tuple[Shape, str]:
    """``[a, b]`` as an array: one axis more than its items, which must have one shape."""
    if not items:
        return (number(0),), "float64"
    shapes, dtypes = zip(*map(array_of, items), strict=True)
    common: Shape = shapes[0]
    for other in shapes[1:]:
        met = meet_shapes(common, other)
        if met is None:
            raise Mismatch(
                "the items of the list have different shapes: an array needs items of one shape",
                "pad them, or keep them in a list",
            )
        common = met
    try:
        dtype = promote(*(_strong(each) for each in dtypes))
    except DtypeMismatch:
        dtype = ""
    return (number(len(items)), *common), dtype


def arrays_of(value: Value) -> tuple[tuple[Shape, str], ...] | Several:
    """The arrays of a sequence; of an array its rows. `Several` if their number is not known."""
    if value.items is not None:
        return tuple(map(array_of, value.items))
    if value.element is not None:
        return Several(array_of(value.element)[0], UNKNOWN if value.length is None else value.length)
    if value.shape is not None and value.shape and not isinstance(value.shape[0], Many):
        first = value.shape[0]
        return Several(value.shape[1:], first if isinstance(first, Size) else UNKNOWN)
    return Several(ANY)


def common_dtype(value: Value) -> str:
    """The dtype that the items of a sequence have in common."""
    if value.items is not None:
        return promote(*(_strong(array_of(item)[1]) for item in value.items)) if value.items else ""
    if value.element is not None:
        return _strong(array_of(value.element)[1])
    return value.dtype


def int_of(value: Value) -> Sizes | None:
    """The value of an int."""
    if value.literal is None:
        return None
    if isinstance(value.literal, int):
        return number(int(value.literal))
    return UNKNOWN if value.size is None else value.size


def whole_of(value: Value) -> int | Unknown | None:
    """A plain int: an axis, a count of steps."""
    size = int_of(value)
    if isinstance(size, Size):
        constant = size.constant
        return UNKNOWN if constant is None else constant
    return size


def wholes_of(value: Value) -> int | tuple[int, ...] | Unknown | None:
    """An axis or several."""
    if not is_sequence(value):
        return UNKNOWN if value.shape not in (None, ()) else whole_of(value)
    found = tuple(whole_of(item) for item in value.items or ())
    if value.items is None or not all(isinstance(each, int) for each in found):
        return UNKNOWN
    return tuple(each for each in found if isinstance(each, int))


def sizes_of(value: Value) -> Shape | None:
    """A shape given as an argument: an int, or a tuple of them."""
    if value.literal is None:
        return None
    if value.sizes is not None:
        return value.sizes
    if value.items is not None:
        return tuple(_axis(int_of(item)) for item in value.items)
    if value.element is not None or value.kind:
        length = value.length.constant if value.length is not None else None
        return ANY if length is None else (UNKNOWN,) * length
    if value.shape == () or value.size is not None or isinstance(value.literal, int):
        return (_axis(int_of(value)),)
    if value.shape is not None and len(value.shape) == 1 and isinstance(value.shape[0], Size):
        length = value.shape[0].constant
        return ANY if length is None else (UNKNOWN,) * length
    return ANY


def _axis(size: Sizes | None) -> Sizes:
    return UNKNOWN if size is None else size


def nested_of(value: Value) -> object:
    """Sizes as they are nested: ``2``, ``(1, 2)``, ``((1, 1), (0, 2))``; UNKNOWN where unknown."""
    if value.items is not None:
        return tuple(map(nested_of, value.items))
    if value.sizes is not None and variadic_at(value.sizes) is None:
        return value.sizes
    if is_sequence(value) or value.shape not in (None, ()):
        return UNKNOWN
    return int_of(value)


def plain_nested_of(value: Value) -> object:
    """`nested_of` of which the known numbers are plain ints."""
    return _plain(nested_of(value))


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    if isinstance(value, Size):
        constant = value.constant
        return UNKNOWN if constant is None else constant
    return value


def flag_of(value: Value) -> bool | Unknown | None:
    if isinstance(value.literal, Missing):
        return UNKNOWN
    return value.literal if value.literal is None else bool(value.literal)


def text_of(value: Value) -> str | Unknown | None:
    if value.literal is None or isinstance(value.literal, str):
        return value.literal
    return UNKNOWN


def dtype_of(value: Value) -> str:
    """The dtype that an argument names: a literal such as "float32", or a `Value` with that dtype."""
    if isinstance(value.literal, str):
        return canonical(value.literal)
    return canonical(value.dtype) if value.dtype else ""


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
        return Cut(_bound(literal.start), _bound(literal.stop), _bound(literal.step))
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


def _bound(value: object) -> Sizes | None:
    if isinstance(value, Value):
        return int_of(value)
    if isinstance(value, int):
        return number(value)
    return value if isinstance(value, Size) or value is None else UNKNOWN


def array_or_int_of(value: Value) -> Shape | Sizes | None:
    """An array, or an int that stands for ``arange`` of it."""
    shape, dtype = array_of(value)
    known = members(dtype)
    is_int = shape == () and (value.size is not None or (known is not None and all("int" in each for each in known)))
    return int_of(value) if is_int else shape


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


def literal_of(value: Value) -> object:
    """The literal itself."""
    return UNKNOWN if isinstance(value.literal, Missing) else value.literal


def function_of(value: Value) -> Shape:
    """The shape of what a function given as an argument returns: that of the Value's `element`."""
    return ANY if value.element is None else array_of(value.element)[0]


def nested_arrays_of(value: Value) -> object:
    """The shapes of the arrays in nested lists, in lists nested in the same way."""
    if value.items is not None:
        return [nested_arrays_of(item) for item in value.items]
    if value.element is not None:
        raise Unknowable("how many arrays the list holds is not known")
    return array_of(value)[0]


def nested_dtype(value: Value) -> str:
    """The dtype that all arrays in nested lists have in common."""
    if value.items is None:
        return _strong(array_of(value)[1])
    return promote(*map(nested_dtype, value.items)) if value.items else ""


READERS: dict[str, Callable[[Value], object]] = {
    "Axis": whole_of,
    "Axes": wholes_of,
    "Whole": whole_of,
    "Wholes": plain_nested_of,
    "Int": int_of,
    "Sizes": sizes_of,
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
    "Function": function_of,
    "Nested": nested_arrays_of,
}
