"""Calls: what is called, with what, and what comes back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mypy.nodes import (
    ArgKind,
    CallExpr,
    Expression,
    SuperExpr,
)
from mypy.types import CallableType, TypeVarType, get_proper_type

from typednn.mypy_plugin import (
    builtin_calls,
    callees,
    composition,
    construction,
    effects,
    numpy_calls,
    overloads,
    special_calls,
    super_calls,
)
from typednn.mypy_plugin.classes import class_scopes
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.markers import contracts_in
from typednn.mypy_plugin.paths import unparse
from typednn.mypy_plugin.signatures import Argument, check_call
from typednn.mypy_plugin.values import (
    TOP,
    Abstract,
    Builtin,
    Class,
    DType,
    Either,
    Function,
    Object,
    Top,
    either,
    is_none,
)
from typednn.shapes.size import Size
from typednn.shapes.value import Value

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter


def call(interpreter: Interpreter, frame: Frame, node: CallExpr) -> Abstract:
    if isinstance(node.callee, SuperExpr):
        arguments = evaluate_arguments(interpreter, frame, node)
        return super_calls.super_call(interpreter, frame, node, node.callee.name, arguments)
    special = special_calls.special(interpreter, frame, node)
    if special is not None:
        return special
    callee = interpreter.evaluate(frame, node.callee)
    arguments = evaluate_arguments(interpreter, frame, node)
    if isinstance(callee, overloads.Overloads):
        return _first_fit(interpreter, frame, callee, arguments, node)
    options = [
        option for option in (callee.options if isinstance(callee, Either) else (callee,)) if not is_none(option)
    ]
    if len(options) == 1:
        result = apply(interpreter, frame, options[0], arguments, node)
    else:
        result = _any_of(interpreter, frame, options, arguments, node)
    effects.escape(interpreter, frame, node)
    return result


def _any_of(
    interpreter: Interpreter, frame: Frame, options: list[Abstract], arguments: list[Argument], node: CallExpr
) -> Abstract:
    """A callee that is one of several: those that work; if none does, the first one says why."""
    reporter = interpreter.session.reporter
    results: list[Abstract] = []
    for option in options:
        before = reporter.failures
        with interpreter.session.muted():
            found = apply(interpreter, frame, option, arguments, node)
        if reporter.failures == before:
            results.append(found)
    if 0 < len(results) < len(options):
        frame.doubt(node, "one of several possibilities does not allow it")
    if results or not options:
        return either(results) if results else TOP
    return apply(interpreter, frame, options[0], arguments, node)


def _first_fit(
    interpreter: Interpreter, frame: Frame, callee: overloads.Overloads, arguments: list[Argument], node: CallExpr
) -> Abstract:
    """The first signature that overloads.fits; if none does, the last one says why."""
    reporter = interpreter.session.reporter
    for option in callee.options:
        before = reporter.failures
        if isinstance(option, Function) and not overloads.fits(option, arguments):
            continue
        with interpreter.session.muted():
            result = apply(interpreter, frame, option, arguments, node)
        if reporter.failures == before and not isinstance(result, Top):
            return result
    return TOP


def evaluate_arguments(interpreter: Interpreter, frame: Frame, node: CallExpr) -> list[Argument]:
    return [
        Argument(interpreter.evaluate(frame, argument), argument, kind, text)
        for argument, kind, text in zip(node.args, node.arg_kinds, node.arg_names, strict=True)
    ]


def apply(
    interpreter: Interpreter, frame: Frame, callee: Abstract, arguments: list[Argument], node: Expression
) -> Abstract:
    """The result of calling a value."""
    if isinstance(callee, Function):
        result = call_function(interpreter, frame, callee, arguments, node)
        owner = callee.receiver
        if callee.name == "forward" and isinstance(owner, Object) and composition.is_layer(owner) and arguments:
            return composition.forwarded(interpreter, frame, owner, arguments[0].value, result, node)
        return result
    if isinstance(callee, Class):
        return construction.construct(interpreter, frame, callee, arguments, node)
    if isinstance(callee, Builtin):
        arguments = [*(Argument(value, node, name=name) for name, value in callee.bound), *arguments]
        if callee.name.startswith("numpy.") or callee.path == "rule":
            return numpy_calls.call(interpreter, frame, callee, arguments, node)
        return builtin_calls.call(interpreter, frame, callee, arguments, node)
    if isinstance(callee, DType):
        return builtin_calls.convert(frame, callee, arguments, node)
    if isinstance(callee, Object):
        result = interpreter.operator(frame, node, "()", callee, TOP, arguments=arguments)
        if composition.is_layer(callee) and len(arguments) == 1:
            folded = composition.called(interpreter, frame, callee, arguments[0].value, node)
            return result if folded is None else folded
        return result
    return Top(f'no rule for "{unparse(node.callee) if isinstance(node, CallExpr) else "this call"}"')


def call_function(
    interpreter: Interpreter, frame: Frame, callee: Function, arguments: list[Argument], node: Expression
) -> Abstract:
    arguments = [*(Argument(value, node, ArgKind(0), text) for text, value in callee.bound), *arguments]
    typ = callee.type
    if typ is None:
        return interpreter.inline(frame, callee, arguments)
    kept = _decorated(callee, typ, arguments)
    if kept is not None:
        return kept
    matching = callees.matching_of(interpreter, frame, callee, typ)
    label = callee.name or "this function"
    if label.startswith("__") and callee.owner is not None:
        label = f"{callee.owner.name}.{label}"
    outcome = check_call(
        frame,
        callees.without_self(callee, typ),
        arguments,
        node,
        label,
        matching,
        lambda owner, text: interpreter.attribute(frame, owner, text),
        callee.receiver,
    )
    result = outcome.result(typ.ret_type)
    if outcome.failed or next(contracts_in(typ.ret_type), None) is not None:
        return result
    if isinstance(result, Object) and not result.sizes and class_scopes(result.info):
        made = interpreter.inline(frame, callee, arguments)
        return made if isinstance(made, Object) and made.info.has_base(result.info.fullname) else result
    return interpreter.inline(frame, callee, arguments) if _is_vague(result) else result


def _decorated(callee: Function, typ: CallableType, arguments: list[Argument]) -> Function | None:
    """``plain = counted(affine)``: a decorator that keeps the type of a function keeps its contract, however called."""
    own = callees.without_self(callee, typ)
    given = arguments[0].value if len(arguments) == len(own.arg_types) == 1 else None
    result = get_proper_type(own.ret_type)
    if not isinstance(given, Function) or next(contracts_in(given.type), None) is None:
        return None
    same = isinstance(result, TypeVarType) and get_proper_type(own.arg_types[0]) == result
    return replace(given, node=None, closure=None) if same and result in own.variables else None


def _is_vague(value: Abstract) -> bool:
    if isinstance(value, Top):
        return True
    return isinstance(value, Value) and bool(value.shape) and not any(isinstance(a, Size) for a in value.shape or ())
