"""From mypy's types to abstract values: what an annotation promises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mypy.nodes import TypeInfo, Var
from mypy.types import (
    AnyType,
    CallableType,
    Instance,
    LiteralType,
    NoneType,
    Overloaded,
    ProperType,
    TupleType,
    Type,
    TypeAliasType,
    TypedDictType,
    TypeType,
    TypeVarType,
    UnionType,
    get_proper_type,
)

from typednn.mypy_plugin.markers import NDARRAY, Contract, contract_of, contracts_in, parts
from typednn.mypy_plugin.values import (
    NONE,
    TOP,
    Abstract,
    Class,
    DType,
    Function,
    Module,
    Object,
    Record,
    Sequence,
    Top,
    array,
    either,
    integer,
)
from typednn.shapes.dtypes import word_dtype
from typednn.shapes.parser import ParseError, parse
from typednn.shapes.shape import ANY, UNKNOWN, Axis, Broadcastable, Many, Shape, shape_names
from typednn.shapes.size import Name, Size, name, names, number, substitute
from typednn.shapes.value import MISSING, NOTHING, Value

_SEQUENCES = {
    "builtins.list": "list",
    "builtins.set": "set",
    "builtins.frozenset": "set",
    "builtins.tuple": "tuple",
    "collections.deque": "list",
    "typing.Sequence": "list",
    "typing.MutableSequence": "list",
    "typing.Collection": "list",
    "typing.Iterable": "iterator",
    "typing.Iterator": "iterator",
    "typing.Generator": "iterator",
    "typing.AbstractSet": "set",
    "typing.AsyncIterator": "iterator",
}
_RECORDS = {
    "builtins.dict",
    "typing.Mapping",
    "typing.MutableMapping",
    "collections.OrderedDict",
    "collections.defaultdict",
}
_NUMBERS = {
    "builtins.int": "python int",
    "builtins.float": "python float",
    "builtins.complex": "python complex",
    "builtins.bool": "python bool",
}


class Resolver:
    """Says what the names in a shape string stand for at some place; by itself: nothing is known."""

    def size(self, found: Name) -> Size | None:
        """The size that a name stands for, or None."""
        return None

    def shape(self, found: Name) -> Shape | None:
        """The axes that a variadic name stands for, or None."""
        return None

    def variable(self, text: str) -> Abstract | None:
        """The value that a type variable stands for, or None."""
        return None


class Rigid(Resolver):
    """Every name is itself, in one scope: the view from inside the function that declares it."""

    def __init__(self, scope: str) -> None:
        self.scope = scope

    def size(self, found: Name) -> Size | None:
        return name(found.name, self.scope)

    def shape(self, found: Name) -> Shape | None:
        return (Many(found.name[1:], self.scope),)


NO_NAMES = Resolver()


def declared_shape(contract: Contract, resolver: Resolver) -> Shape:
    """The shape of a contract with its names resolved; those that stand for nothing are unknown."""
    try:
        shape = parse(contract.text)
    except ParseError:
        return ANY
    return resolve_shape(shape, resolver)


def resolve_shape(shape: Shape, resolver: Resolver) -> Shape:
    axes: list[Axis] = []
    for axis in shape:
        if isinstance(axis, Size):
            axes.append(resolve_size(axis, resolver) or UNKNOWN)
        elif isinstance(axis, Broadcastable):
            size = resolve_size(axis.size, resolver)
            axes.append(UNKNOWN if size is None else Broadcastable(size))
        elif isinstance(axis, Many) and axis.name:
            known = resolver.shape(axis.formal)
            if known is not None and axis.broadcasts and len(known) == 1 and isinstance(known[0], Many):
                known = (Many(known[0].name, known[0].scope, True),)
            axes.extend(ANY if known is None else known)
        else:
            axes.append(axis)
    if sum(isinstance(axis, Many) for axis in axes) > 1:
        return ANY
    return tuple(axes)


def resolve_size(size: Size, resolver: Resolver) -> Size | None:
    values: dict[Name, Size] = {}
    for found in names(size):
        value = resolver.size(found)
        if value is None:
            return None
        values[found] = value
    return substitute(size, values)


def value_of(typ: Type | None, resolver: Resolver = NO_NAMES, depth: int = 0) -> Abstract:
    """What is known of a value of this declared type."""
    if typ is None or depth > 6:
        return TOP
    if isinstance(typ, TypeAliasType) and typ.is_recursive:
        return TOP
    typ = get_proper_type(typ)
    contract = contract_of(typ)
    if contract is not None:
        return array(declared_shape(contract, resolver), word_dtype(contract.word))
    if isinstance(typ, Instance):
        return _instance(typ, resolver, depth)
    return _other(typ, resolver, depth)


def _other(typ: ProperType, resolver: Resolver, depth: int) -> Abstract:
    if isinstance(typ, UnionType):
        return either([value_of(item, resolver, depth + 1) for item in typ.items])
    if isinstance(typ, NoneType):
        return NONE
    if isinstance(typ, TupleType):
        return _tuple(typ, resolver, depth)
    if isinstance(typ, LiteralType):
        if isinstance(typ.value, bool) or not isinstance(typ.value, int):
            literal = typ.value if isinstance(typ.value, bool | str | float) else MISSING
            return Value(shape=() if isinstance(typ.value, bool) else None, literal=literal)
        return integer(number(typ.value))
    if isinstance(typ, TypedDictType):
        return Record({key: value_of(item, resolver, depth + 1) for key, item in typ.items.items()})
    if isinstance(typ, CallableType):
        if typ.is_type_obj():
            return Class(typ.type_object())
        return Function(typ.name or "", typ)
    if isinstance(typ, Overloaded):
        return Top("an overloaded function")
    if isinstance(typ, TypeType):
        return _class(typ.item)
    if isinstance(typ, TypeVarType):
        return _variable(typ, resolver, depth)
    if isinstance(typ, AnyType):
        return Top("a value of unknown type")
    return TOP


def _class(item: ProperType) -> Abstract:
    """``type[C]``; a class of NumPy's scalars is a dtype."""
    if not isinstance(item, Instance):
        return TOP
    if item.type.has_base("numpy.generic"):
        return DType(scalar_dtype(item.type))
    return Class(item.type, item)


def _variable(typ: TypeVarType, resolver: Resolver, depth: int) -> Abstract:
    bound = get_proper_type(typ.upper_bound)
    if isinstance(bound, Instance) and bound.type.fullname == "builtins.int":
        return integer(resolver.size(Name(typ.name)))
    if typ.values:
        return either([value_of(value, resolver, depth + 1) for value in typ.values])
    if isinstance(bound, Instance) and bound.type.fullname == "builtins.object":
        return resolver.variable(typ.name) or Top(f"a value of type {typ.name}")
    return value_of(bound, resolver, depth + 1)


def _tuple(typ: TupleType, resolver: Resolver, depth: int) -> Abstract:
    items = tuple(value_of(item, resolver, depth + 1) for item in typ.items)
    if any(type(get_proper_type(item)).__name__ == "UnpackType" for item in typ.items):
        return Sequence("tuple")
    info = typ.partial_fallback.type
    if info.fullname == "builtins.tuple":
        return Sequence("tuple", items)
    return Object(info, fields=dict(zip(named_tuple_fields(info), items, strict=False)), type=typ.partial_fallback)


def named_tuple_fields(info: TypeInfo) -> list[str]:
    """The fields of a NamedTuple in their order; nothing for other classes."""
    for base in info.mro:
        metadata = base.names.get("_fields")
        if metadata is not None and isinstance(metadata.node, Var) and base.tuple_type is not None:
            match = base.names.get("__match_args__")
            node = match.node if match is not None else None
            typ = get_proper_type(node.type) if isinstance(node, Var) else None
            if isinstance(typ, TupleType):
                return [str(item.value) for item in map(_literal, typ.items) if item is not None]
    return []


def _literal(typ: Type) -> LiteralType | None:
    proper = get_proper_type(typ)
    if isinstance(proper, Instance):
        return proper.last_known_value
    return proper if isinstance(proper, LiteralType) else None


def _instance(typ: Instance, resolver: Resolver, depth: int) -> Abstract:
    info, full = typ.type, typ.type.fullname
    if full in _NUMBERS:
        if typ.last_known_value is not None:
            return value_of(typ.last_known_value, resolver, depth + 1)
        return Value(shape=(), dtype=_NUMBERS[full])
    if full in _SEQUENCES:
        return Sequence(_SEQUENCES[full], None, value_of(typ.args[0], resolver, depth + 1) if typ.args else TOP)
    if full in _RECORDS and len(typ.args) == 2:
        key, element = (value_of(arg, resolver, depth + 1) for arg in typ.args)
        return Record(None, key, element)
    if full == NDARRAY:
        return array(_plain_shape(typ), dtype_of(typ.args[1]) if len(typ.args) > 1 else "")
    if full in ("typing.Awaitable", "typing.Coroutine", "asyncio.tasks.Task", "asyncio.futures.Future"):
        return Sequence("awaitable", None, value_of(typ.args[-1], resolver, depth + 1) if typ.args else TOP)
    if full == "builtins.str" or full == "builtins.bytes":
        literal = typ.last_known_value.value if typ.last_known_value is not None else None
        return Value(literal=literal) if isinstance(literal, str) else NOTHING
    if full == "builtins.object":
        return TOP
    if full == "types.ModuleType":
        return Module("")
    if info.has_base("numpy.generic"):
        return array((), scalar_dtype(info))
    if full == "numpy.dtype":
        return DType(dtype_of(typ))
    if info.has_base(NDARRAY):
        return array()
    if info.tuple_type is not None and named_tuple_fields(info):
        return value_of(info.tuple_type, resolver, depth + 1)
    return _user_object(typ, resolver)


def _user_object(typ: Instance, resolver: Resolver) -> Object:
    sizes: dict[Name, Size] = {}
    for variable, argument in zip(typ.type.defn.type_vars, typ.args, strict=False):
        size = type_size(argument, resolver)
        if size is not None:
            sizes[Name(variable.name, typ.type.fullname)] = size
    return Object(typ.type, sizes, type=typ)


def type_size(typ: Type, resolver: Resolver) -> Size | None:
    """The size that a type argument stands for: ``Literal[784]``, or a type variable bounded by int."""
    proper = get_proper_type(typ)
    if isinstance(proper, Instance) and proper.last_known_value is not None:
        proper = proper.last_known_value
    if isinstance(proper, LiteralType) and isinstance(proper.value, int) and not isinstance(proper.value, bool):
        return number(proper.value)
    if isinstance(proper, TypeVarType):
        bound = get_proper_type(proper.upper_bound)
        if isinstance(bound, Instance) and bound.type.fullname == "builtins.int":
            return resolver.size(Name(proper.name))
    return None


def _plain_shape(typ: Instance) -> Shape:
    """The rank that ``np.ndarray[tuple[int, int], …]`` declares."""
    shape = get_proper_type(typ.args[0]) if typ.args else None
    if not isinstance(shape, TupleType):
        return ANY
    sizes = [type_size(item, NO_NAMES) for item in shape.items]
    if any(type(get_proper_type(item)).__name__ == "UnpackType" for item in shape.items):
        return ANY
    return tuple(UNKNOWN if size is None else size for size in sizes)


def dtype_of(typ: Type) -> str:
    """``dtype[float64]`` is "float64"; "" where it is not said."""
    proper = get_proper_type(typ)
    if isinstance(proper, Instance) and proper.type.fullname == "numpy.dtype" and proper.args:
        proper = get_proper_type(proper.args[0])
    if isinstance(proper, Instance) and proper.type.has_base("numpy.generic"):
        return scalar_dtype(proper.type)
    return ""


def scalar_dtype(info: TypeInfo) -> str:
    return "" if info.name == "generic" else _SPELLINGS.get(info.name, info.name)


_SPELLINGS = {"bool_": "bool", "double": "float64", "intp": "int64"}


def certain_names(typ: Type) -> set[str]:
    """The names that are bound whichever member of a union a value is; None counts as no member."""
    proper = get_proper_type(typ)
    if not isinstance(proper, UnionType):
        return axis_names(typ)
    members = [axis_names(item) for item in proper.items if not isinstance(get_proper_type(item), NoneType)]
    return set.intersection(*members) if members else set()


def ragged_names(inputs: Iterable[Type], result: Type | None = None) -> set[str]:
    """The names that stand for nothing but sizes of the items of containers: each item may have its own.

    ``ws: list[Float[Array, "i o"]]`` may be the weights of a network; with ``x: Float[Array, "b i"]`` beside it,
    or with a result that says ``i``, all items have the same ``i``.
    """
    types = list(inputs)
    firm = set().union(*(_names(firm_contracts(typ)) for typ in types))
    if result is not None:
        firm |= _names(firm_contracts(result))
    return set().union(*map(axis_names, types)) - firm


def firm_contracts(typ: Type, depth: int = 0) -> Iterator[Contract]:
    """The contracts of a type that speak of one array, not of each item of a container."""
    proper = get_proper_type(typ) if not isinstance(typ, TypeAliasType) or not typ.is_recursive else None
    if proper is None or depth > 8:
        return
    found = contract_of(proper)
    if found is not None:
        yield found
    elif not (
        isinstance(proper, Instance) and (proper.type.fullname in _SEQUENCES or proper.type.fullname in _RECORDS)
    ):
        for part in parts(proper):
            yield from firm_contracts(part, depth + 1)


def firm_names(typ: Type) -> set[str]:
    """The names in the contracts of an array, or of a plain tuple of arrays: the items of others may differ."""
    proper = get_proper_type(typ)
    plain = isinstance(proper, TupleType) and proper.partial_fallback.type.fullname == "builtins.tuple"
    items = list(proper.items) if plain and isinstance(proper, TupleType) else [proper]
    found = [contract_of(get_proper_type(item)) for item in items]
    return _names(contract for contract in found if contract is not None)


def axis_names(typ: Type | None) -> set[str]:
    """The names that a type's contracts bind when a value is passed: plain sizes, and ``*name``."""
    return _names(contracts_in(typ))


def _names(contracts: Iterable[Contract]) -> set[str]:
    found: set[str] = set()
    for contract in contracts:
        try:
            shape = parse(contract.text)
        except ParseError:
            continue
        found |= {known.name.lstrip("*") for known in shape_names(shape) if not known.name.startswith("{")}
    return found
