"""Statements: what holds after each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from mypy.nodes import (
    AssertStmt,
    AssignmentStmt,
    Block,
    BreakStmt,
    ClassDef,
    ContinueStmt,
    Decorator,
    DelStmt,
    ExpressionStmt,
    ForStmt,
    FuncDef,
    IfStmt,
    MatchStmt,
    MemberExpr,
    NameExpr,
    OperatorAssignmentStmt,
    OverloadedFuncDef,
    RaiseStmt,
    ReturnStmt,
    Statement,
    TempNode,
    TryStmt,
    WhileStmt,
    WithStmt,
)
from mypy.types import AnyType, get_proper_type

from typednn.mypy_plugin import (
    conditions,
    declarations,
    definitions,
    exceptions,
    internals,
    loops,
    naming,
    operators,
    targets,
)
from typednn.mypy_plugin.frame import Frame, State, merge
from typednn.mypy_plugin.markers import contracts_in
from typednn.mypy_plugin.match import Matching
from typednn.mypy_plugin.paths import path_of, unparse
from typednn.mypy_plugin.signatures import CallResolver
from typednn.mypy_plugin.types import value_of
from typednn.mypy_plugin.values import (
    NONE,
    Abstract,
    Object,
    Sequence,
    Top,
    is_array,
)
from typednn.shapes.dtypes import spelled
from typednn.shapes.loops import can_store
from typednn.shapes.rules.broadcast import broadcast
from typednn.shapes.shape import Shape, Unknown
from typednn.shapes.size import Name, Size, Verdict, compare
from typednn.shapes.unify import Mismatch, Unknowable
from typednn.shapes.value import Value

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter

Rule = Callable[["Interpreter", Frame, Any], None]


def run(interpreter: Interpreter, frame: Frame, statements: Iterable[Statement]) -> State:
    """Run a body to its end; the state in which it ends, returns included."""
    block(interpreter, frame, statements)
    end = frame.state
    if end.alive and frame.function is not None:
        _falls_through(interpreter, frame)
    ends = [end, *frame.exits]
    return merge(ends)


def _falls_through(interpreter: Interpreter, frame: Frame) -> None:
    """A body that ends without return gives None."""
    if frame.returned or not frame.yielded:
        frame.returned.append(NONE)


def block(interpreter: Interpreter, frame: Frame, statements: Iterable[Statement]) -> None:
    for statement in statements:
        if not frame.state.alive:
            return
        interpreter.count(statement)
        rule = RULES.get(type(statement))
        if rule is not None:
            rule(interpreter, frame, statement)


def _block(interpreter: Interpreter, frame: Frame, node: Block) -> None:
    block(interpreter, frame, node.body)


def _expression(interpreter: Interpreter, frame: Frame, node: ExpressionStmt) -> None:
    if not internals.is_trigger(node):
        interpreter.evaluate(frame, node.expr)


def _assignment(interpreter: Interpreter, frame: Frame, node: AssignmentStmt) -> None:
    if node.is_alias_def or isinstance(node.rvalue, TempNode):
        return
    value = interpreter.evaluate(frame, node.rvalue)
    if len(node.lvalues) == 1:
        value = targets.name_sizes(interpreter, frame, node.lvalues[0], node.rvalue, value)
    declared = node.type
    if declared is not None and next(contracts_in(declared), None) is not None:
        target = node.lvalues[0]
        member = isinstance(target, MemberExpr) and isinstance(interpreter.evaluate(frame, target.expr), Object)
        value = declared_value(interpreter, frame, node, value, check=not member)
    elif isinstance(get_proper_type(declared), AnyType) and not _is_inferred(node):
        value = Top("it is declared Any")
    elif declared is not None and isinstance(value, Top):
        found = interpreter.value(frame, declared)
        value = value if isinstance(found, Top) else found
    for target in node.lvalues:
        targets.bind(interpreter, frame, target, value)


def _is_inferred(node: AssignmentStmt) -> bool:
    """Whether nobody wrote the type: ``x: Final = ...``."""
    return node.unanalyzed_type is None


class NamedHere(CallResolver):
    """The names in the contract of a variable: those that nothing gives a size name the size that it has."""

    def __init__(self, frame: Frame, matching: Matching, line: int) -> None:
        super().__init__(matching)
        self.frame, self.line, self.own = frame, line, dict[str, Size]()

    def size(self, found: Name) -> Size | None:
        known = super().size(found)
        if known is not None or found.name.startswith("{") or self.frame.scope_of(found.name) or self.frame.building:
            return known
        if found.name not in self.own:
            self.own[found.name] = naming.fresh(self.frame, found.name, self.line)
        return self.own[found.name]


def declared_value(
    interpreter: Interpreter, frame: Frame, node: AssignmentStmt, value: Abstract, check: bool
) -> Abstract:
    """``x: Float[...] = value``: the value must keep the contract, and is known at least as well as it says."""
    assert node.type is not None
    matching = declarations.inner_matching(interpreter, frame, node.type)
    if check:
        what = unparse(node.lvalues[0]) or "the value"
        found = declarations.check_declared(interpreter, frame, node.type, value, node.rvalue, what, "assignment")
        if found is None:
            # It is refuted, and said: from here on the declared shape stands.
            return interpreter.value(frame, node.type)
        matching = found
    resolver = NamedHere(frame, matching, node.line)
    promised = value_of(node.type, resolver)
    if isinstance(value, Top) or (isinstance(promised, Value) and isinstance(value, Value)):
        return targets.calls_meet(promised, value)
    return value


def _augmented(interpreter: Interpreter, frame: Frame, node: OperatorAssignmentStmt) -> None:
    """``x += y`` writes into x: the result must have the shape of x."""
    left = interpreter.evaluate(frame, node.lvalue)
    right = interpreter.evaluate(frame, node.rvalue)
    if isinstance(left, Sequence) and node.op == "+" and left.kind == "list":
        right = Sequence("list", right.items, right.element, right.length) if isinstance(right, Sequence) else right
    result = operators.combine(interpreter, frame, node, node.op, left, right)  # type: ignore[arg-type]  # a statement
    if is_array(left) and is_array(right) and isinstance(left, Value) and isinstance(right, Value):
        if left.shape and isinstance(result, Value) and result.shape is not None:
            if _grows(frame, node, left.shape, right.shape or ()):
                result = Top("an operation that is in error")
            elif not isinstance(result, Top):
                _check_store(frame, node, left, result)
                result = Value(shape=left.shape, dtype=left.dtype) if node.op != "@" else result
    if not (isinstance(node.lvalue, NameExpr | MemberExpr)):
        return
    path = path_of(node.lvalue)
    if path is not None:
        frame.state.names[path] = result


def _check_store(frame: Frame, node: OperatorAssignmentStmt, left: Value, result: Value) -> None:
    """``x += 0.5`` with x of ints: NumPy does not round on its own."""
    if not can_store(result.dtype, left.dtype):
        text = unparse(node.lvalue) or "the left side"
        frame.fail(
            node,
            "tensor-dtype",
            f"Cannot compute {text} {node.op}= …: {spelled(result.dtype)} does not fit into {spelled(left.dtype)}",
        )


def _grows(frame: Frame, node: OperatorAssignmentStmt, shape: Shape, other: Shape) -> bool:
    """Whether the result of an in-place operation does not fit into its left side."""
    if node.op == "@":
        return False
    try:
        result = broadcast(shape, other)
    except (Mismatch, Unknowable):
        return False
    longer = len(result) > len(shape)
    grown = len(result) == len(shape) and any(
        isinstance(a, Size) and isinstance(b, Size) and compare(a, b) is Verdict.DIFFERENT
        for a, b in zip(shape, result, strict=True)
    )
    unknown = any(not isinstance(axis, Size | Unknown) for axis in (*shape, *result))
    if unknown or not (longer or grown):
        return False
    from typednn.shapes.render import quoted

    left, right = unparse(node.lvalue) or "the left side", unparse(node.rvalue) or "the right side"
    frame.fail(
        node,
        "tensor-shape",
        f"Cannot compute {left} {node.op}= {right}: {quoted(other)} does not fit into {quoted(shape)}",
    )
    return True


def _return(interpreter: Interpreter, frame: Frame, node: ReturnStmt) -> None:
    value = interpreter.evaluate(frame, node.expr) if node.expr is not None else NONE
    if node.expr is not None:
        declarations.check_return(interpreter, frame, value, node.expr)
    frame.returned.append(value)
    frame.exits.append(frame.state.copy())
    frame.state.alive = False


def _raise(interpreter: Interpreter, frame: Frame, node: RaiseStmt) -> None:
    frame.state.alive = False


def _assert(interpreter: Interpreter, frame: Frame, node: AssertStmt) -> None:
    yes, _ = conditions.branch(interpreter, frame, node.expr)
    frame.state = yes


def _if(interpreter: Interpreter, frame: Frame, node: IfStmt) -> None:
    ends: list[State] = []
    for test, body in zip(node.expr, node.body, strict=True):
        yes, no = conditions.branch(interpreter, frame, test)
        frame.state = yes
        if yes.alive:
            block(interpreter, frame, body.body)
        ends.append(frame.state)
        frame.state = no
        if not no.alive:
            break
    if frame.state.alive and node.else_body is not None:
        block(interpreter, frame, node.else_body.body)
    ends.append(frame.state)
    frame.state = merge(ends)


def _break(interpreter: Interpreter, frame: Frame, node: BreakStmt) -> None:
    frame.breaks.append(frame.state.copy())
    frame.state.alive = False


def _continue(interpreter: Interpreter, frame: Frame, node: ContinueStmt) -> None:
    frame.continues.append(frame.state.copy())
    frame.state.alive = False


def _delete(interpreter: Interpreter, frame: Frame, node: DelStmt) -> None:
    path = path_of(node.expr)
    if path is not None:
        frame.state.names.pop(path, None)


def _match(interpreter: Interpreter, frame: Frame, node: MatchStmt) -> None:
    """Each case may be the one; names that patterns bind are not known, ranks are."""
    interpreter.evaluate(frame, node.subject)
    before = frame.state
    ends: list[State] = []
    exhaustive = False
    for pattern, guard, body in zip(node.patterns, node.guards, node.bodies, strict=True):
        frame.state = before.copy()
        interpreter.match_pattern(frame, node.subject, pattern)
        if guard is not None and frame.state.alive:
            yes, _ = conditions.branch(interpreter, frame, guard)
            frame.state = yes
        block(interpreter, frame, body.body)
        ends.append(frame.state)
        exhaustive = exhaustive or (guard is None and interpreter.is_wildcard(pattern))
    if not exhaustive:
        ends.append(before)
    frame.state = merge(ends)


RULES: dict[type, Rule] = {
    Block: _block,
    ExpressionStmt: _expression,
    AssignmentStmt: _assignment,
    OperatorAssignmentStmt: _augmented,
    ReturnStmt: _return,
    RaiseStmt: _raise,
    AssertStmt: _assert,
    IfStmt: _if,
    ForStmt: loops.for_loop,
    WhileStmt: loops.while_loop,
    BreakStmt: _break,
    ContinueStmt: _continue,
    WithStmt: exceptions.with_block,
    TryStmt: exceptions.try_block,
    DelStmt: _delete,
    FuncDef: definitions.function,
    Decorator: definitions.decorated,
    ClassDef: definitions.class_body,
    MatchStmt: _match,
    OverloadedFuncDef: definitions.overloaded,
}
