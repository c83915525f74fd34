"""What a function asks for that is called, and whether one that is handed over keeps what the parameter promises."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mypy.nodes import (
    LambdaExpr,
    NameExpr,
)
from mypy.types import CallableType

from typednn.mypy_plugin import classes
from typednn.mypy_plugin.classes import class_scopes
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.markers import contracts_in
from typednn.mypy_plugin.match import CALL, Matching, weakest
from typednn.mypy_plugin.signatures import Argument, CallResolver, bind
from typednn.mypy_plugin.types import value_of
from typednn.mypy_plugin.values import (
    Abstract,
    Function,
    Object,
)
from typednn.shapes.shape import UNKNOWN, Many, Shape
from typednn.shapes.size import Name, Size, Verdict, name
from typednn.shapes.unify import Mismatch

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter


def check_callable(
    interpreter: Interpreter,
    frame: Frame,
    matching: Matching,
    declared: CallableType,
    actual: Abstract,
    source: str,
) -> Verdict:
    """A function given where a callable is declared: it must take what it will be given."""
    promises = next(contracts_in(declared), None) is not None
    if isinstance(actual, Object) and promises:
        actual = interpreter.attribute(frame, actual, "__call__")
    if not isinstance(actual, Function):
        return matching.assumed(f'"{source}" is no known function') if promises else Verdict.SAME
    own = _own_names(matching, declared)
    resolver = _Given(matching, own)
    place = actual.node if isinstance(actual.node, LambdaExpr) else NameExpr(actual.name)
    given = [
        Argument(value_of(typ, resolver), place, name=text if kind.is_named() else None)
        for typ, kind, text in zip(declared.arg_types, declared.arg_kinds, declared.arg_names, strict=True)
        if not kind.is_star()
    ]
    if isinstance(actual.node, LambdaExpr):
        result = interpreter.inline(frame, actual, given)
        return matching.match(declared.ret_type, result, f"the result of {source}")
    if actual.type is None or next(contracts_in(actual.type), None) is None:
        return matching.assumed(f'"{source}" is a function without contract') if promises else Verdict.SAME
    inner = matching_of(interpreter, frame, actual, actual.type)
    typ = without_self(actual, actual.type)
    bound = [Argument(value, place, name=text) for text, value in actual.bound]
    try:
        verdicts = [
            inner.match(wanted, argument.value, text)
            for text, wanted, values in bind(typ, [*bound, *given]).formals
            for argument in values
        ]
        verdicts.append(inner.unifier.finish())
        outer = _with_names(matching, own)
        verdicts.append(
            outer.match(declared.ret_type, value_of(actual.type.ret_type, CallResolver(inner)), "its result")
        )
    except Mismatch as mismatch:
        raise Mismatch(f'"{source}" is given {actual.name}, but {mismatch.sentence}') from None
    if weakest(verdicts) is Verdict.SAME:
        return Verdict.SAME
    return matching.assumed(inner.reason or outer.reason or f'what "{source}" gives is not wholly known')


CALLBACK = "?.callback"


def _own_names(matching: Matching, declared: CallableType) -> set[str]:
    """The names that are the callable's own: they stand for every size, as nothing outside has bound them."""
    from typednn.mypy_plugin.types import axis_names

    found: set[str] = set()
    for typ in declared.arg_types:
        found |= axis_names(typ)
    bound = {known.name.lstrip("*") for known in (*matching.unifier.sizes, *matching.unifier.variadics)}
    fixed = {known.name.lstrip("*") for known in (*matching.fixed, *matching.fixed_shapes)}
    return found - bound - fixed


def _with_names(matching: Matching, own: set[str]) -> Matching:
    """The same bindings, and the callable's own names as they are."""
    sizes = {Name(text, CALL): name(text, CALLBACK) for text in own}
    shapes: dict[Name, Shape] = {Name("*" + text, CALL): (Many(text, CALLBACK),) for text in own}
    return replace(
        matching,
        fixed={**matching.fixed, **sizes},
        fixed_shapes={**matching.fixed_shapes, **shapes},
        reason="",
    )


class _Given(CallResolver):
    """The names of a callback's parameters: bound ones are known, the others are its own."""

    def __init__(self, matching: Matching, own: set[str]) -> None:
        super().__init__(matching)
        self.own = own

    def size(self, found: Name) -> Size | None:
        return name(found.name, CALLBACK) if found.name in self.own else super().size(found)

    def shape(self, found: Name) -> Shape | None:
        text = found.name.lstrip("*")
        return (Many(text, CALLBACK),) if text in self.own else super().shape(found)


def without_self(callee: Function, typ: CallableType) -> CallableType:
    if callee.receiver is None or not typ.arg_types or not typ.arg_kinds[0].is_positional():
        return typ
    return typ.copy_modified(arg_types=typ.arg_types[1:], arg_kinds=typ.arg_kinds[1:], arg_names=typ.arg_names[1:])


def matching_of(interpreter: Interpreter, frame: Frame, callee: Function, typ: CallableType) -> Matching:
    """Names of the receiver's class are what they are for the receiver; all others are free."""
    matching = Matching(check_callable=lambda m, t, f, s: check_callable(interpreter, frame, m, t, f, s))
    owner = callee.receiver
    if isinstance(owner, Object):
        resolver = classes.InstanceResolver(owner, frame)
        for text, scope in class_scopes(owner.info).items():
            size = resolver.size(Name(text))
            if size is not None:
                matching.fixed[Name(text, CALL)] = size
            elif not scope.startswith("?"):  # it has some size, which no argument decides
                matching.unifier.bind(Name(text, CALL), UNKNOWN, callee.name)
            shape = resolver.shape(Name("*" + text))
            if shape is not None:
                matching.fixed_shapes[Name("*" + text, CALL)] = shape
    elif not callee.declared_in and callee.receiver is None:
        _outer_names(frame, typ, matching)
    return matching


def _outer_names(frame: Frame, typ: CallableType, matching: Matching) -> None:
    """A callback's result may speak of the names of the function that takes the callback."""
    from typednn.mypy_plugin.types import axis_names

    own: set[str] = set()
    for declared in typ.arg_types:
        own |= axis_names(declared)
    for text in axis_names(typ.ret_type) - own:
        scope = frame.scope_of(text)
        if scope is not None:
            matching.fixed[Name(text, CALL)] = name(text, scope)
