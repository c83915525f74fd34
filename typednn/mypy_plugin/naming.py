"""Sizes that nobody promised get a name: equal to themselves, and perhaps to others."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from typednn.mypy_plugin import classes
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.values import Abstract, Either, Object, Record, Sequence, either
from typednn.shapes.shape import UNKNOWN, Many, Shape
from typednn.shapes.size import Name, Size, name
from typednn.shapes.value import Value


def fresh(frame: Frame, text: str, line: int) -> Size:
    """The size that a variable has from here on; the next time round a loop it is another one."""
    if frame.loops or frame.entry:
        return unique(frame, text, line)
    return name(text, f"?{frame.scope}:{line}")


def unique(frame: Frame, text: str, line: int) -> Size:
    """A size that is never met again."""
    session = frame.session
    session.sizes += 1
    return name(text, f"?{frame.scope}:{line}#{session.sizes}")


def identified(frame: Frame, value: Abstract, text: str, line: int) -> Abstract:
    """What a variable is bound to stays the same while it has the value: its unknown axes, an object's sizes."""
    if isinstance(value, Either):
        return either([identified(frame, option, text, line) for option in value.options])
    if isinstance(value, Value) and value.shape and UNKNOWN in value.shape:
        axes = tuple(unique(frame, "_", line) if axis == UNKNOWN else axis for axis in value.shape)
        return replace(value, shape=axes)
    if isinstance(value, Value) and value.dtype == "python int" and value.size is None:
        return replace(value, size=unique(frame, text, line))
    if isinstance(value, Object) and not value.is_self and not value.tag:
        frame.session.sizes += 1
        return replace(value, tag=f"{frame.scope}.{text}{classes.MADE}{frame.session.sizes}")
    return value


def anonymous(value: Abstract, since: int = 0) -> Abstract:
    """A value that stands for many, as the element of a comprehension does: of sizes since then none is known."""

    def size(found: Name) -> Size | None:
        return None if found.scope.startswith("?") and _since(found.scope, since) else name(found.name, found.scope)

    return classes.rebase(_untagged(value, since), size, _the_same)


def _since(text: str, since: int) -> bool:
    found = _NUMBER.search(text)
    return found is not None and int(found[1]) > since


_NUMBER = re.compile(r"#(\d+)")


def _untagged(value: Abstract, since: int, depth: int = 0) -> Abstract:
    """The same without the identities that objects have got since then."""
    if depth > 5:
        return value
    if isinstance(value, Either):
        return either([_untagged(option, since, depth + 1) for option in value.options])
    if isinstance(value, Sequence):
        items = None if value.items is None else tuple(_untagged(item, since, depth + 1) for item in value.items)
        return replace(value, items=items, element=_untagged(value.element, since, depth + 1))
    if isinstance(value, Record):
        entries = value.entries
        if entries is not None:
            entries = {key: _untagged(item, since, depth + 1) for key, item in entries.items()}
        return Record(entries, value.key, _untagged(value.element, since, depth + 1))
    if isinstance(value, Object):
        fields = {key: _untagged(item, since, depth + 1) for key, item in value.fields.items()}
        return replace(value, fields=fields, tag="" if _since(value.tag, since) else value.tag)
    return value


def each_for_itself(frame: Frame, evaluate: Callable[[], Abstract]) -> Abstract:
    """One evaluation that stands for all items: what is named in it has another size in each."""
    since = frame.session.sizes
    return anonymous(evaluate(), since)


def _the_same(found: Name) -> Shape:
    return (Many(found.name.lstrip("*"), found.scope),)
