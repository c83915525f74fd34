"""What decides whether a value satisfies a hint, as Python source for the generated wrapper.

For most hints the verdict is a function of a few cheap facts: of an array its type, dtype and shape, of a
number its type, of a literal itself. Such facts are the key under which a verdict is remembered. Other hints
(a list, of which beartype looks at one item; a protocol; a validator) are looked at in every call: apart, if
they name no array, or together with all other arguments, since an array inside them shares its names with
those.
"""

import abc
import collections.abc
import enum
import typing
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from beartype.vale import Is

from typednn.contracts.hints import ArrayHint, Hint, arrays, is_array, is_union
from typednn.contracts.language import words


class How(enum.Enum):
    KEY = "remembered by its key"
    APART = "checked in every call, apart"
    TOGETHER = "checked in every call, together with the other arguments"


@dataclass(frozen=True)
class Part:
    """`key`: source of the facts that decide; `settled`: source of whether they really do for this value."""

    key: str
    settled: str = "True"


@dataclass(frozen=True)
class Decision:
    how: How
    parts: tuple[Part, ...] = ()

    @property
    def decides(self) -> bool:
        return self.how is not How.TOGETHER

    @property
    def key(self) -> str:
        return "".join(part.key + ", " for part in self.parts)

    @property
    def settled(self) -> str:
        return " and ".join(part.settled for part in self.parts if part.settled != "True") or "True"


FREE = Decision(How.KEY)
APART = Decision(How.APART)
TOGETHER = Decision(How.TOGETHER)
_LITERALS = (str, int, bool, bytes, type(None))
_VALIDATOR = type(Is[lambda value: True])
_PLAIN_INSTANCE_CHECKS: tuple[object, ...] = (type.__instancecheck__, abc.ABCMeta.__instancecheck__)
_PROTOCOL_CHECK: object = type(typing.Protocol).__instancecheck__
_CONTAINERS = ("builtins", "typing", "collections", "collections.abc", "numpy")


def decide(hint: Hint, value: str) -> Decision:
    """How to judge the value that the Python source `value` gives."""
    if hint is Any or hint is object or isinstance(hint, typing.ParamSpecArgs | typing.ParamSpecKwargs):
        return FREE
    if is_array(hint):
        return _array(hint, value)
    if isinstance(hint, type):
        return _class(hint, value)
    if hint is None:
        return _by_type(value)
    if isinstance(hint, typing.NewType):
        return decide(hint.__supertype__, value)
    if hasattr(hint, "__value__"):  # a `type` alias
        return decide(hint.__value__, value)
    if isinstance(hint, typing.TypeVar):
        return _type_variable(hint, value)
    if is_union(hint):
        return _union(get_args(hint), value)
    return _by_origin(hint, value)


def _by_origin(hint: Hint, value: str) -> Decision:
    origin, parameters = get_origin(hint), get_args(hint)
    if origin is collections.abc.Callable:
        return _by_type(value)
    if origin is typing.Literal and all(type(literal) in _LITERALS for literal in parameters):
        return Decision(How.KEY, (Part(f"typednn_type({value}), {value}", f"typednn_honest({value})"),))
    if origin is typing.Annotated:
        meant, *remarks = parameters
        # A validator may ask `isinstance(x, Float[...])` itself.
        return TOGETHER if any(isinstance(remark, _VALIDATOR) for remark in remarks) else decide(meant, value)
    if origin is tuple and parameters and Ellipsis not in parameters:
        return _tuple(parameters, value)
    return _every_time(hint)


def _every_time(hint: Hint) -> Decision:
    return TOGETHER if any(True for _ in arrays(hint)) else APART


def _by_type(value: str) -> Decision:
    return Decision(How.KEY, (Part(f"typednn_type({value})", f"typednn_honest({value})"),))


def _array(hint: ArrayHint, value: str) -> Decision:
    if hint.array_type is not Any and decide(hint.array_type, value).how is not How.KEY:
        return TOGETHER
    facts = f"typednn_type({value}), {value}.dtype.type, {value}.shape"
    values = tuple(part for word in words(hint.dim_str) for part in value_parts(word.text, word.braces))
    return Decision(How.KEY, (Part(facts, f"typednn_settled({value})"), *values))


def value_parts(size: str, braces: Iterable[str]) -> list[Part]:
    """The values in braces: a plain argument or attribute itself, anything else as the text that it gives."""
    expressions = [brace[1:-1].strip() for brace in braces]
    if all(expression.replace(".", "_").isidentifier() for expression in expressions):
        return [Part(f"typednn_type({e}), {e}", f"typednn_type({e}) in typednn_NUMBERS") for e in expressions]
    return [Part(f"f'{size}'")]


def _class(hint: type, value: str) -> Decision:
    judges: object = type(hint).__instancecheck__
    if judges in _PLAIN_INSTANCE_CHECKS or (judges is _PROTOCOL_CHECK and not _is_protocol(hint)):
        return _by_type(value) if _is_plain(hint) else APART
    if judges is _PROTOCOL_CHECK or typing.is_typeddict(hint):
        return APART
    # A class that judges for itself may look at the names that are bound, as jaxtyping's PyTree does.
    return TOGETHER


def _is_protocol(hint: type) -> bool:
    return bool(getattr(hint, "_is_protocol", False))


def _is_plain(hint: type) -> bool:
    """Whether the type of an object alone says that it is one of these: no `class Names(list[str])`."""
    bases = [base for ancestor in hint.__mro__ for base in vars(ancestor).get("__orig_bases__", ())]
    origins = [get_origin(base) or base for base in bases]
    return all(
        origin in (typing.Generic, typing.Protocol, typing.NamedTuple)
        or getattr(origin, "__module__", "typing") not in _CONTAINERS
        for origin in origins
    )


def _type_variable(hint: typing.TypeVar, value: str) -> Decision:
    if hint.__bound__ is None and not hint.__constraints__:
        return FREE
    return _every_time(hint)


def _union(members: tuple[Hint, ...], value: str) -> Decision:
    decisions = [decide(member, value) for member in members]
    if any(decision.how is not How.KEY for decision in decisions):
        return TOGETHER if any(True for member in members for _ in arrays(member)) else APART
    if members[1:] == (type(None),):
        return _or_none(decisions[0], value)
    if not all(is_array(member) or isinstance(member, type) for member in members):
        return TOGETHER if any(True for member in members for _ in arrays(member)) else APART
    found = [decision for member, decision in zip(members, decisions, strict=True) if is_array(member)]
    if not found:
        return _by_type(value)
    braces = [part for decision in found for part in decision.parts[1:]]
    whole = Part(f"typednn_facts({value})", f"typednn_facts_settled({value})")
    return Decision(How.KEY, (whole, *braces))


def _or_none(decision: Decision, value: str) -> Decision:
    """About one kind of value, or None."""
    if not decision.parts:
        return decision
    key, settled = f"None if {value} is None else ({decision.key})", f"({value} is None or ({decision.settled}))"
    return Decision(How.KEY, (Part(key, settled),))


def _tuple(members: tuple[Hint, ...], value: str) -> Decision:
    decisions = [decide(member, f"{value}[{index}]") for index, member in enumerate(members)]
    if any(decision.how is not How.KEY for decision in decisions):
        return TOGETHER if any(True for member in members for _ in arrays(member)) else APART
    whole = Part(f"typednn_type({value}), len({value})", f"typednn_honest({value})")
    return Decision(How.KEY, (whole, *(part for decision in decisions for part in decision.parts)))


def each(hint: Hint, values: str) -> Decision:
    """How to judge each of several values, as of `*values`."""
    decision = decide(hint, "typednn_item")
    if decision.how is not How.KEY or not decision.parts:
        return decision
    key = f"typednn_tuple([({decision.key}) for typednn_item in {values}])"
    return Decision(How.KEY, (Part(key, f"all([{decision.settled} for typednn_item in {values}])"),))


def unless_missing(decision: Decision, value: str) -> Decision:
    """How to judge an argument that may not have been given, and then is not judged."""
    if decision.how is not How.KEY or not decision.parts:
        return decision
    missing = f"{value} is typednn_MISSING"
    return Decision(How.KEY, (Part(f"None if {missing} else ({decision.key})", f"({missing} or {decision.settled})"),))


def join(decisions: Iterable[Decision]) -> Decision:
    """About several values together; those that are checked apart have no part in the key."""
    decisions = list(decisions)
    how = How.KEY if all(decision.decides for decision in decisions) else How.TOGETHER
    return Decision(how, tuple(part for decision in decisions for part in decision.parts))
