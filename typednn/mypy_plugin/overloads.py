"""Functions of several signatures, and decorators that keep the one they are given."""

from __future__ import annotations

from mypy.nodes import (
    Decorator,
    OverloadedFuncDef,
)
from mypy.types import CallableType, Instance, LiteralType, NoneType, Type, UnionType, get_proper_type

from typednn.mypy_plugin.callees import without_self
from typednn.mypy_plugin.markers import contracts_in
from typednn.mypy_plugin.signatures import Argument, bind_parameters
from typednn.mypy_plugin.values import (
    Abstract,
    Either,
    Function,
    Top,
    is_none,
)
from typednn.shapes.value import Missing, Value


def fits(option: Function, arguments: list[Argument]) -> bool:
    """Whether an overload may be meant: its required parameters are given, its literals are those given."""
    if option.type is None:
        return True
    typ = without_self(option, option.type)
    given, sure = bind_parameters(typ.arg_names, typ.arg_kinds, arguments)
    for kind, declared, values in zip(typ.arg_kinds, typ.arg_types, given, strict=True):
        if kind.is_required() and not values and sure:
            return False
        literals = _literals(declared)
        actual = values[0].value if len(values) == 1 else None
        if literals and isinstance(actual, Value) and not isinstance(actual.literal, Missing):
            if actual.literal not in literals:
                return False
        if is_none_type(declared) and actual is not None and not is_none(actual):
            return False
    return sum(map(len, given)) == len(arguments) or not sure


def is_none_type(declared: Type) -> bool:
    return isinstance(get_proper_type(declared), NoneType)


def _literals(declared: Type) -> list[object]:
    proper = get_proper_type(declared)
    items = proper.items if isinstance(proper, UnionType) else [proper]
    found = [get_proper_type(item) for item in items]
    return (
        [item.value for item in found if isinstance(item, LiteralType)]
        if all(isinstance(item, LiteralType) for item in found)
        else []
    )


# Symbols


def keeps_signature(symbol: Decorator) -> bool:
    """Whether the decorators leave the type of the function as it is declared."""
    declared = get_proper_type(symbol.var.type)
    plain = get_proper_type(symbol.func.type)
    if isinstance(declared, Instance) and declared.type.fullname == "functools._lru_cache_wrapper":
        return True
    if symbol.var.type is None or not isinstance(declared, CallableType):
        return symbol.var.type is None
    if not isinstance(plain, CallableType):
        return False
    return len(declared.arg_types) == len(plain.arg_types) and next(contracts_in(declared), None) is not None


def overloaded(symbol: OverloadedFuncDef) -> Abstract:
    """A user's overloads: one of several signatures."""
    options: list[Abstract] = []
    for item in symbol.items:
        node = item.func if isinstance(item, Decorator) else item
        if isinstance(node.type, CallableType):
            options.append(Function(node.name, node.type, None, declared_in=node.fullname))
    return Top("an overloaded function") if not options else Overloads(tuple(options))


class Overloads(Either):
    """Signatures of which the first that fits is meant."""
