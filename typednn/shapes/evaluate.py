"""Evaluating what a stub's decorators say: shape functions and dtype rules over the arguments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from typednn.shapes.arguments import READERS, array_of, arrays_of, common_dtype, dtype_of, is_given, nested_dtype
from typednn.shapes.dtype_rules import RULES
from typednn.shapes.dtypes import canonical
from typednn.shapes.functions import parameter_names, shape_functions
from typednn.shapes.rules.several import Several as SeveralArrays
from typednn.shapes.shape import UNKNOWN, Shape
from typednn.shapes.signature import (
    MANY,
    Apply,
    Constant,
    Contract,
    Each,
    Exactly,
    Expression,
    First,
    OneOf,
    Parameter,
    Reading,
    Reference,
    Several,
    Signature,
    Star,
    Word,
)
from typednn.shapes.size import Size
from typednn.shapes.unify import Unknowable
from typednn.shapes.value import Value

# `stack` of a list whose length is not known is `stack_many`, and so on.
_MANY = "_many"
# Beyond this many arrays a list of known length is treated as if each were the same.
_MOST = 64


@dataclass(frozen=True)
class Evaluation:
    """A signature and its arguments."""

    signature: Signature
    arguments: Mapping[str, Value]

    def parameter(self, name: str) -> Parameter:
        return next(each for each in self.signature.parameters if each.name == name)


def evaluate_shape(evaluation: Evaluation) -> object:
    """What the shape expression gives: a shape, several, or a size."""
    expression = evaluation.signature.shape
    if expression is None:
        raise Unknowable(f"{evaluation.signature.scope} says nothing of its result")
    return _shape(expression, evaluation)


def evaluate_dtype(evaluation: Evaluation) -> tuple[str, ...]:
    """The dtypes of the results: one, or one for each; "" if nothing is said."""
    expression = evaluation.signature.dtype
    if expression is None:
        return ("",)
    return _as_tuple(_dtype(expression, evaluation))


def _as_tuple(dtype: str | tuple[str, ...]) -> tuple[str, ...]:
    return (dtype,) if isinstance(dtype, str) else dtype


def _shape(expression: Expression, evaluation: Evaluation) -> object:
    match expression:
        case Constant(value):
            return value
        case Reference(name):
            return _argument(name, evaluation)
        case First(options):
            for option in options:
                value = _shape(option, evaluation)
                if value is not None:
                    return value
            return None
        case Several(items):
            return tuple(_shape(item, evaluation) for item in items)
        case Apply(function, arguments):
            return _call(function, arguments, evaluation)
    raise Unknowable(f"{evaluation.signature.scope}: a star stands outside a call")


def _argument(name: str, evaluation: Evaluation) -> object:
    parameter, value = evaluation.parameter(name), evaluation.arguments[name]
    if parameter.kind == MANY:
        return _many(parameter.reads, value)
    return read_as(parameter.reads, value)


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
        case Exactly():
            return value.literal if not isinstance(value.literal, type(Value().literal)) else UNKNOWN
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


def _call(function: str, arguments: tuple[Expression, ...] | None, evaluation: Evaluation) -> object:
    functions = shape_functions()
    values: list[object] = []
    names: dict[str, object] = {}
    if arguments is None:
        mine = {parameter.name for parameter in evaluation.signature.parameters}
        for parameter in parameter_names(function):
            name = parameter.lstrip("*")
            if name not in mine:
                continue
            value = _argument(name, evaluation)
            if parameter.startswith("*") and isinstance(value, tuple):
                values.extend(value)
            else:
                names[name] = value
    else:
        values.extend(_values(arguments, evaluation))
    return _with_lists(function, functions, values, names)


def _values(arguments: tuple[Expression, ...], evaluation: Evaluation) -> Iterator[object]:
    for argument in arguments:
        if isinstance(argument, Star):
            inner = _shape(argument.inner, evaluation)
            if not isinstance(inner, tuple):
                raise Unknowable("how many arrays are given is not known")
            yield from inner
        else:
            yield _shape(argument, evaluation)


def _with_lists(
    function: str, functions: Mapping[str, object], values: list[object], names: dict[str, object]
) -> object:
    """Call a shape function; a list of unknown length goes to its sister ``…_many``."""
    lists = [each for each in (*values, *names.values()) if isinstance(each, SeveralArrays)]
    rule = functions[function]
    if lists and function + _MANY in functions:
        rule = functions[function + _MANY]
        values = list(_opened(values))
        for name in [name for name, each in names.items() if isinstance(each, SeveralArrays)]:
            several = names.pop(name)
            assert isinstance(several, SeveralArrays)
            values = [several.element, several.length, *values]
    elif lists:
        values = [_expanded(each, function) for each in values]
        names = {name: _expanded(each, function) for name, each in names.items()}
    assert callable(rule)
    return rule(*values, **names)


def _opened(values: list[object]) -> Iterator[object]:
    for value in values:
        if isinstance(value, SeveralArrays):
            yield value.element
            yield value.length
        else:
            yield value


def _expanded(value: object, function: str) -> object:
    if not isinstance(value, SeveralArrays):
        return value
    count = value.length.constant if isinstance(value.length, Size) else None
    if count is None or count > _MOST:
        raise Unknowable(f"how many arrays {function} is given is not known")
    return (value.element,) * count


def _dtype(expression: Expression, evaluation: Evaluation) -> str | tuple[str, ...]:
    match expression:
        case Constant(value):
            return str(value)
        case Reference(name):
            return _argument_dtype(name, evaluation)
        case First(options):
            for option in options:
                if not isinstance(option, Reference) or is_given(evaluation.arguments[option.name]):
                    return _dtype(option, evaluation)
            return ""
        case Several(items):
            return tuple(_as_tuple(_dtype(item, evaluation))[0] for item in items)
        case Apply(function, arguments):
            if function not in RULES:
                return canonical(function) or function
            return RULES[function](*_dtypes(arguments, evaluation))
    raise Unknowable(f"{evaluation.signature.scope}: a star stands outside a call")


def _dtypes(arguments: tuple[Expression, ...] | None, evaluation: Evaluation) -> Iterator[str]:
    """The dtypes of the arguments of a rule; what was not given is left out."""
    for argument in arguments or ():
        if isinstance(argument, Star) and isinstance(argument.inner, Reference):
            items = evaluation.arguments[argument.inner.name].items or ()
            yield from (array_of(item)[1] for item in items)
        elif not isinstance(argument, Reference) or is_given(evaluation.arguments[argument.name]):
            found = _dtype(argument, evaluation)
            yield from (found,) if isinstance(found, str) else found


def _argument_dtype(name: str, evaluation: Evaluation) -> str:
    reading, value = evaluation.parameter(name).reads, evaluation.arguments[name]
    if reading == Word("DType"):
        return dtype_of(value)
    if reading == Word("Nested"):
        return nested_dtype(value)
    if reading == Word("Arrays") or isinstance(reading, Each):
        return common_dtype(value)
    return array_of(value)[1] if is_given(value) else ""


__all__ = ["Evaluation", "Shape", "evaluate_dtype", "evaluate_shape", "read_as"]
