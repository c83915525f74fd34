"""``np.mgrid[0:h, 0:w]``, ``np.ogrid``, ``np.r_`` and ``np.c_``: in their brackets a slice is the numbers in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy.nodes import Expression, SliceExpr, TupleExpr

from typednn.mypy_plugin import arrays, numpy_calls
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.values import Abstract, Sequence, Top, is_array
from typednn.shapes.apply import apply_rule
from typednn.shapes.shape import UNKNOWN
from typednn.shapes.size import ONE, ZERO, Size, number
from typednn.shapes.unify import Unknowable
from typednn.shapes.value import Value

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter

NAMES = frozenset(f"numpy.{each}" for each in ("mgrid", "ogrid", "r_", "c_"))


def subscript(interpreter: Interpreter, frame: Frame, name: str, item: Expression) -> Abstract:
    """``name[item]``; raises `Mismatch` where the parts do not fit together."""
    parts = item.items if isinstance(item, TupleExpr) else [item]
    values = [_numbers(interpreter, frame, part) for part in parts]
    rule = numpy_calls.find(f"{name}.__getitem__")
    known = [value for value in values if isinstance(value, Value)]
    if rule is None or len(known) < len(values) or not all(map(is_array, known)):
        return Top(f"what stands in the brackets of {name.replace('numpy', 'np')}")
    key = known[0] if len(known) == 1 else Value(items=tuple(known), kind="tuple")
    try:
        return arrays.from_value(apply_rule(rule, (Value(), key)))
    except Unknowable as problem:
        return Top(str(problem))


def _numbers(interpreter: Interpreter, frame: Frame, part: Expression) -> Abstract:
    """A part of the brackets as an array; a list as NumPy makes an array of it."""
    if isinstance(part, SliceExpr):
        return _of_slice(interpreter, frame, part)
    value = interpreter.evaluate(frame, part)
    made = arrays.from_sequence(value) if isinstance(value, Sequence) else None
    return value if made is None else made


def _of_slice(interpreter: Interpreter, frame: Frame, node: SliceExpr) -> Value:
    ends = [
        Value() if end is None else interpreter.evaluate(frame, end)
        for end in (node.begin_index, node.end_index, node.stride)
    ]
    start, stop, step = (end if isinstance(end, Value) else Value() for end in ends)
    if isinstance(step.literal, complex):
        # An imaginary step is a number of points, both ends included.
        return Value(shape=(number(int(abs(step.literal))),), dtype="float64")
    first = ZERO if node.begin_index is None else start.size
    stride = ONE if node.stride is None else step.size
    if first is None or stop.size is None or stride is None:
        return Value(shape=(UNKNOWN,))
    return Value(shape=(_length(first, stop.size, stride),), dtype="int64")


def _length(first: Size, stop: Size, stride: Size) -> Size:
    return stop - first if stride == ONE else (stop - first + stride - 1) // stride
