"""Objects that are made: by a class's own initialiser, by those that Python writes, by `super()`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mypy.nodes import (
    Decorator,
    Expression,
    FuncDef,
    TypeInfo,
)
from mypy.types import CallableType

from typednn.mypy_plugin import (
    builtin_calls,
    callees,
    classes,
    composition,
    numpy_calls,
    refusals,
)
from typednn.mypy_plugin.classes import class_scopes, initialiser
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.markers import contracts_in
from typednn.mypy_plugin.match import Matching
from typednn.mypy_plugin.paths import unparse
from typednn.mypy_plugin.signatures import Argument, Call, check_call
from typednn.mypy_plugin.types import NO_NAMES, value_of
from typednn.mypy_plugin.values import (
    TOP,
    Abstract,
    Class,
    Object,
    Record,
    Top,
    integer,
)
from typednn.shapes.shape import Shape, Unknown
from typednn.shapes.size import Name, Size, number
from typednn.shapes.value import Value

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter


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
        without_first(method.type),
        arguments,
        node,
        info.name,
        Matching(check_callable=lambda m, t, f, s: callees.check_callable(interpreter, frame, m, t, f, s)),
        lambda owner, text: interpreter.attribute(frame, owner, text),
        _Constructed(outcome_arguments=arguments, typ=method.type, info=info),
    )
    if not outcome.failed and is_refused(interpreter, frame, method, outcome, node):
        return Top("a call that is refused")
    made = instance_of(interpreter, frame, callee, method, outcome)
    return made if outcome.failed else composed(interpreter, frame, made, method, outcome, node)


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
    outcome = check_call(frame, without_first(typ), arguments, node, info.name)
    return outcome.result(typ.ret_type)


def is_refused(interpreter: Interpreter, frame: Frame, method: FuncDef, outcome: Call, node: Expression) -> bool:
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


def composed(
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


def without_first(typ: CallableType) -> CallableType:
    return typ.copy_modified(arg_types=typ.arg_types[1:], arg_kinds=typ.arg_kinds[1:], arg_names=typ.arg_names[1:])


def instance_of(interpreter: Interpreter, frame: Frame, callee: Class, method: FuncDef, outcome: Call) -> Object:
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
    typ = without_first(method.type)
    outcome = check_call(frame, typ, arguments, node, info.name)
    fields: dict[str, Abstract] = {}
    for text, declared, given in outcome.binding.formals:
        fields[text] = given[0].value if len(given) == 1 else outcome.result(declared)
    return Object(info, fields=fields, type=callee.type)
