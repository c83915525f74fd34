"""Reading an argument as an array: the shape and dtype that ``np.asarray`` of it has."""

from __future__ import annotations

from typednn.shapes.dtypes import DtypeMismatch, canonical
from typednn.shapes.promotion import promote
from typednn.shapes.rules.agree import meet_shapes
from typednn.shapes.rules.several import Several
from typednn.shapes.shape import ANY, UNKNOWN, Many, Shape, variadic_at
from typednn.shapes.size import Size, number
from typednn.shapes.unify import Mismatch, Unknowable
from typednn.shapes.value import Missing, Value


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


_LITERALS = {
    "bool": "python bool",
    "int": "python int",
    "float": "python float",
    "complex": "python complex",
    "str": "str_",
    "bytes": "bytes_",
    "NoneType": "object_",
}


def _literal_dtype(value: Value) -> str:
    return value.dtype or _LITERALS.get(type(value.literal).__name__, "")


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


def dtype_of(value: Value) -> str:
    """The dtype that an argument names: a literal such as "float32", or a `Value` with that dtype."""
    if isinstance(value.literal, str):
        return canonical(value.literal)
    return canonical(value.dtype) if value.dtype else ""


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
