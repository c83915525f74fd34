"""Generic functions: a type variable of the result stands for what the arguments gave it."""

from __future__ import annotations

from collections.abc import Iterable

from mypy.types import (
    AnyType,
    Instance,
    NoneType,
    TupleType,
    Type,
    TypeAliasType,
    TypeVarType,
    UnionType,
    get_proper_type,
)

from typednn.mypy_plugin.markers import parts
from typednn.mypy_plugin.values import TOP, Abstract, join

CONTAINERS = {
    "builtins.list",
    "builtins.tuple",
    "builtins.set",
    "builtins.frozenset",
    "builtins.dict",
    "collections.deque",
    "typing.Sequence",
    "typing.Collection",
    "typing.Iterable",
    "typing.Iterator",
    "typing.Mapping",
}


def handed_on(parameters: Iterable[Type], result: Type) -> set[str]:
    """The type variables of a result for which nothing but the arguments themselves can stand.

    A callback may make new values of a type, and so may the other parameters of a generic class; a bound lets the
    body compute with them. A bare variable is not followed out of a container: ``stack(trees: list[T]) -> T``.
    """
    types = list(parameters)
    if any(not _is_plain(typ) for typ in types if _mentioned(typ)) or not _is_plain(result):
        return set()
    proper = get_proper_type(result)
    if isinstance(proper, TypeVarType):
        return {proper.name} if all(_is_bare(typ, proper) for typ in types if proper.name in _mentioned(typ)) else set()
    return _mentioned(result)


def is_free(variable: TypeVarType) -> bool:
    """A variable of the function itself, which may be of any type: the body can but hand it on."""
    bound = get_proper_type(variable.upper_bound)
    whatever = isinstance(bound, Instance) and bound.type.fullname == "builtins.object"
    return whatever and not variable.values and variable.id.raw_id < 0


def joined(before: dict[str, Abstract], found: dict[str, Abstract], declared: Type) -> dict[str, Abstract]:
    """What the variables stand for after one more argument; nothing is known of one that it did not bind."""
    result = dict(before)
    for text in _mentioned(declared):
        value = found.get(text, TOP)
        result[text] = join(result[text], value) if text in result else value
    return result


def _is_bare(typ: Type, variable: TypeVarType) -> bool:
    proper = get_proper_type(typ)
    if isinstance(proper, UnionType):
        return all(_is_bare(item, variable) or isinstance(get_proper_type(item), NoneType) for item in proper.items)
    return isinstance(proper, TypeVarType)


def _mentioned(typ: Type, depth: int = 0) -> set[str]:
    if depth > 6 or (isinstance(typ, TypeAliasType) and typ.is_recursive):
        return set()
    proper = get_proper_type(typ)
    if isinstance(proper, TypeVarType):
        return {proper.name}
    return set().union(*(_mentioned(part, depth + 1) for part in parts(proper)))


def _is_plain(typ: Type, depth: int = 0) -> bool:
    """Made of unbounded type variables, containers, and what has no type variable in it."""
    if depth > 6 or (isinstance(typ, TypeAliasType) and typ.is_recursive):
        return False
    proper = get_proper_type(typ)
    if isinstance(proper, TypeVarType):
        return is_free(proper)
    if isinstance(proper, AnyType) or not _mentioned(proper):
        return True
    if isinstance(proper, Instance):
        return proper.type.fullname in CONTAINERS and all(_is_plain(part, depth + 1) for part in proper.args)
    if isinstance(proper, TupleType | UnionType):
        return all(_is_plain(part, depth + 1) for part in proper.items)
    return False
