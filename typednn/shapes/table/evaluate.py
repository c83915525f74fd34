"""Evaluating what ``@shape(...)`` says: shape functions over the arguments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from typednn.shapes.rules.several import Several as SeveralArrays
from typednn.shapes.signature import Apply, Constant, Expression, First, Reference, Several, Star
from typednn.shapes.size import Size
from typednn.shapes.table.evaluation import Evaluation
from typednn.shapes.table.functions import parameter_names, shape_functions
from typednn.shapes.unify import Unknowable

# `stack` of a list whose length is not known is `stack_many`, and so on.
_MANY = "_many"
# Beyond this many arrays a list of known length is treated as if each were the same.
_MOST = 64


def evaluate_shape(evaluation: Evaluation) -> object:
    """What the shape expression gives: a shape, several, or a size."""
    expression = evaluation.signature.shape
    if expression is None:
        raise Unknowable(f"{evaluation.signature.scope} says nothing of its result")
    return _shape(expression, evaluation)


def _shape(expression: Expression, evaluation: Evaluation) -> object:
    match expression:
        case Constant(value):
            return value
        case Reference(name):
            return evaluation.argument(name)
        case First(options):
            for option in options:
                value = _shape(option, evaluation)
                if value is not None:
                    return value
            return None
        case Several(items):
            return tuple(_shape(item, evaluation) for item in items)
        case Apply(function, arguments):
            return _call(function, arguments, evaluation)
    raise Unknowable(f"{evaluation.signature.scope}: a star stands outside a call")


def _call(function: str, arguments: tuple[Expression, ...] | None, evaluation: Evaluation) -> object:
    functions = shape_functions()
    values: list[object] = []
    names: dict[str, object] = {}
    if arguments is None:
        mine = {parameter.name for parameter in evaluation.signature.parameters}
        for parameter in parameter_names(function):
            name = parameter.lstrip("*")
            if name not in mine:
                continue
            value = evaluation.argument(name)
            if parameter.startswith("*") and isinstance(value, tuple):
                values.extend(value)
            else:
                names[name] = value
    else:
        values.extend(_values(arguments, evaluation))
    return _with_lists(function, functions, values, names)


def _values(arguments: tuple[Expression, ...], evaluation: Evaluation) -> Iterator[object]:
    for argument in arguments:
        if isinstance(argument, Star):
            inner = _shape(argument.inner, evaluation)
            if not isinstance(inner, tuple):
                raise Unknowable("how many arrays are given is not known")
            yield from inner
        else:
            yield _shape(argument, evaluation)


def _with_lists(
    function: str, functions: Mapping[str, object], values: list[object], names: dict[str, object]
) -> object:
    """Call a shape function; a list of unknown length goes to its sister ``…_many``."""
    lists = [each for each in (*values, *names.values()) if isinstance(each, SeveralArrays)]
    rule = functions[function]
    if lists and function + _MANY in functions:
        rule = functions[function + _MANY]
        values = list(_opened(values))
        for name in [name for name, each in names.items() if isinstance(each, SeveralArrays)]:
            several = names.pop(name)
            assert isinstance(several, SeveralArrays)
            values = [several.element, several.length, *values]
    elif lists:
        values = [_expanded(each, function) for each in values]
        names = {name: _expanded(each, function) for name, each in names.items()}
    assert callable(rule)
    return rule(*values, **names)


def _opened(values: list[object]) -> Iterator[object]:
    for value in values:
        if isinstance(value, SeveralArrays):
            yield value.element
            yield value.length
        else:
            yield value


def _expanded(value: object, function: str) -> object:
    if not isinstance(value, SeveralArrays):
        return value
    count = value.length.constant if isinstance(value.length, Size) else None
    if count is None or count > _MOST:
        raise Unknowable(f"how many arrays {function} is given is not known")
    return (value.element,) * count
