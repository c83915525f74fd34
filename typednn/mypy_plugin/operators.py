"""Operators: arithmetic of arrays, sizes and sequences; comparisons; indexing."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from mypy.nodes import ComparisonExpr, Expression, IndexExpr, NameExpr, OpExpr, SliceExpr, TupleExpr, UnaryExpr

from typednn.mypy_plugin import arrays, conditions, index_objects, numpy_calls
from typednn.mypy_plugin.braces import axis_size
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.paths import path_of, unparse
from typednn.mypy_plugin.values import (
    ELLIPSIS,
    TOP,
    Abstract,
    Builtin,
    Class,
    DType,
    Either,
    Function,
    Object,
    Record,
    Sequence,
    Top,
    either,
    integer,
    is_array,
    is_none,
    join,
    without_none,
)
from typednn.shapes.dtypes import DtypeMismatch, accepts, spelled
from typednn.shapes.render import quoted
from typednn.shapes.rules.indexing import Anything, At, Cut, Gather, Index, Mask
from typednn.shapes.rules.indexing import index as index_shape
from typednn.shapes.rules.matmul import matmul
from typednn.shapes.rules.rearrange import matrix_transpose
from typednn.shapes.shape import ANY, UNKNOWN, Shape, Unknown, variadic_at
from typednn.shapes.size import Size, Verdict, name, number
from typednn.shapes.unify import Mismatch, Unknowable
from typednn.shapes.value import MISSING, Value

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter


def binary(interpreter: Interpreter, frame: Frame, node: OpExpr) -> Abstract:
    if node.op in ("and", "or"):
        return _logical(interpreter, frame, node)
    left = interpreter.evaluate(frame, node.left)
    right = interpreter.evaluate(frame, node.right)
    return combine(interpreter, frame, node, node.op, left, right)


def combine(
    interpreter: Interpreter, frame: Frame, node: Expression, operator: str, left: Abstract, right: Abstract
) -> Abstract:
    """``left operator right``; of several possibilities those that work, a report if none does."""
    if not isinstance(left, Either) and not isinstance(right, Either):
        try:
            return _one(interpreter, frame, node, operator, left, right)
        except Mismatch as mismatch:
            _refute(frame, node, operator, left, right, mismatch)
            return Top("an operation that is in error")
    results: list[Abstract] = []
    failures: list[Mismatch] = []
    for a, b in _pairs(left, right):
        try:
            results.append(_one(interpreter, frame, node, operator, a, b))
        except Mismatch as mismatch:
            failures.append(mismatch)
    if failures and not results:
        _refute(frame, node, operator, left, right, failures[0])
        return Top("an operation that is in error")
    if failures:
        frame.doubt(node, str(failures[0]))
    return either(results)


def _pairs(left: Abstract, right: Abstract) -> list[tuple[Abstract, Abstract]]:
    """The possibilities of both sides; ``x * x`` is the same on both, whichever it is."""
    if left is right and isinstance(left, Either):
        return [(option, option) for option in without_none(left)]
    return list(product(without_none(left), without_none(right)))


def _refute(frame: Frame, node: Expression, operator: str, left: Abstract, right: Abstract, mismatch: Mismatch) -> None:
    text = unparse(node) or operator
    hint = _hint(operator, left, right, node) or mismatch.hint
    frame.fail(node, "tensor-shape", f"Cannot compute {text}: {mismatch.sentence}" + (f"; {hint}" if hint else ""))


def _hint(operator: str, left: Abstract, right: Abstract, node: Expression) -> str:
    """A transpose that would make a matrix product possible."""
    if operator != "@" or not isinstance(left, Value) or not isinstance(right, Value):
        return ""
    if left.shape is None or right.shape is None or not isinstance(node, OpExpr):
        return ""
    for first, second, operand, turned in (
        (left.shape, _turned(right.shape), node.right, _turned(right.shape)),
        (_turned(left.shape), right.shape, node.left, _turned(left.shape)),
    ):
        if first is None or second is None or turned is None or not unparse(operand):
            continue
        try:
            matmul(first, second)
        except (Mismatch, Unknowable):
            continue
        text = unparse(operand)
        other = text.removesuffix(".T") if text.endswith(".T") else f"{text}.T"
        return f"did you mean {other}, {quoted(turned)}?"
    return ""


def _turned(shape: tuple[object, ...]) -> tuple[Size, ...] | None:
    return matrix_transpose(shape) if len(shape) == 2 else None  # type: ignore[arg-type,return-value]


def _one(
    interpreter: Interpreter, frame: Frame, node: Expression, operator: str, left: Abstract, right: Abstract
) -> Abstract:
    if isinstance(left, Value) and isinstance(right, Value):
        if left.dtype.startswith("python") and right.dtype.startswith("python"):
            return _numbers(operator, left, right)
        if left.shape is not None and right.shape is not None:
            return numpy_calls.operator(frame, node, operator, left, right)
        return Value() if left.shape is None and right.shape is None else TOP
    if isinstance(left, Sequence) and operator in ("+", "*"):
        return _sequences(frame, node, operator, left, right)
    if isinstance(right, Sequence) and operator == "*":
        return _sequences(frame, node, operator, right, left)
    if isinstance(left, Record) and isinstance(right, Record) and operator == "|":
        return join(left, right)
    if isinstance(left, Object):
        return interpreter.operator(frame, node, operator, left, right)
    if isinstance(right, Object):
        return interpreter.operator(frame, node, operator, right, left, reflected=True)
    return _half_known(frame, node, operator, left, right)


def _half_known(frame: Frame, node: Expression, operator: str, left: Abstract, right: Abstract) -> Abstract:
    """An array and something unknown: an array of unknown shape."""
    for value, other in ((left, right), (right, left)):
        if is_array(value) and isinstance(value, Value) and not value.dtype.startswith("python"):
            if isinstance(other, Sequence):
                literal = arrays.from_sequence(other)
                if literal is not None:
                    pair = (value, literal) if value is left else (literal, value)
                    return numpy_calls.operator(frame, node, operator, *pair)
            reason = other.reason if isinstance(other, Top) else "an operand of unknown shape"
            frame.doubt(node, reason)
            return Top(reason)
    return left if isinstance(left, Top) else right if isinstance(right, Top) else TOP


def _numbers(operator: str, left: Value, right: Value) -> Abstract:
    if operator == "@":
        raise Mismatch("two numbers have no matrix product")
    if left.dtype == right.dtype == "python int":
        size = _sizes(operator, left.size, right.size)
        if operator == "/":
            return Value(shape=(), dtype="python float")
        return (
            integer(size)
            if operator not in ("<", "<=", ">", ">=", "==", "!=")
            else Value(shape=(), dtype="python bool")
        )
    if operator in ("<", "<=", ">", ">=", "==", "!="):
        return Value(shape=(), dtype="python bool")
    order = ["python bool", "python int", "python float", "python complex"]
    known = [order.index(value.dtype) for value in (left, right) if value.dtype in order]
    rank = max([*known, 2 if operator == "/" else 0, 1])
    return Value(shape=(), dtype=order[rank])


def _sizes(operator: str, left: Size | None, right: Size | None) -> Size | None:
    if left is None or right is None:
        return None
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    if operator == "//" and right.constant != 0:
        return left // right
    if operator == "%" and right.constant != 0:
        return left % right
    if operator == "**":
        return left**right
    return _shifted(operator, left, right)


def _shifted(operator: str, left: Size, right: Size) -> Size | None:
    power = right.constant
    if operator == "<<" and power is not None and 0 <= power < 64:
        return left * number(2**power)
    if operator == ">>" and power is not None and 0 <= power < 64:
        return left // number(2**power)
    return None


def _sequences(frame: Frame, node: Expression, operator: str, left: Sequence, right: Abstract) -> Abstract:
    if operator == "+" and isinstance(right, Sequence) and "shape" in (left.kind, right.kind):
        parts = [_sizes_of(side) for side in (left, right)]
        if None in parts:
            return Sequence("tuple", None, integer())
        return arrays.shape_value((parts[0] or ()) + (parts[1] or ()))
    if operator == "+" and isinstance(right, Sequence):
        if left.items is not None and right.items is not None:
            return Sequence(left.kind, left.items + right.items)
        if left.items == () or right.items == ():
            return left if right.items == () else right
        return Sequence(left.kind, None, join(left.common(), right.common()))
    times = right.size if isinstance(right, Value) else None
    if operator == "*":
        if is_array(right) and isinstance(right, Value) and right.shape:
            literal = arrays.from_sequence(left)
            return TOP if literal is None else numpy_calls.operator(frame, node, operator, literal, right)
        if left.items is not None and times is not None and times.constant is not None:
            return Sequence(left.kind, left.items * min(max(times.constant, 0), 64))
        if left.items is not None and len(left.items) == 1:
            return Sequence(left.kind, None, left.items[0], times)
        return Sequence(left.kind, None, left.common())
    if operator == "+" and is_array(right):
        return _half_known(frame, node, operator, left, right)
    return TOP


def _sizes_of(value: Sequence) -> Shape | None:
    """The sizes in a tuple of ints, as a shape."""
    if value.kind == "shape":
        return value.element.shape if isinstance(value.element, Value) else None
    if value.items is None:
        return None
    sizes = [item.size if isinstance(item, Value) else None for item in value.items]
    return tuple(UNKNOWN if size is None else size for size in sizes)


def _logical(interpreter: Interpreter, frame: Frame, node: OpExpr) -> Abstract:
    left = interpreter.evaluate(frame, node.left)
    yes, no = conditions.branch(interpreter, frame, node.left)
    before = frame.state
    frame.state = yes if node.op == "and" else no
    right = interpreter.evaluate(frame, node.right) if frame.state.alive else left
    frame.state = before
    if node.op == "or":
        options = [option for option in (left.options if isinstance(left, Either) else (left,)) if not is_none(option)]
        return either([*options, right]) if options else right
    return either([left, right])


def unary(interpreter: Interpreter, frame: Frame, node: UnaryExpr) -> Abstract:
    value = interpreter.evaluate(frame, node.expr)
    if node.op == "not":
        return Value(shape=(), dtype="python bool")
    if isinstance(value, Object):
        return interpreter.operator(frame, node, "unary " + node.op, value, TOP)
    options = [_signed(node.op, option) for option in (value.options if isinstance(value, Either) else (value,))]
    return either(options)


def _signed(operator: str, value: Abstract) -> Abstract:
    if not isinstance(value, Value) or value.shape is None:
        return value if isinstance(value, Top) else TOP
    if value.dtype == "python int":
        size = value.size
        if size is None or operator == "~":
            return integer()
        return integer(-size if operator == "-" else size)
    literal = value.literal
    if operator == "-" and isinstance(literal, float | complex):
        return Value(shape=(), dtype=value.dtype, literal=-literal)
    return Value(shape=value.shape, dtype=value.dtype)


def comparison(interpreter: Interpreter, frame: Frame, node: ComparisonExpr) -> Abstract:
    values = [interpreter.evaluate(frame, operand) for operand in node.operands]
    result: Abstract = Value(shape=(), dtype="python bool")
    for operator, left, right in zip(node.operators, values, values[1:], strict=False):
        if operator in ("is", "is not", "in", "not in"):
            return Value(shape=(), dtype="python bool")
        if any(is_array(value) and isinstance(value, Value) and value.shape for value in (left, right)):
            result = combine(interpreter, frame, node, operator, left, right)
        elif not all(is_array(value) for value in (left, right)):
            known = all(
                isinstance(value, Value | Sequence | Record | Class | Function | DType) for value in (left, right)
            )
            result = Value(shape=(), dtype="python bool") if known else TOP
    return result


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
            _sizes_of(base),
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
    shape, (start, stop, step) = _sizes_of(base), ends
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
