"""Real Python objects as the `Value`s that a checker would know of them, and the way back: is it true?"""

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from typednn.shapes.dtypes import ABSTRACT, compare_dtypes
from typednn.shapes.shape import Shape, compare_shapes, is_exact, of
from typednn.shapes.size import Size, Verdict, number
from typednn.shapes.table.arguments import array_of
from typednn.shapes.value import Missing, Value

_PYTHON = {bool: "python bool", int: "python int", float: "python float", complex: "python complex"}


def value_of(thing: Any, text: str = "") -> Value:
    """All that can be known of an object."""
    if isinstance(thing, np.ndarray | np.generic):
        return Value(shape=of(*np.shape(thing)), dtype=thing.dtype.type.__name__, text=text)
    if isinstance(thing, np.dtype):
        return Value(dtype=thing.type.__name__)
    if isinstance(thing, type):
        return Value(dtype=thing.__name__)
    if type(thing) in _PYTHON:
        size = number(int(thing)) if isinstance(thing, int) else None
        return Value(shape=(), dtype=_PYTHON[type(thing)], literal=thing, size=size, text=text)
    if isinstance(thing, tuple | list):
        kind = "tuple" if isinstance(thing, tuple) else "list"
        return Value(items=tuple(map(value_of, thing)), kind=kind, text=text)
    if thing is None or thing is ... or isinstance(thing, str | bytes | slice):
        return Value(literal=thing, text=text)
    return Value(text=text)


def falsehoods(known: Value, actual: Any, where: str = "the result") -> Iterator[str]:
    """Everything that `known` says of `actual` and that is not so."""
    if known.size is not None and known.size != number(int(actual)):
        yield f"{where} is {actual}, not {known.size}"
    if not isinstance(known.literal, Missing) and known.literal != actual:
        yield f"{where} is {actual!r}, not {known.literal!r}"
    if known.sizes is not None and compare_shapes(known.sizes, of(*actual)) is Verdict.DIFFERENT:
        yield f"{where} is {actual}, not {known.sizes}"
    if known.shape is not None:
        yield from _false_of_array(known, known.shape, actual, where)
    if known.shape is None and known.dtype:
        verdict = compare_dtypes(known.dtype, np.dtype(actual).type.__name__)
        if verdict is Verdict.DIFFERENT:
            yield f"{where} is the dtype {actual}, not {known.dtype}"
    if known.items is not None:
        if len(known.items) != len(actual):
            yield f"{where} has {len(actual)} items, not {len(known.items)}"
        for at, (item, each) in enumerate(zip(known.items, actual, strict=False)):
            yield from falsehoods(item, each, f"{where}[{at}]")
    if known.element is not None:
        for at, each in enumerate(itertools.islice(actual, 5)):
            yield from falsehoods(known.element, each, f"{where}[{at}]")
    if known.kind in ("list", "tuple") and not isinstance(actual, {"list": list, "tuple": tuple}[known.kind]):
        yield f"{where} is a {type(actual).__name__}, not a {known.kind}"


def _false_of_array(known: Value, shape: Shape, actual: Any, where: str) -> Iterator[str]:
    is_number = known.dtype.startswith("python ")
    is_abstract = known.dtype in ABSTRACT or not known.dtype
    if is_number != (type(actual) in _PYTHON) and not is_abstract:
        yield f"{where} is of type {type(actual).__name__}, not {known.dtype}"
    array = np.asarray(actual)
    if compare_shapes(shape, of(*array.shape)) is Verdict.DIFFERENT:
        yield f"{where} has shape {array.shape}, not {known.shape}"
    if not is_number and compare_dtypes(known.dtype, array.dtype.type.__name__) is Verdict.DIFFERENT:
        yield f"{where} has dtype {array.dtype}, not {known.dtype}"


def is_precise(known: Value) -> bool:
    """Whether shapes and dtypes are known in full."""
    if known.items is not None:
        return all(map(is_precise, known.items))
    if known.element is not None:
        return known.length is not None and is_precise(known.element)
    if known.shape is not None:
        if known.dtype == "python int":
            return True
        return is_exact(known.shape) and all(isinstance(axis, Size) for axis in known.shape)
    return known.sizes is not None or bool(known.dtype) or known.literal is None


def has_dtype(known: Value) -> bool:
    """Whether every array in the result has a dtype."""
    if known.items is not None:
        return all(map(has_dtype, known.items))
    if known.element is not None:
        return has_dtype(known.element)
    return known.shape is None or bool(known.dtype)


__all__ = ["array_of", "falsehoods", "has_dtype", "is_precise", "value_of"]
