"""Attributes and methods of objects and classes, and what a value gives when it is iterated over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy.nodes import Decorator, Expression, FuncDef, OverloadedFuncDef, TypeInfo, Var
from mypy.types import CallableType, Instance, get_proper_type

from typednn.mypy_plugin import classes, internals, overloads, symbols
from typednn.mypy_plugin.braces import length_of
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.paths import unparse
from typednn.mypy_plugin.types import NO_NAMES, value_of
from typednn.mypy_plugin.values import (
    TOP,
    Abstract,
    Builtin,
    Class,
    Either,
    Function,
    Object,
    Record,
    Sequence,
    Top,
    either,
    integer,
)
from typednn.shapes.shape import UNKNOWN, rank
from typednn.shapes.size import Size, number
from typednn.shapes.value import Value

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter


def attribute(interpreter: Interpreter, frame: Frame, owner: Object, text: str) -> Abstract:
    """``owner.text`` for an instance of a class: data, a property's result, or a bound method."""
    if owner.info.fullname.startswith("numpy."):
        return Builtin(f"numpy.{_numpy_class(owner.info)}.{text}", owner)
    found = classes.attribute(interpreter, frame, owner, text)
    if found is not None:
        return found
    symbol = owner.info.get(text)
    node = symbol.node if symbol is not None else None
    if isinstance(node, OverloadedFuncDef):
        first = node.items[0]
        if isinstance(first, Decorator) and first.func.is_property:
            node = first
        else:
            return bound(overloads.overloaded(node), owner)
    if (isinstance(node, Decorator) and node.func.is_property) or _is_cached_property(node):
        assert isinstance(node, Decorator)
        return _property(interpreter, frame, owner, node)
    if isinstance(node, Decorator | FuncDef):
        return bound(symbols.function_value(interpreter, node), owner, node.info)
    if symbol is None:
        method = owner.info.get("__getattr__")
        return TOP if method is not None else Top(f'"{owner.info.name}" has no attribute "{text}" of known shape')
    return TOP


def _numpy_class(info: TypeInfo) -> str:
    module = "random." if "random" in info.fullname else ""
    return f"{module}{info.name}"


def _is_cached_property(node: object) -> bool:
    if not isinstance(node, Decorator):
        return False
    typ = get_proper_type(node.var.type) if node.var.type is not None else None
    return getattr(getattr(typ, "type", None), "fullname", "") == "functools.cached_property"


def bound(value: Abstract, owner: Object | Class, info: TypeInfo | None = None) -> Abstract:
    """A function as a method of its receiver."""
    if isinstance(value, overloads.Overloads):
        options = tuple(bound(option, owner, info) for option in value.options)
        return overloads.Overloads(options)
    if not isinstance(value, Function):
        return value
    node = value.node
    if getattr(node, "is_static", False) or _is_static(owner, value.name):
        return Function(value.name, value.type, node, None, owner.info, declared_in=value.declared_in)
    if isinstance(owner, Object) and _is_classmethod(owner.info, value.name):
        owner = Class(owner.info, owner.type)
    return Function(value.name, value.type, node, owner, info or owner.info, declared_in=value.declared_in)


def _method_node(info: TypeInfo, text: str) -> FuncDef | None:
    symbol = info.get(text)
    node = symbol.node if symbol is not None else None
    if isinstance(node, Decorator):
        return node.func
    return node if isinstance(node, FuncDef) else None


def _is_static(owner: Object | Class, text: str) -> bool:
    node = _method_node(owner.info, text)
    return node is not None and node.is_static


def _is_classmethod(info: TypeInfo, text: str) -> bool:
    node = _method_node(info, text)
    return node is not None and node.is_class


def _property(interpreter: Interpreter, frame: Frame, owner: Object, node: Decorator) -> Abstract:
    typ = node.func.type
    if not isinstance(typ, CallableType):
        return TOP
    value = value_of(typ.ret_type, interpreter.instance_resolver(owner, frame))
    vague = isinstance(value, Top) or (isinstance(value, Value) and value.dtype == "python int")
    if vague and interpreter.is_own(node.info):
        function = Function(node.func.name, None, node.func, owner, node.info)
        inlined = interpreter.inline(frame, function, [])
        return value if isinstance(inlined, Top) else inlined
    known = interpreter.summary(owner.info).properties.get(node.func.name) if vague else None
    if known is not None:
        return integer(classes.rebased(known, interpreter.instance_resolver(owner, frame).of))
    return classes.tagged(value, f"{owner.tag or 'self'}.{node.func.name}") if owner.tag or owner.is_self else value


def class_attribute(interpreter: Interpreter, frame: Frame, owner: Class, text: str) -> Abstract:
    """``C.text``: a constant of the class, a classmethod, a static method, or a plain function."""
    symbol = owner.info.get(text)
    node = symbol.node if symbol is not None else None
    if isinstance(node, Var):
        return classes.declared_attribute(
            Object(owner.info), node, interpreter.instance_resolver(Object(owner.info), frame)
        )
    if isinstance(node, OverloadedFuncDef):
        return overloads.overloaded(node)
    if isinstance(node, Decorator | FuncDef):
        value = symbols.function_value(interpreter, node)
        method = node.func if isinstance(node, Decorator) else node
        if method.is_class:
            return bound(value, owner, method.info)
        if isinstance(value, Function):
            return Function(value.name, value.type, None, None, node.info, declared_in=value.declared_in)
    return TOP


def items_of(value: Abstract) -> list[Abstract] | None:
    """The items one by one, where their number is known."""
    if isinstance(value, Sequence):
        if value.kind == "shape":
            return None
        return list(value.items) if value.items is not None else None
    if isinstance(value, Object) and value.info.tuple_type is not None and value.fields:
        return list(value.fields.values())
    if isinstance(value, Record) and value.entries is not None:
        return [Value(literal=key) if isinstance(key, str) else TOP for key in value.entries]
    if isinstance(value, Value) and value.shape and rank(value.shape) is not None:
        first = value.shape[0]
        size = first.constant if isinstance(first, Size) else None
        if size is not None and 0 <= size <= 32:
            return [Value(shape=value.shape[1:], dtype=value.dtype)] * size
    return None


def needs_axis(interpreter: Interpreter, frame: Frame, value: Abstract, node: Expression, what: str) -> None:
    """``len(x)`` and ``for row in x`` where x has no axes; of a plain number mypy says so itself."""
    if not isinstance(value, Value) or value.shape != () or value.dtype.startswith("python"):
        return
    typ = internals.expression_type(interpreter.session.api, node)
    if isinstance(typ, Instance) and typ.type.has_base("numpy.ndarray"):
        text = unparse(node) or "the array"
        frame.fail(node, "tensor-shape", f'Cannot {what.format(text)}: {text} has the shape "", which has no axes')


def element_of(value: Abstract) -> Abstract:
    """What a loop over the value gives."""
    if isinstance(value, Either):
        return either([element_of(option) for option in value.options])
    if isinstance(value, Sequence):
        return integer() if value.kind == "shape" else value.common()
    if isinstance(value, Record):
        return value.key
    if isinstance(value, Object) and value.fields and value.info.tuple_type is not None:
        return Sequence("tuple", tuple(value.fields.values())).common()
    if isinstance(value, Object):
        return _iterated(value)
    if isinstance(value, Value) and value.shape is not None:
        if rank(value.shape) is not None and value.shape:
            return Value(shape=value.shape[1:], dtype=value.dtype)
        if value.shape and isinstance(value.shape[0], Size | type(UNKNOWN)):
            return Value(shape=value.shape[1:], dtype=value.dtype)
    return value if isinstance(value, Top) else TOP


def opening_of(value: Abstract, at: int) -> Abstract:
    """The item at this place, if it is known better than the items in general."""
    if isinstance(value, Sequence) and at < len(value.opening):
        return value.opening[at]
    return element_of(value)


def _iterated(value: Object) -> Abstract:
    """An object with ``__iter__``: the element that its annotation promises."""
    node = _method_node(value.info, "__iter__")
    typ = node.type if node is not None else None
    if isinstance(typ, CallableType):
        found = value_of(typ.ret_type, NO_NAMES)
        if isinstance(found, Sequence):
            return found.element
    return TOP


def length(value: Abstract) -> Value:
    if isinstance(value, Record) and value.entries is not None:
        return integer(number(len(value.entries)))
    return integer(length_of(value))
