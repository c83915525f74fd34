"""Loops: a body is run until nothing new is learnt of what holds at its beginning."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from mypy.nodes import (
    Block,
    BreakStmt,
    CallExpr,
    ContinueStmt,
    ExpressionStmt,
    ForStmt,
    IfStmt,
    MatchStmt,
    MemberExpr,
    ReturnStmt,
    Statement,
    TryStmt,
    WhileStmt,
)

from typednn.mypy_plugin import conditions, internals, methods, targets
from typednn.mypy_plugin.frame import Frame, State, merge
from typednn.mypy_plugin.paths import path_of
from typednn.mypy_plugin.values import (
    Abstract,
    Sequence,
    Top,
    widened,
)
from typednn.shapes.size import Size

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter
Start = Callable[[int | None], None]
MOST_ROUNDS = 6
# Beyond so many loops inside each other the first rounds are not looked at for themselves.
MOST_NESTED = 3


def for_loop(interpreter: Interpreter, frame: Frame, node: ForStmt) -> None:
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
        interpreter.execute(frame, node.else_body.body)


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
        interpreter.execute(frame, node.body.body)
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
    interpreter.execute(frame, body.body)
    return merge([frame.state, *frame.continues])


def _same(left: State, right: State) -> bool:
    return left.names == right.names and left.facts == right.facts


def _widened(entry: State, merged: State) -> State:
    """What still changes after some rounds is not known."""
    for text, value in merged.names.items():
        if text not in entry.names or entry.names[text] != value:
            merged.names[text] = Top("a value that changes in a loop")
    return merged


def while_loop(interpreter: Interpreter, frame: Frame, node: WhileStmt) -> None:
    def start(at: int | None = None) -> None:
        yes, _ = conditions.branch(interpreter, frame, node.expr)
        frame.state = yes

    _loop(interpreter, frame, node.body, start)
    if frame.state.alive:
        with interpreter.session.muted():
            _, no = conditions.branch(interpreter, frame, node.expr)
        frame.state = no if no.alive else frame.state
    if node.else_body is not None:
        interpreter.execute(frame, node.else_body.body)
