"""What a name stands for: a module, a class, a function, a variable of the module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy.nodes import (
    AssignmentStmt,
    Decorator,
    FuncDef,
    MypyFile,
    NameExpr,
    OverloadedFuncDef,
    Statement,
    TypeAlias,
    TypeInfo,
    Var,
)
from mypy.types import CallableType, Instance, get_proper_type

from typednn.mypy_plugin import arrays, internals, numpy_calls, overloads, targets
from typednn.mypy_plugin.closures import names_in
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.markers import contracts_in
from typednn.mypy_plugin.types import NO_NAMES, value_of
from typednn.mypy_plugin.values import TOP, Abstract, Builtin, Class, DType, Function, Module, Top
from typednn.shapes.table.library_names import public_name

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter


def named(interpreter: Interpreter, frame: Frame, symbol: object, full: str) -> Abstract:
    """What a name of the module, of an import, or of a class stands for."""
    if isinstance(symbol, MypyFile):
        return Module(symbol.fullname)
    if isinstance(symbol, TypeInfo):
        return class_value(symbol)
    if isinstance(symbol, FuncDef | Decorator | OverloadedFuncDef):
        return function_value(interpreter, symbol)
    if full.startswith("numpy.") and full.rpartition(".")[2] in arrays.DTYPES:
        return arrays.constant(full)
    if isinstance(symbol, TypeAlias):
        target = get_proper_type(symbol.target)
        return class_value(target.type) if isinstance(target, Instance) else TOP
    if isinstance(symbol, Var):
        return _variable(interpreter, frame, symbol, full)
    return Builtin(full) if full.startswith(("builtins.", "numpy.")) else TOP


def class_value(info: TypeInfo) -> Abstract:
    if info.has_base("numpy.generic"):
        return arrays.dtype_class(info)
    return _PYTHON_TYPES.get(info.fullname) or Class(info)


_PYTHON_TYPES: dict[str, Abstract] = {
    "builtins.int": DType("python int"),
    "builtins.float": DType("python float"),
    "builtins.complex": DType("python complex"),
    "builtins.bool": DType("python bool"),
}


def _variable(interpreter: Interpreter, frame: Frame, symbol: Var, full: str) -> Abstract:
    if full.startswith("numpy."):
        return arrays.constant(full)
    if symbol.is_suppressed_import and numpy_calls.has_user_stubs():
        return unseen(internals.imported_as(interpreter.session.tree, symbol.name))
    value = global_value(interpreter, symbol)
    if not isinstance(value, Top) or symbol.type is None:
        return value
    if symbol.is_final or next(contracts_in(symbol.type), None) is not None or "." not in full:
        return value_of(symbol.type, NO_NAMES)
    declared = value_of(symbol.type, NO_NAMES)
    return value if isinstance(declared, Top) else declared


def unseen(full: str) -> Abstract:
    """Something from a library that mypy cannot find: the user's own rules may know it."""
    return Builtin(full, path="rule") if numpy_calls.find(full) is not None else Module(full)


def global_value(interpreter: Interpreter, symbol: Var) -> Abstract:
    """A name of the module: the value of its one assignment."""
    session = interpreter.session
    full = symbol.fullname
    if full in session.globals:
        return session.globals[full]
    if not full.startswith(session.tree.fullname + ".") or full in session.resolving:
        return TOP
    places = [
        (statement, target)
        for statement in session.tree.defs
        if isinstance(statement, AssignmentStmt)
        for target in statement.lvalues
        if symbol.name in names_in(target)
    ]
    if len(places) != 1 or _is_rebound(session.tree.defs, symbol):
        return TOP
    [(place, target)] = places
    session.resolving.add(full)
    with session.muted():
        inner = Frame(session, session.tree.fullname)
        value = interpreter.evaluate(inner, place.rvalue)
        if not isinstance(target, NameExpr):
            targets.bind(interpreter, inner, target, value)
            value = inner.state.names.get(symbol.name, TOP)
    session.resolving.discard(full)
    session.globals[full] = value
    return value


def _is_rebound(statements: list[Statement], symbol: Var) -> bool:
    """Whether a module-level loop or branch may bind the name again."""
    for statement in statements:
        for block in internals.blocks_of(statement):
            for inner in block.body:
                if isinstance(inner, AssignmentStmt) and any(
                    symbol.name in names_in(target) for target in inner.lvalues
                ):
                    return True
    return False


def function_value(interpreter: Interpreter, symbol: FuncDef | Decorator | OverloadedFuncDef) -> Abstract:
    """A function by its declared signature; its body too, if it stands in this module."""
    full = symbol.fullname
    if full.startswith(("numpy.", "builtins.")):
        return Builtin(public_name(full) if full.startswith("numpy.") else full)
    if numpy_calls.has_user_stubs() and numpy_calls.find(full) is not None:
        return Builtin(full, path="rule")
    if full.startswith(_STANDARD):
        return Builtin(full)
    if isinstance(symbol, OverloadedFuncDef):
        return overloads.overloaded(symbol)
    node = symbol.func if isinstance(symbol, Decorator) else symbol
    typ = get_proper_type(node.type) if node.type is not None else None
    if isinstance(symbol, Decorator) and not overloads.keeps_signature(symbol):
        typ = get_proper_type(symbol.var.type)
        if not isinstance(typ, CallableType):
            return value_of(typ, NO_NAMES) if typ is not None else TOP
        return Function(node.name, typ, None, declared_in=full)
    own = full.startswith(interpreter.session.tree.fullname + ".")
    if not isinstance(typ, CallableType):
        return Function(node.name, None, node) if own else TOP
    return Function(node.name, typ, node if own else None, declared_in=full)


_STANDARD = (
    "functools.",
    "itertools.",
    "collections.",
    "copy.",
    "math.",
    "operator.",
    "typing.",
    "dataclasses.",
)
