"""`super().method(...)`: an initialiser also hands on what it knows of the attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy.nodes import (
    CallExpr,
    Decorator,
    FuncDef,
    TypeInfo,
)
from mypy.types import CallableType

from typednn.mypy_plugin import (
    classes,
    composition,
    construction,
)
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.match import Matching
from typednn.mypy_plugin.signatures import Argument, check_call
from typednn.mypy_plugin.values import (
    TOP,
    Abstract,
    Class,
    Function,
    Object,
)

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter


def super_call(
    interpreter: Interpreter, frame: Frame, node: CallExpr, text: str, arguments: list[Argument]
) -> Abstract:
    """``super().method(...)``; an initialiser also hands on what it knows of the attributes."""
    if frame.info is None:
        return TOP
    for base in frame.info.mro[1:]:
        symbol = base.names.get(text)
        if symbol is None:
            continue
        method = symbol.node.func if isinstance(symbol.node, Decorator) else symbol.node
        if not isinstance(method, FuncDef) or not isinstance(method.type, CallableType):
            return TOP
        receiver = frame.lookup(frame.self_name)
        if text != "__init__" or not isinstance(receiver, Object):
            found = Function(text, method.type, None, receiver if isinstance(receiver, Object | Class) else None, base)
            return interpreter.apply(frame, found, arguments, node)
        return _super_init(interpreter, frame, base, method, arguments, node)
    return TOP


def _super_init(
    interpreter: Interpreter,
    frame: Frame,
    base: TypeInfo,
    method: FuncDef,
    arguments: list[Argument],
    node: CallExpr,
) -> Abstract:
    assert isinstance(method.type, CallableType)
    outcome = check_call(
        frame, construction.without_first(method.type), arguments, node, f"{base.name}.__init__", Matching()
    )
    if not outcome.failed and construction.is_refused(interpreter, frame, method, outcome, node):
        return TOP
    built = construction.instance_of(interpreter, frame, Class(base), method, outcome)
    for known, size in built.sizes.items():
        if not known.name.startswith("{"):
            frame.pinned.setdefault(known, size)
    for key, value in interpreter.summary(base).attributes.items():
        seen = classes.rebase(value, built.sizes.get, built.shapes.get)
        frame.state.names[f"{frame.self_name}.{key}"] = seen
    made = construction.composed(interpreter, frame, built, method, outcome, node)
    for key in composition.FIELDS:
        if isinstance(made, Object) and key in made.fields:
            frame.state.names[f"{frame.self_name}.{key}"] = made.fields[key]
    return TOP
