"""The arguments of one call, in the form in which shape functions take them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from typednn.shapes.rules.several import Several as SeveralArrays
from typednn.shapes.shape import UNKNOWN
from typednn.shapes.signature import MANY, Contract, Each, Exactly, OneOf, Parameter, Reading, Signature, Word
from typednn.shapes.table.arguments import array_of, arrays_of, is_given
from typednn.shapes.table.readers import READERS
from typednn.shapes.value import Missing, Value


@dataclass(frozen=True)
class Evaluation:
    """A signature and its arguments."""

    signature: Signature
    arguments: Mapping[str, Value]

    def parameter(self, name: str) -> Parameter:
        return next(each for each in self.signature.parameters if each.name == name)

    def argument(self, name: str) -> object:
        """An argument as its parameter reads it; of ``*args`` a tuple of all."""
        parameter, value = self.parameter(name), self.arguments[name]
        return _many(parameter.reads, value) if parameter.kind == MANY else read_as(parameter.reads, value)


def _many(reading: Reading, value: Value) -> object:
    """The arguments of ``*args``; sizes may also be given as one tuple, or not at all."""
    items = value.items or ()
    if isinstance(reading, Word) and reading.name in ("Sizes", "Axes", "Wholes"):
        if not items or (len(items) == 1 and items[0].literal is None):
            return None if reading.name != "Sizes" else ()
        one = items[0] if len(items) == 1 else value
        return READERS[reading.name](one) if len(items) != 1 or not _is_int(one) else _tuple_of(reading, one)
    return tuple(read_as(reading, item) for item in items)


def _is_int(value: Value) -> bool:
    return value.size is not None or isinstance(value.literal, int) or value.shape == ()


def _tuple_of(reading: Word, value: Value) -> object:
    read = READERS[reading.name](value)
    return read if isinstance(read, tuple) else (read,)


def read_as(reading: Reading, value: Value) -> object:
    """An argument in the form in which shape functions take it."""
    match reading:
        case Word("Array") | Contract():
            return array_of(value)[0] if is_given(value) else None
        case Word("Arrays"):
            return _arrays(value) if is_given(value) else None
        case Word(name) if name in READERS:
            return READERS[name](value)
        case Exactly((only,)):
            return only
        case Exactly():
            return UNKNOWN if isinstance(value.literal, Missing) else value.literal
        case Each():
            return _arrays(value)
        case OneOf(options):
            if not is_given(value):
                return None
            return read_as(next(each for each in options if not isinstance(each, Exactly)), value)
    return UNKNOWN if is_given(value) else None


def _arrays(value: Value) -> object:
    found = arrays_of(value)
    return found if isinstance(found, SeveralArrays) else tuple(shape for shape, _ in found)
