"""NumPy in the interpreter: its functions, its attributes, its dtypes, by the table of rules in stubs/."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mypy.nodes import TypeInfo

from typednn.mypy_plugin.braces import axis_size, length_of
from typednn.mypy_plugin.types import scalar_dtype
from typednn.mypy_plugin.values import (
    ELLIPSIS,
    NONE,
    TOP,
    Abstract,
    Builtin,
    DType,
    Module,
    Object,
    Sequence,
    Top,
    array,
    either,
    integer,
    join,
)
from typednn.shapes.dtypes import over, real_of, spelled
from typednn.shapes.render import quoted, render_size
from typednn.shapes.rules.rearrange import matrix_transpose, transpose
from typednn.shapes.shape import ANY, UNKNOWN, Shape, numel, rank, variadic_at
from typednn.shapes.size import Name, Size, number
from typednn.shapes.table.library_names import public_name
from typednn.shapes.value import MISSING, NOTHING, Value


def describe(value: Abstract) -> str:
    """``"batch 784", float64``."""
    if isinstance(value, Object) and value.sizes:
        return _describe_object(value)
    if not isinstance(value, Value) or value.shape is None:
        return "not known"
    shape = "of unknown rank" if value.shape == ANY else quoted(value.shape)
    return f"{shape}, {spelled(value.dtype) or 'of unknown dtype'}"


def _describe_object(value: Object) -> str:
    """``Linear[784, 128]``: a class generic in sizes, with the sizes of this instance."""
    names = [Name(variable.name, value.info.fullname) for variable in value.info.defn.type_vars]
    sizes = [value.sizes.get(known) for known in names]
    if not names or all(size is None for size in sizes):
        return "not known"
    return f"{value.info.name}[{', '.join('_' if size is None else render_size(size) for size in sizes)}]"


def dtype_class(info: TypeInfo) -> DType:
    return DType(scalar_dtype(info))


_CONSTANTS = {"pi", "e", "inf", "nan", "euler_gamma"}


def constant(full: str) -> Abstract:
    """A variable of NumPy's: a constant, a ufunc, an indexing object, an alias of a dtype."""
    return member(".".join(full.split(".")[:-1]), full.split(".")[-1])


def member(module: str, text: str) -> Abstract:
    """``np.text``."""
    if text in _CONSTANTS:
        return Value(shape=(), dtype="python float")
    if text == "newaxis":
        return NONE
    if text in DTYPES:
        return DType(DTYPES[text])
    if module in ("numpy", "numpy.lib") and text in (
        "linalg",
        "fft",
        "random",
        "lib",
        "polynomial",
        "ma",
        "testing",
        "stride_tricks",
    ):
        return Module(f"{module}.{text}")
    return Builtin(public_name(f"{module}.{text}"))


DTYPES = {
    name: name
    for name in [
        "float16",
        "float32",
        "float64",
        "int8",
        "int16",
        "int32",
        "int64",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "complex64",
        "complex128",
        "longdouble",
    ]
} | {
    "bool_": "bool",
    "bool": "bool",
    "double": "float64",
    "single": "float32",
    "half": "float16",
    "intp": "int64",
    "int_": "int64",
}


def is_integer(dtype: str) -> bool:
    return dtype.startswith(("int", "uint", "signedinteger", "unsignedinteger", "python int"))


def attribute(owner: Value, text: str) -> Abstract:
    """``x.T``, ``x.shape`` and the other attributes of an array; else a method."""
    shape = owner.shape if owner.shape is not None else ANY
    if text in _DATA:
        return _DATA[text](owner, shape)
    return Builtin(f"numpy.ndarray.{text}", owner)


def shape_value(shape: Shape) -> Abstract:
    """``x.shape`` as a tuple of sizes; of unknown rank its axes are read from either end."""
    if rank(shape) is None:
        return Sequence("shape", None, Value(shape=shape))
    return Sequence("tuple", tuple(integer(axis_size(shape, at)) for at in range(len(shape))))


def as_list(shape: Shape) -> Abstract:
    """``x.tolist()``: as long as the first axis, and so its items by the axes behind."""
    if variadic_at(shape) is not None:
        return Top("a list of an array of unknown rank")
    length = shape[0] if isinstance(shape[0], Size) else None
    return Sequence("list", None, as_list(shape[1:]) if len(shape) > 1 else Top("a number of a list"), length)


def _turned(owner: Value, shape: Shape) -> Abstract:
    return Value(shape=transpose(shape, None), dtype=owner.dtype)


def _matrix(owner: Value, shape: Shape) -> Abstract:
    return Value(shape=matrix_transpose(shape), dtype=owner.dtype)


_DATA: dict[str, Callable[[Value, Shape], Abstract]] = {
    "shape": lambda owner, shape: shape_value(shape),
    "T": _turned,
    "mT": _matrix,
    "ndim": lambda owner, shape: integer(None if rank(shape) is None else number(len(shape))),
    "size": lambda owner, shape: integer(numel(shape)),
    "nbytes": lambda owner, shape: integer(),
    "itemsize": lambda owner, shape: integer(),
    "dtype": lambda owner, shape: DType(owner.dtype),
    "real": lambda owner, shape: Value(shape=shape, dtype=over(real_of, owner.dtype)),
    "imag": lambda owner, shape: Value(shape=shape, dtype=over(real_of, owner.dtype)),
    "flat": lambda owner, shape: Sequence("iterator", None, Value(shape=(), dtype=owner.dtype)),
    "strides": lambda owner, shape: Sequence("tuple", None, integer()),
}


# Between abstract values and the values of the table


def to_value(value: Abstract) -> Value:
    """An argument as the rules take it."""
    if isinstance(value, Value):
        return value
    if isinstance(value, Sequence):
        return _sequence(value)
    if isinstance(value, DType):
        return Value(dtype=value.name)
    return Value(literal=...) if value is ELLIPSIS else NOTHING


def _sequence(value: Sequence) -> Value:
    if value.kind == "shape":
        return Value(sizes=value.element.shape, kind="tuple") if isinstance(value.element, Value) else NOTHING
    kind = value.kind if value.kind in ("tuple", "list") else "iterator"
    if value.items is not None:
        return Value(items=tuple(to_value(item) for item in value.items), kind=kind)
    return Value(element=to_value(value.element), length=value.length, kind=kind)


def from_value(value: Value) -> Abstract:
    """A result of the table: arrays, and tuples or lists of arrays."""
    if value.others:
        return either([from_value(replace(value, others=())), *map(from_value, value.others)])
    if value.items is not None:
        return Sequence(value.kind or "tuple", tuple(from_value(item) for item in value.items))
    if value.element is not None:
        return Sequence(value.kind or "list", None, from_value(value.element), value.length)
    if value.sizes is not None:
        return shape_value(value.sizes)
    if value.size is not None:
        return integer(value.size)
    if value.shape is None and value.dtype and value.literal is MISSING:
        return DType(value.dtype)
    return TOP if value == NOTHING else value


def from_sequence(value: Sequence) -> Value | None:
    """What ``np.asarray`` makes of a list or tuple, or None if that is not known."""
    if value.items is None:
        element = value.element
        if isinstance(element, Value) and element.shape is not None:
            length = length_of(value)
            return array((UNKNOWN if length is None else length, *element.shape), element.dtype)
        return None
    if not value.items:
        return array((number(0),), "float64")
    parts = [from_sequence(item) if isinstance(item, Sequence) else item for item in value.items]
    first = parts[0]
    for part in parts[1:]:
        if first is None or part is None:
            return None
        first = join(first, part)
    if not isinstance(first, Value) or first.shape is None:
        return None
    return array((number(len(value.items)), *first.shape), first.dtype)
