"""Values that must be what is declared: attributes, results, what is yielded, annotated variables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mypy.nodes import (
    Context,
    Expression,
    FuncDef,
    Var,
)
from mypy.types import CallableType, Instance, Type, get_proper_type

from typednn.mypy_plugin import (
    callees,
    classes,
)
from typednn.mypy_plugin.blame import part_of
from typednn.mypy_plugin.classes import class_scopes
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.markers import contracts_in
from typednn.mypy_plugin.match import CALL, DtypeMismatch, Matching, protocol_call
from typednn.mypy_plugin.paths import unparse
from typednn.mypy_plugin.values import (
    Abstract,
    Function,
    Object,
    Top,
)
from typednn.shapes.shape import Unknown
from typednn.shapes.size import Name, Verdict
from typednn.shapes.unify import Mismatch

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter


def check_attribute(
    interpreter: Interpreter, frame: Frame, owner: Object, attribute: Var, value: Abstract, node: Expression
) -> None:
    """``owner.x = value`` against the contract of the attribute; an initialiser binds the names of its class."""
    assert attribute.type is not None
    if owner.is_self:
        found = check_declared(
            interpreter, frame, attribute.type, value, node, unparse(node) or attribute.name, "assignment"
        )
        if found is not None and frame.building and attribute.name not in interpreter.summary_changed(frame):
            _pin(frame, found)
        return
    resolver = classes.InstanceResolver(owner, frame)
    matching = Matching()
    matching.unifier.facts = frame.state.facts
    for text in class_scopes(owner.info):
        size = resolver.size(Name(text))
        if size is not None:
            matching.fixed[Name(text, CALL)] = size
    try:
        matching.match(attribute.type, value, unparse(node) or attribute.name)
    except Mismatch as mismatch:
        frame.report(node, "tensor-dtype" if isinstance(mismatch, DtypeMismatch) else "tensor-shape", str(mismatch))


def _pin(frame: Frame, found: Matching) -> None:
    for formal, bound in found.unifier.sizes.items():
        scope = frame.class_scopes.get(formal.name)
        if scope is not None and not isinstance(bound.value, Unknown):
            frame.pinned.setdefault(Name(formal.name, scope), bound.value)


# Results


def check_return(interpreter: Interpreter, frame: Frame, value: Abstract, node: Context) -> None:
    """The result of a function against its contract."""
    declared = result_type(frame)
    if not isinstance(value, Top) or next(contracts_in(declared), None) is not None:
        # What mypy calls Any here is known, or stands in the proof coverage as assumed.
        frame.session.reporter.known_returns.add(node.line)
    if declared is not None:
        check_declared(interpreter, frame, declared, value, node, "the result", "result")


def result_type(frame: Frame) -> Type | None:
    typ = frame.function.type if frame.function is not None else None
    if not isinstance(typ, CallableType) or frame.function is None:
        return None
    declared = get_proper_type(typ.ret_type)
    if frame.function.is_generator:
        if isinstance(declared, Instance) and len(declared.args) == 3:
            return declared.args[2]
        return None
    if frame.function.is_coroutine and isinstance(declared, Instance) and declared.args:
        return declared.args[-1]
    return typ.ret_type


def check_yield(interpreter: Interpreter, frame: Frame, value: Abstract, node: Context) -> None:
    typ = frame.function.type if frame.function is not None else None
    declared = get_proper_type(typ.ret_type) if isinstance(typ, CallableType) else None
    if isinstance(declared, Instance) and declared.args:
        check_declared(interpreter, frame, declared.args[0], value, node, "the value", "result")


def check_declared(
    interpreter: Interpreter,
    frame: Frame,
    declared: Type,
    value: Abstract,
    node: Context,
    what: str,
    kind: str,
) -> Matching | None:
    """A value against a declared type, in the names of the present function; free names bind."""
    if isinstance(value, Function):
        declared = protocol_call(declared) or declared
    if next(contracts_in(declared), None) is None:
        return None
    matching = inner_matching(interpreter, frame, declared)
    label = frame.function.name if isinstance(frame.function, FuncDef) else "this function"
    try:
        verdict = matching.match(declared, value, what)
        if matching.unifier.finish() is not Verdict.SAME:
            verdict = Verdict.UNKNOWN
    except Mismatch as mismatch:
        code = "tensor-dtype" if isinstance(mismatch, DtypeMismatch) else "tensor-shape"
        prefix = f"{label}(): " if kind == "result" else ""
        frame.report(part_of(node, mismatch.place), code, prefix + _QUOTED.sub(r"\1", mismatch.sentence, count=1))
        frame.session.reporter.verdict(node, kind, "refuted", f"{what} of {label}", str(mismatch))
        return None
    word = "proved" if verdict is Verdict.SAME else "assumed"
    frame.session.reporter.verdict(node, kind, word, f"{what} of {label}", matching.reason)
    return matching


_QUOTED = re.compile(r'^"(the (?:result|value)[^"]*)"')


def inner_matching(interpreter: Interpreter, frame: Frame, declared: Type) -> Matching:
    """The names of the present function and class are what they are; other names are bound freely."""
    from typednn.mypy_plugin.interpreter import FrameResolver
    from typednn.mypy_plugin.signatures import brace_names
    from typednn.mypy_plugin.types import axis_names

    matching = Matching(check_callable=lambda m, t, f, s: callees.check_callable(interpreter, frame, m, t, f, s))
    matching.unifier.facts = frame.state.facts
    resolver = FrameResolver(interpreter, frame)
    for text in axis_names(declared):
        if frame.building and text in frame.class_scopes and not resolver.is_pinned(text):
            continue
        if not frame.is_live(text):
            continue
        size = resolver.size(Name(text))
        if size is not None and text not in frame.locals:
            matching.fixed[Name(text, CALL)] = size
        shape = resolver.shape(Name("*" + text))
        if shape is not None:
            matching.fixed_shapes[Name("*" + text, CALL)] = shape
    for text in brace_names(declared):
        size = resolver.size(Name(text))
        if size is not None:
            matching.fixed[Name(text, CALL)] = size
    return matching
