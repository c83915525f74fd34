"""Python's own functions and containers, as far as they carry arrays and sizes about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from mypy.nodes import Expression, NameExpr

from typednn.mypy_plugin import arrays, containers, iterables, methods, scalars
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.iterables import Rule
from typednn.mypy_plugin.paths import unparse
from typednn.mypy_plugin.signatures import Argument
from typednn.mypy_plugin.values import (
    TOP,
    Abstract,
    Builtin,
    Class,
    DType,
    Function,
    Object,
    Record,
    Sequence,
    Top,
    array,
    integer,
    is_array,
    join,
    join_all,
)
from typednn.shapes.shape import ANY, UNKNOWN
from typednn.shapes.size import Size, maximum, minimum, number
from typednn.shapes.value import MISSING, NOTHING, Value

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter

CONTAINERS = {
    "collections.deque",
    "collections.OrderedDict",
    "collections.defaultdict",
    "collections.Counter",
}
LIKE_FUNCTIONS = CONTAINERS | {"functools.partial", "itertools.chain", "itertools.pairwise", "itertools.product"}


def call(
    interpreter: Interpreter, frame: Frame, callee: Builtin, arguments: list[Argument], node: Expression
) -> Abstract:
    if callee.receiver is not None:
        return containers.method(callee, [argument.value for argument in arguments])
    rule = _FUNCTIONS.get(callee.name)
    if rule is None or any(argument.kind.is_star() for argument in arguments):
        return Top(f'no rule for "{callee.name}"')
    return rule(interpreter, frame, arguments, node)


def _len(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    value = arguments[0].value if arguments else TOP
    if isinstance(value, Object):
        return interpreter.operator(frame, node, "len", value, TOP)
    if len(arguments) == 1:
        methods.needs_axis(interpreter, frame, value, arguments[0].node, "take len({})")
    if isinstance(value, Sequence) and value.kind == "shape":
        return integer()
    return methods.length(value)


def _extreme(operator: Callable[..., Size]) -> Rule:
    def rule(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
        values = [argument.value for argument in arguments if argument.name is None]
        if len(values) == 1:
            items = methods.items_of(values[0])
            values = items if items else [methods.element_of(values[0])]
            if items is None:
                return join_all(values) if not is_array(values[0]) else _unsized(values[0])
        sizes = [value.size for value in values if isinstance(value, Value) and value.size is not None]
        if len(sizes) == len(values):
            return integer(operator(*sizes))
        return _unsized(join_all(values)) if values else TOP

    return rule


def _unsized(value: Abstract) -> Abstract:
    return replace(value, size=None, literal=MISSING) if isinstance(value, Value) else value


def _sum(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    """``sum`` adds up the elements; an empty sequence would give 0."""
    from typednn.mypy_plugin.operators import combine

    value = arguments[0].value
    items = methods.items_of(value)
    if items:
        total = _from_zero(items[0])
        for item in items[1:]:
            total = combine(interpreter, frame, node, "+", total, item)
        return total
    element = methods.element_of(value)
    if isinstance(element, Value) and element.dtype == "python int":
        return integer()
    return _from_zero(element) if is_array(element) else TOP


def _from_zero(value: Abstract) -> Abstract:
    """0 + value: truths become numbers."""
    return replace(value, dtype="int64") if isinstance(value, Value) and value.dtype == "bool" else value


def _abs(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    value = arguments[0].value
    if isinstance(value, Value) and value.shape is not None and not value.dtype.startswith("python"):
        from typednn.mypy_plugin import numpy_calls

        return numpy_calls.call(interpreter, frame, Builtin("numpy.absolute"), arguments, node)
    return _unsized(value)


def _partial(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    callee = arguments[0].value if arguments else TOP
    if not isinstance(callee, Function | Builtin):
        return TOP
    given = tuple((argument.name, argument.value) for argument in arguments[1:])
    return replace(callee, bound=(*callee.bound, *given))


def _reduce(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    if len(arguments) < 2:
        return TOP
    element = methods.element_of(arguments[1].value)
    start = arguments[2].value if len(arguments) > 2 else element
    result = interpreter.apply(frame, arguments[0].value, [Argument(start, node), Argument(element, node)], node)
    return join(start, result) if not isinstance(result, Top) else result


def _copy(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    return arguments[0].value if arguments else TOP


def _replace(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    """``dataclasses.replace`` makes an instance of the same class; what it changes may change its sizes."""
    value = arguments[0].value if arguments else TOP
    return Object(value.info, type=value.type) if isinstance(value, Object) else TOP


def _product(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    value = arguments[0].value if arguments else TOP
    items = methods.items_of(value)
    sizes = [item.size for item in items or [] if isinstance(item, Value) and item.size is not None]
    if items is None or len(sizes) != len(items):
        return integer() if isinstance(value, Sequence) else TOP
    total = number(1)
    for size in sizes:
        total = total * size
    return integer(total)


def _float(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    for argument in arguments:
        scalars.check_number(frame, node, argument.value, unparse(node) or "this")
    return Value(shape=(), dtype="python float")


def _bool(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    return Value(shape=(), dtype="python bool")


def _round(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    value = arguments[0].value
    if isinstance(value, Value) and value.dtype == "python float":
        return integer() if len(arguments) == 1 else Value(shape=(), dtype="python float")
    return value


def _getattr(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    name = arguments[1].value if len(arguments) > 1 else TOP
    if isinstance(name, Value) and isinstance(name.literal, str) and len(arguments) == 2:
        return interpreter.attribute(frame, arguments[0].value, name.literal)
    return TOP


def _nothing(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    return Value(literal=None)


def _text(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    return NOTHING


_FUNCTIONS: dict[str, Rule] = {
    "builtins.len": _len,
    "builtins.range": iterables.of_range,
    "builtins.enumerate": iterables.of_enumerate,
    "builtins.zip": iterables.of_zip,
    "builtins.list": iterables.same_items("list"),
    "builtins.tuple": iterables.same_items("tuple"),
    "builtins.iter": iterables.same_items("iterator"),
    "builtins.set": iterables.same_items("set"),
    "builtins.frozenset": iterables.same_items("set"),
    "builtins.sorted": iterables.of_sorted,
    "builtins.reversed": iterables.of_reversed,
    "builtins.map": iterables.of_map,
    "builtins.filter": iterables.of_filter,
    "builtins.next": iterables.of_next,
    "builtins.min": _extreme(minimum),
    "builtins.max": _extreme(maximum),
    "builtins.sum": _sum,
    "builtins.abs": _abs,
    "builtins.round": _round,
    "builtins.getattr": _getattr,
    "builtins.print": _nothing,
    "builtins.isinstance": _bool,
    "builtins.any": _bool,
    "builtins.all": _bool,
    "builtins.callable": _bool,
    "builtins.hasattr": _bool,
    "builtins.str": _text,
    "builtins.repr": _text,
    "functools.partial": _partial,
    "functools.reduce": _reduce,
    "copy.copy": _copy,
    "copy.deepcopy": _copy,
    "dataclasses.replace": _replace,
    "math.prod": _product,
    "itertools.chain": iterables.of_chain,
    "itertools.pairwise": iterables.of_pairwise,
    "itertools.product": iterables.of_cartesian,
    "math.sqrt": _float,
    "math.log": _float,
    "math.exp": _float,
    "math.isclose": _bool,
}


def construct(interpreter: Interpreter, frame: Frame, callee: Class, arguments: list[Argument]) -> Abstract:
    """``list(...)``, ``zip(...)``, ``deque(...)``: Python's classes that are used as functions."""
    full = callee.info.fullname
    node: Expression = arguments[0].node if arguments else NameExpr(callee.info.name)
    if any(argument.kind.is_star() for argument in arguments):
        return TOP
    if full == "collections.deque":
        first = arguments[:1] if arguments and arguments[0].name in (None, "iterable") else []
        made = iterables.same_items("list")(interpreter, frame, first, node)
        return made
    if full in ("builtins.dict", "collections.OrderedDict"):
        return _dict(arguments)
    if full == "collections.defaultdict":
        return Record({})
    rule = _FUNCTIONS.get(full)
    return rule(interpreter, frame, arguments, node) if rule is not None else Object(callee.info)


def _dict(arguments: list[Argument]) -> Abstract:
    named: dict[object, Abstract] = {argument.name: argument.value for argument in arguments if argument.name}
    rest = [argument.value for argument in arguments if not argument.name]
    if not rest:
        return Record(named)
    base = rest[0]
    if isinstance(base, Record):
        return Record({**base.entries, **named}, base.key) if base.entries is not None else base
    pair = methods.element_of(base)
    items = methods.items_of(pair)
    return Record(None, items[0], items[1]) if items is not None and len(items) == 2 else Record()


def convert(frame: Frame, callee: DType, arguments: list[Argument], node: Expression) -> Abstract:
    """``int(x)``, ``float(x)``, ``np.float32(x)``."""
    value = arguments[0].value if arguments else TOP
    if callee.name in ("python int", "python float", "python complex"):
        scalars.check_number(frame, node, value, unparse(node) or "a Python number")
    if callee.name == "python bool":
        scalars.check_truth(frame, node, value, unparse(arguments[0].node) if arguments else "")
    if callee.name == "python int":
        known = isinstance(value, Value) and value.dtype == "python int" and len(arguments) == 1
        return value if known else integer()
    if callee.name.startswith("python"):
        return Value(shape=(), dtype=callee.name)
    if is_array(value) and isinstance(value, Value):
        return array(value.shape if value.shape is not None else ANY, callee.name)
    if isinstance(value, Sequence):
        made = arrays.from_sequence(value)
        return TOP if made is None else array(made.shape if made.shape is not None else (UNKNOWN,), callee.name)
    return TOP
