"""What a function promises: its parameters, results and yields as hints, each with the way to judge it."""

import collections.abc
import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, get_args, get_origin

from beartype.door import is_bearable

from typednn.contracts.deciding import TOGETHER, Decision, How, decide, each, unless_missing
from typednn.contracts.hints import NOTHING, Hint, arrays, module_names, resolve, shapes, without_self
from typednn.contracts.language import check_string, check_uses, check_values, words
from typednn.errors import ContractError

POSITIONAL_ONLY, KEYWORD_ONLY = inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.KEYWORD_ONLY
MANY_POSITIONAL, MANY_KEYWORD = inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD
_ITERATORS = (collections.abc.Iterator, collections.abc.Iterable, collections.abc.Generator)
_ASYNC_ITERATORS = (
    collections.abc.AsyncIterator,
    collections.abc.AsyncIterable,
    collections.abc.AsyncGenerator,
)


@dataclass(frozen=True)
class Parameter:
    """`may_be_missing`: its default is not judged, as jaxtyping has it, but the same value is when given."""

    name: str
    kind: inspect._ParameterKind
    hint: Hint
    decision: Decision
    default: object = NOTHING
    may_be_missing: bool = False


@dataclass(frozen=True)
class Field:
    """An attribute of `self` whose shape says what the names of its class stand for."""

    name: str
    hint: Hint


@dataclass(frozen=True)
class Promise:
    """All that the annotations of a function say; of a constructor also what it `leaves` in `self`."""

    function: Callable[..., object]
    name: str
    parameters: tuple[Parameter, ...]
    result: Hint
    fields: tuple[Field, ...] = ()
    leaves: tuple[Field, ...] = ()
    yields: Hint = Any
    sends: Hint = Any

    @property
    def flow(self) -> str:
        if inspect.isgeneratorfunction(self.function):
            return "generator"
        if inspect.isasyncgenfunction(self.function):
            return "async generator"
        return "coroutine" if inspect.iscoroutinefunction(self.function) else "function"

    @property
    def owner(self) -> str:
        """The name of the first parameter: `self`."""
        return self.parameters[0].name if self.parameters else ""


def display_name(function: Callable[..., object]) -> str:
    """``Linear.__call__``; of a constructor the class, since that is what people call."""
    name: str = getattr(function, "__qualname__", getattr(function, "__name__", "?"))
    name = name.rpartition("<locals>.")[2]
    return name.removesuffix(".__init__").removesuffix(".__new__")


def is_method(function: Callable[..., object]) -> bool:
    """Whether the function stands in the body of a class, whose names may be bound by its attributes."""
    scope = getattr(function, "__qualname__", "").rpartition(".")[0]
    return bool(scope) and not scope.endswith("<locals>")


def read(
    function: Callable[..., object],
    *,
    last: bool,
    owner: type | None = None,
    fields: tuple[Field, ...] = (),
    leaves: tuple[Field, ...] = (),
) -> Promise:
    """Read the annotations of a function; refuse at once what could never be kept."""
    name = display_name(function)
    names = module_names(function) | ({owner.__name__: owner} if owner else {})
    itself = owner if owner else Any
    signature = inspect.signature(function)

    def hint(annotation: Hint, label: str) -> Hint:
        return without_self(resolve(annotation, f"{name}(): {label}", names, last=last), itself)

    hints = {key: hint(found.annotation, f'"{key}"') for key, found in signature.parameters.items()}
    result = hint(signature.return_annotation, "the result")
    check_language(name, hints, result, fields, may_be_bound=is_method(function) and owner is None)
    parameters = tuple(_parameter(found, hints[key]) for key, found in signature.parameters.items())
    if _values_may_be_missing(parameters, [*hints.values(), result]):
        parameters = tuple(replace(parameter, decision=TOGETHER) for parameter in parameters)
    return _with_flow(Promise(function, name, parameters, result, fields, leaves))


def check_language(
    name: str, hints: dict[str, Hint], result: Hint, fields: tuple[Field, ...], *, may_be_bound: bool
) -> None:
    """Refuse mistakes in shape strings, braces without an argument, expressions with unbound names."""
    bound = {word.binds for field in fields for shape in shapes(field.hint) for word in words(shape)}
    for key, hint in hints.items():
        for shape in shapes(hint):
            where = f'{name}(): "{key}"'
            check_string(shape, where)
            check_values(shape, where, frozenset(hints))
            if not may_be_bound:
                check_uses(shape, where, bound)
    for shape in shapes(result):  # the body may bind further names before the result is looked at
        check_string(shape, f"{name}(): the result")
        check_values(shape, f"{name}(): the result", frozenset(hints))


def _parameter(parameter: inspect.Parameter, hint: Hint) -> Parameter:
    name, default = parameter.name, parameter.default
    if parameter.kind in (MANY_POSITIONAL, MANY_KEYWORD):
        values = name if parameter.kind is MANY_POSITIONAL else f"{name}.values()"
        return Parameter(name, parameter.kind, hint, each(hint, values))
    decision = decide(hint, name)
    if default is NOTHING or _keeps_its_hint(default, hint, decision):
        return Parameter(name, parameter.kind, hint, decision, default)
    return Parameter(name, parameter.kind, hint, unless_missing(decision, name), default, True)


def _keeps_its_hint(default: object, hint: Hint, decision: Decision) -> bool:
    """Whether a default may be judged like an argument that was given, since it passes and binds nothing."""
    if hint is Any:
        return True
    simple = default is None or not any(True for _ in arrays(hint))
    return decision.how is How.KEY and simple and is_bearable(default, hint)  # type: ignore[arg-type]  # any object will do


def _values_may_be_missing(parameters: tuple[Parameter, ...], hints: list[Hint]) -> bool:
    """Whether braces speak of an argument that may be missing: then no key is made of them."""
    strings = [shape for hint in hints for shape in shapes(hint)]
    values = {name for shape in strings for word in words(shape) for name in word.values}
    return any(parameter.may_be_missing and parameter.name in values for parameter in parameters)


def _with_flow(promise: Promise) -> Promise:
    """Take the annotation of a generator apart into what it yields, is sent, and returns."""
    if "generator" not in promise.flow or promise.result is Any:
        return promise
    origin, parts = get_origin(promise.result), get_args(promise.result)
    wanted = _ITERATORS if promise.flow == "generator" else _ASYNC_ITERATORS
    if origin not in wanted and promise.result not in wanted:
        raise ContractError(
            f"{promise.name}() is a generator: annotate its result as {wanted[0].__name__}[...] of what it "
            f"yields, not as {promise.result}"
        )
    yields, sends, result = (*parts, Any, Any, Any)[:3]
    return replace(promise, yields=yields, sends=sends, result=result)
