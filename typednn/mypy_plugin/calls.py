"""Calls: of declared functions, constructors, methods, NumPy, callbacks; and the contract of a result."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from mypy.nodes import (
    ArgKind,
    CallExpr,
    Context,
    Decorator,
    Expression,
    FuncDef,
    LambdaExpr,
    MemberExpr,
    NameExpr,
    OpExpr,
    OverloadedFuncDef,
    RefExpr,
    SuperExpr,
    TypeInfo,
    Var,
)
from mypy.types import CallableType, Instance, LiteralType, NoneType, Type, TypeVarType, UnionType, get_proper_type

from typednn.mypy_plugin import (
    builtin_calls,
    classes,
    composition,
    internals,
    numpy_calls,
    refusals,
    special_calls,
)
from typednn.mypy_plugin.blame import part_of
from typednn.mypy_plugin.classes import class_scopes, initialiser
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.markers import contracts_in
from typednn.mypy_plugin.match import CALL, DtypeMismatch, Matching, protocol_call, weakest
from typednn.mypy_plugin.paths import path_of, unparse
from typednn.mypy_plugin.signatures import Argument, Call, CallResolver, bind, bind_parameters, check_call
from typednn.mypy_plugin.types import NO_NAMES, value_of
from typednn.mypy_plugin.values import (
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
    is_none,
)
from typednn.shapes.shape import UNKNOWN, Many, Shape, Unknown
from typednn.shapes.size import Name, Size, Verdict, name, number
from typednn.shapes.unify import Mismatch
from typednn.shapes.value import Missing, Value

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter


def call(interpreter: Interpreter, frame: Frame, node: CallExpr) -> Abstract:
    if isinstance(node.callee, SuperExpr):
        arguments = evaluate_arguments(interpreter, frame, node)
        return _super_call(interpreter, frame, node, node.callee.name, arguments)
    special = special_calls.special(interpreter, frame, node)
    if special is not None:
        return special
    callee = interpreter.evaluate(frame, node.callee)
    arguments = evaluate_arguments(interpreter, frame, node)
    if isinstance(callee, Overloads):
        return _first_fit(interpreter, frame, callee, arguments, node)
    options = [
        option for option in (callee.options if isinstance(callee, Either) else (callee,)) if not is_none(option)
    ]
    if len(options) == 1:
        result = apply(interpreter, frame, options[0], arguments, node)
    else:
        result = _any_of(interpreter, frame, options, arguments, node)
    _escape(interpreter, frame, node)
    return result


def _any_of(
    interpreter: Interpreter, frame: Frame, options: list[Abstract], arguments: list[Argument], node: CallExpr
) -> Abstract:
    """A callee that is one of several: those that work; if none does, the first one says why."""
    reporter = interpreter.session.reporter
    results: list[Abstract] = []
    for option in options:
        before = reporter.failures
        with interpreter.session.muted():
            found = apply(interpreter, frame, option, arguments, node)
        if reporter.failures == before:
            results.append(found)
    if 0 < len(results) < len(options):
        frame.doubt(node, "one of several possibilities does not allow it")
    if results or not options:
        return either(results) if results else TOP
    return apply(interpreter, frame, options[0], arguments, node)


def _first_fit(
    interpreter: Interpreter, frame: Frame, callee: Overloads, arguments: list[Argument], node: CallExpr
) -> Abstract:
    """The first signature that fits; if none does, the last one says why."""
    reporter = interpreter.session.reporter
    for option in callee.options:
        before = reporter.failures
        if isinstance(option, Function) and not fits(option, arguments):
            continue
        with interpreter.session.muted():
            result = apply(interpreter, frame, option, arguments, node)
        if reporter.failures == before and not isinstance(result, Top):
            return result
    return TOP


def fits(option: Function, arguments: list[Argument]) -> bool:
    """Whether an overload may be meant: its required parameters are given, its literals are those given."""
    if option.type is None:
        return True
    typ = _without_self(option, option.type)
    given, sure = bind_parameters(typ.arg_names, typ.arg_kinds, arguments)
    for kind, declared, values in zip(typ.arg_kinds, typ.arg_types, given, strict=True):
        if kind.is_required() and not values and sure:
            return False
        literals = _literals(declared)
        actual = values[0].value if len(values) == 1 else None
        if literals and isinstance(actual, Value) and not isinstance(actual.literal, Missing):
            if actual.literal not in literals:
                return False
        if is_none_type(declared) and actual is not None and not is_none(actual):
            return False
    return sum(map(len, given)) == len(arguments) or not sure


def is_none_type(declared: Type) -> bool:
    return isinstance(get_proper_type(declared), NoneType)


def _literals(declared: Type) -> list[object]:
    proper = get_proper_type(declared)
    items = proper.items if isinstance(proper, UnionType) else [proper]
    found = [get_proper_type(item) for item in items]
    return (
        [item.value for item in found if isinstance(item, LiteralType)]
        if all(isinstance(item, LiteralType) for item in found)
        else []
    )


def evaluate_arguments(interpreter: Interpreter, frame: Frame, node: CallExpr) -> list[Argument]:
    return [
        Argument(interpreter.evaluate(frame, argument), argument, kind, text)
        for argument, kind, text in zip(node.args, node.arg_kinds, node.arg_names, strict=True)
    ]


def _escape(interpreter: Interpreter, frame: Frame, node: CallExpr) -> None:
    """A method may change the attributes of its receiver; a function, the lists it is given."""
    if isinstance(node.callee, MemberExpr):
        path = path_of(node.callee.expr)
        owner = frame.lookup(path) if path is not None else None
        if path is not None and isinstance(owner, Object):
            _forget_changed(interpreter, frame, path, owner, node.callee.name)
    for argument in node.args:
        path = path_of(argument)
        known = frame.state.names.get(path) if path is not None else None
        if path is not None and isinstance(known, Object):
            frame.state.forget(path)
        if path is not None and isinstance(known, Sequence | Record) and not _is_harmless(node):
            frame.state.names[path] = weakened(known)


def _forget_changed(interpreter: Interpreter, frame: Frame, path: str, owner: Object, method: str) -> None:
    """Of the attributes known by their paths, those that methods of the class bind anew."""
    symbol = owner.info.get(method)
    if symbol is not None and isinstance(symbol.node, Var):
        return
    if not interpreter.is_own(owner.info):
        frame.state.forget(path)
        return
    for text in interpreter.summary(owner.info).changed:
        frame.state.forget(f"{path}.{text}")
        frame.state.names.pop(f"{path}.{text}", None)


def _is_harmless(node: CallExpr) -> bool:
    """NumPy and Python's own functions do not change the lists that they are given."""
    if is_numpy_call(node):
        return True
    full = node.callee.fullname or "" if isinstance(node.callee, RefExpr) else ""
    return full.startswith(("builtins.", "math.", "itertools.", "functools.", "copy.")) or isinstance(
        node.callee, MemberExpr
    )


def weakened(value: Sequence | Record) -> Abstract:
    """A list or dict that somebody else may have added to: its element is still of the kind it was."""
    if isinstance(value, Record):
        return Record(None, value.key, value.common()) if value.entries is None or value.entries else TOP
    if value.kind != "list":
        return value
    return TOP if value.items == () else Sequence("list", None, value.common())


def apply(
    interpreter: Interpreter, frame: Frame, callee: Abstract, arguments: list[Argument], node: Expression
) -> Abstract:
    """The result of calling a value."""
    if isinstance(callee, Function):
        result = call_function(interpreter, frame, callee, arguments, node)
        owner = callee.receiver
        if callee.name == "forward" and isinstance(owner, Object) and composition.is_layer(owner) and arguments:
            return composition.forwarded(interpreter, frame, owner, arguments[0].value, result, node)
        return result
    if isinstance(callee, Class):
        return construct(interpreter, frame, callee, arguments, node)
    if isinstance(callee, Builtin):
        arguments = [*(Argument(value, node, name=name) for name, value in callee.bound), *arguments]
        if callee.name.startswith("numpy.") or callee.path == "rule":
            return numpy_calls.call(interpreter, frame, callee, arguments, node)
        return builtin_calls.call(interpreter, frame, callee, arguments, node)
    if isinstance(callee, DType):
        return builtin_calls.convert(frame, callee, arguments, node)
    if isinstance(callee, Object):
        result = interpreter.operator(frame, node, "()", callee, TOP, arguments=arguments)
        if composition.is_layer(callee) and len(arguments) == 1:
            folded = composition.called(interpreter, frame, callee, arguments[0].value, node)
            return result if folded is None else folded
        return result
    return Top(f'no rule for "{unparse(node.callee) if isinstance(node, CallExpr) else "this call"}"')


def call_function(
    interpreter: Interpreter, frame: Frame, callee: Function, arguments: list[Argument], node: Expression
) -> Abstract:
    arguments = [*(Argument(value, node, ArgKind(0), text) for text, value in callee.bound), *arguments]
    typ = callee.type
    if typ is None:
        return interpreter.inline(frame, callee, arguments)
    kept = _decorated(callee, typ, arguments)
    if kept is not None:
        return kept
    matching = _matching(interpreter, frame, callee, typ)
    label = callee.name or "this function"
    if label.startswith("__") and callee.owner is not None:
        label = f"{callee.owner.name}.{label}"
    outcome = check_call(
        frame,
        _without_self(callee, typ),
        arguments,
        node,
        label,
        matching,
        lambda owner, text: interpreter.attribute(frame, owner, text),
        callee.receiver,
    )
    result = outcome.result(typ.ret_type)
    if outcome.failed or next(contracts_in(typ.ret_type), None) is not None:
        return result
    if isinstance(result, Object) and not result.sizes and class_scopes(result.info):
        made = interpreter.inline(frame, callee, arguments)
        return made if isinstance(made, Object) and made.info.has_base(result.info.fullname) else result
    return interpreter.inline(frame, callee, arguments) if _is_vague(result) else result


def _decorated(callee: Function, typ: CallableType, arguments: list[Argument]) -> Function | None:
    """``plain = counted(affine)``: a decorator that keeps the type of a function keeps its contract, however called."""
    own = _without_self(callee, typ)
    given = arguments[0].value if len(arguments) == len(own.arg_types) == 1 else None
    result = get_proper_type(own.ret_type)
    if not isinstance(given, Function) or next(contracts_in(given.type), None) is None:
        return None
    same = isinstance(result, TypeVarType) and get_proper_type(own.arg_types[0]) == result
    return replace(given, node=None, closure=None) if same and result in own.variables else None


def _is_vague(value: Abstract) -> bool:
    if isinstance(value, Top):
        return True
    return isinstance(value, Value) and bool(value.shape) and not any(isinstance(a, Size) for a in value.shape or ())


def _without_self(callee: Function, typ: CallableType) -> CallableType:
    if callee.receiver is None or not typ.arg_types or not typ.arg_kinds[0].is_positional():
        return typ
    return typ.copy_modified(arg_types=typ.arg_types[1:], arg_kinds=typ.arg_kinds[1:], arg_names=typ.arg_names[1:])


def _matching(interpreter: Interpreter, frame: Frame, callee: Function, typ: CallableType) -> Matching:
    """Names of the receiver's class are what they are for the receiver; all others are free."""
    matching = Matching(check_callable=lambda m, t, f, s: check_callable(interpreter, frame, m, t, f, s))
    owner = callee.receiver
    if isinstance(owner, Object):
        resolver = classes.InstanceResolver(owner, frame)
        for text, scope in class_scopes(owner.info).items():
            size = resolver.size(Name(text))
            if size is not None:
                matching.fixed[Name(text, CALL)] = size
            elif not scope.startswith("?"):  # it has some size, which no argument decides
                matching.unifier.bind(Name(text, CALL), UNKNOWN, callee.name)
            shape = resolver.shape(Name("*" + text))
            if shape is not None:
                matching.fixed_shapes[Name("*" + text, CALL)] = shape
    elif not callee.declared_in and callee.receiver is None:
        _outer_names(frame, typ, matching)
    return matching


def _outer_names(frame: Frame, typ: CallableType, matching: Matching) -> None:
    """A callback's result may speak of the names of the function that takes the callback."""
    from typednn.mypy_plugin.types import axis_names

    own: set[str] = set()
    for declared in typ.arg_types:
        own |= axis_names(declared)
    for text in axis_names(typ.ret_type) - own:
        scope = frame.scope_of(text)
        if scope is not None:
            matching.fixed[Name(text, CALL)] = name(text, scope)


def check_callable(
    interpreter: Interpreter,
    frame: Frame,
    matching: Matching,
    declared: CallableType,
    actual: Abstract,
    source: str,
) -> Verdict:
    """A function given where a callable is declared: it must take what it will be given."""
    promises = next(contracts_in(declared), None) is not None
    if isinstance(actual, Object) and promises:
        actual = interpreter.attribute(frame, actual, "__call__")
    if not isinstance(actual, Function):
        return matching.assumed(f'"{source}" is no known function') if promises else Verdict.SAME
    own = _own_names(matching, declared)
    resolver = _Given(matching, own)
    place = actual.node if isinstance(actual.node, LambdaExpr) else NameExpr(actual.name)
    given = [
        Argument(value_of(typ, resolver), place, name=text if kind.is_named() else None)
        for typ, kind, text in zip(declared.arg_types, declared.arg_kinds, declared.arg_names, strict=True)
        if not kind.is_star()
    ]
    if isinstance(actual.node, LambdaExpr):
        result = interpreter.inline(frame, actual, given)
        return matching.match(declared.ret_type, result, f"the result of {source}")
    if actual.type is None or next(contracts_in(actual.type), None) is None:
        return matching.assumed(f'"{source}" is a function without contract') if promises else Verdict.SAME
    inner = _matching(interpreter, frame, actual, actual.type)
    typ = _without_self(actual, actual.type)
    bound = [Argument(value, place, name=text) for text, value in actual.bound]
    try:
        verdicts = [
            inner.match(wanted, argument.value, text)
            for text, wanted, values in bind(typ, [*bound, *given]).formals
            for argument in values
        ]
        verdicts.append(inner.unifier.finish())
        outer = _with_names(matching, own)
        verdicts.append(
            outer.match(declared.ret_type, value_of(actual.type.ret_type, CallResolver(inner)), "its result")
        )
    except Mismatch as mismatch:
        raise Mismatch(f'"{source}" is given {actual.name}, but {mismatch.sentence}') from None
    if weakest(verdicts) is Verdict.SAME:
        return Verdict.SAME
    return matching.assumed(inner.reason or outer.reason or f'what "{source}" gives is not wholly known')


CALLBACK = "?.callback"


def _own_names(matching: Matching, declared: CallableType) -> set[str]:
    """The names that are the callable's own: they stand for every size, as nothing outside has bound them."""
    from typednn.mypy_plugin.types import axis_names

    found: set[str] = set()
    for typ in declared.arg_types:
        found |= axis_names(typ)
    bound = {known.name.lstrip("*") for known in (*matching.unifier.sizes, *matching.unifier.variadics)}
    fixed = {known.name.lstrip("*") for known in (*matching.fixed, *matching.fixed_shapes)}
    return found - bound - fixed


def _with_names(matching: Matching, own: set[str]) -> Matching:
    """The same bindings, and the callable's own names as they are."""
    sizes = {Name(text, CALL): name(text, CALLBACK) for text in own}
    shapes: dict[Name, Shape] = {Name("*" + text, CALL): (Many(text, CALLBACK),) for text in own}
    return replace(
        matching,
        fixed={**matching.fixed, **sizes},
        fixed_shapes={**matching.fixed_shapes, **shapes},
        reason="",
    )


class _Given(CallResolver):
    """The names of a callback's parameters: bound ones are known, the others are its own."""

    def __init__(self, matching: Matching, own: set[str]) -> None:
        super().__init__(matching)
        self.own = own

    def size(self, found: Name) -> Size | None:
        return name(found.name, CALLBACK) if found.name in self.own else super().size(found)

    def shape(self, found: Name) -> Shape | None:
        text = found.name.lstrip("*")
        return (Many(text, CALLBACK),) if text in self.own else super().shape(found)


# Constructors


def construct(
    interpreter: Interpreter, frame: Frame, callee: Class, arguments: list[Argument], node: Expression
) -> Abstract:
    """An instance, with the sizes that the arguments of its initialiser bind."""
    info = callee.info
    if info.fullname.startswith("builtins.") or info.fullname in builtin_calls.LIKE_FUNCTIONS:
        return builtin_calls.construct(interpreter, frame, callee, arguments)
    if info.has_base("numpy.ndarray") or info.fullname.startswith("numpy."):
        made = _made_by_new(interpreter, frame, info, arguments, node)
        return numpy_calls.construct(info, arguments) if made is None else made
    if info.typeddict_type is not None:
        return Record({argument.name: argument.value for argument in arguments if argument.name})
    if info.tuple_type is not None:
        return _named_tuple(interpreter, frame, callee, arguments, node)
    method = initialiser(info)
    if method is None or not isinstance(method.type, CallableType) or method.info.fullname == "builtins.object":
        return Object(info, type=callee.type, label=f"{info.name}()")
    outcome = check_call(
        frame,
        _without_first(method.type),
        arguments,
        node,
        info.name,
        Matching(check_callable=lambda m, t, f, s: check_callable(interpreter, frame, m, t, f, s)),
        lambda owner, text: interpreter.attribute(frame, owner, text),
        _Constructed(outcome_arguments=arguments, typ=method.type, info=info),
    )
    if not outcome.failed and _is_refused(interpreter, frame, method, outcome, node):
        return Top("a call that is refused")
    made = _instance(interpreter, frame, callee, method, outcome)
    return made if outcome.failed else _composed(interpreter, frame, made, method, outcome, node)


def _made_by_new(
    interpreter: Interpreter, frame: Frame, info: TypeInfo, arguments: list[Argument], node: Expression
) -> Abstract | None:
    """``Logits(scores)``: a class of arrays whose own ``__new__`` has a contract."""
    symbol = info.get("__new__")
    method = symbol.node if symbol is not None else None
    if isinstance(method, Decorator):
        method = method.func
    typ = method.type if isinstance(method, FuncDef) else None
    if not isinstance(typ, CallableType) or next(contracts_in(typ.ret_type), None) is None:
        return None
    outcome = check_call(frame, _without_first(typ), arguments, node, info.name)
    return outcome.result(typ.ret_type)


def _is_refused(interpreter: Interpreter, frame: Frame, method: FuncDef, outcome: Call, node: Expression) -> bool:
    """Whether the initialiser raises for these ints, for certain; then it is said."""

    def size(text: str) -> Size | None:
        given = next((each for name, _, each in outcome.binding.formals if name == text), [])
        value = given[0].value if len(given) == 1 else _default(interpreter, frame, method, text)
        return value.size if isinstance(value, Value) else None

    if not outcome.binding.complete or not method.info:
        return False
    for refusal in interpreter.summary(method.info).refusals:
        sentence = refusals.refused(refusal, size)
        if sentence is not None:
            frame.fail(node, "tensor-shape", sentence or f"{method.info.name} does not take these arguments")
            return True
    return False


def _composed(
    interpreter: Interpreter, frame: Frame, made: Object, method: FuncDef, outcome: Call, node: Expression
) -> Abstract:
    """A chain, or a residual connection, remembers its layers, and is refused if they do not fit."""
    if not composition.is_layer(made) or not outcome.binding.complete:
        return made
    given = [argument for _, _, each in outcome.binding.formals for argument in each]
    if method.info.fullname == composition.CHAIN and given:
        values = [argument.value for argument in given]
        return composition.chained(interpreter, frame, made, values, lambda index: given[index].node)
    if method.info.fullname == composition.RESIDUAL and len(given) == 1:
        return composition.surrounded(interpreter, frame, made, given[0].value, node)
    return replace(made, label=_label(made.info, outcome))


def _label(info: TypeInfo, outcome: Call) -> str:
    """``Linear(784, 128)``: how a layer prints itself."""
    texts = []
    for text, kind, given in zip(
        outcome.names, outcome.kinds, [each for _, _, each in outcome.binding.formals], strict=True
    ):
        if len(given) != 1:
            continue
        shown = _shown(given[0])
        if kind.is_positional():
            texts.append(shown)
        elif text in info.names and kind.is_named():
            texts.append(f"{text}={shown}")
    return f"{info.name}({', '.join(texts)})"


def _shown(argument: Argument) -> str:
    value = argument.value
    if isinstance(value, Value) and value.size is not None and value.size.constant is not None:
        return str(value.size.constant)
    if isinstance(value, Object) and value.label:
        return value.label
    return unparse(argument.node) or "…"


class _Constructed(Object):
    """The receiver of an initialiser: its attributes are not there yet, but a dataclass's arguments are."""

    def __init__(self, outcome_arguments: list[Argument], typ: CallableType, info: TypeInfo) -> None:
        fields = {}
        for argument, text in zip(outcome_arguments, typ.arg_names[1:], strict=False):
            fields[argument.name or text or ""] = argument.value
        for argument in outcome_arguments:
            if argument.name:
                fields[argument.name] = argument.value
        super().__init__(info, fields=fields)


def _without_first(typ: CallableType) -> CallableType:
    return typ.copy_modified(arg_types=typ.arg_types[1:], arg_kinds=typ.arg_kinds[1:], arg_names=typ.arg_names[1:])


def _instance(interpreter: Interpreter, frame: Frame, callee: Class, method: FuncDef, outcome: Call) -> Object:
    info = callee.info
    if outcome.failed:
        return Object(info, type=callee.type, tag="")
    summary, scopes = interpreter.summary(info), class_scopes(info)
    sizes: dict[Name, Size] = {}
    shapes: dict[Name, Shape] = {}
    unifier = outcome.matching.unifier
    for formal, bound in unifier.sizes.items():
        if not isinstance(bound.value, Unknown):
            sizes[Name(formal.name, scopes.get(formal.name, method.fullname))] = bound.value
    for formal, bound_shape in unifier.variadics.items():
        scope = scopes.get(formal.name.lstrip("*"), method.fullname)
        shapes[Name(formal.name, scope)] = bound_shape.value
    for text, _, given in outcome.binding.formals:
        value = given[0].value if len(given) == 1 else _default(interpreter, frame, method, text)
        if isinstance(value, Value) and value.size is not None:
            sizes[Name("{" + text + "}", method.fullname)] = value.size
            sizes[Name("{self." + text + "}", info.fullname)] = value.size
    for known, size in summary.equal.items():
        found = classes.rebased(size, lambda each: sizes.get(each) or _of_argument(frame, method, outcome, each))
        if found is not None:
            sizes.setdefault(known, found)
    fields = _dataclass_fields(info, outcome) if method.info is info and _is_synthetic(info) else {}
    return Object(info, sizes, shapes, fields, callee.type)


def _of_argument(frame: Frame, method: FuncDef, outcome: Call, found: Name) -> Size | None:
    """A size of an object that an initialiser was given: ``neurons`` of its parameter ``net``."""
    text = found.scope.removeprefix(f"?.{method.fullname}.")
    value = outcome.binding.lookup(text)
    return classes.InstanceResolver(value, frame).size(found) if isinstance(value, Object) else None


def _default(interpreter: Interpreter, frame: Frame, method: FuncDef, text: str) -> Abstract:
    """The value of a default: of any kind where the initialiser stands in this module, else of an int."""
    known = interpreter.summary(method.info).defaults.get(text) if method.info else None
    if known is not None:
        return integer(number(known))
    if not method.fullname.startswith(interpreter.session.tree.fullname + "."):
        return TOP
    for argument in method.arguments:
        if argument.variable.name == text and argument.initializer is not None:
            return interpreter.evaluate(frame, argument.initializer)
    return TOP


def _is_synthetic(info: TypeInfo) -> bool:
    symbol = info.names.get("__init__")
    return symbol is not None and symbol.plugin_generated


def _dataclass_fields(info: TypeInfo, outcome: Call) -> dict[str, Abstract]:
    """The fields of a new dataclass instance are what was given, unless it is changed later."""
    frozen = bool((info.metadata.get("dataclass") or {}).get("frozen"))
    fields: dict[str, Abstract] = {}
    for text, declared, given in outcome.binding.formals:
        if len(given) == 1 and not isinstance(given[0].value, Top) and text in info.names:
            plain = next(contracts_in(declared), None) is None
            if frozen or plain:
                fields[text] = given[0].value
    return fields if frozen else {}


def _named_tuple(
    interpreter: Interpreter, frame: Frame, callee: Class, arguments: list[Argument], node: Expression
) -> Abstract:
    info = callee.info
    symbol = info.get("__new__")
    method = symbol.node if symbol is not None else None
    if not isinstance(method, FuncDef) or not isinstance(method.type, CallableType):
        return value_of(info.tuple_type, NO_NAMES)
    typ = _without_first(method.type)
    outcome = check_call(frame, typ, arguments, node, info.name)
    fields: dict[str, Abstract] = {}
    for text, declared, given in outcome.binding.formals:
        fields[text] = given[0].value if len(given) == 1 else outcome.result(declared)
    return Object(info, fields=fields, type=callee.type)


def _super_call(
    interpreter: Interpreter, frame: Frame, node: CallExpr, text: str, arguments: list[Argument]
) -> Abstract:
    """``super().method(...)``; an initialiser also hands on what it knows of the attributes."""
    if frame.info is None:
        return TOP
    for base in frame.info.mro[1:]:
        symbol = base.names.get(text)
        if symbol is None:
            continue
        method = symbol.node.func if isinstance(symbol.node, Decorator) else symbol.node
        if not isinstance(method, FuncDef) or not isinstance(method.type, CallableType):
            return TOP
        receiver = frame.lookup(frame.self_name)
        if text != "__init__" or not isinstance(receiver, Object):
            found = Function(text, method.type, None, receiver if isinstance(receiver, Object | Class) else None, base)
            return call_function(interpreter, frame, found, arguments, node)
        return _super_init(interpreter, frame, base, method, arguments, node)
    return TOP


def _super_init(
    interpreter: Interpreter,
    frame: Frame,
    base: TypeInfo,
    method: FuncDef,
    arguments: list[Argument],
    node: CallExpr,
) -> Abstract:
    assert isinstance(method.type, CallableType)
    outcome = check_call(frame, _without_first(method.type), arguments, node, f"{base.name}.__init__", Matching())
    if not outcome.failed and _is_refused(interpreter, frame, method, outcome, node):
        return TOP
    built = _instance(interpreter, frame, Class(base), method, outcome)
    for known, size in built.sizes.items():
        if not known.name.startswith("{"):
            frame.pinned.setdefault(known, size)
    for key, value in interpreter.summary(base).attributes.items():
        seen = classes.rebase(value, built.sizes.get, built.shapes.get)
        frame.state.names[f"{frame.self_name}.{key}"] = seen
    made = _composed(interpreter, frame, built, method, outcome, node)
    for key in composition.FIELDS:
        if isinstance(made, Object) and key in made.fields:
            frame.state.names[f"{frame.self_name}.{key}"] = made.fields[key]
    return TOP


def check_attribute(
    interpreter: Interpreter, frame: Frame, owner: Object, attribute: Var, value: Abstract, node: Expression
) -> None:
    """``owner.x = value`` against the contract of the attribute; an initialiser binds the names of its class."""
    assert attribute.type is not None
    if owner.is_self:
        found = check_declared(
            interpreter, frame, attribute.type, value, node, unparse(node) or attribute.name, "assignment"
        )
        if found is not None and frame.building and attribute.name not in interpreter.summary_changed(frame):
            _pin(frame, found)
        return
    resolver = classes.InstanceResolver(owner, frame)
    matching = Matching()
    matching.unifier.facts = frame.state.facts
    for text in class_scopes(owner.info):
        size = resolver.size(Name(text))
        if size is not None:
            matching.fixed[Name(text, CALL)] = size
    try:
        matching.match(attribute.type, value, unparse(node) or attribute.name)
    except Mismatch as mismatch:
        frame.report(node, "tensor-dtype" if isinstance(mismatch, DtypeMismatch) else "tensor-shape", str(mismatch))


def _pin(frame: Frame, found: Matching) -> None:
    for formal, bound in found.unifier.sizes.items():
        scope = frame.class_scopes.get(formal.name)
        if scope is not None and not isinstance(bound.value, Unknown):
            frame.pinned.setdefault(Name(formal.name, scope), bound.value)


# Symbols


def keeps_signature(symbol: Decorator) -> bool:
    """Whether the decorators leave the type of the function as it is declared."""
    declared = get_proper_type(symbol.var.type)
    plain = get_proper_type(symbol.func.type)
    if isinstance(declared, Instance) and declared.type.fullname == "functools._lru_cache_wrapper":
        return True
    if symbol.var.type is None or not isinstance(declared, CallableType):
        return symbol.var.type is None
    if not isinstance(plain, CallableType):
        return False
    return len(declared.arg_types) == len(plain.arg_types) and next(contracts_in(declared), None) is not None


def overloaded(symbol: OverloadedFuncDef) -> Abstract:
    """A user's overloads: one of several signatures."""
    options: list[Abstract] = []
    for item in symbol.items:
        node = item.func if isinstance(item, Decorator) else item
        if isinstance(node.type, CallableType):
            options.append(Function(node.name, node.type, None, declared_in=node.fullname))
    return Top("an overloaded function") if not options else Overloads(tuple(options))


class Overloads(Either):
    """Signatures of which the first that fits is meant."""


def is_container_call(node: Expression) -> bool:
    """Whether mypy's type for a call comes from a container or from Python's own functions."""
    if isinstance(node, CallExpr) and isinstance(node.callee, RefExpr):
        full = node.callee.fullname or ""
        if full.startswith(("builtins.", "typing.", "collections.", "itertools.", "functools.")):
            return True
        if isinstance(node.callee, MemberExpr) and isinstance(node.callee.node, FuncDef | None):
            return node.callee.name in _CONTAINER_METHODS
    return False


def is_numpy_call(node: Expression) -> bool:
    """NumPy's stubs promise ranks and scalars that its functions do not always keep."""
    if isinstance(node, OpExpr):
        return True
    callee = node.callee if isinstance(node, CallExpr) else None
    while isinstance(callee, MemberExpr):
        if isinstance(callee.node, FuncDef | Decorator | Var | OverloadedFuncDef):
            return (callee.node.fullname or "").startswith("numpy.")
        callee = callee.expr
    return isinstance(callee, RefExpr) and (callee.fullname or "").startswith("numpy.")


def is_numpy_method(interpreter: Interpreter, node: Expression) -> bool:
    """``rng.normal(...)``: a method of one of NumPy's objects."""
    if not isinstance(node, CallExpr) or not isinstance(node.callee, MemberExpr):
        return False
    owner = internals.expression_type(interpreter.session.api, node.callee.expr)
    return isinstance(owner, Instance) and owner.type.fullname.startswith("numpy.")


_CONTAINER_METHODS = {"pop", "popleft", "get", "items", "values", "copy", "popitem", "setdefault", "result"}


# Results


def check_return(interpreter: Interpreter, frame: Frame, value: Abstract, node: Context) -> None:
    """The result of a function against its contract."""
    declared = result_type(frame)
    if not isinstance(value, Top) or next(contracts_in(declared), None) is not None:
        # What mypy calls Any here is known, or stands in the proof coverage as assumed.
        frame.session.reporter.known_returns.add(node.line)
    if declared is not None:
        check_declared(interpreter, frame, declared, value, node, "the result", "result")


def result_type(frame: Frame) -> Type | None:
    typ = frame.function.type if frame.function is not None else None
    if not isinstance(typ, CallableType) or frame.function is None:
        return None
    declared = get_proper_type(typ.ret_type)
    if frame.function.is_generator:
        if isinstance(declared, Instance) and len(declared.args) == 3:
            return declared.args[2]
        return None
    if frame.function.is_coroutine and isinstance(declared, Instance) and declared.args:
        return declared.args[-1]
    return typ.ret_type


def check_yield(interpreter: Interpreter, frame: Frame, value: Abstract, node: Context) -> None:
    typ = frame.function.type if frame.function is not None else None
    declared = get_proper_type(typ.ret_type) if isinstance(typ, CallableType) else None
    if isinstance(declared, Instance) and declared.args:
        check_declared(interpreter, frame, declared.args[0], value, node, "the value", "result")


def check_declared(
    interpreter: Interpreter,
    frame: Frame,
    declared: Type,
    value: Abstract,
    node: Context,
    what: str,
    kind: str,
) -> Matching | None:
    """A value against a declared type, in the names of the present function; free names bind."""
    if isinstance(value, Function):
        declared = protocol_call(declared) or declared
    if next(contracts_in(declared), None) is None:
        return None
    matching = inner_matching(interpreter, frame, declared)
    label = frame.function.name if isinstance(frame.function, FuncDef) else "this function"
    try:
        verdict = matching.match(declared, value, what)
        if matching.unifier.finish() is not Verdict.SAME:
            verdict = Verdict.UNKNOWN
    except Mismatch as mismatch:
        code = "tensor-dtype" if isinstance(mismatch, DtypeMismatch) else "tensor-shape"
        prefix = f"{label}(): " if kind == "result" else ""
        frame.report(part_of(node, mismatch.place), code, prefix + _QUOTED.sub(r"\1", mismatch.sentence, count=1))
        frame.session.reporter.verdict(node, kind, "refuted", f"{what} of {label}", str(mismatch))
        return None
    word = "proved" if verdict is Verdict.SAME else "assumed"
    frame.session.reporter.verdict(node, kind, word, f"{what} of {label}", matching.reason)
    return matching


_QUOTED = re.compile(r'^"(the (?:result|value)[^"]*)"')


def inner_matching(interpreter: Interpreter, frame: Frame, declared: Type) -> Matching:
    """The names of the present function and class are what they are; other names are bound freely."""
    from typednn.mypy_plugin.interpreter import FrameResolver
    from typednn.mypy_plugin.signatures import brace_names
    from typednn.mypy_plugin.types import axis_names

    matching = Matching(check_callable=lambda m, t, f, s: check_callable(interpreter, frame, m, t, f, s))
    matching.unifier.facts = frame.state.facts
    resolver = FrameResolver(interpreter, frame)
    for text in axis_names(declared):
        if frame.building and text in frame.class_scopes and not resolver.is_pinned(text):
            continue
        if not frame.is_live(text):
            continue
        size = resolver.size(Name(text))
        if size is not None and text not in frame.locals:
            matching.fixed[Name(text, CALL)] = size
        shape = resolver.shape(Name("*" + text))
        if shape is not None:
            matching.fixed_shapes[Name("*" + text, CALL)] = shape
    for text in brace_names(declared):
        size = resolver.size(Name(text))
        if size is not None:
            matching.fixed[Name(text, CALL)] = size
    return matching
