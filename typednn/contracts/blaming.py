"""Which value is to blame for a refused call, and which argument had bound the names.

The verdict is beartype's and jaxtyping's. Here, after it, the values are judged once more, one by one in the
same order; of containers all items, of which beartype had looked at one.
"""

import collections.abc
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from beartype.door import is_bearable

from typednn.contracts.describing import describe
from typednn.contracts.hints import Hint, is_union
from typednn.contracts.scope import Record, records


@dataclass(frozen=True)
class Item:
    """One value under contract: `label` is what the message calls it."""

    label: str
    value: object
    hint: Hint


@dataclass(frozen=True)
class Fault:
    """The value that is to blame; `reason` where judging it failed altogether."""

    item: Item
    reason: Exception | None = None


class Origins(dict[str, str]):
    """Which value bound each name, as in ``(from "x": float32[32, 784])``."""


def first_fault(items: Iterable[Item], origins: Origins) -> Fault | None:
    """Judge the values in order, in the scope that is open."""
    for item in items:
        fault = find(item, origins)
        if fault is not None:
            return fault
    return None


def find(item: Item, origins: Origins) -> Fault | None:
    """The innermost value that breaks its part of the hint."""
    if is_union(item.hint):
        item = _container_that_was_meant(item)
    for part in _parts(item):
        fault = find(part, origins)
        if fault is not None:
            return fault
    fault = _judge(item)
    if fault is None:
        for name in bindings(records()[-1]):
            origins.setdefault(name, f'"{item.label}": {describe(item.value)}')
    return fault


def _judge(item: Item) -> Fault | None:
    hint: Any = item.hint  # beartype takes any object for one
    try:
        kept: bool = is_bearable(item.value, hint)
    except Exception as error:  # of an expression or a value in braces
        return Fault(item, error)
    return None if kept else Fault(item)


def _container_that_was_meant(item: Item) -> Item:
    """Of ``list[str] | None`` given a list the list, so that its items are looked at one by one."""
    members = get_args(item.hint)
    meant = [member for member in members if isinstance(item.value, _container(member))]
    others = [Item(item.label, item.value, member) for member in members if member not in meant]
    if len(meant) != 1 or any(_judge(other) is None for other in others):
        return item
    return Item(item.label, item.value, meant[0])


def _container(hint: Hint) -> type | tuple[()]:
    origin = get_origin(hint)
    return origin if isinstance(origin, type) and get_args(hint) else ()


def _parts(item: Item) -> Iterator[Item]:
    """The items of a tuple, list or dict that its hint speaks about."""
    origin, hints, value = get_origin(item.hint), get_args(item.hint), item.value
    if not isinstance(origin, type) or not hints:
        return
    if origin is tuple and Ellipsis not in hints:
        if isinstance(value, tuple) and len(value) == len(hints):
            for index, (part, hint) in enumerate(zip(value, hints, strict=True)):
                yield Item(f"{item.label}[{index}]", part, hint)
    elif issubclass(origin, collections.abc.Mapping) and isinstance(value, dict) and len(hints) == 2:
        for key, part in value.items():
            yield Item(f"{item.label}[{key!r}]", part, hints[1])
    elif issubclass(origin, collections.abc.Iterable) and isinstance(value, list | tuple):
        for index, part in enumerate(value):
            yield Item(f"{item.label}[{index}]", part, hints[0])


def bindings(record: Record) -> dict[str, object]:
    """The values of the names: sizes, and shapes of variadic names."""
    shapes: dict[str, object] = {f"*{name}": shape for name, (_, shape) in record[1].items()}
    return {name: value for name, value in {**record[0], **shapes}.items() if not name.startswith("~~")}
