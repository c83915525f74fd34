"""What is gone through: `range`, `zip`, `map` and what else gives items one by one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from mypy.nodes import Expression

from typednn.mypy_plugin import methods, naming
from typednn.mypy_plugin.braces import length_of
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.signatures import Argument, values_of
from typednn.mypy_plugin.values import (
    TOP,
    Abstract,
    Sequence,
    either,
    integer,
    join_all,
)
from typednn.shapes.size import Size, number
from typednn.shapes.value import Value

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter

Rule = Callable[["Interpreter", Frame, list[Argument], Expression], Abstract]


def of_range(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    sizes = [value.size if isinstance(value, Value) else None for value in values_of(arguments)]
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


def of_enumerate(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
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


def of_zip(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
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


def same_items(kind: str) -> Rule:
    def rule(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
        value = arguments[0].value if arguments else Sequence(kind, ())
        if isinstance(value, Sequence) and value.kind == "shape":
            return value if kind == "tuple" else Sequence(kind, None, integer())
        items = methods.items_of(value)
        if items is not None and kind != "set":
            return Sequence(kind, tuple(items))
        return Sequence(kind, None, methods.element_of(value), length_of(value) if kind != "set" else None)

    return rule


def of_sorted(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    value = arguments[0].value
    return Sequence("list", None, methods.element_of(value), methods.length(value).size)


def of_reversed(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    value = arguments[0].value
    items = methods.items_of(value)
    if items is not None:
        return Sequence("iterator", tuple(reversed(items)))
    return Sequence("iterator", None, methods.element_of(value), length_of(value))


def of_map(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    if len(arguments) < 2:
        return TOP
    elements = [Argument(methods.element_of(argument.value), argument.node) for argument in arguments[1:]]
    result = naming.each_for_itself(frame, lambda: interpreter.apply(frame, arguments[0].value, elements, node))
    return Sequence("iterator", None, result, length_of(arguments[1].value) if len(arguments) == 2 else None)


def of_filter(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    return Sequence("iterator", None, methods.element_of(arguments[1].value)) if len(arguments) == 2 else TOP


def of_next(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    value = methods.element_of(arguments[0].value)
    return either([value, arguments[1].value]) if len(arguments) == 2 else value


def of_chain(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    elements = [methods.element_of(value) for value in values_of(arguments)]
    return Sequence("iterator", None, join_all(elements)) if elements else TOP


def of_cartesian(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    """``product(xs, ys)``: pairs; ``product(xs, repeat=3)``: three of one kind."""
    elements = [methods.element_of(argument.value) for argument in arguments if argument.name != "repeat"]
    given = next((argument.value for argument in arguments if argument.name == "repeat"), integer(number(1)))
    times = given.size.constant if isinstance(given, Value) and given.size is not None else None
    if any(argument.kind.is_star() for argument in arguments):
        return TOP
    if times is None or times * len(elements) > 16:
        return Sequence("iterator", None, Sequence("tuple", None, join_all(elements)) if elements else TOP)
    return Sequence("iterator", None, Sequence("tuple", tuple(elements * times)))


def of_pairwise(interpreter: Interpreter, frame: Frame, arguments: list[Argument], node: Expression) -> Abstract:
    items = methods.items_of(arguments[0].value)
    if items is not None:
        pairs = [Sequence("tuple", pair) for pair in pairwise(items)]
        return Sequence("iterator", tuple(pairs))
    element = methods.element_of(arguments[0].value)
    return Sequence("iterator", None, Sequence("tuple", (element, element)))
