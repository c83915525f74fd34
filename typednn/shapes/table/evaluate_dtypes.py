"""Evaluating what ``@dtype(...)`` says: dtype rules over the arguments."""

from __future__ import annotations

from collections.abc import Iterator

from typednn.shapes.dtypes import canonical
from typednn.shapes.signature import Apply, Constant, Each, Expression, First, Reference, Several, Star, Word
from typednn.shapes.table.arguments import array_of, common_dtype, dtype_of, is_given, nested_dtype
from typednn.shapes.table.dtype_rules import RULES
from typednn.shapes.table.evaluation import Evaluation
from typednn.shapes.table.readers import slices_dtype
from typednn.shapes.unify import Unknowable
from typednn.shapes.value import Value


def evaluate_dtype(evaluation: Evaluation) -> tuple[str, ...]:
    """The dtypes of the results: one, or one for each; "" if nothing is said."""
    expression = evaluation.signature.dtype
    if expression is None:
        return ("",)
    return _as_tuple(_dtype(expression, evaluation))


def _as_tuple(dtype: str | tuple[str, ...]) -> tuple[str, ...]:
    return (dtype,) if isinstance(dtype, str) else dtype


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
            yield from map(_item_dtype, items)
        elif not isinstance(argument, Reference) or is_given(evaluation.arguments[argument.name]):
            found = _dtype(argument, evaluation)
            yield from (found,) if isinstance(found, str) else found


def _item_dtype(value: Value) -> str:
    """The dtype of an array, or the one that the argument names."""
    dtype = array_of(value)[1]
    return dtype if isinstance(value.literal, int | float) else dtype_of(value) or dtype


def _argument_dtype(name: str, evaluation: Evaluation) -> str:
    reading, value = evaluation.parameter(name).reads, evaluation.arguments[name]
    if reading == Word("DType"):
        return dtype_of(value)
    if reading == Word("Slices"):
        return slices_dtype(value)
    if reading == Word("Nested"):
        return nested_dtype(value)
    if reading == Word("Arrays") or isinstance(reading, Each):
        return common_dtype(value)
    return array_of(value)[1] if is_given(value) else ""
