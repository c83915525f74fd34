"""Assignment targets: names, tuples, attributes, items."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mypy.nodes import Expression, IndexExpr, ListExpr, MemberExpr, NameExpr, StarExpr, TupleExpr, Var

from typednn.mypy_plugin import arrays, classes, conditions, declarations, methods, naming, subscripts
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
    join,
)
from typednn.shapes.render import quoted, render_axis
from typednn.shapes.rules.broadcast import broadcast_to
from typednn.shapes.shape import Many, Shape, Unknown, rank, variadic_at
from typednn.shapes.size import ONE, Size, Verdict, compare, name, number
from typednn.shapes.unify import Mismatch, Unknowable
from typednn.shapes.value import MISSING, Value

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter


def bind(interpreter: Interpreter, frame: Frame, target: Expression, value: Abstract) -> None:
    """``target = value``."""
    if isinstance(target, NameExpr):
        frame.state.forget(target.name)
        value = _one_slice(interpreter, value)
        frame.state.names[target.name] = naming.identified(frame, value, target.name, target.line)
    elif isinstance(target, TupleExpr | ListExpr):
        _unpack(interpreter, frame, list(target.items), value)
    elif isinstance(target, StarExpr):
        bind(interpreter, frame, target.expr, value)
    elif isinstance(target, MemberExpr):
        _member(interpreter, frame, target, value)
    elif isinstance(target, IndexExpr):
        _item(interpreter, frame, target, value)


def _one_slice(interpreter: Interpreter, value: Abstract) -> Abstract:
    """A slice gets a name of its own each time that it is bound: what it cuts from equal axes is equally long."""
    if not isinstance(value, Object) or value.info.fullname != "builtins.slice":
        return value
    interpreter.session.slices += 1
    return replace(value, tag=f"slice {interpreter.session.slices}")


def _unpack(interpreter: Interpreter, frame: Frame, targets: list[Expression], value: Abstract) -> None:
    if isinstance(value, Either):
        fitting = [option for option in value.options if _fits(option, targets)]
        value = fitting[0] if len(fitting) == 1 else TOP
    star = next((at for at, target in enumerate(targets) if isinstance(target, StarExpr)), None)
    items = methods.items_of(value)
    if isinstance(value, Sequence) and value.kind == "shape":
        _shape(interpreter, frame, targets, value, star)
        return
    _check_count(frame, targets, value, star)
    if items is None or (star is None and len(items) != len(targets)) or len(items) < len(targets) - 1:
        element = methods.element_of(value)
        if _is_count(element) and all(isinstance(target, NameExpr) for target in targets):
            for target in targets:
                assert isinstance(target, NameExpr)
                if frame.loops or frame.entry:
                    frame.state.names[target.name] = integer(naming.fresh(frame, target.name, target.line))
                    continue
                # Several numbers from one place: they differ among themselves, and are unknown to others.
                place = f"?.{frame.scope}:{target.line}"
                frame.state.names[target.name] = integer(name(target.name, place))
            return
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


def _is_count(value: Abstract) -> bool:
    return isinstance(value, Value) and value.dtype == "python int" and value.size is None


def _check_count(frame: Frame, targets: list[Expression], value: Abstract, star: int | None) -> None:
    """``a, b = x`` needs two rows."""
    if isinstance(value, Sequence) and value.items is not None and value.kind in ("tuple", "list"):
        _check_items(frame, targets, len(value.items), star)
        return
    if not isinstance(value, Value) or not value.shape or not isinstance(value.shape[0], Size):
        return
    rows, wanted = value.shape[0], number(len(targets) - (star is not None))
    if star is None and compare(rows, wanted) is Verdict.DIFFERENT:
        frame.fail(
            targets[0],
            "tensor-shape",
            f"Cannot unpack {quoted(value.shape)} into {len(targets)}: its first axis is {render_axis(rows)}",
        )


def _check_items(frame: Frame, targets: list[Expression], count: int, star: int | None) -> None:
    """``a, b = x.shape[:3]``; the items of lists and tuples are known only where their number is."""
    if count < len(targets) - 1 if star is not None else count != len(targets):
        frame.fail(targets[0], "tensor-shape", f"Cannot unpack {count} values into {len(targets)}")


def name_sizes(
    interpreter: Interpreter, frame: Frame, target: Expression, source: Expression, value: Abstract
) -> Abstract:
    """``n, d = x.shape`` with axes that nobody promised: from here on they have these names."""
    if isinstance(target, NameExpr) and _is_count(value):
        return integer(naming.fresh(frame, target.name, target.line))
    if isinstance(target, TupleExpr) and isinstance(value, Sequence) and value.items is not None:
        if len(target.items) == len(value.items):
            parts = zip(target.items, value.items, strict=True)
            return replace(
                value, items=tuple(name_sizes(interpreter, frame, part, source, each) for part, each in parts)
            )
    if not isinstance(target, TupleExpr) or not isinstance(source, MemberExpr) or source.name != "shape":
        return value
    path = path_of(source.expr)
    array = interpreter.evaluate(frame, source.expr)
    starred = any(isinstance(part, StarExpr) for part in target.items)
    if isinstance(array, Value) and array.shape is not None and not starred:
        known = rank(array.shape)
        if known is not None and known != len(target.items):
            text = f"the shape {quoted(array.shape)} has {known} sizes, not {len(target.items)}"
            frame.fail(target, "tensor-shape", f"Cannot unpack {unparse(source) or 'it'}: {text}")
    plain = all(isinstance(part, NameExpr) for part in target.items)
    if frame.loops or path is None or not isinstance(array, Value) or not array.shape or not plain:
        return value
    shape = conditions.with_rank(array.shape, len(target.items))
    if len(shape) != len(target.items) or not any(isinstance(axis, Unknown) for axis in shape):
        return value
    named = tuple(
        naming.fresh(frame, part.name, part.line) if isinstance(axis, Unknown) and isinstance(part, NameExpr) else axis
        for axis, part in zip(shape, target.items, strict=True)
    )
    frame.state.names[path] = Value(shape=named, dtype=array.dtype)
    return Sequence("tuple", tuple(integer(axis) if isinstance(axis, Size) else integer() for axis in named))


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
        before = frame.session.reporter.failures
        _check_attribute(interpreter, frame, owner, target, value)
        declared = _declared(interpreter, frame, owner, target.name)
        # One mistake, one message: who reads the attribute gets what it should have been.
        refused = frame.session.reporter.failures > before
        value = declared if refused else calls_meet(declared, value)
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
    axes = tuple(a if isinstance(b, Unknown) else b for a, b in zip(declared.shape, value.shape, strict=True))
    return Value(shape=axes, dtype=value.dtype or declared.dtype)


def _check_attribute(
    interpreter: Interpreter, frame: Frame, owner: Object, target: MemberExpr, value: Abstract
) -> None:
    symbol = owner.info.get(target.name)
    node = symbol.node if symbol is not None else None
    if isinstance(node, Var) and node.type is not None and classes.has_contract(node):
        declarations.check_attribute(interpreter, frame, owner, node, value, target)


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


def _write(interpreter: Interpreter, frame: Frame, target: IndexExpr, base: Value, value: Abstract) -> None:
    """``x[i] = value``: the value must broadcast to the part that is written."""
    try:
        part = subscripts.subscript(interpreter, frame, base, target.index)
        if isinstance(part, Value) and part.shape is not None:
            _fits_into(value, part.shape)
    except Unknowable:
        return
    except Mismatch as mismatch:
        text = unparse(target) or "this part of an array"
        frame.fail(target, "tensor-shape", f"Cannot assign to {text}: {mismatch}")


def _fits_into(value: Abstract, part: Shape) -> None:
    """Raises `Mismatch` if no possibility of the value can be written into the part."""
    failures: list[Mismatch] = []
    options = value.options if isinstance(value, Either) else (value,)
    for option in options:
        given = arrays.from_sequence(option) if isinstance(option, Sequence) else option
        if not isinstance(given, Value) or given.shape is None:
            return
        try:
            broadcast_to(_without_leading_ones(given.shape, part), part)
            return
        except Mismatch as mismatch:
            failures.append(mismatch)
    if failures:
        raise failures[0]


def _without_leading_ones(shape: Shape, part: Shape) -> Shape:
    """Assignment, unlike broadcasting, drops leading axes of size 1."""
    while variadic_at(shape) is None and variadic_at(part) is None and len(shape) > len(part) and shape[0] == ONE:
        shape = shape[1:]
    return shape
