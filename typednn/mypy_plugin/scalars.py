"""Where Python wants one number: ``float(x)``, ``int(x)``, ``math.sqrt(x)``, ``if x:``."""

from __future__ import annotations

from mypy.nodes import Context

from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.values import Abstract, each
from typednn.shapes.render import quoted
from typednn.shapes.shape import Shape, rank
from typednn.shapes.size import ONE, Size, Verdict, compare
from typednn.shapes.value import Value


def has_axes(value: Abstract) -> Shape | None:
    """The shape of an array that has axes, whichever it is of several."""
    shapes = [option.shape if isinstance(option, Value) else None for option in each(value)]
    return shapes[0] if all(shape and rank(shape) is not None for shape in shapes) else None


def has_many(value: Abstract) -> Shape | None:
    """The shape of an array that has more or less than one element, whichever it is of several."""
    found: Shape | None = None
    for option in each(value):
        shape = option.shape if isinstance(option, Value) else None
        if not shape or not any(isinstance(a, Size) and compare(a, ONE) is Verdict.DIFFERENT for a in shape):
            return None
        found = found or shape
    return found


def check_number(frame: Frame, node: Context, value: Abstract, text: str) -> None:
    """``text``, such as ``float(x)``, needs an array without axes."""
    shape = has_axes(value)
    if shape is not None:
        frame.fail(node, "tensor-shape", f"Cannot compute {text}: an array {quoted(shape)} is not one number")


def check_truth(frame: Frame, node: Context, value: Abstract, text: str) -> None:
    """``if text:`` needs one truth value."""
    shape = has_many(value)
    if shape is not None:
        advice = "; did you mean .any() or .all()?"
        frame.fail(node, "tensor-shape", f"Cannot tell whether {text} is true: it has shape {quoted(shape)}{advice}")
