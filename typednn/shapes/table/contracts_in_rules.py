"""Signatures in the contract language: unify the arguments, then say the result in the caller's sizes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from typednn.shapes.dtypes import DtypeMismatch, accepts, word_dtype
from typednn.shapes.rules.broadcast import broadcast
from typednn.shapes.shape import ANY, UNKNOWN, Many, Shape
from typednn.shapes.signature import (
    Contract,
    Each,
    Exactly,
    OneOf,
    Reading,
    Returned,
    Signature,
    Tuple,
    Word,
)
from typednn.shapes.size import Name, Size, Verdict
from typednn.shapes.table.arguments import array_of, is_given
from typednn.shapes.table.numbers import int_of
from typednn.shapes.unify import BoundShape, Unifier
from typednn.shapes.value import NOTHING, Value


@dataclass
class RuleUnifier(Unifier):
    """A unifier in which ``*#batch`` of several arguments is what they broadcast to."""

    def _many(self, axis: Many, actual: Shape, source: str, declared: Shape, whole: Shape) -> Verdict:
        before = self.variadics.get(axis.formal) if axis.name and self.is_formal(axis.formal) else None
        if before is None or not axis.broadcasts:
            return super()._many(axis, actual, source, declared, whole)
        self.variadics[axis.formal] = BoundShape(broadcast(before.value, actual), source)
        return Verdict.SAME


def unify_arguments(signature: Signature, arguments: Mapping[str, Value]) -> Unifier:
    """Bind the names of the contracts to the arguments' sizes. Raises `Mismatch`, `DtypeMismatch`."""
    unifier = RuleUnifier(scopes=(signature.scope,))
    _bind_values(unifier, signature, arguments)
    for parameter in signature.parameters:
        value = arguments.get(parameter.name, NOTHING)
        for contract, each in _contracts(parameter.reads, value):
            source = each.text or value.text or parameter.name
            shape, dtype = array_of(each)
            if accepts(contract.word, dtype) is Verdict.DIFFERENT:
                raise DtypeMismatch(
                    f'"{source}" has dtype {dtype.replace("python ", "")}, expected {contract.word} "{contract.text}"'
                )
            unifier.unify(contract.shape, shape, source)
    unifier.finish()
    return unifier


def _bind_values(unifier: Unifier, signature: Signature, arguments: Mapping[str, Value]) -> None:
    """``{n}`` in a shape is the value of the argument n."""
    for parameter in signature.parameters:
        size = int_of(arguments.get(parameter.name, NOTHING))
        braces = Name("{" + parameter.name + "}", signature.scope)
        unifier.bind(braces, size if isinstance(size, Size) else UNKNOWN, parameter.name)


def _contracts(reading: Reading, value: Value) -> Iterator[tuple[Contract, Value]]:
    """The contracts that an argument must keep, each with the part of the argument that it is about."""
    match reading:
        case Contract() if is_given(value):
            yield reading, value
        case Each(item):
            for each in value.items or (() if value.element is None else (value.element,)):
                yield from _contracts(item, each)
        case OneOf(options) if is_given(value):
            rest = [option for option in options if not isinstance(option, Exactly)]
            if len(rest) == 1:
                yield from _contracts(rest[0], value)


def declared_result(signature: Signature, unifier: Unifier) -> Value:
    """What the signature's result means for this call."""
    return _declared(signature.returns, unifier)


def _declared(returned: Returned, unifier: Unifier) -> Value:
    match returned:
        case Contract(word, shape):
            return Value(shape=unifier.apply(shape), dtype=word_dtype(word))
        case Tuple(kind, items, endless):
            if endless:
                return Value(element=_declared(items[0], unifier), kind=kind)
            return Value(items=tuple(_declared(item, unifier) for item in items), kind=kind)
        case Exactly((value,)):
            return Value(literal=value)
        case Word("Int"):
            return Value(shape=(), dtype="python int")
        case Word("Flag"):
            return Value(shape=(), dtype="python bool")
        case Word("Array"):
            return Value(shape=ANY)
    return Value()
