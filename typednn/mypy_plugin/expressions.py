"""What an expression is worth: one function for each kind of node."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mypy.nodes import (
    AssertTypeExpr,
    AssignmentExpr,
    AwaitExpr,
    CallExpr,
    CastExpr,
    ComparisonExpr,
    ComplexExpr,
    ConditionalExpr,
    Context,
    DictExpr,
    DictionaryComprehension,
    EllipsisExpr,
    Expression,
    FloatExpr,
    GeneratorExpr,
    IndexExpr,
    IntExpr,
    LambdaExpr,
    ListComprehension,
    ListExpr,
    MemberExpr,
    MypyFile,
    NameExpr,
    OpExpr,
    RevealExpr,
    SetComprehension,
    SetExpr,
    SliceExpr,
    StarExpr,
    StrExpr,
    SuperExpr,
    TupleExpr,
    TypeAlias,
    TypeApplication,
    TypeInfo,
    UnaryExpr,
    YieldExpr,
    YieldFromExpr,
)
from mypy.types import Instance

from typednn.mypy_plugin import (
    arrays,
    calls,
    closures,
    comprehensions,
    conditions,
    declarations,
    effects,
    internals,
    methods,
    numpy_calls,
    operators,
    subscripts,
    symbols,
)
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.markers import contracts_in
from typednn.mypy_plugin.paths import path_of
from typednn.mypy_plugin.types import NO_NAMES, dtype_of, value_of
from typednn.mypy_plugin.values import (
    ELLIPSIS,
    NONE,
    TOP,
    Abstract,
    Builtin,
    Class,
    DType,
    Either,
    Function,
    Module,
    Object,
    Record,
    Sequence,
    Top,
    array,
    either,
    integer,
    is_array,
    join,
)
from typednn.shapes.shape import ANY
from typednn.shapes.size import number
from typednn.shapes.value import MISSING, NOTHING, Value

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter

Rule = Callable[["Interpreter", Frame, Any], Abstract]


def evaluate(interpreter: Interpreter, frame: Frame, node: Expression) -> Abstract:
    """The value of an expression; where no rule knows it, what mypy's own type says."""
    if isinstance(node, CallExpr | IndexExpr) and node.analyzed is not None:
        # ``cast(...)``, ``reveal_type(...)`` and ``Linear[Literal[3], Literal[4]]`` are read anew by mypy.
        node = node.analyzed
    rule = RULES.get(type(node))
    value = rule(interpreter, frame, node) if rule is not None else TOP
    if isinstance(value, Top) or value is NOTHING or _is_empty(value):
        value = _from_mypy(interpreter, frame, node, value)
    return interpreter.normal(value, frame)


def _is_empty(value: Abstract) -> bool:
    """A container of which only the kind is known: ``list[T]`` as a generic function promises it."""
    if isinstance(value, Sequence):
        return value.items is None and isinstance(value.element, Top)
    return isinstance(value, Record) and value.entries is None and isinstance(value.element, Top)


def _from_mypy(interpreter: Interpreter, frame: Frame, node: Expression, value: Abstract) -> Abstract:
    """mypy's type of an expression tells of objects, containers and dtypes, where we know nothing."""
    if isinstance(node, LambdaExpr | SuperExpr):
        return value
    typ = internals.expression_type(interpreter.session.api, node)
    if typ is None:
        return value
    if effects.is_numpy_call(node) or effects.is_numpy_method(interpreter, node):
        dtype = typ.args[1] if isinstance(typ, Instance) and typ.type.has_base("numpy.ndarray") and typ.args else None
        return value if dtype is None else array(ANY, dtype_of(dtype))
    trusted = not isinstance(node, CallExpr | OpExpr) or effects.is_container_call(node)
    if not trusted and next(contracts_in(typ), None) is not None:
        return value
    found = value_of(typ, NO_NAMES)
    if isinstance(found, Top) or found is NOTHING:
        return value
    return found


# Names and attributes


def _name(interpreter: Interpreter, frame: Frame, node: NameExpr) -> Abstract:
    found = frame.lookup(node.name) if not node.name.startswith("__") else None
    if found is not None:
        return found
    if node.name in _LITERALS and (node.node is None or node.fullname == f"builtins.{node.name}"):
        return _LITERALS[node.name]
    return symbols.named(interpreter, frame, node.node, node.fullname)


_LITERALS: dict[str, Abstract] = {
    "None": NONE,
    "True": Value(shape=(), dtype="python bool", literal=True),
    "False": Value(shape=(), dtype="python bool", literal=False),
    "Ellipsis": ELLIPSIS,
}


def _member(interpreter: Interpreter, frame: Frame, node: MemberExpr) -> Abstract:
    path = path_of(node)
    if path is not None and path in frame.state.names:
        return frame.state.names[path]
    owner = evaluate(interpreter, frame, node.expr)
    if isinstance(owner, Module) and owner is not ELLIPSIS:
        return _module_member(interpreter, frame, owner, node)
    if isinstance(owner, Either):
        options = [attribute(interpreter, frame, option, node.name, node) for option in owner.options]
        return either([option for option in options if not isinstance(option, Top)] or options)
    return attribute(interpreter, frame, owner, node.name, node)


def _module_member(interpreter: Interpreter, frame: Frame, owner: Module, node: MemberExpr) -> Abstract:
    if owner.name.split(".")[0] == "numpy":
        symbol = node.node
        if node.name in arrays.DTYPES:
            return arrays.member(owner.name, node.name)
        if isinstance(symbol, MypyFile):
            return Module(symbol.fullname)
        if isinstance(symbol, TypeInfo):
            return symbols.class_value(symbol)
        if isinstance(symbol, TypeAlias):
            return symbols.named(interpreter, frame, symbol, node.fullname)
        return arrays.member(owner.name, node.name)
    if node.node is None and numpy_calls.has_user_stubs():
        return symbols.unseen(f"{owner.name}.{node.name}")
    return symbols.named(interpreter, frame, node.node, node.fullname)


def attribute(
    interpreter: Interpreter, frame: Frame, owner: Abstract, text: str, node: Context | None = None
) -> Abstract:
    """``owner.text``."""
    if isinstance(owner, Value) and owner.shape is not None:
        return arrays.attribute(owner, text)
    if isinstance(owner, Object):
        return methods.attribute(interpreter, frame, owner, text)
    if isinstance(owner, Class):
        return methods.class_attribute(interpreter, frame, owner, text)
    if isinstance(owner, Sequence | Record):
        return Builtin(f"{owner.kind if isinstance(owner, Sequence) else 'dict'}.{text}", owner, path_of(node) or "")
    if isinstance(owner, Builtin):
        return Builtin(f"{owner.name}.{text}", owner.receiver)
    if isinstance(owner, DType):
        return TOP
    return TOP


# Literals and displays


def _int(interpreter: Interpreter, frame: Frame, node: IntExpr) -> Abstract:
    return integer(number(node.value))


def _tuple(interpreter: Interpreter, frame: Frame, node: TupleExpr) -> Abstract:
    return _display(interpreter, frame, "tuple", node.items)


def _list(interpreter: Interpreter, frame: Frame, node: ListExpr) -> Abstract:
    return _display(interpreter, frame, "list", node.items)


def _set(interpreter: Interpreter, frame: Frame, node: SetExpr) -> Abstract:
    return _display(interpreter, frame, "set", node.items)


def _display(interpreter: Interpreter, frame: Frame, kind: str, nodes: list[Expression]) -> Abstract:
    items: list[Abstract] = []
    sure = True
    for node in nodes:
        if isinstance(node, StarExpr):
            inner = evaluate(interpreter, frame, node.expr)
            found = methods.items_of(inner)
            sure = sure and found is not None
            items += found if found is not None else [methods.element_of(inner)]
        else:
            items.append(evaluate(interpreter, frame, node))
    if sure:
        return Sequence(kind, tuple(items))
    element = items[0]
    for item in items[1:]:
        element = join(element, item)
    return Sequence(kind, None, element)


def _dict(interpreter: Interpreter, frame: Frame, node: DictExpr) -> Abstract:
    entries: dict[object, Abstract] = {}
    key: Abstract = TOP
    sure = True
    for name, item in node.items:
        value = evaluate(interpreter, frame, item)
        if name is None:
            inner = value.entries if isinstance(value, Record) else None
            sure = sure and inner is not None
            entries.update(inner or {})
            continue
        key = evaluate(interpreter, frame, name)
        literal = key.literal if isinstance(key, Value) else MISSING
        sure = sure and literal is not MISSING
        entries[literal if literal is not MISSING else object()] = value
    if sure:
        return Record(entries, key)
    return Record(None, key, Record(entries).common())


def _slice(interpreter: Interpreter, frame: Frame, node: SliceExpr) -> Abstract:
    return TOP


# Control inside expressions


def _conditional(interpreter: Interpreter, frame: Frame, node: ConditionalExpr) -> Abstract:
    yes, no = conditions.branch(interpreter, frame, node.cond)
    results: list[Abstract] = []
    before = frame.state
    for state, part in ((yes, node.if_expr), (no, node.else_expr)):
        if state.alive:
            frame.state = state
            results.append(interpreter.normal(evaluate(interpreter, frame, part), frame))
    frame.state = before
    if not results:
        return TOP
    return join(results[0], results[1]) if len(results) == 2 else results[0]


def _assignment(interpreter: Interpreter, frame: Frame, node: AssignmentExpr) -> Abstract:
    value = evaluate(interpreter, frame, node.value)
    frame.state.names[node.target.name] = value
    return value


def _lambda(interpreter: Interpreter, frame: Frame, node: LambdaExpr) -> Abstract:
    """A lambda: its body is checked where it stands, whatever its parameters are; sharper where it is called."""
    session = interpreter.session
    if session.depth <= 1:
        inner = closures.enter(interpreter, frame, node)
        inner.state.names.update(closures.given_to(node, internals.expression_type(session.api, node)))
        with session.deeper():
            interpreter.evaluate(inner, node.expr())
    return Function("lambda", None, node, closure=frame)


def _await(interpreter: Interpreter, frame: Frame, node: AwaitExpr) -> Abstract:
    return methods.element_of(evaluate(interpreter, frame, node.expr))


def _yield(interpreter: Interpreter, frame: Frame, node: YieldExpr) -> Abstract:
    value = evaluate(interpreter, frame, node.expr) if node.expr is not None else NONE
    frame.yielded.append(value)
    declarations.check_yield(interpreter, frame, value, node.expr or node)
    return TOP


def _yield_from(interpreter: Interpreter, frame: Frame, node: YieldFromExpr) -> Abstract:
    value = methods.element_of(evaluate(interpreter, frame, node.expr))
    frame.yielded.append(value)
    declarations.check_yield(interpreter, frame, value, node.expr)
    return TOP


def _cast(interpreter: Interpreter, frame: Frame, node: CastExpr) -> Abstract:
    evaluate(interpreter, frame, node.expr)
    return interpreter.value(frame, node.type)


def _assert_type(interpreter: Interpreter, frame: Frame, node: AssertTypeExpr) -> Abstract:
    return evaluate(interpreter, frame, node.expr)


def _reveal(interpreter: Interpreter, frame: Frame, node: RevealExpr) -> Abstract:
    if not isinstance(node.expr, Expression):
        return TOP
    value = evaluate(interpreter, frame, node.expr)
    described = arrays.describe(value)
    if described != "not known":
        interpreter.session.reporter.note(
            node, f"Its shape is {described}" if is_array(value) else f"It is {described}"
        )
    return value


def _application(interpreter: Interpreter, frame: Frame, node: TypeApplication) -> Abstract:
    base = evaluate(interpreter, frame, node.expr)
    if isinstance(base, Class):
        return Class(base.info, Instance(base.info, list(node.types)))
    return base


RULES: dict[type, Rule] = {
    NameExpr: _name,
    MemberExpr: _member,
    IntExpr: _int,
    FloatExpr: lambda i, f, n: Value(shape=(), dtype="python float", literal=n.value),
    ComplexExpr: lambda i, f, n: Value(shape=(), dtype="python complex", literal=n.value),
    StrExpr: lambda i, f, n: Value(literal=n.value),
    EllipsisExpr: lambda i, f, n: ELLIPSIS,
    TupleExpr: _tuple,
    ListExpr: _list,
    SetExpr: _set,
    DictExpr: _dict,
    SliceExpr: _slice,
    OpExpr: operators.binary,
    UnaryExpr: operators.unary,
    ComparisonExpr: operators.comparison,
    IndexExpr: subscripts.index,
    CallExpr: calls.call,
    ConditionalExpr: _conditional,
    AssignmentExpr: _assignment,
    LambdaExpr: _lambda,
    ListComprehension: lambda i, f, n: comprehensions.sequence(i, f, n.generator, "list"),
    SetComprehension: lambda i, f, n: comprehensions.sequence(i, f, n.generator, "set"),
    GeneratorExpr: lambda i, f, n: comprehensions.sequence(i, f, n, "iterator"),
    DictionaryComprehension: comprehensions.record,
    AwaitExpr: _await,
    YieldExpr: _yield,
    YieldFromExpr: _yield_from,
    CastExpr: _cast,
    AssertTypeExpr: _assert_type,
    RevealExpr: _reveal,
    TypeApplication: _application,
}
