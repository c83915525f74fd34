"""Contracts inside mypy's types: ``Float[np.ndarray, "n d"]`` stays an ndarray for mypy, and keeps its string.

The string travels as the last known value of ndarray's shape argument, which mypy's subtyping ignores,
and which is kept by the cache, by parallel runs and by the daemon's comparison of interfaces.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from mypy.nodes import TypeInfo
from mypy.types import (
    AnyType,
    CallableType,
    Instance,
    LiteralType,
    Overloaded,
    ProperType,
    TupleType,
    Type,
    TypeAliasType,
    TypedDictType,
    TypeType,
    UnionType,
    get_proper_type,
)

NDARRAY = "numpy.ndarray"
_MARK = "typednn:"


@dataclass(frozen=True)
class Contract:
    """The dtype word and the shape string of one annotation, as written."""

    word: str
    text: str

    def __str__(self) -> str:
        return f'{self.word} "{self.text}"'


def mark(array: Instance, contract: Contract, string: Instance) -> Instance:
    """The same array type, with the contract in it."""
    shape = get_proper_type(array.args[0]) if array.args else None
    if not isinstance(shape, Instance):
        return array
    note = LiteralType(f"{_MARK}{contract.word}:{contract.text}", string)
    return array.copy_modified(args=[shape.copy_modified(last_known_value=note), *array.args[1:]])


def contract_of(typ: Type | None) -> Contract | None:
    """The contract that a type carries, if it is an array with one."""
    if not isinstance(typ, Instance) or not typ.args:
        return None
    shape = typ.args[0]
    if not isinstance(shape, Instance) or shape.last_known_value is None:
        return None
    return _read(shape.last_known_value.value)


@lru_cache(maxsize=4096)
def _read(value: object) -> Contract | None:
    if not isinstance(value, str) or not value.startswith(_MARK):
        return None
    word, _, text = value.removeprefix(_MARK).partition(":")
    return Contract(word, text)


def contracts_in(typ: Type | None, depth: int = 0) -> Iterator[Contract]:
    """Every contract inside a type: in unions, tuples, containers, callables."""
    if typ is None or depth > 8:
        return
    if isinstance(typ, TypeAliasType):
        if typ.is_recursive:
            return
        typ = get_proper_type(typ)
    found = contract_of(typ)
    if found is not None:
        yield found
        return
    for part in parts(typ):
        yield from contracts_in(part, depth + 1)


def parts(typ: Type) -> Iterator[Type]:
    """The types that a type is made of."""
    if isinstance(typ, Instance):
        yield from typ.args
    elif isinstance(typ, UnionType | TupleType):
        yield from typ.items
    elif isinstance(typ, TypedDictType):
        yield from typ.items.values()
    elif isinstance(typ, CallableType):
        yield from typ.arg_types
        yield typ.ret_type
    elif isinstance(typ, Overloaded):
        yield from typ.items
    elif isinstance(typ, TypeType):
        yield typ.item


def is_plain_array(typ: ProperType) -> bool:
    return isinstance(typ, Instance) and typ.type.has_base(NDARRAY) and contract_of(typ) is None


def is_any(typ: Type) -> bool:
    return isinstance(get_proper_type(typ), AnyType)


def declares_size(info: TypeInfo, name: str) -> bool:
    """Whether a class is generic in a size of this name: a type variable bounded by int."""
    for variable in info.defn.type_vars:
        if variable.name == name:
            bound = get_proper_type(variable.upper_bound)
            return isinstance(bound, Instance) and bound.type.fullname == "builtins.int"
    return False
