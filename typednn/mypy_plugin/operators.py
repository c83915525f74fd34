"""Operators: arithmetic of arrays, sizes and sequences; comparisons; indexing."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from mypy.nodes import ComparisonExpr, Expression, OpExpr, UnaryExpr

from typednn.mypy_plugin import arrays, conditions, numpy_calls, subscripts
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.paths import unparse
from typednn.mypy_plugin.values import (
    TOP,
    Abstract,
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
from typednn.shapes.render import quoted
from typednn.shapes.rules.matmul import matmul
from typednn.shapes.rules.rearrange import matrix_transpose
from typednn.shapes.size import Size, number
from typednn.shapes.unify import Mismatch, Unknowable
from typednn.shapes.value import Value

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
        parts = [subscripts.sizes_of(side) for side in (left, right)]
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
