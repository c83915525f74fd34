"""Indexing: of arrays, of sequences, of shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy.nodes import Expression, IndexExpr, NameExpr, SliceExpr, TupleExpr

from typednn.mypy_plugin import arrays, index_objects
from typednn.mypy_plugin.braces import axis_size
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.paths import path_of, unparse
from typednn.mypy_plugin.values import (
    ELLIPSIS,
    TOP,
    Abstract,
    Builtin,
    Class,
    Either,
    Object,
    Record,
    Sequence,
    Top,
    either,
    integer,
    is_none,
)
from typednn.shapes.dtypes import DtypeMismatch, accepts, spelled
from typednn.shapes.rules.indexing import Anything, At, Cut, Gather, Index, Mask
from typednn.shapes.rules.indexing import index as index_shape
from typednn.shapes.shape import ANY, UNKNOWN, Shape, Unknown, variadic_at
from typednn.shapes.size import Size, Verdict, name
from typednn.shapes.unify import Mismatch
from typednn.shapes.value import MISSING, Value

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter


# Indexing


def index(interpreter: Interpreter, frame: Frame, node: IndexExpr) -> Abstract:
    path = path_of(node)
    if path is not None and path in frame.state.names:
        return frame.state.names[path]
    base = interpreter.evaluate(frame, node.base)
    options = base.options if isinstance(base, Either) else (base,)
    results: list[Abstract] = []
    failures: list[Mismatch] = []
    for option in options:
        try:
            results.append(subscript(interpreter, frame, option, node.index))
        except Mismatch as mismatch:
            failures.append(mismatch)
    if failures and not results:
        code = "tensor-dtype" if isinstance(failures[0], DtypeMismatch) else "tensor-shape"
        frame.fail(node, code, f"Cannot index {unparse(node) or 'this array'}: {failures[0]}")
        return Top("an index that is in error")
    if failures:
        frame.doubt(node, str(failures[0]))
    return either(results)


def subscript(interpreter: Interpreter, frame: Frame, base: Abstract, item: Expression) -> Abstract:
    """``base[item]``; raises `Mismatch` where NumPy would."""
    if isinstance(base, Value) and base.shape is not None:
        part = _cut_by_name(interpreter, frame, base.shape, item)
        if part is not None:
            return Value(shape=part, dtype=base.dtype)
        items = indices(interpreter, frame, item)
        if base.shape == () and base.dtype in ("", "generic", "void", "object_"):
            return TOP
        return Value(shape=index_shape(base.shape, items), dtype=base.dtype)
    if isinstance(base, Sequence):
        return _item(interpreter, frame, base, item)
    if isinstance(base, Record):
        key = interpreter.evaluate(frame, item)
        literal = key.literal if isinstance(key, Value) else MISSING
        if base.entries is not None and literal in base.entries:
            return base.entries[literal]
        return base.common() if base.entries is None or literal is MISSING else TOP
    if isinstance(base, Object):
        if base.fields and base.info.tuple_type is not None:
            return _item(interpreter, frame, Sequence("tuple", tuple(base.fields.values())), item)
        interpreter.evaluate(frame, item)
        return interpreter.operator(frame, item, "[]", base, interpreter.evaluate(frame, item))
    if isinstance(base, Class):
        return base
    if isinstance(base, Builtin) and base.name in index_objects.NAMES:
        return index_objects.subscript(interpreter, frame, base.name, item)
    if not isinstance(item, SliceExpr):
        interpreter.evaluate(frame, item)
    return base if isinstance(base, Top) else TOP


def _item(interpreter: Interpreter, frame: Frame, base: Sequence, item: Expression) -> Abstract:
    if isinstance(item, SliceExpr):
        return _part(interpreter, frame, base, item)
    key = interpreter.evaluate(frame, item)
    if base.kind == "shape":
        shape, position = (
            sizes_of(base),
            key.size.constant if isinstance(key, Value) and key.size is not None else None,
        )
        return integer(axis_size(shape, position) if shape is not None and position is not None else None)
    at = key.size.constant if isinstance(key, Value) and key.size is not None else None
    if base.items is not None and at is not None and -len(base.items) <= at < len(base.items):
        return base.items[at]
    return base.common()


def _part(interpreter: Interpreter, frame: Frame, base: Sequence, item: SliceExpr) -> Abstract:
    ends = [
        None if end is None else interpreter.evaluate(frame, end)
        for end in (item.begin_index, item.end_index, item.stride)
    ]
    numbers = [_end_of(end) for end in ends]
    if base.kind == "shape":
        return _shape_part(base, numbers)
    if base.items is not None and UNKNOWN not in numbers:
        start, stop, step = (end if isinstance(end, int) else None for end in numbers)
        return Sequence(base.kind, base.items[start:stop:step])
    return Sequence(base.kind, None, base.common())


def _end_of(end: Abstract | None) -> int | Unknown | None:
    if end is None or is_none(end):
        return None
    size = end.size if isinstance(end, Value) else None
    return UNKNOWN if size is None or size.constant is None else size.constant


def _shape_part(base: Sequence, ends: list[int | Unknown | None]) -> Abstract:
    """``x.shape[:-1]`` where the rank of x is not known: what lies on the side of the cut is."""
    shape, (start, stop, step) = sizes_of(base), ends
    at = variadic_at(shape) if shape is not None else None
    if shape is None or at is None or step is not None:
        return Sequence("tuple", None, integer())
    behind = len(shape) - at - 1
    if start is None and isinstance(stop, int) and -behind <= stop < 0:
        return arrays.shape_value(shape[:stop])
    if start is None and isinstance(stop, int) and 0 <= stop <= at:
        return arrays.shape_value(shape[:stop])
    if stop is None and isinstance(start, int) and (0 <= start <= at or -behind <= start < 0):
        return arrays.shape_value(shape[start:])
    return Sequence("tuple", None, integer())


def _cut_by_name(interpreter: Interpreter, frame: Frame, shape: Shape, item: Expression) -> Shape | None:
    """``x[place]`` for a slice that has a name: how long that is, depends on the slice and on the axis alone."""
    if not isinstance(item, NameExpr) or not shape or not isinstance(shape[0], Size):
        return None
    value = interpreter.evaluate(frame, item)
    if not isinstance(value, Object) or not value.tag.startswith("slice "):
        return None
    return (name(f"len({item.name})", f"?{value.tag} of {shape[0].key}"), *shape[1:])


def indices(interpreter: Interpreter, frame: Frame, item: Expression) -> tuple[Index, ...]:
    """The items of an index expression, as the rule for indexing takes them."""
    parts = item.items if isinstance(item, TupleExpr) else [item]
    found: list[Index] = []
    for part in parts:
        if isinstance(part, SliceExpr):
            found.append(_cut(interpreter, frame, part))
            continue
        value = interpreter.evaluate(frame, part)
        if not isinstance(item, TupleExpr) and isinstance(value, Sequence) and value.kind == "tuple":
            inner = value.items
            return (Anything(),) if inner is None else tuple(_index(each) for each in inner)
        found.append(_index(value))
    return tuple(found)


def _cut(interpreter: Interpreter, frame: Frame, node: SliceExpr) -> Cut:
    ends = [_end(interpreter, frame, end) for end in (node.begin_index, node.end_index, node.stride)]
    return Cut(*ends)


def _end(interpreter: Interpreter, frame: Frame, node: Expression | None) -> Size | Unknown | None:
    if node is None:
        return None
    value = interpreter.evaluate(frame, node)
    if is_none(value):
        return None
    return value.size if isinstance(value, Value) and value.size is not None else UNKNOWN


def _index(value: Abstract) -> Index:
    if value is ELLIPSIS:
        return ...
    if is_none(value):
        return None
    if isinstance(value, Sequence):
        literal = arrays.from_sequence(value)
        return Anything() if literal is None else _index(literal) if literal.shape else Anything()
    if isinstance(value, Object) and value.info.has_base("builtins.int"):
        return At(UNKNOWN)
    if not isinstance(value, Value) or value.shape is None:
        return Anything()
    if value.shape == ():
        if value.dtype in ("python bool", "bool"):
            return Anything()
        return At(UNKNOWN if value.size is None else value.size)
    if value.dtype == "bool":
        return Mask(value.shape)
    if accepts("Inexact", value.dtype) is Verdict.SAME:
        raise DtypeMismatch(f"an index of dtype {spelled(value.dtype)}: expected ints, bools or slices")
    return Gather(value.shape) if arrays.is_integer(value.dtype) else _any_array(value)


def _any_array(value: Value) -> Index:
    return Anything() if value.dtype in ("", "generic") else Gather(value.shape or ANY)


def sizes_of(value: Sequence) -> Shape | None:
    """The sizes in a tuple of ints, as a shape."""
    if value.kind == "shape":
        return value.element.shape if isinstance(value.element, Value) else None
    if value.items is None:
        return None
    sizes = [item.size if isinstance(item, Value) else None for item in value.items]
    return tuple(UNKNOWN if size is None else size for size in sizes)
