"""What a call may change of that which is known, and calls that change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy.nodes import (
    CallExpr,
    Decorator,
    Expression,
    FuncDef,
    MemberExpr,
    OpExpr,
    OverloadedFuncDef,
    RefExpr,
    Var,
)
from mypy.types import Instance

from typednn.mypy_plugin import (
    internals,
)
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.paths import path_of
from typednn.mypy_plugin.values import (
    TOP,
    Abstract,
    Object,
    Record,
    Sequence,
)

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter


def escape(interpreter: Interpreter, frame: Frame, node: CallExpr) -> None:
    """A method may change the attributes of its receiver; a function, the lists it is given."""
    if isinstance(node.callee, MemberExpr):
        path = path_of(node.callee.expr)
        owner = frame.lookup(path) if path is not None else None
        if path is not None and isinstance(owner, Object):
            _forget_changed(interpreter, frame, path, owner, node.callee.name)
    for argument in node.args:
        path = path_of(argument)
        known = frame.state.names.get(path) if path is not None else None
        if path is not None and isinstance(known, Object):
            frame.state.forget(path)
        if path is not None and isinstance(known, Sequence | Record) and not _is_harmless(node):
            frame.state.names[path] = weakened(known)


def _forget_changed(interpreter: Interpreter, frame: Frame, path: str, owner: Object, method: str) -> None:
    """Of the attributes known by their paths, those that methods of the class bind anew."""
    symbol = owner.info.get(method)
    if symbol is not None and isinstance(symbol.node, Var):
        return
    if not interpreter.is_own(owner.info):
        frame.state.forget(path)
        return
    for text in interpreter.summary(owner.info).changed:
        frame.state.forget(f"{path}.{text}")
        frame.state.names.pop(f"{path}.{text}", None)


def _is_harmless(node: CallExpr) -> bool:
    """NumPy and Python's own functions do not change the lists that they are given."""
    if is_numpy_call(node):
        return True
    full = node.callee.fullname or "" if isinstance(node.callee, RefExpr) else ""
    return full.startswith(("builtins.", "math.", "itertools.", "functools.", "copy.")) or isinstance(
        node.callee, MemberExpr
    )


def weakened(value: Sequence | Record) -> Abstract:
    """A list or dict that somebody else may have added to: its element is still of the kind it was."""
    if isinstance(value, Record):
        return Record(None, value.key, value.common()) if value.entries is None or value.entries else TOP
    if value.kind != "list":
        return value
    return TOP if value.items == () else Sequence("list", None, value.common())


def is_container_call(node: Expression) -> bool:
    """Whether mypy's type for a call comes from a container or from Python's own functions."""
    if isinstance(node, CallExpr) and isinstance(node.callee, RefExpr):
        full = node.callee.fullname or ""
        if full.startswith(("builtins.", "typing.", "collections.", "itertools.", "functools.")):
            return True
        if isinstance(node.callee, MemberExpr) and isinstance(node.callee.node, FuncDef | None):
            return node.callee.name in _CONTAINER_METHODS
    return False


def is_numpy_call(node: Expression) -> bool:
    """NumPy's stubs promise ranks and scalars that its functions do not always keep."""
    if isinstance(node, OpExpr):
        return True
    callee = node.callee if isinstance(node, CallExpr) else None
    while isinstance(callee, MemberExpr):
        if isinstance(callee.node, FuncDef | Decorator | Var | OverloadedFuncDef):
            return (callee.node.fullname or "").startswith("numpy.")
        callee = callee.expr
    return isinstance(callee, RefExpr) and (callee.fullname or "").startswith("numpy.")


def is_numpy_method(interpreter: Interpreter, node: Expression) -> bool:
    """``rng.normal(...)``: a method of one of NumPy's objects."""
    if not isinstance(node, CallExpr) or not isinstance(node.callee, MemberExpr):
        return False
    owner = internals.expression_type(interpreter.session.api, node.callee.expr)
    return isinstance(owner, Instance) and owner.type.fullname.startswith("numpy.")


_CONTAINER_METHODS = {"pop", "popleft", "get", "items", "values", "copy", "popitem", "setdefault", "result"}
