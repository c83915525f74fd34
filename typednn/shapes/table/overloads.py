"""Which of the overloads of a function a call means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from typednn.shapes.dtypes import compare_dtypes
from typednn.shapes.shape import Shape, rank
from typednn.shapes.signature import Contract, Each, Exactly, OneOf, Parameter, Reading, Rule, Signature, Word
from typednn.shapes.size import Verdict
from typednn.shapes.table.arguments import array_of, is_given, is_sequence
from typednn.shapes.table.binding import bind
from typednn.shapes.unify import Mismatch, Unknowable
from typednn.shapes.value import Missing, Value

Arguments = Mapping[str, Value]


def choose(
    rule: Rule, positional: Sequence[Value], keywords: Mapping[str, Value]
) -> list[tuple[Signature, dict[str, Value]]]:
    """The overload that is called, with its arguments: all up to the first that fits for certain.

    Like a type checker, but for the literals of an argument and the number of its axes.
    """
    found: list[tuple[Signature, dict[str, Value]]] = []
    reason: Unknowable | None = None
    for signature in rule.signatures:
        try:
            arguments = bind(signature, positional, keywords)
        except Unknowable as problem:
            reason = problem
            continue
        verdict = _fits(signature, arguments) if len(rule.signatures) > 1 else Verdict.SAME
        if verdict is not Verdict.DIFFERENT:
            found.append((signature, arguments))
        if verdict is Verdict.SAME:
            break
    if not found:
        raise reason or Unknowable(f"no form of {rule.name} fits this call")
    return found


def _fits(signature: Signature, arguments: Arguments) -> Verdict:
    return _all(_fits_parameter(each, arguments[each.name]) for each in signature.parameters)


def _all(verdicts: Iterable[Verdict]) -> Verdict:
    found = set(verdicts)
    if Verdict.DIFFERENT in found:
        return Verdict.DIFFERENT
    return Verdict.UNKNOWN if Verdict.UNKNOWN in found else Verdict.SAME


def _any(verdicts: Iterable[Verdict]) -> Verdict:
    found = set(verdicts)
    if Verdict.SAME in found:
        return Verdict.SAME
    return Verdict.UNKNOWN if Verdict.UNKNOWN in found else Verdict.DIFFERENT


def _fits_parameter(parameter: Parameter, value: Value) -> Verdict:
    left_out = not is_given(value) and parameter.has_default and parameter.default is None
    if left_out and not isinstance(parameter.reads, Exactly):
        return Verdict.SAME
    return _fits_reading(parameter.reads, value)


def _fits_reading(reading: Reading, value: Value) -> Verdict:
    match reading:
        case Exactly(values):
            return _fits_literal(values, value)
        case OneOf(options):
            return _any(_fits_reading(option, value) for option in options)
        case Contract(_, shape):
            return _fits_rank(shape, value)
        case Each():
            return Verdict.SAME if is_sequence(value) else Verdict.UNKNOWN
        case Word("Array"):
            return Verdict.SAME if is_given(value) else Verdict.DIFFERENT
        case Word("Int" | "Whole"):
            return _fits_int(value)
    return Verdict.SAME


def _fits_literal(values: tuple[object, ...], value: Value) -> Verdict:
    if isinstance(value.literal, Missing):
        may_be_none = value == Value(text=value.text)
        may_be_number = value.shape == () and any(each is not None for each in values)
        return Verdict.UNKNOWN if may_be_none or may_be_number else Verdict.DIFFERENT
    same = any(type(each) is type(value.literal) and each == value.literal for each in values)
    return Verdict.SAME if same else Verdict.DIFFERENT


def _fits_rank(declared: Shape, value: Value) -> Verdict:
    if not is_given(value):
        return Verdict.DIFFERENT
    if value == Value(text=value.text):
        return Verdict.UNKNOWN
    try:
        actual = array_of(value)[0]
    except Mismatch:
        return Verdict.SAME
    if rank(declared) is None:
        enough = len(actual) - (rank(actual) is None) >= len(declared) - 1
        return Verdict.SAME if enough else Verdict.UNKNOWN if rank(actual) is None else Verdict.DIFFERENT
    if rank(actual) is None:
        return Verdict.UNKNOWN
    return Verdict.SAME if len(actual) == len(declared) else Verdict.DIFFERENT


def _fits_int(value: Value) -> Verdict:
    if value.size is not None:
        return Verdict.SAME
    if not isinstance(value.literal, Missing):
        return Verdict.SAME if isinstance(value.literal, int) else Verdict.DIFFERENT
    if value.shape is None:
        return Verdict.DIFFERENT if is_sequence(value) else Verdict.UNKNOWN
    if value.shape != ():
        return Verdict.UNKNOWN if rank(value.shape) is None else Verdict.DIFFERENT
    kinds = compare_dtypes("integer", value.dtype)
    return Verdict.SAME if kinds is Verdict.SAME else kinds
