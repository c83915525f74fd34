"""The refusal of a call, a form: who was called, which argument, what it was, what was expected and why.

affine(): "w" is float32[783, 10], expected Float "fan_in fan_out" with fan_in = 784 (from "x": float32[…])
  x: float32[32, 784]
  w: float32[783, 10]
  batch = 32, fan_in = 784
"""

from collections.abc import Iterable
from typing import Any, get_args

import jaxtyping
import numpy

from typednn.contracts.blaming import Fault, Item, Origins, bindings, first_fault
from typednn.contracts.describing import describe, dtype_name, expected, is_arraylike
from typednn.contracts.hints import Hint, arrays, is_array, is_union
from typednn.contracts.language import words
from typednn.contracts.scope import Record, Scope, records
from typednn.errors import ContractError, ShapeError, ShapeSyntaxError, TypednnError


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
        return text + _as_pythons_own(item)
    return text + (_no_array(meant) or _wrong_dtype(meant) or wrong_shape(meant, record, origins))


def _as_pythons_own(item: Item) -> str:
    """NumPy's whole numbers are no ints."""
    meant = getattr(item.hint, "__bound__", item.hint)  # of a size parameter of a class
    whole = isinstance(item.value, numpy.integer) and meant is int
    return f": int({item.value}) makes one" if whole else ""


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
    hint: Any = item.hint  # of an array, as `is_array` has found
    kind, value = hint.array_type, item.value
    if is_arraylike(value) and (kind is Any or isinstance(value, kind)):
        return ""
    if kind not in (numpy.ndarray, Any):
        name = getattr(kind, "__name__", kind)
        plain = type(value) is numpy.ndarray and isinstance(kind, type) and issubclass(kind, numpy.ndarray)
        return f": {name} is needed" + (f"; .view({name}) makes one" if plain else "")
    makes = isinstance(value, list | tuple | int | float | complex) or is_arraylike(value)
    return ": an array is needed" + ("; np.asarray makes one" if makes else "")


def _wrong_dtype(item: Item) -> str:
    hint: Any = item.hint  # of an array, as `is_array` has found
    if isinstance(item.value, hint.dtype[Any, "..."]):
        return ""
    name, word = dtype_name(item.value), hint.dtype.__name__
    kept = [dtype for dtype in _CONVERSIONS if dtype in map(str, hint.dtype.dtypes)]
    remedy = f"; .astype(np.{kept[0]}) converts it" if kept and hasattr(item.value, "astype") else ""
    article = "an" if word[:1] in "AEIO" else "a"
    return f": {name} is not {article} {word}{remedy}"


_CONVERSIONS = ("float64", "float32", "int64", "int32", "uint8", "bool", "complex128", "float16")


def wrong_shape(item: Item, record: Record, origins: Origins) -> str:
    value: Any = item.value  # an array of whichever library
    hint: Any = item.hint  # of an array, as `is_array` has found
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
        name for word in words(text) for name in ([word.binds] if word.binds else [*sorted(word.uses), *word.braces])
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
