"""beartype on functions made for the purpose: one looks at all arguments together, others at one value."""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from types import UnionType
from typing import Any, Union, get_args, get_origin

from beartype import BeartypeConf, beartype
from beartype.roar import BeartypeException

from typednn.contracts.describing import expected
from typednn.contracts.hints import Hint
from typednn.contracts.settling import MISSING
from typednn.contracts.signatures import (
    KEYWORD_ONLY,
    MANY_KEYWORD,
    MANY_POSITIONAL,
    POSITIONAL_ONLY,
    Parameter,
    Promise,
)
from typednn.errors import ContractError

Check = Callable[..., object]
# As for mypy, an int is as good as a float where a float is asked for.
_CONF = BeartypeConf(is_color=False, is_pep484_tower=True)


def is_plain(hint: Hint) -> bool:
    """Whether beartype can read a hint for certain: then a check can wait to be made until somebody calls."""
    if get_origin(hint) in _PLAIN_FORMS:
        return all(map(is_plain, get_args(hint)))
    plain = isinstance(hint, type) and not getattr(hint, "_is_protocol", False)
    return plain or hint is None or hint is Any or hint is ...


_PLAIN_FORMS = (Union, UnionType, tuple, list, dict)


def check_together(promise: Promise) -> Check:
    """A function with the parameters of the contract that does nothing but have them looked at."""
    try:
        return _enforce(promise, declare(promise.parameters, lambda _: "None"), promise.parameters)
    except BeartypeException as error:
        for parameter in promise.parameters:
            check_apart(promise, parameter)  # raises for the one that is to blame
        raise _uncheckable(promise, "an argument", "its type", error) from None


def check_apart(promise: Promise, parameter: Parameter) -> Check:
    try:
        return _enforce(promise, declare((parameter,), lambda _: ""), (parameter,))
    except BeartypeException as error:
        raise _uncheckable(promise, f'"{parameter.name}"', parameter.hint, error) from None


def check_result(promise: Promise, hint: Hint, label: str = "the result") -> Check:
    """``value -> value``, looked at as a result."""
    try:
        return _enforce(promise, "value", (), hint, body="return value")
    except BeartypeException as error:
        raise _uncheckable(promise, label, hint, error) from None


def _enforce(
    promise: Promise, declared: str, parameters: Iterable[Parameter], result: Hint = Any, body: str = "pass"
) -> Check:
    space: dict[str, Any] = {}  # exec writes into it
    exec(f"def check({declared}):\n    {body}", space)
    check = space["check"]
    check.__annotations__ = {parameter.name: parameter.hint for parameter in parameters} | {"return": result}
    check.__module__, check.__qualname__ = promise.function.__module__, promise.name
    enforced: Check = beartype(conf=_CONF)(check)
    return enforced


def _uncheckable(promise: Promise, label: str, hint: Hint, error: Exception) -> ContractError:
    """What beartype cannot read is a mistake in the annotation."""
    if getattr(hint, "_is_protocol", False) and not getattr(hint, "_is_runtime_protocol", False):
        remedy = "a protocol needs @typing.runtime_checkable for that"
    else:
        remedy = "beartype says: " + _first_sentence(str(error))
    return ContractError(f"{promise.name}(): {label}: {expected(hint)} cannot be checked at run time; {remedy}")


def _first_sentence(text: str) -> str:
    plain = " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())
    return re.split(r"(?<=[a-z)])[.:] ", plain)[0]


def declare(parameters: Iterable[Parameter], default: Callable[[Parameter], str]) -> str:
    """The source of a parameter list; `default` gives the source of the defaults, "" for none."""
    pieces: list[str] = []
    previous: inspect._ParameterKind | None = None
    for parameter in parameters:
        kind = parameter.kind
        if previous is POSITIONAL_ONLY and kind is not POSITIONAL_ONLY:
            pieces.append("/")
        if kind is KEYWORD_ONLY and previous not in (KEYWORD_ONLY, MANY_POSITIONAL):
            pieces.append("*")
        given = "" if stars(parameter) or parameter.default is inspect.Parameter.empty else default(parameter)
        pieces.append(stars(parameter) + parameter.name + (f"={given}" if given else ""))
        previous = kind
    return ", ".join([*pieces, *(["/"] if previous is POSITIONAL_ONLY else [])])


def stars(parameter: Parameter) -> str:
    return "*" * ((parameter.kind is MANY_POSITIONAL) + 2 * (parameter.kind is MANY_KEYWORD))


def call(check: Check, parameters: Iterable[Parameter], given: Mapping[str, object]) -> None:
    """Call with the arguments that were given, and only with those."""
    positional: list[object] = []
    keywords: dict[str, object] = {}
    some_missing = False
    for parameter in parameters:
        value: Any = given[parameter.name]  # a tuple or a dict, where it is one of many
        if parameter.kind is MANY_POSITIONAL:
            positional.extend(value)
        elif parameter.kind is MANY_KEYWORD:
            keywords.update(value)
        elif value is MISSING:
            some_missing = True
        elif parameter.kind is KEYWORD_ONLY or (some_missing and parameter.kind is not POSITIONAL_ONLY):
            keywords[parameter.name] = value
        else:
            positional.append(value)
    check(*positional, **keywords)
