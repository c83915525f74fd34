"""From what shape functions and dtype rules say to the `Value` of a result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from typednn.shapes.dtypes import PYTHON
from typednn.shapes.loops import union
from typednn.shapes.rules.several import OneOf, Several
from typednn.shapes.shape import ANY, UNKNOWN, Shape, rank
from typednn.shapes.signature import Exactly, Rule, Signature, Word
from typednn.shapes.size import Size
from typednn.shapes.table.arguments import dtype_of, is_given
from typednn.shapes.table.evaluate import evaluate_shape
from typednn.shapes.table.evaluate_dtypes import evaluate_dtype
from typednn.shapes.table.evaluation import Evaluation
from typednn.shapes.table.numbers import sizes_of
from typednn.shapes.unify import Unknowable
from typednn.shapes.value import MISSING, Value

Arguments = Mapping[str, Value]
_KINDS = (Word("List"), Word("Iterator"))


def built(signature: Signature, evaluation: Evaluation) -> Value:
    """The Value that a shape function's answer means, given what the signature says comes back."""
    returns = signature.returns
    if returns == Word("DType"):
        return Value(dtype=evaluate_dtype(evaluation)[0])
    answer = evaluate_shape(evaluation)
    match returns:
        case Exactly((None,)):
            return Value(literal=None)
        case Word("Unknown" | "Text"):
            return Value()
        case Word("Int"):
            return python_int(answer)
        case Word("Sizes"):
            return Value(sizes=answer if isinstance(answer, tuple) else ANY, kind="tuple")
        case Word("Number"):
            return Value(shape=(), dtype=evaluate_dtype(evaluation)[0])
        case Word("Flag"):
            return Value(shape=(), dtype="python bool")
        case Word("Tuple"):
            return repeated(answer, evaluate_dtype(evaluation))
    kind = returns.name.lower() if isinstance(returns, Word) and returns in _KINDS else "tuple"
    return arrays(answer, evaluate_dtype(evaluation), kind)


def number_or_array(signature: Signature, arguments: Arguments, result: Value) -> Value:
    """``-> Array | float``: a number of Python, if it has no axes and no ``size=`` was asked for."""
    returns = signature.returns
    if not isinstance(returns, Word) or not returns.name.startswith("Array or "):
        return result
    size = arguments.get("size", Value(literal=None))
    sizes = sizes_of(size)
    dtype = reads(signature, "DType")
    if result.shape is None or (sizes is not None and rank(sizes) is not None):
        return result
    if returns.name == "Array or int" and dtype is not None and is_given(arguments[dtype]):
        return result
    if result.shape == ():
        return Value(shape=(), dtype="python " + returns.name.removeprefix("Array or "))
    if rank(result.shape) is not None:
        return result
    return array(result.shape, "floating" if returns.name == "Array or float" else "integer")


def python_int(size: object) -> Value:
    if not isinstance(size, Size):
        return Value(shape=(), dtype="python int")
    constant = size.constant
    known = MISSING if constant is None else constant
    return Value(shape=(), dtype="python int", size=size, literal=known)


def arrays(answer: object, dtypes: tuple[str, ...], kind: str) -> Value:
    """One array, or several, from shapes and dtypes."""
    if isinstance(answer, Several):
        length = answer.length if isinstance(answer.length, Size) else None
        return Value(element=array(answer.element, dtypes[0]), length=length, kind=kind)
    if isinstance(answer, OneOf):
        first, *others = (array(shape, dtypes[0]) for shape in answer.shapes)
        return replace(first, others=tuple(others))
    if not isinstance(answer, tuple):
        raise Unknowable("a shape function gave no shape")
    if not any(isinstance(each, tuple | Several) for each in answer):
        return array(answer, dtypes[0])
    pairs = zip(answer, _as_many(dtypes, len(answer)), strict=True)
    return Value(items=tuple(arrays(each, (dtype,), "") for each, dtype in pairs), kind=kind)


def repeated(answer: object, dtypes: tuple[str, ...]) -> Value:
    """One shape for each of the dtypes: what a ufunc with several results gives."""
    return Value(items=tuple(arrays(answer, (dtype,), "") for dtype in dtypes), kind="tuple")


def _as_many(dtypes: tuple[str, ...], count: int) -> tuple[str, ...]:
    """So many dtypes: the last one counts for all that follow."""
    return (*dtypes, *[dtypes[-1]] * (count - len(dtypes)))[:count]


def array(shape: Shape, dtype: str) -> Value:
    return Value(shape=shape, dtype=PYTHON.get(dtype, dtype))


def redescribed(result: Value, dtypes: tuple[str, ...]) -> Value:
    """A declared result with the dtypes that a rule gives; one for each item of a tuple."""
    if result.items is not None:
        pairs = zip(result.items, _as_many(dtypes, len(result.items)), strict=True)
        return Value(items=tuple(redescribed(item, (dtype,)) for item, dtype in pairs), kind=result.kind)
    if result.element is not None:
        return Value(element=redescribed(result.element, dtypes), length=result.length, kind=result.kind)
    return result if result.shape is None else array(result.shape, dtypes[0])


def either(rule: Rule, one: Value, other: Value) -> Value:
    """What both results have in common, where it is not known which form is called."""
    if one == other:
        return one
    if one.shape is None or other.shape is None:
        raise Unknowable(f"which form of {rule.name} is called depends on values")
    dtypes = union(*(PYTHON.get(each.dtype, each.dtype) for each in (one, other)))
    if rank(one.shape) is None or rank(one.shape) != rank(other.shape):
        return Value(shape=one.shape if one.shape == other.shape else ANY, dtype=dtypes)
    axes = tuple(a if a == b else UNKNOWN for a, b in zip(one.shape, other.shape, strict=True))
    return Value(shape=axes, dtype=dtypes)


def with_dtype(signature: Signature, arguments: Arguments, result: Value) -> Value:
    """A ``dtype=`` that is given decides."""
    name = reads(signature, "DType")
    if name is None or not is_given(arguments[name]) or result.shape is None:
        return result
    return array(result.shape, dtype_of(arguments[name]))


def reads(signature: Signature, word: str) -> str | None:
    """The parameter that is read in this way."""
    return next((each.name for each in signature.parameters if each.reads == Word(word)), None)
