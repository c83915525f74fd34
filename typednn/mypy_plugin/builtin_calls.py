"""Python's own functions and containers, as far as they carry arrays and sizes about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from mypy.nodes import CallExpr, Expression, MemberExpr, NameExpr, RefExpr

from typednn.mypy_plugin import arrays, methods, naming, scalars
from typednn.mypy_plugin.braces import length_of
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.paths import path_of, unparse
from typednn.mypy_plugin.signatures import Argument
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
    array,
    either,
    integer,
    is_array,
    join,
    join_all,
)
from typednn.shapes.parser import ParseError, parse
from typednn.shapes.shape import ANY, UNKNOWN
from typednn.shapes.size import Size, maximum, minimum, number
from typednn.shapes.unify import Mismatch
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
Rule = Callable[["Interpreter", Frame, list[Argument], Expression], Abstract]


# Calls that change their receiver, or speak to the checker


def special(interpreter: Interpreter, frame: Frame, node: CallExpr) -> Abstract | None:
    """Methods that change a list or dict in place, and our own `reveal_shape` and `assert_shape`."""
    callee = node.callee
    if isinstance(callee, RefExpr):
        full = callee.fullname or ""
        if full.endswith("contracts.reveal_shape") or (full.endswith(".reveal_shape") and "typednn" in full):
            return _reveal(interpreter, frame, node)
        if full.endswith(".assert_shape") and "typednn" in full:
            return _assert_shape(interpreter, frame, node)
    if isinstance(callee, MemberExpr) and callee.name in _CHANGES:
        path = path_of(callee.expr)
        known = interpreter.evaluate(frame, callee.expr)
        if path is not None and isinstance(known, Sequence | Record):
            values = [interpreter.evaluate(frame, argument) for argument in node.args]
            return _CHANGES[callee.name](frame, path, known, values)
    return None


def _reveal(interpreter: Interpreter, frame: Frame, node: CallExpr) -> Abstract:
    value = interpreter.evaluate(frame, node.args[0]) if node.args else TOP
    options = value.options if isinstance(value, Either) else (value,)
    said = " or ".join(arrays.describe(option) for option in options)
    what = unparse(node.args[0]) if node.args else ""
    interpreter.session.reporter.note(node, f"Shape of {what or 'this'}: {said}")
    return value


def _assert_shape(interpreter: Interpreter, frame: Frame, node: CallExpr) -> Abstract:
    """``assert_shape(x, "n 3")``: x has this shape from here on; an error if it cannot have."""
    from typednn.mypy_plugin.interpreter import FrameResolver
    from typednn.mypy_plugin.match import CALL
    from typednn.mypy_plugin.types import resolve_shape
    from typednn.shapes.facts import Facts
    from typednn.shapes.unify import Unifier

    if len(node.args) < 2:
        return TOP
    value, text = (interpreter.evaluate(frame, argument) for argument in node.args[:2])
    if not isinstance(text, Value) or not isinstance(text.literal, str):
        return value
    try:
        declared = parse(text.literal)
    except ParseError as mistake:
        frame.report(node.args[1], "shape-syntax", str(mistake))
        return value
    if not isinstance(value, Value) or value.shape is None:
        return value
    known = resolve_shape(declared, FrameResolver(interpreter, frame))
    try:
        Unifier((CALL,), frame.state.facts or Facts()).unify(known, value.shape, unparse(node.args[0]) or "the array")
    except Mismatch as mismatch:
        frame.report(node, "tensor-shape", f"assert_shape(): {mismatch}")
        return value
    from typednn.mypy_plugin.targets import calls_meet

    better = calls_meet(Value(shape=known, dtype=value.dtype), value)
    path = path_of(node.args[0])
    if path is not None:
        frame.state.names[path] = better
    return better


def _append(frame: Frame, path: str, known: Sequence | Record, values: list[Abstract]) -> Abstract:
    if isinstance(known, Sequence) and values:
        in_loop = known.items is None or len(known.items) >= 8
        if in_loop or known.items is None:
            grown = Sequence(known.kind, None, join(known.common(), values[-1]))
        else:
            grown = Sequence(known.kind, (*known.items, values[-1]))
        frame.state.names[path] = grown
    return Value(literal=None)


def _extend(frame: Frame, path: str, known: Sequence | Record, values: list[Abstract]) -> Abstract:
    if isinstance(known, Sequence) and values:
        more = methods.items_of(values[0])
        if known.items is not None and more is not None:
            frame.state.names[path] = Sequence(known.kind, (*known.items, *more))
        else:
            element = methods.element_of(values[0])
            base = element if known.items == () else join(known.common(), element)
            frame.state.names[path] = Sequence(known.kind, None, base)
    return Value(literal=None)


def _shrink(frame: Frame, path: str, known: Sequence | Record, values: list[Abstract]) -> Abstract:
    if isinstance(known, Sequence):
        frame.state.names[path] = Sequence(known.kind, None, known.common())
        return known.common()
    if len(values) == 2:
        return join(known.common(), values[1])
    return known.common()


def _clear(frame: Frame, path: str, known: Sequence | Record, values: list[Abstract]) -> Abstract:
    frame.state.names[path] = Sequence(known.kind, ()) if isinstance(known, Sequence) else Record({})
    return Value(literal=None)


def _update(frame: Frame, path: str, known: Sequence | Record, values: list[Abstract]) -> Abstract:
    if isinstance(known, Record) and values and isinstance(values[0], Record):
        frame.state.names[path] = join(Record(None, known.key, known.common()), values[0])
    elif isinstance(known, Record):
        frame.state.names[path] = Record()
    return Value(literal=None)


def _set_default(frame: Frame, path: str, known: Sequence | Record, values: list[Abstract]) -> Abstract:
    if isinstance(known, Record) and len(values) == 2:
        element = values[1] if known.entries is not None and not known.entries else join(known.common(), values[1])
        frame.state.names[path] = Record(None, values[0], element)
        return element
    return TOP


def _reorder(frame: Frame, path: str, known: Sequence | Record, values: list[Abstract]) -> Abstract:
    if isinstance(known, Sequence) and known.items:
        length = number(len(known.items))
        frame.state.names[path] = Sequence(known.kind, None, known.common(), length)
    return Value(literal=None)


_CHANGES: dict[str, Callable[[Frame, str, Sequence | Record, list[Abstract]], Abstract]] = {
    "append": _append,
    "appendleft": _append,
    "add": _append,
    "insert": _append,
    "extend": _extend,
    "pop": _shrink,
    "popleft": _shrink,
    "remove": _shrink,
    "clear": _clear,
    "update": _update,
    "setdefault": _set_default,
    "reverse": _reorder,
    "sort": _reorder,
}


# Functions


def call(
    interpreter: Interpreter, frame: Frame, callee: Builtin, arguments: list[Argument], node: Expression
) -> Abstract:
    if callee.receiver is not None:
        return _method(callee, [argument.value for argument in arguments])
    rule = _FUNCTIONS.get(callee.name)
    if rule is None or any(argument.kind.is_star() for argument in arguments):
        return Top(f'no rule for "{callee.name}"')
    return rule(interpreter, frame, arguments, node)


def _method(callee: Builtin, values: list[Abstract]) -> Abstract:
    """Methods of containers that leave them as they are."""
    owner, name = callee.receiver, callee.name.split(".")[-1]
    if isinstance(owner, Record):
        if name == "values":
            entries = owner.entries
            return Sequence("iterator", None if entries is None else tuple(entries.values()), owner.element)
        if name == "items":
            return _pairs(owner)
        if name == "keys":
            return Sequence("iterator", None, owner.key)
        if name == "get":
            return _get(owner, values)
        if name == "copy":
            return owner
    if isinstance(owner, Sequence):
        if name == "copy":
            return owner
        if name in ("index", "count"):
            return integer()
    return TOP


def _pairs(owner: Record) -> Abstract:
    if owner.entries is None:
        return Sequence("iterator", None, Sequence("tuple", (owner.key, owner.element)))
    pairs = [Sequence("tuple", (_literal(key), value)) for key, value in owner.entries.items()]
    return Sequence("iterator", tuple(pairs))


def _literal(key: object) -> Abstract:
    if isinstance(key, str):
        return Value(literal=key)
    return integer(number(key)) if isinstance(key, int) and not isinstance(key, bool) else TOP


def _get(owner: Record, values: list[Abstract]) -> Abstract:
    key = values[0].literal if values and isinstance(values[0], Value) else MISSING
    found = owner.entries.get(key) if owner.entries is not None and key is not MISSING else None
    if found is not None:
        return found
    fallback: Abstract = values[1] if len(values) > 1 else Value(literal=None)
    return either([owner.common(), fallback])


def _values(arguments: list[Argument]) -> list[Abstract]:
    return [argument.value for argument in arguments]


def _len(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    value = arguments[0].value if arguments else TOP
    if isinstance(value, Object):
        return interpreter.operator(frame, node, "len", value, TOP)
    if len(arguments) == 1:
        methods.needs_axis(interpreter, frame, value, arguments[0].node, "take len({})")
    if isinstance(value, Sequence) and value.kind == "shape":
        return integer()
    return methods.length(value)


def _range(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    sizes = [value.size if isinstance(value, Value) else None for value in _values(arguments)]
    length = None
    if len(sizes) == 1:
        length = sizes[0]
    elif len(sizes) == 2 and sizes[0] is not None and sizes[1] is not None:
        length = sizes[1] - sizes[0]
    elif len(sizes) == 3 and sizes[0] is not None and sizes[1] is not None and sizes[2] is not None:
        step = sizes[2].constant
        length = (sizes[1] - sizes[0] + (step - 1)) // step if step is not None and step > 0 else None
    return Sequence("iterator", None, integer(), length, _first_numbers(sizes))


def _first_numbers(sizes: list[Size | None]) -> tuple[Abstract, ...]:
    """What ``range`` gives the first time and the second."""
    start, step = sizes[0] if len(sizes) > 1 else number(0), sizes[2] if len(sizes) > 2 else number(1)
    return () if start is None or step is None else (integer(start), integer(start + step))


def _enumerate(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    value = arguments[0].value
    methods.needs_axis(interpreter, frame, value, arguments[0].node, "loop over {}")
    items = methods.items_of(value)
    if items is not None and len(arguments) == 1 and isinstance(value, Sequence):
        pairs = [Sequence("tuple", (integer(number(at)), item)) for at, item in enumerate(items)]
        return Sequence("iterator", tuple(pairs))
    pair = Sequence("tuple", (integer(), methods.element_of(value)))
    if len(arguments) > 1:
        return Sequence("iterator", None, pair, length_of(value))
    opening = [Sequence("tuple", (integer(number(at)), methods.opening_of(value, at))) for at in range(2)]
    return Sequence("iterator", None, pair, length_of(value), tuple(opening))


def _zip(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    values = [argument.value for argument in arguments if argument.name is None]
    for argument in arguments:
        methods.needs_axis(interpreter, frame, argument.value, argument.node, "loop over {}")
    known = [methods.items_of(value) if isinstance(value, Sequence) else None for value in values]
    if known and all(items is not None for items in known):
        rows = zip(*[items for items in known if items is not None], strict=False)
        return Sequence("iterator", tuple(Sequence("tuple", row) for row in rows))
    elements = tuple(methods.element_of(value) for value in values)
    lengths = [length_of(value) for value in values]
    sure = lengths and all(length is not None and length == lengths[0] for length in lengths)
    opening = [Sequence("tuple", tuple(methods.opening_of(value, at) for value in values)) for at in range(2)]
    return Sequence("iterator", None, Sequence("tuple", elements), lengths[0] if sure else None, tuple(opening))


def _same_items(kind: str) -> Rule:
    def rule(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
        value = arguments[0].value if arguments else Sequence(kind, ())
        if isinstance(value, Sequence) and value.kind == "shape":
            return value if kind == "tuple" else Sequence(kind, None, integer())
        items = methods.items_of(value)
        if items is not None and kind != "set":
            return Sequence(kind, tuple(items))
        return Sequence(kind, None, methods.element_of(value), length_of(value) if kind != "set" else None)

    return rule


def _sorted(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    value = arguments[0].value
    return Sequence("list", None, methods.element_of(value), methods.length(value).size)


def _reversed(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    value = arguments[0].value
    items = methods.items_of(value)
    if items is not None:
        return Sequence("iterator", tuple(reversed(items)))
    return Sequence("iterator", None, methods.element_of(value), length_of(value))


def _map(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    if len(arguments) < 2:
        return TOP
    elements = [Argument(methods.element_of(argument.value), argument.node) for argument in arguments[1:]]
    result = naming.each_for_itself(frame, lambda: interpreter.apply(frame, arguments[0].value, elements, node))
    return Sequence("iterator", None, result, length_of(arguments[1].value) if len(arguments) == 2 else None)


def _filter(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    return Sequence("iterator", None, methods.element_of(arguments[1].value)) if len(arguments) == 2 else TOP


def _next(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    value = methods.element_of(arguments[0].value)
    return either([value, arguments[1].value]) if len(arguments) == 2 else value


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
        total: Abstract = items[0]
        for item in items[1:]:
            total = combine(interpreter, frame, node, "+", total, item)
        return total
    element = methods.element_of(value)
    if isinstance(element, Value) and element.dtype == "python int":
        return integer()
    return element if is_array(element) else TOP


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


def _chain(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    elements = [methods.element_of(value) for value in _values(arguments)]
    return Sequence("iterator", None, join_all(elements)) if elements else TOP


def _cartesian(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    """``product(xs, ys)``: pairs; ``product(xs, repeat=3)``: three of one kind."""
    elements = [methods.element_of(argument.value) for argument in arguments if argument.name != "repeat"]
    given = next((argument.value for argument in arguments if argument.name == "repeat"), integer(number(1)))
    times = given.size.constant if isinstance(given, Value) and given.size is not None else None
    if any(argument.kind.is_star() for argument in arguments):
        return TOP
    if times is None or times * len(elements) > 16:
        return Sequence("iterator", None, Sequence("tuple", None, join_all(elements)) if elements else TOP)
    return Sequence("iterator", None, Sequence("tuple", tuple(elements * times)))


def _pairwise(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    items = methods.items_of(arguments[0].value)
    if items is not None:
        pairs = [Sequence("tuple", pair) for pair in pairwise(items)]
        return Sequence("iterator", tuple(pairs))
    element = methods.element_of(arguments[0].value)
    return Sequence("iterator", None, Sequence("tuple", (element, element)))


def _nothing(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    return Value(literal=None)


def _text(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    return NOTHING


_FUNCTIONS: dict[str, Rule] = {
    "builtins.len": _len,
    "builtins.range": _range,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.list": _same_items("list"),
    "builtins.tuple": _same_items("tuple"),
    "builtins.iter": _same_items("iterator"),
    "builtins.set": _same_items("set"),
    "builtins.frozenset": _same_items("set"),
    "builtins.sorted": _sorted,
    "builtins.reversed": _reversed,
    "builtins.map": _map,
    "builtins.filter": _filter,
    "builtins.next": _next,
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
    "itertools.chain": _chain,
    "itertools.pairwise": _pairwise,
    "itertools.product": _cartesian,
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
        made = _same_items("list")(interpreter, frame, first, node)
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
