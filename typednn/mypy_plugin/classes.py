"""Classes: the sizes that belong to an instance, its attributes, its methods, and what a constructor binds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mypy.nodes import (
    AssignmentStmt,
    CallExpr,
    ClassDef,
    Decorator,
    Expression,
    ExpressionStmt,
    FuncDef,
    IndexExpr,
    MemberExpr,
    NameExpr,
    OperatorAssignmentStmt,
    OverloadedFuncDef,
    Statement,
    TupleExpr,
    TypeInfo,
    Var,
)
from mypy.types import CallableType, Instance, Type, get_proper_type

from typednn.mypy_plugin import internals
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.markers import contracts_in
from typednn.mypy_plugin.types import Resolver, axis_names, ragged_names, value_of
from typednn.mypy_plugin.values import (
    TOP,
    Abstract,
    Either,
    Object,
    Record,
    Sequence,
    Top,
    either,
    integer,
)
from typednn.shapes.parser import ParseError, parse
from typednn.shapes.shape import ANY, UNKNOWN, Axis, Broadcastable, Many, Shape
from typednn.shapes.size import Name, Size, names, number, substitute
from typednn.shapes.size import name as size_name
from typednn.shapes.value import Value

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter

INITIALISERS = ("__init__", "__post_init__")


_SCOPES: dict[tuple[TypeInfo, int, int], dict[str, str]] = {}


def class_scopes(info: TypeInfo) -> dict[str, str]:
    """The names that belong to the class, each with the full name of the class that has it first."""
    key = (info, len(info.names), len(info.mro))
    if key in _SCOPES:
        return _SCOPES[key]
    if len(_SCOPES) > 500:
        _SCOPES.clear()
    found = _SCOPES[key] = {}
    for base in reversed(info.mro):
        if base.fullname.startswith(("builtins.", "typing.", "abc.", "numpy.")):
            continue
        types: list[Type] = []
        for symbol in base.names.values():
            if isinstance(symbol.node, Var) and symbol.node.type is not None and not symbol.plugin_generated:
                if not isinstance(get_proper_type(symbol.node.type), CallableType):
                    types.append(symbol.node.type)
        own = set().union(*map(axis_names, types))
        ragged = ragged_names(types)
        sizes = {variable.name for variable in base.defn.type_vars if _is_size(variable.upper_bound)}
        for name in own | sizes:
            found.setdefault(name, f"?{base.fullname}" if name in ragged - sizes else base.fullname)
    return found


def _is_size(bound: Type) -> bool:
    proper = get_proper_type(bound)
    return isinstance(proper, Instance) and proper.type.fullname == "builtins.int"


@dataclass
class Summary:
    """What the initialiser of a class says of its instances.

    Its attributes are in terms of the class's own names (scope: the class) and of the initialiser's
    parameters (scope: the initialiser); `equal` says which of the former the latter determine. `defaults` are
    the ints that parameters are if they are not given, `refusals` the ints for which it raises; `properties` are
    those that give a size of the class: ``return len(self.weights)``.
    """

    attributes: dict[str, Abstract] = field(default_factory=dict)
    equal: dict[Name, Size] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    defaults: dict[str, int] = field(default_factory=dict)
    refusals: list[list[object]] = field(default_factory=list)
    properties: dict[str, Size] = field(default_factory=dict)


def initialiser(info: TypeInfo) -> FuncDef | None:
    """The ``__init__`` that a class has, its own or inherited, also the one that `dataclass` makes."""
    symbol = info.get("__init__")
    node = symbol.node if symbol is not None else None
    if isinstance(node, Decorator):
        return node.func
    return node if isinstance(node, FuncDef) else None


def own_methods(definition: ClassDef) -> Iterator[FuncDef]:
    yield from internals.functions_in(definition.defs.body)


def int_properties(info: TypeInfo) -> Iterator[FuncDef]:
    """The properties that a class defines itself, and that give an int."""
    for symbol in info.names.values():
        node = symbol.node
        if isinstance(node, Decorator) and node.func.is_property and isinstance(node.func.type, CallableType):
            result = get_proper_type(node.func.type.ret_type)
            if isinstance(result, Instance) and result.type.fullname == "builtins.int":
                yield node.func


def changed_attributes(definition: ClassDef) -> set[str]:
    """The attributes that methods other than the initialiser bind to something new."""
    found: set[str] = set()
    for method in own_methods(definition):
        if method.name not in INITIALISERS and method.arguments:
            receiver = method.arguments[0].variable.name
            found |= set(assigned(internals.body_of(method).body, receiver))
    return found


def is_inferred(info: TypeInfo, name: str) -> bool:
    """Whether an attribute has no annotation."""
    symbol = info.get(name)
    node = symbol.node if symbol is not None else None
    return isinstance(node, Var) and node.is_inferred


def filled_attributes(definition: ClassDef) -> set[str]:
    """The attributes whose items methods set or add: ``self.runs[name] = …``, ``self.steps.append(…)``."""
    found: set[str] = set()
    for method in own_methods(definition):
        if method.arguments:
            receiver = method.arguments[0].variable.name
            found |= set(_filled(internals.body_of(method).body, receiver))
    return found


def _filled(statements: list[Statement], receiver: str) -> Iterator[str]:
    for statement in statements:
        places: list[Expression] = []
        if isinstance(statement, AssignmentStmt):
            places = [target.base for target in statement.lvalues if isinstance(target, IndexExpr)]
        elif isinstance(statement, OperatorAssignmentStmt):
            places = [statement.lvalue]
        elif isinstance(statement, ExpressionStmt) and isinstance(statement.expr, CallExpr):
            callee = statement.expr.callee
            places = [callee.expr] if isinstance(callee, MemberExpr) else []
        for place in places:
            if isinstance(place, MemberExpr) and isinstance(place.expr, NameExpr) and place.expr.name == receiver:
                yield place.name
        for block in internals.blocks_of(statement):
            yield from _filled(block.body, receiver)


def assigned(statements: list[Statement], receiver: str) -> Iterator[str]:
    for statement in statements:
        targets: list[Expression] = []
        if isinstance(statement, AssignmentStmt):
            targets = list(statement.lvalues)
        elif isinstance(statement, OperatorAssignmentStmt):
            targets = [statement.lvalue]
        while targets:
            target = targets.pop()
            if isinstance(target, TupleExpr):
                targets += target.items
            elif isinstance(target, MemberExpr) and isinstance(target.expr, NameExpr):
                if target.expr.name == receiver:
                    yield target.name
        for block in internals.blocks_of(statement):
            yield from assigned(block.body, receiver)


SizeOf = Callable[[Name], Size | None]
ShapeOf = Callable[[Name], Shape | None]


def rebase(value: Abstract, size: SizeOf, shape: ShapeOf, depth: int = 0) -> Abstract:
    """The same value with every name replaced; a name that has no replacement makes its axis unknown."""
    if depth > 5:
        return TOP
    if isinstance(value, Value):
        return _rebase_value(value, size, shape)
    if isinstance(value, Sequence):
        items = None if value.items is None else tuple(rebase(x, size, shape, depth + 1) for x in value.items)
        length = None if value.length is None else rebased(value.length, size)
        return Sequence(value.kind, items, rebase(value.element, size, shape, depth + 1), length)
    if isinstance(value, Record):
        entries = value.entries
        if entries is not None:
            entries = {key: rebase(x, size, shape, depth + 1) for key, x in entries.items()}
        return Record(entries, value.key, rebase(value.element, size, shape, depth + 1))
    if isinstance(value, Either):
        return either([rebase(option, size, shape, depth + 1) for option in value.options])
    if isinstance(value, Object):
        sizes = {known: rebased(old, size) for known, old in value.sizes.items()}
        shapes = {known: _shape(old, size, shape) for known, old in value.shapes.items()}
        fields = {key: rebase(x, size, shape, depth + 1) for key, x in value.fields.items()}
        kept = {known: new for known, new in sizes.items() if new is not None}
        return replace(value, sizes=kept, shapes=shapes, fields=fields)
    return value


def _rebase_value(value: Value, size: SizeOf, shape: ShapeOf) -> Value:
    if value.size is not None:
        return replace(value, size=rebased(value.size, size))
    return replace(value, shape=_shape(value.shape, size, shape)) if value.shape else value


def rebased(old: Size, size: SizeOf) -> Size | None:
    values: dict[Name, Size] = {}
    for found in names(old):
        new = size(found) or _quotient(found, size)
        if new is None:
            return None
        values[found] = new
    return substitute(old, values)


def _quotient(found: Name, size: SizeOf) -> Size | None:
    """The name that a fact gave to ``width//heads``, once both are known."""
    if "//" not in found.name:
        return None
    try:
        shape = parse(found.name, found.scope)
    except ParseError:
        return None
    whole = shape[0] if len(shape) == 1 else UNKNOWN
    return rebased(whole, size) if isinstance(whole, Size) and found not in names(whole) else None


def _shape(old: Shape, size: SizeOf, shape: ShapeOf) -> Shape:
    axes: list[Axis] = []
    for axis in old:
        if isinstance(axis, Size):
            axes.append(rebased(axis, size) or UNKNOWN)
        elif isinstance(axis, Broadcastable):
            inner = rebased(axis.size, size)
            axes.append(UNKNOWN if inner is None else Broadcastable(inner))
        elif isinstance(axis, Many) and axis.name:
            known = shape(axis.formal)
            axes.extend(ANY if known is None else known)
        else:
            axes.append(axis)
    return ANY if sum(isinstance(axis, Many) for axis in axes) > 1 else tuple(axes)


class InstanceResolver(Resolver):
    """The names of a class as seen through one of its instances."""

    def __init__(self, owner: Object, frame: Frame) -> None:
        self.owner, self.frame = owner, frame
        self.scopes = class_scopes(owner.info)

    def size(self, found: Name) -> Size | None:
        scope = self.scopes.get(found.name)
        if found.name.startswith("{"):
            return None
        if scope is None:
            return None
        return self.of(Name(found.name, scope))

    def of(self, known: Name) -> Size | None:
        """A name of the class (with its scope), for this instance."""
        if self.owner.is_self:
            return self.frame.state.facts.normal(class_word(self.frame, self.owner.info, known))
        if known in self.owner.sizes:
            return self.owner.sizes[known]
        tag = tag_of(self.owner)
        return size_name(known.name, tag) if tag else None

    def shape(self, found: Name) -> Shape | None:
        scope = self.scopes.get(found.name.lstrip("*"))
        return None if scope is None else self.shape_of(Name(found.name, scope))

    def shape_of(self, known: Name) -> Shape | None:
        if self.owner.is_self:
            return (Many(known.name.lstrip("*"), known.scope),)
        if known in self.owner.shapes:
            return self.owner.shapes[known]
        tag = tag_of(self.owner)
        return (Many(known.name.lstrip("*"), tag),) if tag else None


class MadeBy:
    """The sizes that an initialiser got, or a method such as `fit`, as the other methods see them.

    They are sizes of the object, whatever a method calls its own; unless it uses the words of the one that got them,
    or its contract, or that of an attribute, speaks of them as ``{self.n}``.
    """

    def __init__(self, frame: Frame, info: TypeInfo, summary: Summary) -> None:
        self.frame, self.info = frame, info
        self.names = {size.atom: known for known, size in summary.equal.items() if isinstance(size.atom, Name)}
        made = [summary.attributes.get(text) for text in _spoken_of(frame, info)]
        self.spoken = {each.size.atom for each in made if isinstance(each, Value) and each.size is not None}

    def __call__(self, found: Name) -> Size:
        if found in self.spoken:
            return size_name(found.name, found.scope)
        known = self.names.get(found)
        if known is not None:
            return class_word(self.frame, self.info, known)
        if found.name.startswith("{self."):
            return own_size(self.frame, self.info, found)
        if found.scope in class_scopes(self.info).values():
            return class_word(self.frame, self.info, found)
        maker = self._maker(found.scope)
        return size_name(found.name, found.scope if maker is None else f"?.{found.scope}|{_words(maker)}")

    def size(self, old: Size) -> Size:
        return substitute(old, {found: self(found) for found in names(old)})

    def _maker(self, scope: str) -> FuncDef | None:
        """The method whose names have this scope."""
        owner, _, method = scope.rpartition(".")
        base = next((base for base in self.info.mro if base.fullname == owner), None)
        symbol = base.names.get(method) if base is not None else None
        node = symbol.node if symbol is not None else None
        node = node.func if isinstance(node, Decorator) else node
        return node if isinstance(node, FuncDef) else None


def class_word(frame: Frame, info: TypeInfo, found: Name) -> Size:
    """A name of the class: what the contracts here say it is, or a size of the object if they have other words."""
    if frame.building or found.scope.startswith("?") or frame.speaks_of(found.name):
        return size_name(found.name, found.scope)
    return size_name(found.name, f"?.{found.scope}|{' '.join(sorted(class_scopes(info)))}")


def own_size(frame: Frame, info: TypeInfo, found: Name) -> Size:
    """The int attribute ``{self.n}`` of an object: a size of its own, unless the contracts here speak of it."""
    if found.name[len("{self.") : -1] in _spoken_of(frame, info):
        return size_name(found.name, found.scope)
    words = {name for base in info.mro for name, symbol in base.names.items() if _is_int(symbol.node)}
    return size_name(found.name, f"?.{found.scope}|{' '.join(sorted(words))}")


def _is_int(node: object) -> bool:
    typ = get_proper_type(node.type) if isinstance(node, Var) else None
    return isinstance(typ, Instance) and typ.type.fullname == "builtins.int"


def _words(maker: FuncDef) -> str:
    """The names of parameters and axes in a method's signature."""
    if not isinstance(maker.type, CallableType):
        return ""
    texts = {text for text in maker.type.arg_names if text}
    return " ".join(sorted(texts.union(*map(axis_names, maker.type.arg_types))))


def _spoken_of(frame: Frame, info: TypeInfo) -> set[str]:
    """The attributes that stand as ``{self.n}`` in the contract of this method, or of an attribute."""
    types: list[Type | None] = [
        symbol.node.type for base in info.mro for symbol in base.names.values() if isinstance(symbol.node, Var)
    ]
    around: Frame | None = frame
    while around is not None:
        types.append(around.function.type if around.function is not None else None)
        around = around.parent
    return {text for typ in types for contract in contracts_in(typ) for text in _SELF.findall(contract.text)}


_SELF = re.compile(r"{self\.(\w+)}")


def _many(found: Name) -> Shape:
    return (Many(found.name.lstrip("*"), found.scope),)


def tagged(value: Abstract, path: str) -> Abstract:
    """An object that came in as an argument: its unknown sizes are told apart by where it came from."""
    if isinstance(value, Object) and not value.is_self and not value.tag:
        return replace(value, tag=path)
    return value


MADE = "#"


def tag_of(value: Object) -> str:
    """The scope of an object's sizes; those of an argument differ among themselves, not so those of what was made."""
    return f"?{'' if MADE in value.tag else '.'}{value.tag}" if value.tag else ""


def attribute(interpreter: Interpreter, frame: Frame, owner: Object, name: str) -> Abstract | None:
    """The value of an attribute that is data, or a property; None if it is a method or not known."""
    if name in owner.fields:
        return owner.fields[name]
    symbol = owner.info.get(name)
    node = symbol.node if symbol is not None else None
    if isinstance(node, Decorator | FuncDef | OverloadedFuncDef):
        return None
    resolver = InstanceResolver(owner, frame)
    summary = interpreter.summary(owner.info)
    known = summary.attributes.get(name)
    if known is not None:
        if owner.is_self:
            seen = known if frame.building else rebase(known, MadeBy(frame, owner.info, summary), _many)
        else:
            seen = rebase(known, resolver.of, resolver.shape_of)
        return tagged(seen, f"{owner.tag}.{name}") if owner.tag or owner.is_self else seen
    if not isinstance(node, Var):
        return None
    value = declared_attribute(owner, node, resolver)
    return tagged(value, f"{owner.tag or 'self'}.{name}") if owner.is_self or owner.tag else value


def declared_attribute(owner: Object, node: Var, resolver: InstanceResolver) -> Abstract:
    """What the annotation of an attribute says; an int attribute is a size of its own, ``{self.n}``."""
    if node.is_final and isinstance(node.final_value, int) and not isinstance(node.final_value, bool):
        return integer(number(node.final_value))
    if node.type is None:
        return Top(f'the attribute "{node.name}" has no known type')
    typ = _expanded(owner, node)
    value = value_of(typ, resolver)
    if isinstance(value, Value) and value.dtype == "python int" and value.size is None:
        known = Name("{self." + node.name + "}", node.info.fullname)
        own = owner.is_self and not resolver.frame.building and known not in resolver.frame.state.facts.sizes
        return integer(own_size(resolver.frame, owner.info, known) if own else resolver.of(known))
    return value


def _expanded(owner: Object, node: Var) -> Type | None:
    """The type of an attribute of a generic class, with the instance's type arguments."""
    if node.type is None or owner.type is None or not node.info.defn.type_vars:
        return node.type
    from mypy.expandtype import expand_type_by_instance
    from mypy.maptype import map_instance_to_supertype

    if not owner.type.type.has_base(node.info.fullname):
        return node.type
    if any(_is_size(variable.upper_bound) for variable in node.info.defn.type_vars):
        return node.type
    return expand_type_by_instance(node.type, map_instance_to_supertype(owner.type, node.info))


def has_contract(node: Var) -> bool:
    return next(contracts_in(node.type), None) is not None
