"""Abstract values: what the interpreter knows of a Python value while mypy checks a program.

Arrays, numbers, literals and sequences are `Value`s of the shape algebra; the classes here are what
only a program has: objects, functions, classes, modules, containers, and one of several possibilities.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from typednn.shapes.dtypes import members, named
from typednn.shapes.shape import ANY, REST, UNKNOWN, Axis, Broadcastable, Shape, rank, variadic_at
from typednn.shapes.size import ONE, Name, Size
from typednn.shapes.value import MISSING, NOTHING, Value

if TYPE_CHECKING:
    from mypy.nodes import FuncItem, LambdaExpr, TypeInfo
    from mypy.types import CallableType, Instance


@dataclass(frozen=True)
class Top:
    """Nothing is known, for this reason."""

    reason: str = ""


@dataclass(frozen=True)
class Sequence:
    """A tuple, list, set or iterator: its items if they are known one by one, else what they share.

    `opening` has the first items of an iterator, where they are known better: ``range(1, n)`` starts with 1.
    """

    kind: str
    items: tuple[Abstract, ...] | None = None
    element: Abstract = Top()
    length: Size | None = None
    opening: tuple[Abstract, ...] = ()

    def common(self) -> Abstract:
        if self.items is None:
            return self.element
        return join_all(list(self.items)) if self.items else Top("an empty sequence")


@dataclass(frozen=True)
class Record:
    """A dict: the values of literal keys where they are known, else what the values share."""

    entries: Mapping[object, Abstract] | None = None
    key: Abstract = Top()
    element: Abstract = Top()

    def common(self) -> Abstract:
        if self.entries is None:
            return self.element
        return join_all(list(self.entries.values())) if self.entries else Top("an empty dict")


@dataclass(frozen=True)
class Object:
    """An instance of a class: what the names of its class are bound to, and attributes known better.

    `label` is how it prints itself, ``Linear(784, 128)``, where its constructor's arguments are known.
    """

    info: TypeInfo
    sizes: Mapping[Name, Size] = field(default_factory=dict)
    shapes: Mapping[Name, Shape] = field(default_factory=dict)
    fields: Mapping[str, Abstract] = field(default_factory=dict)
    type: Instance | None = None
    is_self: bool = False
    tag: str = ""
    label: str = field(default="", compare=False)


@dataclass(frozen=True)
class Class:
    """A class object, called to make an instance."""

    info: TypeInfo
    type: Instance | None = None


@dataclass(frozen=True)
class Function:
    """Something callable with a declared signature, or with a body that can be looked into."""

    name: str
    type: CallableType | None = None
    node: FuncItem | LambdaExpr | None = None
    receiver: Object | Class | None = None
    owner: TypeInfo | None = None
    closure: object = None
    bound: tuple[tuple[str | None, Abstract], ...] = ()
    declared_in: str = ""


@dataclass(frozen=True)
class Builtin:
    """A function or method that a rule knows: NumPy's, or one of Python's own."""

    name: str
    receiver: Abstract | None = None
    path: str = ""
    bound: tuple[tuple[str | None, Abstract], ...] = ()


@dataclass(frozen=True)
class DType:
    """A dtype given as a value: ``np.float32``, ``float``, ``x.dtype``."""

    name: str


@dataclass(frozen=True)
class Module:
    """A module, by its full name."""

    name: str


@dataclass(frozen=True)
class Either:
    """One of several possibilities: a union in an annotation."""

    options: tuple[Abstract, ...]


Abstract = Value | Top | Sequence | Record | Object | Class | Function | Builtin | DType | Module | Either

TOP = Top()
NONE = Value(literal=None)
ELLIPSIS = Module("...")


def is_array(value: Abstract) -> bool:
    return isinstance(value, Value) and value.shape is not None


def is_none(value: Abstract) -> bool:
    return isinstance(value, Value) and value.literal is None


def array(shape: Shape = ANY, dtype: str = "") -> Value:
    return Value(shape=shape, dtype=dtype)


def integer(size: Size | None = None) -> Value:
    constant = None if size is None else size.constant
    return Value(shape=(), dtype="python int", size=size, literal=MISSING if constant is None else constant)


def either(options: list[Abstract]) -> Abstract:
    """The union of the options, flattened, each once."""
    flat: list[Abstract] = []
    for option in options:
        for part in option.options if isinstance(option, Either) else (option,):
            if part not in flat:
                flat.append(part)
    if not flat:
        return TOP
    if any(isinstance(part, Top) for part in flat) or len(flat) > 6:
        return next((part for part in flat if isinstance(part, Top)), TOP)
    return flat[0] if len(flat) == 1 else Either(tuple(flat))


def each(value: Abstract) -> tuple[Abstract, ...]:
    return value.options if isinstance(value, Either) else (value,)


def without_none(value: Abstract) -> tuple[Abstract, ...]:
    """The possibilities of an operand or argument; None beside an array is mypy's business."""
    if isinstance(value, Either) and any(map(is_array, value.options)):
        return tuple(option for option in value.options if not is_none(option))
    return each(value)


def distribute(function: Callable[[Abstract], Abstract], value: Abstract) -> Abstract:
    """Apply a function that reports nothing to each possibility."""
    return either([function(option) for option in each(value)])


def widened(value: Abstract) -> Abstract:
    """An array of one of several ranks as one of unknown rank, with what the ranks share."""
    if not isinstance(value, Either) or not all(is_array(option) for option in value.options):
        return value
    found = [option for option in value.options if isinstance(option, Value)]
    shape, dtype = found[0].shape or (), found[0].dtype
    for option in found[1:]:
        shape, dtype = join_shapes(shape, option.shape or ()), join_dtypes(dtype, option.dtype)
    return Value(shape=shape, dtype=dtype)


def join_all(values: list[Abstract]) -> Abstract:
    result = values[0]
    for value in values[1:]:
        result = join(result, value)
    return result


def join(left: Abstract, right: Abstract) -> Abstract:
    """What is known of a value that is either one: never more than both have in common."""
    if left is right or left == right:
        return left
    if isinstance(left, Top) or isinstance(right, Top):
        return left if isinstance(left, Top) else right
    if isinstance(left, Either) or isinstance(right, Either):
        return _join_options([*each(left), *each(right)])
    if is_none(left) != is_none(right):
        return either([left, right])
    if isinstance(left, Value) and isinstance(right, Value):
        return _join_values(left, right)
    if isinstance(left, Sequence) and isinstance(right, Sequence) and left.kind == right.kind:
        return _join_sequences(left, right)
    if isinstance(left, Record) and isinstance(right, Record):
        return _join_records(left, right)
    if isinstance(left, Object) and isinstance(right, Object) and left.info is right.info:
        return _join_objects(left, right)
    return either([left, right])


def _join_options(options: list[Abstract]) -> Abstract:
    """Possibilities of one kind and rank are joined, so that loops come to an end."""
    kept: dict[object, Abstract] = {}
    for option in options:
        ranked = isinstance(option, Value) and option.shape is not None and not is_none(option)
        key: object = ("rank", rank(option.shape or ())) if ranked and isinstance(option, Value) else id(option)
        same = next((k for k, known in kept.items() if known == option), key)
        kept[same] = join(kept[same], option) if same in kept else option
    return either(list(kept.values()))


def _join_values(left: Value, right: Value) -> Abstract:
    if left.shape is None or right.shape is None:
        return NOTHING
    number = left.dtype.startswith("python") and right.dtype.startswith("python")
    size = left.size if left.size == right.size else None
    literal = left.literal if left.literal == right.literal and type(left.literal) is type(right.literal) else MISSING
    dtype = left.dtype if left.dtype == right.dtype else join_dtypes(left.dtype, right.dtype)
    if number or (left.shape == () and right.shape == ()):
        return Value(shape=(), dtype=dtype, size=size, literal=literal)
    ranks = {rank(left.shape), rank(right.shape)}
    if len(ranks) == 2 and None not in ranks:
        return either([left, right])
    return Value(shape=join_shapes(left.shape, right.shape), dtype=dtype)


def join_dtypes(left: str, right: str) -> str:
    """The narrowest dtype that both are."""
    first, second = members(left), members(right)
    return "" if first is None or second is None else named(first | second)


def join_shapes(left: Shape, right: Shape) -> Shape:
    """The axes at both ends that the shapes share; between them, where the ranks differ, any others."""
    if left == right:
        return left
    if variadic_at(left) is None and variadic_at(right) is None and len(left) == len(right):
        return tuple(_join_axes(a, b) for a, b in zip(left, right, strict=True))
    behind = min(_behind(left), _behind(right))
    ends = [len(left) - behind, len(right) - behind]
    before = min(_before(left, ends[0]), _before(right, ends[1]))
    head = (_join_axes(a, b) for a, b in zip(left[:before], right[:before], strict=True))
    tail = (_join_axes(a, b) for a, b in zip(left[ends[0] :], right[ends[1] :], strict=True))
    return (*head, REST, *tail)


def _behind(shape: Shape) -> int:
    at = variadic_at(shape)
    return len(shape) if at is None else len(shape) - at - 1


def _before(shape: Shape, end: int) -> int:
    at = variadic_at(shape)
    return end if at is None else at


def _join_axes(left: Axis, right: Axis) -> Axis:
    """The same, or what is 1 or a size beside one of the two."""
    if left == right:
        return left
    for axis, other in ((left, right), (right, left)):
        if isinstance(axis, Broadcastable) and other in (ONE, axis.size):
            return axis
    return UNKNOWN


def _join_sequences(left: Sequence, right: Sequence) -> Abstract:
    if left.items is not None and right.items is not None and len(left.items) == len(right.items):
        return replace(left, items=tuple(map(join, left.items, right.items)))
    if left.items == () or right.items == ():
        other = right if left.items == () else left
        return Sequence(left.kind, None, other.common())
    length = left.length if left.items is None and right.items is None and left.length == right.length else None
    return Sequence(left.kind, None, join(left.common(), right.common()), length)


def _join_records(left: Record, right: Record) -> Abstract:
    if left.entries is not None and right.entries is not None and left.entries.keys() == right.entries.keys():
        return Record({key: join(value, right.entries[key]) for key, value in left.entries.items()})
    if left.entries is not None and not left.entries:
        return right
    if right.entries is not None and not right.entries:
        return left
    return Record(None, join(left.key, right.key), join(left.common(), right.common()))


def _join_objects(left: Object, right: Object) -> Abstract:
    same = {name: size for name, size in left.sizes.items() if right.sizes.get(name) == size}
    shapes = {name: shape for name, shape in left.shapes.items() if right.shapes.get(name) == shape}
    # In their order: the fields of a named tuple are also its items.
    fields = {key: join(value, right.fields[key]) for key, value in left.fields.items() if key in right.fields}
    tag = left.tag if left.tag == right.tag else ""
    return Object(left.info, same, shapes, fields, left.type, left.is_self and right.is_self, tag)
