"""Statements: what holds after each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from mypy.nodes import (
    AssertStmt,
    AssignmentStmt,
    Block,
    BreakStmt,
    CallExpr,
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
    TupleExpr,
    WhileStmt,
    WithStmt,
)
from mypy.types import AnyType, CallableType, Type, get_proper_type

from typednn.mypy_plugin import calls, closures, conditions, internals, methods, naming, operators, targets
from typednn.mypy_plugin.frame import Frame, State, merge
from typednn.mypy_plugin.markers import contracts_in
from typednn.mypy_plugin.match import Matching
from typednn.mypy_plugin.paths import path_of, unparse
from typednn.mypy_plugin.signatures import CallResolver
from typednn.mypy_plugin.types import value_of
from typednn.mypy_plugin.values import (
    NONE,
    TOP,
    Abstract,
    Class,
    Function,
    Object,
    Sequence,
    Top,
    is_array,
    widened,
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
Start = Callable[[int | None], None]
MOST_ROUNDS = 6
# Beyond so many loops inside each other the first rounds are not looked at for themselves.
MOST_NESTED = 3


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
    matching = calls.inner_matching(interpreter, frame, node.type)
    if check:
        what = unparse(node.lvalues[0]) or "the value"
        found = calls.check_declared(interpreter, frame, node.type, value, node.rvalue, what, "assignment")
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
        calls.check_return(interpreter, frame, value, node.expr)
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


def _for(interpreter: Interpreter, frame: Frame, node: ForStmt) -> None:
    source = interpreter.evaluate(frame, node.expr)
    methods.needs_axis(interpreter, frame, source, node.expr, "loop over {}")
    items = methods.items_of(source)
    element = methods.element_of(source)
    grown = _appended(frame, node)

    def start(at: int | None = None) -> None:
        item = element if at is None else methods.opening_of(source, at)
        targets.bind(interpreter, frame, node.index, item)

    literal = items is not None and 0 < len(items) <= 8 and isinstance(source, Sequence) and source.kind == "tuple"
    length = methods.length(source).size
    once = length is not None and length.constant == 1  # there is no second time, in which something might fail
    if once and items is None:
        items = [methods.opening_of(source, 0)]
    if items is not None and (once or (literal and not _nested(node.body))):
        _unrolled(interpreter, frame, node, items)
    else:
        _loop(interpreter, frame, node.body, start)
    _lengths(frame, grown, length)
    if node.else_body is not None:
        block(interpreter, frame, node.else_body.body)


def _nested(body: Block) -> bool:
    return any(isinstance(statement, ForStmt | WhileStmt) for statement in body.body)


def _unrolled(interpreter: Interpreter, frame: Frame, node: ForStmt, items: list[Abstract]) -> None:
    """A loop over a short tuple is run once for each of its items."""
    breaks, frame.breaks = frame.breaks, []
    frame.loops += 1
    for item in items:
        if not frame.state.alive:
            break
        continues, frame.continues = frame.continues, []
        targets.bind(interpreter, frame, node.index, item)
        block(interpreter, frame, node.body.body)
        frame.state = merge([frame.state, *frame.continues])
        frame.continues = continues
    frame.loops -= 1
    frame.state = merge([frame.state, *frame.breaks])
    frame.breaks = breaks


def _appended(frame: Frame, node: ForStmt) -> dict[str, Size]:
    """The lists of known length to which the loop appends once each time round, come what may."""
    counts: dict[str, int] = {}
    for statement in node.body.body:
        for path in _appends(statement):
            counts[path] = counts.get(path, 0) + (1 if isinstance(statement, ExpressionStmt) else 2)
    if _leaves(node.body.body):
        return {}
    before = {}
    for path, count in counts.items():
        value = frame.state.names.get(path)
        length = methods.length(value).size if isinstance(value, Sequence) and value.kind == "list" else None
        if count == 1 and length is not None:
            before[path] = length
    return before


def _appends(statement: Statement) -> Iterable[str]:
    if isinstance(statement, ExpressionStmt) and isinstance(statement.expr, CallExpr):
        callee = statement.expr.callee
        if isinstance(callee, MemberExpr) and callee.name in ("append", "extend", "insert", "pop", "clear"):
            path = path_of(callee.expr)
            if path is not None:
                yield path
                if callee.name != "append":
                    yield path
    for inner in internals.blocks_of(statement):
        for part in inner.body:
            yield from _appends(part)


def _leaves(statements: Iterable[Statement]) -> bool:
    """Whether a round may be cut short."""
    for statement in statements:
        if isinstance(statement, BreakStmt | ContinueStmt | ReturnStmt):
            return True
        if isinstance(statement, ForStmt | WhileStmt):
            continue
        if any(_leaves(inner.body) for inner in internals.blocks_of(statement)):
            return True
    return False


def _lengths(frame: Frame, before: dict[str, Size], length: Size | None) -> None:
    for path, start in before.items():
        value = frame.state.names.get(path)
        if isinstance(value, Sequence) and length is not None and value.kind == "list":
            frame.state.names[path] = Sequence("list", None, value.common(), start + length)


def _loop(interpreter: Interpreter, frame: Frame, body: Block, start: Start) -> None:
    """Run a loop's body until nothing new is learnt, silently, and once more to report."""
    breaks, continues = frame.breaks, frame.continues
    entry = frame.state
    exits, returned, yielded = len(frame.exits), len(frame.returned), len(frame.yielded)
    frame.loops += 1
    quiet = bool(interpreter.session.reporter.muted)
    if not quiet and frame.loops <= MOST_NESTED:
        _first_rounds(interpreter, frame, body, start)
    with interpreter.session.muted():
        for round_ in range(MOST_ROUNDS):
            del frame.exits[exits:], frame.returned[returned:], frame.yielded[yielded:]
            end = _round(interpreter, frame, body, start, entry)
            merged = merge([entry, end])
            settled = _same(merged, entry)
            if settled:
                break
            if round_ == MOST_ROUNDS - 3:
                merged.names = {text: widened(value) for text, value in merged.names.items()}
            if round_ == MOST_ROUNDS - 1:
                merged = _widened(entry, merged)
            entry = merged
    if not quiet or not settled:
        del frame.exits[exits:], frame.returned[returned:], frame.yielded[yielded:]
        end = _round(interpreter, frame, body, start, entry)
    frame.loops -= 1
    frame.state = merge([entry, end, *frame.breaks])
    frame.breaks, frame.continues = breaks, continues


def _first_rounds(interpreter: Interpreter, frame: Frame, body: Block, start: Start) -> None:
    """The first time round nothing is blurred yet: what fails there, fails. So too the second, without branches."""
    events = interpreter.session.reporter.events
    kept, entry = dict(events), frame.state
    end = _round(interpreter, frame, body, start, entry.copy(), 0)
    if end.alive and not any(isinstance(each, IfStmt | TryStmt | MatchStmt) for each in body.body):
        _round(interpreter, frame, body, start, end, 1)
    events.clear()
    events.update(kept)
    frame.state = entry


def _round(
    interpreter: Interpreter, frame: Frame, body: Block, start: Start, entry: State, at: int | None = None
) -> State:
    """Once through the body; `at` counts the rounds of which it is known which they are."""
    frame.state, frame.breaks, frame.continues = entry.copy(), [], []
    start(at)
    block(interpreter, frame, body.body)
    return merge([frame.state, *frame.continues])


def _same(left: State, right: State) -> bool:
    return left.names == right.names and left.facts == right.facts


def _widened(entry: State, merged: State) -> State:
    """What still changes after some rounds is not known."""
    for text, value in merged.names.items():
        if text not in entry.names or entry.names[text] != value:
            merged.names[text] = Top("a value that changes in a loop")
    return merged


def _while(interpreter: Interpreter, frame: Frame, node: WhileStmt) -> None:
    def start(at: int | None = None) -> None:
        yes, _ = conditions.branch(interpreter, frame, node.expr)
        frame.state = yes

    _loop(interpreter, frame, node.body, start)
    if frame.state.alive:
        with interpreter.session.muted():
            _, no = conditions.branch(interpreter, frame, node.expr)
        frame.state = no if no.alive else frame.state
    if node.else_body is not None:
        block(interpreter, frame, node.else_body.body)


def _break(interpreter: Interpreter, frame: Frame, node: BreakStmt) -> None:
    frame.breaks.append(frame.state.copy())
    frame.state.alive = False


def _continue(interpreter: Interpreter, frame: Frame, node: ContinueStmt) -> None:
    frame.continues.append(frame.state.copy())
    frame.state.alive = False


def _with(interpreter: Interpreter, frame: Frame, node: WithStmt) -> None:
    for expression, target in zip(node.expr, node.target, strict=True):
        value = interpreter.evaluate(frame, expression)
        if target is not None:
            targets.bind(interpreter, frame, target, interpreter.entered(frame, value))
    raises = any("raises" in (unparse(expression) or "") for expression in node.expr)
    before = frame.state.copy()
    block(interpreter, frame, node.body.body)
    if raises or not frame.state.alive:
        frame.state = merge([before, frame.state]) if raises else frame.state


def _try(interpreter: Interpreter, frame: Frame, node: TryStmt) -> None:
    before = frame.state.copy()
    catching = int(_catches(node))
    frame.caught += catching
    block(interpreter, frame, node.body.body)
    frame.caught -= catching
    if node.else_body is not None and frame.state.alive:
        block(interpreter, frame, node.else_body.body)
    ends = [frame.state]
    for variable, handler in zip(node.vars, node.handlers, strict=True):
        frame.state = _disturbed(before, ends[0])
        if variable is not None:
            frame.state.names[variable.name] = TOP
        block(interpreter, frame, handler.body)
        ends.append(frame.state)
    frame.state = merge(ends)
    if node.finally_body is not None:
        if not frame.state.alive:
            kept = frame.state
            frame.state = before.copy()
            block(interpreter, frame, node.finally_body.body)
            frame.state = kept
        else:
            block(interpreter, frame, node.finally_body.body)


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


def _delete(interpreter: Interpreter, frame: Frame, node: DelStmt) -> None:
    path = path_of(node.expr)
    if path is not None:
        frame.state.names.pop(path, None)


def _function(interpreter: Interpreter, frame: Frame, node: FuncDef) -> None:
    if frame.function is None:
        return
    define(interpreter, frame, node, node.type)


def _decorator(interpreter: Interpreter, frame: Frame, node: Decorator) -> None:
    if frame.function is not None:
        keeps = calls.keeps_signature(node)
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
        run(interpreter, inner, internals.body_of(node).body)
    frame.state = before


def _class(interpreter: Interpreter, frame: Frame, node: ClassDef) -> None:
    if frame.function is not None:
        frame.state.names[node.name] = Class(node.info)


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


def _overloaded(interpreter: Interpreter, frame: Frame, node: OverloadedFuncDef) -> None:
    if frame.function is not None:
        for item in node.items:
            name = item.func.name if isinstance(item, Decorator) else item.name
            frame.state.names[name] = TOP


RULES: dict[type, Rule] = {
    Block: _block,
    ExpressionStmt: _expression,
    AssignmentStmt: _assignment,
    OperatorAssignmentStmt: _augmented,
    ReturnStmt: _return,
    RaiseStmt: _raise,
    AssertStmt: _assert,
    IfStmt: _if,
    ForStmt: _for,
    WhileStmt: _while,
    BreakStmt: _break,
    ContinueStmt: _continue,
    WithStmt: _with,
    TryStmt: _try,
    DelStmt: _delete,
    FuncDef: _function,
    Decorator: _decorator,
    ClassDef: _class,
    MatchStmt: _match,
    OverloadedFuncDef: _overloaded,
}
