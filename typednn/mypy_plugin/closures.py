"""Nested functions and lambdas: they see the variables around them as these are when they run, not where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from mypy.nodes import (
    AssignmentStmt,
    Expression,
    ForStmt,
    FuncDef,
    FuncItem,
    LambdaExpr,
    ListExpr,
    NameExpr,
    NonlocalDecl,
    OperatorAssignmentStmt,
    StarExpr,
    Statement,
    TupleExpr,
    WithStmt,
)
from mypy.types import CallableType, Type

from typednn.mypy_plugin import internals
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.markers import contracts_in
from typednn.mypy_plugin.types import Resolver, value_of
from typednn.mypy_plugin.values import Abstract, Top
from typednn.shapes.size import Name, Size, name

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter


def enter(interpreter: Interpreter, frame: Frame, node: FuncItem) -> Frame:
    """A frame inside of this one, in which what is bound again later is not known."""
    inner = interpreter.enter(node, None, frame)
    around = frame.session.tree.defs if frame.function is None else internals.body_of(frame.function).body
    for text in bound_after(around, node.line):
        inner.state.names.setdefault(text, Top(f'"{text}" is bound again below'))
    return inner


class _Whatever(Resolver):
    """Sizes of which only the names are known: equal to themselves, and perhaps to others."""

    def __init__(self, scope: str) -> None:
        self.scope = scope

    def size(self, found: Name) -> Size | None:
        return None if found.name.startswith("{") else name(found.name, self.scope)


def given_to(node: LambdaExpr, inferred: Type | None) -> dict[str, Abstract]:
    """What a lambda gets where it stands: arrays that keep the contracts of the callable that is wanted there."""
    texts = [argument.variable.name for argument in node.arguments]
    types = inferred.arg_types if isinstance(inferred, CallableType) else []
    if len(types) != len(texts):
        return {text: Top() for text in texts}
    resolver = _Whatever(f"?lambda:{node.line}:{node.column}")
    known = [next(contracts_in(typ), None) is not None for typ in types]
    return {
        text: value_of(typ, resolver) if promised else Top()
        for text, typ, promised in zip(texts, types, known, strict=True)
    }


def bound_after(statements: Iterable[Statement], line: int) -> set[str]:
    """The names that are bound behind the line, or in another nested function by ``nonlocal``."""
    return {name for name, at in _bindings(statements) if at > line}


def _bindings(statements: Iterable[Statement]) -> Iterator[tuple[str, int]]:
    for statement in statements:
        for target in _targets(statement):
            yield from ((name, statement.line) for name in names_in(target))
        if isinstance(statement, FuncDef):
            yield from ((name, END) for name in _nonlocals(internals.body_of(statement).body))
        for block in internals.blocks_of(statement):
            yield from _bindings(block.body)


END = 1 << 60


def _targets(statement: Statement) -> list[Expression]:
    if isinstance(statement, AssignmentStmt):
        return list(statement.lvalues)
    if isinstance(statement, OperatorAssignmentStmt):
        return [statement.lvalue]
    if isinstance(statement, ForStmt):
        return [statement.index]
    if isinstance(statement, WithStmt):
        return [target for target in statement.target if target is not None]
    return []


def names_in(target: Expression) -> Iterator[str]:
    """The names that an assignment's target binds."""
    if isinstance(target, NameExpr):
        yield target.name
    elif isinstance(target, StarExpr):
        yield from names_in(target.expr)
    elif isinstance(target, TupleExpr | ListExpr):
        for item in target.items:
            yield from names_in(item)


def _nonlocals(statements: Iterable[Statement]) -> Iterator[str]:
    for statement in statements:
        if isinstance(statement, NonlocalDecl):
            yield from statement.names
        for block in internals.blocks_of(statement):
            yield from _nonlocals(block.body)
