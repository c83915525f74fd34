"""Which argument goes to which parameter of a signature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from typednn.shapes.signature import EITHER, KEYWORD, KEYWORDS, MANY, POSITIONAL, Parameter, Signature
from typednn.shapes.unify import Unknowable
from typednn.shapes.value import Value


def bind(
    signature: Signature, positional: Sequence[Value], keywords: Mapping[str, Value] | None = None
) -> dict[str, Value]:
    """The arguments by parameter, defaults included; of ``*args`` a tuple of them.

    Raises `Unknowable` if they do not fit: then Python refuses the call, and mypy says so itself.
    """
    given = dict(keywords or {})
    bound: dict[str, Value] = {}
    rest = list(positional)
    for parameter in signature.parameters:
        if parameter.kind == MANY:
            bound[parameter.name] = Value(items=tuple(rest), kind="tuple")
            rest = []
        elif parameter.kind == KEYWORDS:
            bound[parameter.name] = Value()
            given.clear()
        else:
            bound[parameter.name] = _one(parameter, rest, given, signature)
    if rest or given:
        surplus = f"{len(rest)} arguments too many" if rest else f"no parameter {next(iter(given))}"
        raise Unknowable(f"the call does not fit {signature.scope}: {surplus}")
    return bound


def _one(parameter: Parameter, rest: list[Value], given: dict[str, Value], signature: Signature) -> Value:
    if rest and parameter.kind in (POSITIONAL, EITHER):
        return rest.pop(0)
    if parameter.name in given and parameter.kind in (EITHER, KEYWORD):
        return given.pop(parameter.name)
    if parameter.has_default:
        return _default(parameter)
    raise Unknowable(f"the call does not fit {signature.scope}: {parameter.name} is missing")


def _default(parameter: Parameter) -> Value:
    if isinstance(parameter.default, tuple):
        items = tuple(Value(literal=each) for each in parameter.default)
        return Value(items=items, kind="tuple")
    return Value(literal=parameter.default)
