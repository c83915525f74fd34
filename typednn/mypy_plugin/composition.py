"""Layers of `typednn.layers` and of the user: what a chain of them takes and gives, and where two do not fit.

A layer is known by the contract of its `__call__`, whoever wrote it; who overrides `output_shape` is known only
if the maker of that method is: `Chain` and `Residual`, which say of themselves what `shapes.promises` says here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from mypy.nodes import Decorator, Expression, FuncDef, OpExpr, TypeInfo
from mypy.types import CallableType, TypeVarType, get_proper_type

from typednn.errors import ShapeError
from typednn.mypy_plugin import classes
from typednn.mypy_plugin.braces import brace_size
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.markers import Contract, contract_of
from typednn.mypy_plugin.values import Abstract, Either, Object, Sequence, Top, array, either
from typednn.shapes.dtypes import accepts, word_dtype
from typednn.shapes.parser import ParseError, parse
from typednn.shapes.promises import (
    OWN,
    Misfit,
    Promise,
    dtype_sentence,
    misfit_sentence,
    residual_output,
    sequence_input,
    sequence_output,
)
from typednn.shapes.shape import ANY, UNKNOWN, Shape, shape_names
from typednn.shapes.size import Name, Verdict
from typednn.shapes.unify import BoundShape, Unifier
from typednn.shapes.value import Value

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter

LAYER = "typednn.layers.layer.Layer"
CHAIN = "typednn.layers.chain.Chain"
RESIDUAL = "typednn.layers.residual.Residual"
FIELDS = ("layers", "inner")
"""Where these two keep the layers that they are made of."""


def maker(info: TypeInfo, method: str) -> str:
    """The class that a method of a class comes from."""
    symbol = info.get(method)
    node = symbol.node if symbol is not None else None
    if isinstance(node, Decorator):
        node = node.func
    return node.info.fullname if isinstance(node, FuncDef) and node.info else ""


def is_layer(value: Abstract) -> bool:
    return isinstance(value, Object) and value.info.has_base(LAYER)


# What is known of one layer


@dataclass(frozen=True)
class Shown:
    """A layer as it prints itself at run time."""

    text: str

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Single:
    """A layer that is what its `__call__` promises."""

    promise: Promise

    def input_shape(self) -> Shape:
        return self.promise.input()

    def output_shape(self, shape: Shape) -> Shape:
        return self.promise.output(shape)

    def __repr__(self) -> str:
        return repr(self.promise.layer)


@dataclass(frozen=True)
class InSequence:
    """Layers one behind the other."""

    layers: tuple[Part, ...]
    promise: Promise

    def input_shape(self) -> Shape:
        return sequence_input(self.layers)

    def output_shape(self, shape: Shape) -> Shape:
        return sequence_output(self.layers, shape, lambda part: part.promise)

    def __repr__(self) -> str:
        return " >> ".join(map(repr, self.layers))


@dataclass(frozen=True)
class Around:
    """A residual connection."""

    inner: Part
    promise: Promise

    def input_shape(self) -> Shape:
        return self.inner.input_shape()

    def output_shape(self, shape: Shape) -> Shape:
        return residual_output(self.inner, shape)

    def __repr__(self) -> str:
        return f"Residual({self.inner!r})"


Part = Single | InSequence | Around


def part(interpreter: Interpreter, frame: Frame, value: Abstract) -> Part:
    """What is known of a layer; of what is no known layer, nothing."""
    if not isinstance(value, Object) or not value.info.has_base(LAYER):
        return Single(Promise(Shown("this layer"), ANY, ANY))
    by = maker(value.info, "output_shape")
    if by == CHAIN:
        layers = interpreter.attribute(frame, value, "layers")
        if isinstance(layers, Sequence) and layers.items:
            parts = tuple(part(interpreter, frame, item) for item in layers.items)
            return InSequence(parts, _promise(interpreter, frame, value, label(value)))
    if by == RESIDUAL:
        inner = interpreter.attribute(frame, value, "inner")
        if is_layer(inner):
            return Around(part(interpreter, frame, inner), _promise(interpreter, frame, value, label(value)))
    if by != LAYER or maker(value.info, "input_shape") != LAYER:
        return Single(Promise(Shown(label(value)), ANY, ANY))
    return Single(_promise(interpreter, frame, value, label(value)))


def label(value: Abstract) -> str:
    """``Linear(784, 128)``, as the layer prints itself."""
    return (value.label or f"this {value.info.name}") if isinstance(value, Object) else "this layer"


def _promise(interpreter: Interpreter, frame: Frame, value: Object, text: str) -> Promise:
    """The contract of the call, with the sizes that this instance has."""
    symbol = value.info.get("__call__")
    node = symbol.node if symbol is not None else None
    if isinstance(node, Decorator):
        node = node.func
    typ = node.type if isinstance(node, FuncDef) else None
    if not isinstance(typ, CallableType) or len(typ.arg_types) < 2:
        return Promise(Shown(text), ANY, ANY)
    taken, given = contract_of(get_proper_type(typ.arg_types[1])), contract_of(get_proper_type(typ.ret_type))
    takes, gives = _shape(taken), _shape(given)
    known = _known(interpreter, frame, value, (*takes, *gives))
    return Promise(Shown(text), takes, gives, _word(taken), _word(given), known, labels(value.info))


def _shape(contract: Contract | None) -> Shape:
    try:
        return ANY if contract is None else parse(contract.text, OWN)
    except ParseError:
        return ANY


def _word(contract: Contract | None) -> str:
    return "Shaped" if contract is None else contract.word


def labels(info: TypeInfo) -> dict[str, str]:
    """``{"In": "fan_in"}``: a size parameter of the class goes by the constructor's name for it."""
    method = classes.initialiser(info)
    typ = method.type if method is not None else None
    if not isinstance(typ, CallableType):
        return {}
    variables = [(get_proper_type(each), name) for each, name in zip(typ.arg_types, typ.arg_names, strict=True)]
    return {variable.name: name for variable, name in variables if isinstance(variable, TypeVarType) and name}


def _known(interpreter: Interpreter, frame: Frame, owner: Object, shape: Shape) -> Unifier:
    """The values of those names that belong to the class, or stand in braces."""
    unifier = Unifier((OWN,), frame.state.facts)
    resolver = classes.InstanceResolver(owner, frame)
    for found in dict.fromkeys(shape_names(shape)):
        plain = Name(found.name)
        if found.name.startswith("{"):
            size = brace_size(
                found.name,
                lambda name: owner if name == "self" else None,
                lambda value, name: interpreter.attribute(frame, value, name),
            )
            unifier.bind(found, UNKNOWN if size is None else size, found.name.strip("{}"))
        elif found.name.startswith("*"):
            variadic = resolver.shape(plain)
            if variadic is not None:
                unifier.variadics[found] = BoundShape(variadic, "self")
        else:
            size = resolver.size(plain)
            if size is not None:
                unifier.bind(found, size, "self")
    return unifier


# Making chains


def compose(interpreter: Interpreter, frame: Frame, node: Expression, left: Object, right: Abstract) -> Abstract:
    """``left >> right``."""
    info = _chain_class(interpreter, left)
    if info is None:
        return Top("a chain of layers")
    at = node.right if isinstance(node, OpExpr) else node
    return chained(interpreter, frame, Object(info), [left, right], lambda index: at)


def _chain_class(interpreter: Interpreter, layer: Object) -> TypeInfo | None:
    """What ``>>`` is annotated to give."""
    symbol = layer.info.get("__rshift__")
    node = symbol.node if symbol is not None else None
    if isinstance(node, Decorator):
        node = node.func
    typ = node.type if isinstance(node, FuncDef) else None
    result = get_proper_type(typ.ret_type) if isinstance(typ, CallableType) else None
    found = getattr(result, "type", None)
    return found if isinstance(found, TypeInfo) else None


def chained(
    interpreter: Interpreter,
    frame: Frame,
    owner: Object,
    layers: list[Abstract],
    place: Callable[[int], Expression],
) -> Abstract:
    """A chain of these layers; a report, and nothing known, if they do not fit."""
    flat: list[tuple[Abstract, Expression]] = []
    for index, layer in enumerate(layers):
        flat += [(each, place(index)) for each in _flat(interpreter, frame, layer)]
    values = [value for value, _ in flat]
    parts = [part(interpreter, frame, value) for value in values]
    for at in range(2, len(parts) + 1):
        sentence = _misfit(parts[:at])
        if sentence:
            return refused(frame, flat[at - 1][1], sentence)
    items = Sequence("tuple", tuple(values))
    return _with_field(owner, "layers", items, " >> ".join(map(label, values)))


def _flat(interpreter: Interpreter, frame: Frame, layer: Abstract) -> Iterator[Abstract]:
    """Chains in a chain are laid out flat."""
    if isinstance(layer, Object) and layer.info.has_base(CHAIN):
        inner = interpreter.attribute(frame, layer, "layers")
        if isinstance(inner, Sequence) and inner.items:
            yield from inner.items
            return
    yield layer


def _misfit(parts: list[Part]) -> str:
    """Why the last of these layers does not fit behind the others, "" if it does."""
    for before, behind in pairwise(parts):
        sentence = dtype_sentence(behind.promise, before.promise)
        if sentence:
            return sentence
    whole = InSequence(tuple(parts), parts[0].promise)
    return _broken(whole)


def _broken(whole: Part) -> str:
    try:
        whole.output_shape(whole.input_shape())
    except ShapeError as error:
        return str(error)
    except Misfit:
        pass  # what the first layer takes, it takes; here something is unknown
    return ""


def surrounded(interpreter: Interpreter, frame: Frame, owner: Object, inner: Abstract, node: Expression) -> Abstract:
    """A residual connection around a layer."""
    if not is_layer(inner):
        return owner
    found = part(interpreter, frame, inner)
    sentence = _broken(Around(found, found.promise))
    if sentence:
        return refused(frame, node, sentence)
    return _with_field(owner, "inner", inner, f"{owner.info.name}({label(inner)})")


def _with_field(owner: Object, name: str, value: Abstract, text: str) -> Object:
    fields = {**owner.fields, name: value}
    return Object(owner.info, owner.sizes, owner.shapes, fields, owner.type, owner.is_self, owner.tag, text)


def refused(frame: Frame, node: Expression, sentence: str, code: str = "tensor-shape") -> Abstract:
    frame.fail(node, code, sentence.replace("{", "").replace("}", ""))
    return Top("layers that do not fit")


# Calling them


def forwarded(
    interpreter: Interpreter, frame: Frame, owner: Object, given: Abstract, result: Abstract, node: Expression
) -> Abstract:
    """What ``net.forward(x)`` gives, the result of ``net(x)`` first."""
    folded = called(interpreter, frame, owner, given, node, "forward")
    if folded is None or not isinstance(result, Sequence) or not result.items:
        return result
    return Sequence(result.kind, (folded, *result.items[1:]))


def called(
    interpreter: Interpreter, frame: Frame, owner: Object, given: Abstract, node: Expression, method: str = "__call__"
) -> Abstract | None:
    """What ``net(x)`` gives, folded from the x that it is given; None if that is not known."""
    if maker(owner.info, method) not in (CHAIN, RESIDUAL):
        return None
    found = part(interpreter, frame, owner)
    if isinstance(found, Single):
        return None
    options = given.options if isinstance(given, Either) else (given,)
    results, failures = [], []
    for option in options:
        if not isinstance(option, Value) or option.shape is None:
            return None
        sentence, code, result = _given(found, option)
        if sentence:
            failures.append((sentence, code))
        else:
            results.append(result)
    if failures and not results:
        return refused(frame, node, *failures[0])
    return either(results)


def _given(found: Part, value: Value) -> tuple[str, str, Abstract]:
    """Why a network cannot take an array, if so, and what comes out."""
    first = _first(found)
    shape = value.shape or ()
    if accepts(first.word_taken, value.dtype) is Verdict.DIFFERENT:
        return f"{first.layer!r} takes {first.word_taken}, but it is given {value.dtype}", "tensor-dtype", value
    try:
        result = found.output_shape(shape)
    except Misfit as misfit:
        return misfit_sentence(misfit, shape, None), "tensor-shape", value
    except ShapeError as error:
        return str(error), "tensor-shape", value
    return "", "", array(result, word_dtype(_last(found).word_given))


def _first(found: Part) -> Promise:
    while not isinstance(found, Single):
        found = found.layers[0] if isinstance(found, InSequence) else found.inner
    return found.promise


def _last(found: Part) -> Promise:
    while isinstance(found, InSequence):
        found = found.layers[-1]
    return found.promise
