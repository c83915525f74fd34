"""Functions and classes that are defined inside a body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy.nodes import (
    ClassDef,
    Decorator,
    FuncDef,
    OverloadedFuncDef,
)
from mypy.types import CallableType, Type, get_proper_type

from typednn.mypy_plugin import closures, internals, overloads
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.values import (
    TOP,
    Class,
    Function,
)

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter


def function(interpreter: Interpreter, frame: Frame, node: FuncDef) -> None:
    if frame.function is None:
        return
    define(interpreter, frame, node, node.type)


def decorated(interpreter: Interpreter, frame: Frame, node: Decorator) -> None:
    if frame.function is not None:
        keeps = overloads.keeps_signature(node)
        define(interpreter, frame, node.func, node.func.type if keeps else node.var.type)


def define(interpreter: Interpreter, frame: Frame, node: FuncDef, declared: Type | None) -> None:
    """A nested function: its body is checked where it stands, with the variables that it closes over."""
    typ = get_proper_type(declared) if declared is not None else None
    signature = typ if isinstance(typ, CallableType) else None
    frame.state.names[node.name] = Function(node.name, signature, node, closure=frame)
    if interpreter.session.depth > 1:
        return
    before = frame.state.copy()
    inner = closures.enter(interpreter, frame, node)
    with interpreter.session.deeper():
        interpreter.run(inner, internals.body_of(node).body)
    frame.state = before


def class_body(interpreter: Interpreter, frame: Frame, node: ClassDef) -> None:
    if frame.function is not None:
        frame.state.names[node.name] = Class(node.info)


def overloaded(interpreter: Interpreter, frame: Frame, node: OverloadedFuncDef) -> None:
    if frame.function is not None:
        for item in node.items:
            name = item.func.name if isinstance(item, Decorator) else item.name
            frame.state.names[name] = TOP
