"""Patterns of ``match``: the names that they bind, and the ranks that they select."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy.nodes import Expression, IntExpr, RefExpr, TypeInfo
from mypy.patterns import (
    AsPattern,
    ClassPattern,
    MappingPattern,
    OrPattern,
    Pattern,
    SequencePattern,
    ValuePattern,
)

from typednn.mypy_plugin import conditions, methods
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.paths import path_of
from typednn.mypy_plugin.values import TOP, Abstract, either
from typednn.shapes.size import Verdict

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter


def match(interpreter: Interpreter, frame: Frame, subject: Expression, pattern: Pattern) -> None:
    """Narrow the state to the case in which the subject matches."""
    value = interpreter.evaluate(frame, subject)
    if isinstance(pattern, ValuePattern) and isinstance(pattern.expr, IntExpr):
        against = interpreter.evaluate(frame, pattern.expr)
        conditions.learn(interpreter, frame, frame.state, subject, pattern.expr, value, against)
        if conditions.decided(frame.state.facts, value, against) is Verdict.DIFFERENT:
            frame.state.alive = False
        return
    _bind(interpreter, frame, pattern, value)
    if isinstance(pattern, ClassPattern) and isinstance(pattern.class_ref.node, TypeInfo):
        _narrow(frame, subject, pattern.class_ref, value)


def _narrow(frame: Frame, subject: Expression, kind: RefExpr, value: Abstract) -> None:
    path = path_of(subject)
    if path is None or not isinstance(kind.node, TypeInfo):
        return
    options = value.options if hasattr(value, "options") else (value,)
    fitting = [option for option in options if conditions.is_a(option, [kind.node]) is not False]
    if fitting:
        frame.state.names[path] = either(fitting)
    else:
        frame.state.alive = False


def _bind(interpreter: Interpreter, frame: Frame, pattern: Pattern, value: Abstract) -> None:
    if isinstance(pattern, AsPattern):
        if pattern.name is not None:
            frame.state.names[pattern.name.name] = value if pattern.pattern is None else TOP
        if pattern.pattern is not None:
            _bind(interpreter, frame, pattern.pattern, value)
    elif isinstance(pattern, SequencePattern):
        items = methods.items_of(value)
        fits = items is not None and len(items) == len(pattern.patterns)
        for at, inner in enumerate(pattern.patterns):
            _bind(interpreter, frame, inner, items[at] if fits and items is not None else TOP)
    elif isinstance(pattern, ClassPattern):
        for inner in [*pattern.positionals, *pattern.keyword_values]:
            _bind(interpreter, frame, inner, TOP)
    elif isinstance(pattern, OrPattern):
        for inner in pattern.patterns:
            _bind(interpreter, frame, inner, TOP)
    elif isinstance(pattern, MappingPattern):
        for inner in pattern.values:
            _bind(interpreter, frame, inner, TOP)
