"""What may raise, and who catches it: `try`, `with`, and what is left of what was known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy.nodes import (
    MemberExpr,
    NameExpr,
    RaiseStmt,
    TryStmt,
    TupleExpr,
    WithStmt,
)

from typednn.mypy_plugin import targets
from typednn.mypy_plugin.frame import Frame, State, merge
from typednn.mypy_plugin.paths import unparse
from typednn.mypy_plugin.values import (
    TOP,
    Top,
)

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter


def with_block(interpreter: Interpreter, frame: Frame, node: WithStmt) -> None:
    for expression, target in zip(node.expr, node.target, strict=True):
        value = interpreter.evaluate(frame, expression)
        if target is not None:
            targets.bind(interpreter, frame, target, interpreter.entered(frame, value))
    raises = any("raises" in (unparse(expression) or "") for expression in node.expr)
    before = frame.state.copy()
    interpreter.execute(frame, node.body.body)
    if raises or not frame.state.alive:
        frame.state = merge([before, frame.state]) if raises else frame.state


def try_block(interpreter: Interpreter, frame: Frame, node: TryStmt) -> None:
    before = frame.state.copy()
    catching = int(_catches(node))
    frame.caught += catching
    interpreter.execute(frame, node.body.body)
    frame.caught -= catching
    if node.else_body is not None and frame.state.alive:
        interpreter.execute(frame, node.else_body.body)
    ends = [frame.state]
    for variable, handler in zip(node.vars, node.handlers, strict=True):
        frame.state = _disturbed(before, ends[0])
        if variable is not None:
            frame.state.names[variable.name] = TOP
        interpreter.execute(frame, handler.body)
        ends.append(frame.state)
    frame.state = merge(ends)
    if node.finally_body is not None:
        if not frame.state.alive:
            kept = frame.state
            frame.state = before.copy()
            interpreter.execute(frame, node.finally_body.body)
            frame.state = kept
        else:
            interpreter.execute(frame, node.finally_body.body)


_CAUGHT = {
    "ValueError",
    "IndexError",
    "LookupError",
    "TypeError",
    "LinAlgError",
    "AxisError",
    "Exception",
    "BaseException",
}


def _catches(node: TryStmt) -> bool:
    """Whether a handler takes what NumPy raises for wrong shapes, and goes on."""
    for kinds, handler in zip(node.types, node.handlers, strict=True):
        if handler.body and isinstance(handler.body[-1], RaiseStmt):
            continue
        named = kinds.items if isinstance(kinds, TupleExpr) else [kinds]
        if any(kind is None or (isinstance(kind, NameExpr | MemberExpr) and kind.name in _CAUGHT) for kind in named):
            return True
    return False


def _disturbed(before: State, after: State) -> State:
    """What holds in a handler: some of the body may have been done."""
    state = before.copy()
    for text, value in after.names.items():
        if text in state.names and state.names[text] != value:
            state.names[text] = Top("a value that a try block may have changed")
    return state
