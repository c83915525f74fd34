"""Calls that change their receiver, and those that speak to the checker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy.nodes import CallExpr, MemberExpr, RefExpr

from typednn.mypy_plugin import arrays, containers
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.paths import path_of, unparse
from typednn.mypy_plugin.values import (
    TOP,
    Abstract,
    Either,
    Record,
    Sequence,
)
from typednn.shapes.parser import ParseError, parse
from typednn.shapes.unify import Mismatch
from typednn.shapes.value import Value

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter


# Calls that change their receiver, or speak to the checker


def special(interpreter: Interpreter, frame: Frame, node: CallExpr) -> Abstract | None:
    """Methods that change a list or dict in place, and our own `reveal_shape` and `assert_shape`."""
    callee = node.callee
    if isinstance(callee, RefExpr):
        full = callee.fullname or ""
        if full.endswith("contracts.reveal_shape") or (full.endswith(".reveal_shape") and "typednn" in full):
            return _reveal(interpreter, frame, node)
        if full.endswith(".assert_shape") and "typednn" in full:
            return _assert_shape(interpreter, frame, node)
    if isinstance(callee, MemberExpr) and callee.name in containers.CHANGES:
        path = path_of(callee.expr)
        known = interpreter.evaluate(frame, callee.expr)
        if path is not None and isinstance(known, Sequence | Record):
            values = [interpreter.evaluate(frame, argument) for argument in node.args]
            return containers.CHANGES[callee.name](frame, path, known, values)
    return None


def _reveal(interpreter: Interpreter, frame: Frame, node: CallExpr) -> Abstract:
    value = interpreter.evaluate(frame, node.args[0]) if node.args else TOP
    options = value.options if isinstance(value, Either) else (value,)
    said = " or ".join(arrays.describe(option) for option in options)
    what = unparse(node.args[0]) if node.args else ""
    interpreter.session.reporter.note(node, f"Shape of {what or 'this'}: {said}")
    return value


def _assert_shape(interpreter: Interpreter, frame: Frame, node: CallExpr) -> Abstract:
    """``assert_shape(x, "n 3")``: x has this shape from here on; an error if it cannot have."""
    from typednn.mypy_plugin.interpreter import FrameResolver
    from typednn.mypy_plugin.match import CALL
    from typednn.mypy_plugin.types import resolve_shape
    from typednn.shapes.facts import Facts
    from typednn.shapes.unify import Unifier

    if len(node.args) < 2:
        return TOP
    value, text = (interpreter.evaluate(frame, argument) for argument in node.args[:2])
    if not isinstance(text, Value) or not isinstance(text.literal, str):
        return value
    try:
        declared = parse(text.literal)
    except ParseError as mistake:
        frame.report(node.args[1], "shape-syntax", str(mistake))
        return value
    if not isinstance(value, Value) or value.shape is None:
        return value
    known = resolve_shape(declared, FrameResolver(interpreter, frame))
    try:
        Unifier((CALL,), frame.state.facts or Facts()).unify(known, value.shape, unparse(node.args[0]) or "the array")
    except Mismatch as mismatch:
        frame.report(node, "tensor-shape", f"assert_shape(): {mismatch}")
        return value
    from typednn.mypy_plugin.targets import calls_meet

    better = calls_meet(Value(shape=known, dtype=value.dtype), value)
    path = path_of(node.args[0])
    if path is not None:
        frame.state.names[path] = better
    return better
