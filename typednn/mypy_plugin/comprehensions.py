"""Comprehensions: one evaluation of the element stands for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy.nodes import DictionaryComprehension, Expression, GeneratorExpr

from typednn.mypy_plugin import conditions, methods, naming, targets
from typednn.mypy_plugin.braces import length_of
from typednn.mypy_plugin.frame import Frame, State
from typednn.mypy_plugin.values import TOP, Abstract, Record, Sequence
from typednn.shapes.size import Size

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter


def sequence(interpreter: Interpreter, frame: Frame, node: GeneratorExpr, kind: str) -> Abstract:
    before = frame.state
    found = _run(interpreter, frame, node, node.left_expr)
    frame.state = before
    if isinstance(found, list):
        return Sequence(kind, tuple(found))
    element, length = found
    return Sequence(kind, None, element, length)


def record(interpreter: Interpreter, frame: Frame, node: DictionaryComprehension) -> Abstract:
    before = frame.state
    found = _run(interpreter, frame, node, node.value)
    key = interpreter.evaluate(frame, node.key) if node.key is not None else TOP
    frame.state = before
    element = Sequence("list", tuple(found)).common() if isinstance(found, list) else found[0]
    return Record(None, key, element)


def _run(
    interpreter: Interpreter, frame: Frame, node: GeneratorExpr | DictionaryComprehension, result: Expression
) -> list[Abstract] | tuple[Abstract, Size | None]:
    """The items one by one, or what they share and, for one loop without conditions, their number."""
    frame.state = State(dict(frame.state.names), frame.state.facts.copy())
    length: Size | None = None
    since = frame.session.sizes
    plain = len(node.sequences) == 1 and not node.condlists[0]
    for target, source, tests in zip(node.indices, node.sequences, node.condlists, strict=True):
        value = interpreter.evaluate(frame, source)
        methods.needs_axis(interpreter, frame, value, source, "loop over {}")
        items = methods.items_of(value)
        if plain and items is not None and len(items) <= 16:
            return [_item(interpreter, frame, target, item, result) for item in items]
        length = length_of(value)
        targets.bind(interpreter, frame, target, methods.element_of(value))
        for test in tests:
            yes, _ = conditions.branch(interpreter, frame, test)
            frame.state = yes if yes.alive else frame.state
    element = naming.anonymous(interpreter.evaluate(frame, result), since)
    return element, length if plain else None


def _item(interpreter: Interpreter, frame: Frame, target: Expression, item: Abstract, result: Expression) -> Abstract:
    targets.bind(interpreter, frame, target, item)
    return interpreter.evaluate(frame, result)
