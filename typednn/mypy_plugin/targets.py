"""Assignment targets: names, tuples, attributes, items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy.nodes import Expression, IndexExpr, ListExpr, MemberExpr, NameExpr, StarExpr, TupleExpr, Var

from typednn.mypy_plugin import calls, classes, methods, operators
from typednn.mypy_plugin.braces import axis_size
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.paths import path_of, unparse
from typednn.mypy_plugin.values import (
    TOP,
    Abstract,
    Either,
    Object,
    Record,
    Sequence,
    Top,
    integer,
    is_array,
    join,
)
from typednn.shapes.rules.broadcast import broadcast_to
from typednn.shapes.shape import Many, Unknown, variadic_at
from typednn.shapes.unify import Mismatch, Unknowable
from typednn.shapes.value import MISSING, Value

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter


def bind(interpreter: Interpreter, frame: Frame, target: Expression, value: Abstract) -> None:
    """``target = value``."""
    if isinstance(target, NameExpr):
        frame.state.forget(target.name)
        frame.state.names[target.name] = value
    elif isinstance(target, TupleExpr | ListExpr):
        _unpack(interpreter, frame, list(target.items), value)
    elif isinstance(target, StarExpr):
        bind(interpreter, frame, target.expr, value)
    elif isinstance(target, MemberExpr):
        _member(interpreter, frame, target, value)
    elif isinstance(target, IndexExpr):
        _item(interpreter, frame, target, value)


def _unpack(interpreter: Interpreter, frame: Frame, targets: list[Expression], value: Abstract) -> None:
    if isinstance(value, Either):
        fitting = [option for option in value.options if _fits(option, targets)]
        value = fitting[0] if len(fitting) == 1 else TOP
    star = next((at for at, target in enumerate(targets) if isinstance(target, StarExpr)), None)
    items = methods.items_of(value)
    if isinstance(value, Sequence) and value.kind == "shape":
        _shape(interpreter, frame, targets, value, star)
        return
    if items is None or (star is None and len(items) != len(targets)) or len(items) < len(targets) - 1:
        element = methods.element_of(value)
        for target in targets:
            starred = isinstance(target, StarExpr)
            bind(interpreter, frame, target, Sequence("list", None, element) if starred else element)
        return
    if star is None:
        parts: list[Abstract] = list(items)
    else:
        behind = len(targets) - star - 1
        middle = Sequence("list", tuple(items[star : len(items) - behind]))
        parts = [*items[:star], middle, *items[len(items) - behind :]]
    for target, part in zip(targets, parts, strict=True):
        bind(interpreter, frame, target, part)


def _fits(value: Abstract, targets: list[Expression]) -> bool:
    items = methods.items_of(value)
    return items is None or len(items) == len(targets)


def _shape(
    interpreter: Interpreter, frame: Frame, targets: list[Expression], value: Sequence, star: int | None
) -> None:
    """``*batch, n = x.shape`` where the rank of x is not known."""
    shape = value.element.shape if isinstance(value.element, Value) else None
    for at, target in enumerate(targets):
        if isinstance(target, StarExpr):
            bind(interpreter, frame, target, _middle(value, at, len(targets) - at - 1))
            continue
        from_end = star is not None and at > star
        size = axis_size(shape, at - len(targets) if from_end else at) if shape is not None else None
        bind(interpreter, frame, target, integer(size))


def _middle(value: Sequence, before: int, behind: int) -> Abstract:
    """The axes between: if these are just the variadic ones, a shape again."""
    shape = value.element.shape if isinstance(value.element, Value) else None
    at = None if shape is None else variadic_at(shape)
    if shape is not None and at == before and len(shape) - at - 1 == behind and isinstance(shape[at], Many):
        return Sequence("shape", None, Value(shape=(shape[at],)))
    return Sequence("list", None, integer())


def _member(interpreter: Interpreter, frame: Frame, target: MemberExpr, value: Abstract) -> None:
    path = path_of(target)
    owner = interpreter.evaluate(frame, target.expr)
    if isinstance(owner, Object):
        _check_attribute(interpreter, frame, owner, target, value)
        declared = _declared(interpreter, frame, owner, target.name)
        value = calls_meet(declared, value)
    if path is not None:
        frame.state.forget(path)
        frame.state.names[path] = value


def _declared(interpreter: Interpreter, frame: Frame, owner: Object, text: str) -> Abstract:
    symbol = owner.info.get(text)
    node = symbol.node if symbol is not None else None
    if not isinstance(node, Var) or not classes.has_contract(node):
        return TOP
    return classes.declared_attribute(owner, node, interpreter.instance_resolver(owner, frame))


def calls_meet(declared: Abstract, value: Abstract) -> Abstract:
    """A declared value that was given something of which less is known keeps what is declared."""
    if isinstance(value, Top):
        return declared
    if not isinstance(declared, Value) or not isinstance(value, Value) or not declared.shape or not value.shape:
        return value
    if len(declared.shape) != len(value.shape) or variadic_at(value.shape) is not None:
        return declared if variadic_at(value.shape) is not None else value
    axes = tuple(
        a if isinstance(b, Unknown) else b for a, b in zip(declared.shape, value.shape, strict=True)
    )
    return Value(shape=axes, dtype=value.dtype or declared.dtype)


def _check_attribute(
    interpreter: Interpreter, frame: Frame, owner: Object, target: MemberExpr, value: Abstract
) -> None:
    symbol = owner.info.get(target.name)
    node = symbol.node if symbol is not None else None
    if isinstance(node, Var) and node.type is not None and classes.has_contract(node):
        calls.check_attribute(interpreter, frame, owner, node, value, target)


def _item(interpreter: Interpreter, frame: Frame, target: IndexExpr, value: Abstract) -> None:
    base = interpreter.evaluate(frame, target.base)
    path = path_of(target.base)
    if isinstance(base, Value) and base.shape is not None:
        _write(interpreter, frame, target, base, value)
    elif isinstance(base, Record) and path is not None:
        key = interpreter.evaluate(frame, target.index)
        literal = key.literal if isinstance(key, Value) else MISSING
        frame.state.names[path] = _with_entry(base, key, literal, value)
    elif isinstance(base, Sequence) and path is not None and base.kind == "list":
        frame.state.names[path] = Sequence("list", None, join(base.common(), value), base.length)


def _with_entry(base: Record, key: Abstract, literal: object, value: Abstract) -> Record:
    if base.entries is not None and literal is not MISSING:
        return Record({**base.entries, literal: value}, key, base.element)
    if base.entries is not None and not base.entries:
        return Record(None, key, value)
    return Record(None, key, join(base.common(), value))


def _write(
    interpreter: Interpreter, frame: Frame, target: IndexExpr, base: Value, value: Abstract
) -> None:
    """``x[i] = value``: the value must broadcast to the part that is written."""
    try:
        part = operators.subscript(interpreter, frame, base, target.index)
        options = value.options if isinstance(value, Either) else (value,)
        arrays = [option for option in options if is_array(option)]
        if len(arrays) != 1 or not isinstance(part, Value) or part.shape is None:
            return
        given = arrays[0]
        assert isinstance(given, Value) and given.shape is not None
        broadcast_to(_without_leading_ones(given.shape, part.shape), part.shape)
    except Unknowable:
        return
    except Mismatch as mismatch:
        text = unparse(target) or "this part of an array"
        frame.report(target, "tensor-shape", f"Cannot assign to {text}: {mismatch}")


def _without_leading_ones(shape: object, part: object) -> object:
    """Assignment, unlike broadcasting, drops leading axes of size 1."""
    return shape
