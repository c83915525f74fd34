"""``{n}``, ``{self.d}``, ``{x.shape[0]}``: the value in braces, read from what is known of the arguments."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import lru_cache

from typednn.mypy_plugin.values import Abstract, Sequence
from typednn.shapes.shape import Shape, variadic_at
from typednn.shapes.size import Size, number
from typednn.shapes.value import Value

Lookup = Callable[[str], Abstract | None]
Attribute = Callable[[Abstract, str], Abstract]


@lru_cache(maxsize=1024)
def _tree(text: str) -> ast.expr | None:
    try:
        return ast.parse(text.strip("{}").strip(), mode="eval").body
    except SyntaxError:
        return None


def brace_size(text: str, lookup: Lookup, attribute: Attribute) -> Size | None:
    """The size that a brace expression has, or None if it is not known."""
    tree = _tree(text)
    return None if tree is None else _size(tree, lookup, attribute)


def _size(tree: ast.expr, lookup: Lookup, attribute: Attribute) -> Size | None:
    match tree:
        case ast.Constant(value=int(value)):
            return number(value)
        case ast.BinOp(left=left, op=operator, right=right):
            a, b = _size(left, lookup, attribute), _size(right, lookup, attribute)
            if a is None or b is None:
                return None
            return arithmetic(a, operator, b)
        case ast.Call(func=ast.Name(id="len"), args=[argument]):
            return length_of(_value(argument, lookup, attribute))
        case ast.Subscript(value=ast.Attribute(value=inner, attr="shape"), slice=index):
            return _axis(_value(inner, lookup, attribute), index)
    found = _value(tree, lookup, attribute)
    return found.size if isinstance(found, Value) else None


def arithmetic(left: Size, operator: ast.operator, right: Size) -> Size | None:
    """What Python's operator makes of two sizes."""
    match operator:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.FloorDiv():
            return left // right
        case ast.Mod():
            return left % right
    return None


def _value(tree: ast.expr, lookup: Lookup, attribute: Attribute) -> Abstract | None:
    match tree:
        case ast.Name(id=name):
            return lookup(name)
        case ast.Attribute(value=inner, attr=name):
            owner = _value(inner, lookup, attribute)
            return None if owner is None else attribute(owner, name)
    return None


def _axis(value: Abstract | None, index: ast.expr) -> Size | None:
    try:
        at = ast.literal_eval(index)
    except ValueError:
        return None
    if not isinstance(value, Value) or value.shape is None or not isinstance(at, int):
        return None
    return axis_size(value.shape, at)


def axis_size(shape: Shape, at: int) -> Size | None:
    """The size of one axis, counted from the side on which it is fixed."""
    many = variadic_at(shape)
    if many is not None and not (0 <= at < many or many - len(shape) < at < 0):
        return None
    if not -len(shape) <= at < len(shape):
        return None
    axis = shape[at]
    return axis if isinstance(axis, Size) else None


def length_of(value: Abstract | None) -> Size | None:
    """What `len` gives."""
    if isinstance(value, Sequence):
        return number(len(value.items)) if value.items is not None else value.length
    if isinstance(value, Value) and value.shape:
        return axis_size(value.shape, 0)
    return None
