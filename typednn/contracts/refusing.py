"""The refusal of a call, a form: who was called, which argument, what it was, what was expected and why.

    affine(): "w" is float32[783, 10], expected Float "fan_in fan_out" with fan_in = 784 (from "x":
    float32[…])
      x: float32[32, 784]
      w: float32[783, 10]
      batch = 32, fan_in = 784

The verdict is beartype's and jaxtyping's. Here, after it, the values are judged once more, one by one in the
same order, to find the one that is to blame and which argument had bound the names.
"""

import collections.abc
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, get_args, get_origin

import jaxtyping
import numpy
from beartype.door import is_bearable

from typednn.contracts.describing import describe, dtype_name, expected, is_arraylike
from typednn.contracts.hints import Hint, arrays, is_array, is_union
from typednn.contracts.language import words
from typednn.contracts.scope import Record, Scope, records
from typednn.errors import ContractError, ShapeError, ShapeSyntaxError, TypednnError


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
        fault = find(item)
        if fault is not None:
            return fault
        for name in bindings(records()[-1]):
            origins.setdefault(name, f'"{item.label}": {describe(item.value)}')
    return None


def find(item: Item) -> Fault | None:
    """The innermost value that breaks its part of the hint."""
    for part in _parts(item):
        fault = find(part)
        if fault is not None:
            return fault
    hint: Any = item.hint
    try:
        kept: bool = is_bearable(item.value, hint)
    except Exception as error:  # of an expression or a value in braces
        return Fault(item, error)
    return None if kept else Fault(item)


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


def refusal(
    caller: str, verb: str, fault: Fault, lines: Iterable[Item], record: Record, origins: Origins
) -> TypednnError:
    """The error to raise: the sentence, then the arguments, then the values of all names."""
    names = ", ".join(f"{name} = {_size(value)}" for name, value in bindings(record).items())
    text = [
        f"{caller}(){sentence(fault, verb, record, origins)}",
        *(f"  {line.label}: {describe(line.value)}" for line in lines),
        *([f"  {names}"] if names else []),
    ]
    return _kind(fault)("\n".join(text))


def _kind(fault: Fault) -> type[TypednnError]:
    if isinstance(fault.reason, jaxtyping.AnnotationError):
        return ShapeSyntaxError
    return ShapeError if any(True for _ in arrays(fault.item.hint)) else ContractError


def sentence(fault: Fault, verb: str, record: Record, origins: Origins) -> str:
    """``: "w" is float32[783, 10], expected …`` or ``returned float32[783, 10], expected …``."""
    item = fault.item
    whole = verb and item.label == "result"
    subject = f" {verb} {describe(item.value)}" if whole else f': "{item.label}" is {describe(item.value)}'
    text = f"{subject}, expected {expected(item.hint)}"
    if fault.reason is not None:
        return text + cannot_judge(fault.reason)
    meant = Item(item.label, item.value, _array_that_was_meant(item))
    if not is_array(meant.hint):
        return text
    return text + (_no_array(meant) or _wrong_dtype(meant) or wrong_shape(meant, record, origins))


def _array_that_was_meant(item: Item) -> Hint:
    """Of ``Float32 "n" or None`` the array; of several arrays the first of the value's dtype."""
    if is_array(item.hint) or not (is_union(item.hint) and is_arraylike(item.value)):
        return item.hint
    members = [member for member in get_args(item.hint) if is_array(member)]
    fitting = [member for member in members if not _wrong_dtype(Item(item.label, item.value, member))]
    return next(iter(fitting + members), item.hint)


def cannot_judge(reason: Exception) -> str:
    if isinstance(reason, jaxtyping.AnnotationError):
        return (
            ", whose expression uses a name that nothing before it binds: "
            "give the name as an axis of its own in an earlier argument"
        )
    return f", which cannot be evaluated: {type(reason).__name__}: {reason}"


def _no_array(item: Item) -> str:
    hint: Any = item.hint
    value = item.value
    if is_arraylike(value) and (hint.array_type is Any or isinstance(value, hint.array_type)):
        return ""
    if hint.array_type is not numpy.ndarray:
        return ""
    makes = isinstance(value, list | tuple | int | float | complex | numpy.generic) or is_arraylike(value)
    return ": an array is needed" + ("; np.asarray makes one" if makes else "")


def _wrong_dtype(item: Item) -> str:
    hint: Any = item.hint
    if isinstance(item.value, hint.dtype[hint.array_type, "..."]):
        return ""
    name, word = dtype_name(item.value), hint.dtype.__name__
    kept = [dtype for dtype in _CONVERSIONS if hint.dtype.dtypes and dtype in map(str, hint.dtype.dtypes)]
    remedy = f"; .astype(np.{kept[0]}) converts it" if kept and hasattr(item.value, "astype") else ""
    article = "an" if word[:1] in "AEIOU" and not word.startswith("U") else "a"
    return f": {name} is not {article} {word}{remedy}"


_CONVERSIONS = ("float64", "float32", "int64", "int32", "uint8", "bool", "complex128", "float16")


def wrong_shape(item: Item, record: Record, origins: Origins) -> str:
    value: Any = item.value
    hint: Any = item.hint
    needed = len(hint.dims) - (hint.index_variadic is not None)
    given = len(value.shape)
    if given < needed or (given > needed and hint.index_variadic is None):
        least = "at least " if hint.index_variadic is not None else ""
        return f": {given} {_axes(given)} instead of {least}{needed} {_axes(needed)}"
    known = known_names(hint.dim_str, value.shape, record, origins)
    return f" with {known}" if known else ""


def _axes(count: int) -> str:
    return "axis" if count == 1 else "axes"


def known_names(text: str, shape: tuple[int, ...], record: Record, origins: Origins) -> str:
    """``fan_in = 784 (from "x": float32[32, 784])`` for each name of a shape string that has a value."""
    values = bindings(record)
    wanted = [
        name
        for word in words(text)
        for name in ([word.binds] if word.binds else [*sorted(word.uses), *word.braces])
    ]
    own = _own_values(text, shape, record)
    parts = []
    for name in dict.fromkeys(wanted):
        if name in values:
            origin = f" (from {origins[name]})" if name in origins else ""
            parts.append(f"{name} = {_size(values[name])}{origin}")
        elif name in own:
            parts.append(f"{name} = {own[name]}")
    return ", ".join(parts)


def _own_values(text: str, shape: tuple[int, ...], record: Record) -> dict[str, object]:
    """The values that the array itself gives: names that stand in it twice, and the values in braces."""
    own: dict[str, object] = {}
    plain = text.split()
    if not any(axis.startswith(("*", "...")) for axis in plain):
        for axis, size in zip(plain, shape, strict=False):
            if plain.count(axis) > 1 and axis.isidentifier():
                own.setdefault(axis, size)
    for word in words(text):
        for brace in word.braces:
            try:
                own[brace] = eval(f"f'{brace}'", dict(record[3]))  # as jaxtyping does
            except Exception as error:
                own[brace] = f"({type(error).__name__})"
    return own


def _size(value: object) -> str:
    return f"({', '.join(map(str, value))})" if isinstance(value, tuple) else str(value)


def explain(
    caller: str,
    verb: str,
    inputs: list[Item],
    outputs: list[Item],
    before: Record,
    after: Record,
) -> TypednnError:
    """Find the value that is to blame, first among the arguments, then among what came out."""
    origins = Origins()
    with Scope(before):
        fault = first_fault(inputs, origins)
        if fault is not None:
            return refusal(caller, "", fault, inputs, records()[-1], origins)
    with Scope(after):
        fault = first_fault(outputs, origins)
        if fault is not None:
            return refusal(caller, verb, fault, inputs, records()[-1], origins)
    listing = "".join(f"\n  {item.label}: {describe(item.value)}" for item in [*inputs, *outputs])
    return ContractError(f"{caller}(): a value did not keep its contract when it was looked at{listing}")
