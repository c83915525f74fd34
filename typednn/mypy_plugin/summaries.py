"""What the initialiser of a class says, kept with the class in mypy's cache, for the modules that import it.

A module that comes from the cache has no bodies. So the summary of each class is written into
`TypeInfo.metadata` when its module has been checked: a warm run then knows what a cold one knows, and a changed
summary is a changed interface, for which mypy checks those who import it again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from mypy.nodes import ClassDef, MypyFile, Statement, TypeInfo
from mypy.plugin import CheckerPluginInterface

from typednn.mypy_plugin import internals
from typednn.mypy_plugin.classes import Summary, is_inferred
from typednn.mypy_plugin.composition import FIELDS
from typednn.mypy_plugin.values import TOP, Abstract, Either, Object, Sequence, either
from typednn.shapes.shape import UNKNOWN, Axis, Broadcastable, Many, Shape, Unknown
from typednn.shapes.size import Atom, Name, Operation, Size
from typednn.shapes.value import Value

KEY = "typednn"
Find = Callable[[str], TypeInfo | None]


def classes_in(statements: list[Statement]) -> Iterator[ClassDef]:
    """The classes of a module, those inside classes included."""
    for statement in statements:
        if isinstance(statement, ClassDef):
            yield statement
            yield from classes_in(statement.defs.body)


def keep(api: CheckerPluginInterface, tree: MypyFile, summarise: Callable[[TypeInfo], Summary]) -> None:
    """Write the summaries of a module's classes where mypy's cache takes them along."""
    for definition in classes_in(tree.defs):
        text = _encoded(definition.info, summarise(definition.info))
        definition.info.metadata.pop(KEY, None)
        if text:
            definition.info.metadata[KEY] = {"summary": text}
            internals.announce(api, tree, definition.info, text)


def recall(info: TypeInfo, find: Find) -> Summary | None:
    """The summary of a class of another module, if it has one."""
    kept = info.metadata.get(KEY)
    return _decoded(json.loads(kept["summary"]), find) if kept else None


def _encoded(info: TypeInfo, summary: Summary) -> str:
    attributes = {}
    for name, value in summary.attributes.items():
        if name not in summary.changed and _is_told_by_body_alone(info, name):
            code = _value(value)
            if code is not None:
                attributes[name] = code
    equal = [[_atom(name), _size(size)] for name, size in summary.equal.items()]
    properties = {name: _size(size) for name, size in summary.properties.items()}
    if not (attributes or equal or summary.defaults or summary.refusals or properties):
        return ""
    content = [attributes, equal, sorted(summary.changed), summary.defaults, summary.refusals, properties]
    return json.dumps(content, sort_keys=True)


def _is_told_by_body_alone(info: TypeInfo, name: str) -> bool:
    """Whether no annotation says what the attribute is."""
    return name in FIELDS or is_inferred(info, name)


def _decoded(content: list[Any], find: Find) -> Summary:
    attributes, equal, changed, defaults, refusals, properties = content
    return Summary(
        {name: _read(code, find) for name, code in attributes.items()},
        {_read_name(name): _read_size(size) for name, size in equal},
        set(changed),
        defaults,
        refusals,
        {name: _read_size(size) for name, size in properties.items()},
    )


# Values; what is neither an array nor a number, nor made of them, is not kept


def _value(value: Abstract) -> list[Any] | None:
    if isinstance(value, Value):
        if value.shape is None or value.dtype == "python bool" or (value.dtype == "python int" and not value.size):
            return None
        return ["value", _shape(value.shape), value.dtype, None if value.size is None else _size(value.size)]
    if isinstance(value, Sequence):
        items = None if value.items is None else [_value(item) for item in value.items]
        length = None if value.length is None else _size(value.length)
        return ["sequence", value.kind, items, _value(value.element), length]
    if isinstance(value, Object):
        sizes = [[_atom(name), _size(size)] for name, size in value.sizes.items()]
        shapes = [[_atom(name), _shape(shape)] for name, shape in value.shapes.items()]
        fields = {name: _value(each) for name, each in value.fields.items()}
        return ["object", value.info.fullname, sizes, shapes, fields, value.label]
    if isinstance(value, Either):
        return ["either", [_value(option) for option in value.options]]
    return None


def _read(code: list[Any] | None, find: Find) -> Abstract:
    if code is None:
        return TOP
    kind, *rest = code
    if kind == "value":
        shape, dtype, size = rest
        return Value(shape=_read_shape(shape), dtype=dtype, size=None if size is None else _read_size(size))
    if kind == "sequence":
        name, items, element, length = rest
        known = None if items is None else tuple(_read(item, find) for item in items)
        return Sequence(name, known, _read(element, find), None if length is None else _read_size(length))
    if kind == "object":
        return _read_object(rest, find)
    return either([_read(option, find) for option in rest[0]])


def _read_object(rest: list[Any], find: Find) -> Abstract:
    full, sizes, shapes, fields, label = rest
    info = find(full)
    if info is None:
        return TOP
    return Object(
        info,
        {_read_name(name): _read_size(size) for name, size in sizes},
        {_read_name(name): _read_shape(shape) for name, shape in shapes},
        {name: _read(each, find) for name, each in fields.items()},
        label=label,
    )


def _shape(shape: Shape) -> list[Any]:
    return [_axis(axis) for axis in shape]


def _axis(axis: Axis) -> list[Any]:
    if isinstance(axis, Size):
        return ["size", _size(axis)]
    if isinstance(axis, Broadcastable):
        return ["#", _size(axis.size)]
    return ["_"] if isinstance(axis, Unknown) else ["*", axis.name, axis.scope, axis.broadcasts]


def _read_shape(code: list[Any]) -> Shape:
    return tuple(_read_axis(axis) for axis in code)


def _read_axis(code: list[Any]) -> Axis:
    kind, *rest = code
    if kind == "size":
        return _read_size(rest[0])
    if kind == "#":
        return Broadcastable(_read_size(rest[0]))
    return Many(*rest) if kind == "*" else UNKNOWN


def _size(size: Size) -> list[Any]:
    return [[[[_atom(atom), power] for atom, power in monomial], factor] for monomial, factor in size.terms]


def _read_size(code: list[Any]) -> Size:
    return Size(
        tuple((tuple((_read_atom(atom), power) for atom, power in monomial), factor) for monomial, factor in code)
    )


def _atom(atom: Atom) -> list[Any]:
    if isinstance(atom, Name):
        return [atom.name, atom.scope]
    return [atom.operator, "", [_size(operand) for operand in atom.operands]]


def _read_atom(code: list[Any]) -> Atom:
    return _read_name(code) if len(code) == 2 else Operation(code[0], tuple(map(_read_size, code[2])))


def _read_name(code: list[Any]) -> Name:
    return Name(code[0], code[1])
