"""Lists, dicts and sets: methods that change them in place, and those that leave them as they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from typednn.mypy_plugin import methods
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.values import (
    TOP,
    Abstract,
    Builtin,
    Record,
    Sequence,
    either,
    integer,
    join,
)
from typednn.shapes.size import number
from typednn.shapes.value import MISSING, Value

if TYPE_CHECKING:
    pass


def _append(frame: Frame, path: str, known: Sequence | Record, values: list[Abstract]) -> Abstract:
    if isinstance(known, Sequence) and values:
        in_loop = known.items is None or len(known.items) >= 8
        if in_loop or known.items is None:
            grown = Sequence(known.kind, None, join(known.common(), values[-1]))
        else:
            grown = Sequence(known.kind, (*known.items, values[-1]))
        frame.state.names[path] = grown
    return Value(literal=None)


def _extend(frame: Frame, path: str, known: Sequence | Record, values: list[Abstract]) -> Abstract:
    if isinstance(known, Sequence) and values:
        more = methods.items_of(values[0])
        if known.items is not None and more is not None:
            frame.state.names[path] = Sequence(known.kind, (*known.items, *more))
        else:
            element = methods.element_of(values[0])
            base = element if known.items == () else join(known.common(), element)
            frame.state.names[path] = Sequence(known.kind, None, base)
    return Value(literal=None)


def _shrink(frame: Frame, path: str, known: Sequence | Record, values: list[Abstract]) -> Abstract:
    if isinstance(known, Sequence):
        frame.state.names[path] = Sequence(known.kind, None, known.common())
        return known.common()
    if len(values) == 2:
        return join(known.common(), values[1])
    return known.common()


def _clear(frame: Frame, path: str, known: Sequence | Record, values: list[Abstract]) -> Abstract:
    frame.state.names[path] = Sequence(known.kind, ()) if isinstance(known, Sequence) else Record({})
    return Value(literal=None)


def _update(frame: Frame, path: str, known: Sequence | Record, values: list[Abstract]) -> Abstract:
    if isinstance(known, Record) and values and isinstance(values[0], Record):
        frame.state.names[path] = join(Record(None, known.key, known.common()), values[0])
    elif isinstance(known, Record):
        frame.state.names[path] = Record()
    return Value(literal=None)


def _set_default(frame: Frame, path: str, known: Sequence | Record, values: list[Abstract]) -> Abstract:
    if isinstance(known, Record) and len(values) == 2:
        element = values[1] if known.entries is not None and not known.entries else join(known.common(), values[1])
        frame.state.names[path] = Record(None, values[0], element)
        return element
    return TOP


def _reorder(frame: Frame, path: str, known: Sequence | Record, values: list[Abstract]) -> Abstract:
    if isinstance(known, Sequence) and known.items:
        length = number(len(known.items))
        frame.state.names[path] = Sequence(known.kind, None, known.common(), length)
    return Value(literal=None)


CHANGES: dict[str, Callable[[Frame, str, Sequence | Record, list[Abstract]], Abstract]] = {
    "append": _append,
    "appendleft": _append,
    "add": _append,
    "insert": _append,
    "extend": _extend,
    "pop": _shrink,
    "popleft": _shrink,
    "remove": _shrink,
    "clear": _clear,
    "update": _update,
    "setdefault": _set_default,
    "reverse": _reorder,
    "sort": _reorder,
}


def method(callee: Builtin, values: list[Abstract]) -> Abstract:
    """Methods of containers that leave them as they are."""
    owner, name = callee.receiver, callee.name.split(".")[-1]
    if isinstance(owner, Record):
        if name == "values":
            entries = owner.entries
            return Sequence("iterator", None if entries is None else tuple(entries.values()), owner.element)
        if name == "items":
            return _pairs(owner)
        if name == "keys":
            return Sequence("iterator", None, owner.key)
        if name == "get":
            return _get(owner, values)
        if name == "copy":
            return owner
    if isinstance(owner, Sequence):
        if name == "copy":
            return owner
        if name in ("index", "count"):
            return integer()
    return TOP


def _pairs(owner: Record) -> Abstract:
    if owner.entries is None:
        return Sequence("iterator", None, Sequence("tuple", (owner.key, owner.element)))
    pairs = [Sequence("tuple", (_literal(key), value)) for key, value in owner.entries.items()]
    return Sequence("iterator", tuple(pairs))


def _literal(key: object) -> Abstract:
    if isinstance(key, str):
        return Value(literal=key)
    return integer(number(key)) if isinstance(key, int) and not isinstance(key, bool) else TOP


def _get(owner: Record, values: list[Abstract]) -> Abstract:
    key = values[0].literal if values and isinstance(values[0], Value) else MISSING
    found = owner.entries.get(key) if owner.entries is not None and key is not MISSING else None
    if found is not None:
        return found
    fallback: Abstract = values[1] if len(values) > 1 else Value(literal=None)
    return either([owner.common(), fallback])
