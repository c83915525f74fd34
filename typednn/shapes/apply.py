"""What a call returns: a rule of the table, applied to what is known of the arguments."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from typednn.shapes.arguments import arrays_of, dtype_of, is_given, is_sequence
from typednn.shapes.binding import bind
from typednn.shapes.contracts_in_rules import declared_result, unify_arguments
from typednn.shapes.dtypes import PYTHON, DtypeMismatch
from typednn.shapes.evaluate import Evaluation, evaluate_dtype, evaluate_shape
from typednn.shapes.loops import can_store
from typednn.shapes.render import quoted
from typednn.shapes.rules.broadcast import broadcast_to
from typednn.shapes.rules.several import Several
from typednn.shapes.shape import ANY, UNKNOWN, Shape, Unknown, rank
from typednn.shapes.signature import Apply, Contract, Each, Exactly, OneOf, Parameter, Rule, Signature, Tuple, Word
from typednn.shapes.size import Size, Verdict, number
from typednn.shapes.unify import Mismatch, Unknowable
from typednn.shapes.value import Missing, Value

Arguments = Mapping[str, Value]
_NONE = Value(literal=None)
_PLACE = re.compile(r"<(\w+)>")


def apply_rule(
    rule: Rule, positional: Sequence[Value] = (), keywords: Mapping[str, Value] | None = None
) -> Value:
    """The result of ``f(*positional, **keywords)``; a method's receiver is its first argument.

    Several results are the `items` of a Value of kind "tuple" or "list"; of unknown number, its `element`.
    An int result has `size`, a shape result `sizes`, a dtype result `dtype` without a shape.
    Raises `Mismatch` (`DtypeMismatch`) where NumPy is certain to fail, `Unknowable` where nothing is known.
    """
    chosen = _chosen(rule, positional, keywords or {})
    results = [apply_signature(signature, arguments) for signature, arguments in chosen]
    if any(result != results[0] for result in results):
        raise Unknowable(f"which form of {rule.name} is called depends on values")
    return results[0]


def _chosen(
    rule: Rule, positional: Sequence[Value], keywords: Mapping[str, Value]
) -> list[tuple[Signature, dict[str, Value]]]:
    """The overload that is called: all up to the first that fits for certain."""
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
    """Whether this overload is meant, judged by its literals and by the number of axes."""
    verdicts = [_fits_parameter(parameter, arguments[parameter.name]) for parameter in signature.parameters]
    for verdict in (Verdict.DIFFERENT, Verdict.UNKNOWN):
        if verdict in verdicts:
            return verdict
    return Verdict.SAME


def _fits_parameter(parameter: Parameter, value: Value) -> Verdict:
    if not is_given(value) and parameter.has_default and parameter.default is None:
        if not isinstance(parameter.reads, Exactly):
            return Verdict.SAME
    return _fits_reading(parameter.reads, value)


def _fits_reading(reading: object, value: Value) -> Verdict:
    match reading:
        case Exactly(values):
            if isinstance(value.literal, Missing):
                nothing_known = value == Value(text=value.text) or (value.shape == () and None not in values)
                return Verdict.UNKNOWN if nothing_known else Verdict.DIFFERENT
            same = any(type(each) is type(value.literal) and each == value.literal for each in values)
            return Verdict.SAME if same else Verdict.DIFFERENT
        case OneOf(options):
            found = [_fits_reading(option, value) for option in options]
            if Verdict.SAME in found:
                return Verdict.SAME
            return Verdict.UNKNOWN if Verdict.UNKNOWN in found else Verdict.DIFFERENT
        case Contract(_, shape):
            if value.literal is None:
                return Verdict.DIFFERENT
            actual = value.shape
            if actual is None:
                return Verdict.SAME if is_sequence(value) else Verdict.UNKNOWN
            if rank(shape) is None:
                return Verdict.SAME if rank(actual) is None or len(actual) >= len(shape) - 1 else Verdict.DIFFERENT
            if rank(actual) is None:
                return Verdict.UNKNOWN
            return Verdict.SAME if len(actual) == len(shape) else Verdict.DIFFERENT
        case Each():
            return Verdict.SAME if is_sequence(value) else Verdict.UNKNOWN
        case Word("Array"):
            return Verdict.DIFFERENT if value.literal is None else Verdict.SAME
    return Verdict.SAME


def apply_signature(signature: Signature, arguments: Arguments) -> Value:
    """`apply_rule` for one signature whose arguments are bound."""
    try:
        bindings = unify_arguments(signature, arguments)
        evaluation = Evaluation(signature, arguments)
        if signature.shape is None and signature.returns != Word("DType"):
            result = declared_result(signature, bindings)
            if signature.dtype is not None:
                result = _redescribed(result, evaluate_dtype(evaluation))
        else:
            result = _built(signature, evaluation)
        return _stored(signature, arguments, _with_dtype(signature, arguments, result))
    except Mismatch as problem:
        raise _in_the_users_words(problem, arguments) from None


def _redescribed(result: Value, dtypes: tuple[str, ...]) -> Value:
    """A declared result with the dtypes that a rule gives; one for each item of a tuple."""
    if result.items is not None:
        dtypes = (*dtypes, *[dtypes[-1]] * (len(result.items) - len(dtypes)))
        items = tuple(
            _redescribed(item, (dtype,)) for item, dtype in zip(result.items, dtypes, strict=False)
        )
        return Value(items=items, kind=result.kind)
    if result.element is not None:
        return Value(element=_redescribed(result.element, dtypes), length=result.length, kind=result.kind)
    return result if result.shape is None else _array(result.shape, dtypes[0])


def _in_the_users_words(problem: Mismatch, arguments: Arguments) -> Mismatch:
    """``<x2>`` in a message stands for what the user wrote for x2."""

    def written(match: re.Match[str]) -> str:
        name = match.group(1)
        return (arguments[name].text or name) if name in arguments else match.group()

    return type(problem)(_PLACE.sub(written, problem.sentence), _PLACE.sub(written, problem.hint))


def _built(signature: Signature, evaluation: Evaluation) -> Value:
    """The Value that a shape function's answer means, given what the signature says comes back."""
    match signature.returns:
        case Word("Unknown"):
            evaluate_shape(evaluation)
            return Value()
        case Exactly((None,)):
            evaluate_shape(evaluation)
            return _NONE
        case Word("Int"):
            return _int(evaluate_shape(evaluation))
        case Word("Sizes"):
            shape = evaluate_shape(evaluation)
            return Value(sizes=shape if isinstance(shape, tuple) else ANY, kind="tuple")
        case Word("DType"):
            return Value(dtype=evaluate_dtype(evaluation)[0])
        case Word("Flag"):
            evaluate_shape(evaluation)
            return Value(shape=(), dtype="python bool")
        case Word("Text"):
            evaluate_shape(evaluation)
            return Value()
    kind = "list" if signature.returns == Word("List") else "tuple"
    several = signature.returns == Word("Tuple")
    result = _arrays(evaluate_shape(evaluation), evaluate_dtype(evaluation), kind, several)
    if isinstance(signature.returns, Word) and signature.returns.name.startswith("Array or "):
        return _number_or_array(result, signature.returns.name.removeprefix("Array or "))
    return result


def _number_or_array(result: Value, number_class: str) -> Value:
    """What is a Python number, not an array, if it has no axes."""
    if result.shape is None or rank(result.shape):
        return result
    if result.shape == ():
        return Value(shape=(), dtype=f"python {number_class}")
    return _array(result.shape, "floating" if number_class == "float" else "integer")


def _int(size: object) -> Value:
    if isinstance(size, int):
        size = number(size)
    if not isinstance(size, Size):
        return Value(shape=(), dtype="python int")
    constant = size.constant
    known = Missing() if constant is None else constant
    return Value(shape=(), dtype="python int", size=size) if constant is None else Value(
        shape=(), dtype="python int", size=size, literal=known
    )


def _arrays(answer: object, dtypes: tuple[str, ...], kind: str, several: bool = False) -> Value:
    """One array, or several, from shapes and dtypes; `several`: the one shape for each of the dtypes."""
    if isinstance(answer, Several):
        length = answer.length if isinstance(answer.length, Size) else None
        return Value(element=_array(answer.element, dtypes[0]), length=length, kind=kind)
    if isinstance(answer, tuple) and any(isinstance(each, tuple | Several) for each in answer):
        padded = (*dtypes, *[dtypes[-1]] * (len(answer) - len(dtypes)))
        items = tuple(
            _arrays(each, (dtype,), "list" if kind == "tuple" else kind)
            for each, dtype in zip(answer, padded, strict=False)
        )
        return Value(items=items, kind=kind)
    if not isinstance(answer, tuple):
        raise Unknowable("a shape function gave no shape")
    if several:
        return Value(items=tuple(_array(answer, dtype) for dtype in dtypes), kind=kind)
    return _array(answer, dtypes[0])


def _array(shape: Shape, dtype: str) -> Value:
    return Value(shape=shape, dtype=PYTHON.get(dtype, dtype))


def _with_dtype(signature: Signature, arguments: Arguments, result: Value) -> Value:
    """A ``dtype=`` that is given decides."""
    name = _reads(signature, "DType")
    if name is None or not is_given(arguments[name]) or result.shape is None:
        return result
    return _array(result.shape, dtype_of(arguments[name]))


def _reads(signature: Signature, word: str) -> str | None:
    return next((each.name for each in signature.parameters if each.reads == Word(word)), None)


def _stored(signature: Signature, arguments: Arguments, result: Value) -> Value:
    """With ``out=`` the result is written there: it must fit, and what comes back is `out`."""
    name = _reads(signature, "Out")
    if name is None or not is_given(arguments[name]):
        return result
    if not (isinstance(signature.dtype, Apply) and signature.dtype.function == "loops"):
        # Only a ufunc refuses to write into another kind of dtype.
        result = replace(result, dtype="")
    out = arguments[name]
    if out.items is not None and out.kind != "list":
        return _stored_several(out, result)
    if out.shape is None:
        return Value()
    return _stored_one(out, result, name)


def _stored_several(out: Value, result: Value) -> Value:
    targets = out.items or ()
    if result.items is None:
        return _stored_one(targets[0], result, "out") if len(targets) == 1 and targets[0].shape is not None else result
    if len(targets) != len(result.items):
        return result
    pairs = zip(targets, result.items, strict=True)
    return Value(
        items=tuple(_stored_one(each, value, "out") if each.shape is not None else value for each, value in pairs),
        kind=result.kind,
    )


def _stored_one(out: Value, result: Value, name: str) -> Value:
    assert out.shape is not None
    if result.shape is None or result.shape == out.shape and not result.dtype:
        return out
    try:
        broadcast_to(result.shape, out.shape)
    except Mismatch:
        raise Mismatch(
            f"the result has shape {quoted(result.shape)}, and is written into <{name}>, {quoted(out.shape)}"
        ) from None
    if not can_store(result.dtype, out.dtype):
        raise DtypeMismatch(f"a result of dtype {result.dtype} cannot be written into <{name}>, {out.dtype}")
    return Value(shape=out.shape, dtype=out.dtype)
