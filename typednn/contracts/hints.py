"""Annotations as objects: their strings and forward references resolved, the arrays inside them found."""

import functools
import inspect
import operator
import re
import sys
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ForwardRef, Union, cast, get_args, get_origin

import jaxtyping

from typednn.contracts.words import WORDS
from typednn.errors import ContractError, ShapeSyntaxError

Hint = object
ArrayHint = type[jaxtyping.AbstractArray]
NOTHING = inspect.Parameter.empty
_PROMISES_A_SHAPE = re.compile(rf"\b({'|'.join(WORDS)})\s*\[")


class Unresolved(Exception):
    """An annotation names something that is not defined yet."""


def resolve(annotation: Hint, where: str, names: Mapping[str, object], *, last: bool) -> Hint:
    """The hint that an annotation means.

    An annotation may name what is defined later (its own class, say): then `Unresolved`, unless this is the
    last try; what then still has no meaning is not checked (as jaxtyping has it), but never so if it
    promises a shape.
    """
    if annotation is NOTHING or annotation is Any:
        return Any
    holder = type("Holder", (), {"__annotations__": {"value": annotation}})
    try:
        hints = typing.get_type_hints(holder, dict(names), None, include_extras=True)
    except ShapeSyntaxError as error:
        raise ShapeSyntaxError(f"{where}: {error}") from None
    except NameError as error:
        if not last:
            raise Unresolved(str(error)) from None
        if not _promises_a_shape(annotation):
            return Any
        raise ContractError(
            f"{where}: the annotation {_text(annotation)} cannot be resolved: {error}; "
            "import or define the name where the program runs, not only under TYPE_CHECKING"
        ) from None
    except Exception as error:  # whatever its evaluation raises; of jaxtyping's own words a ValueError
        mistake = isinstance(error, ValueError) and _promises_a_shape(annotation)
        kind = ShapeSyntaxError if mistake else ContractError
        raise kind(f"{where}: the annotation {_text(annotation)} is no type: {error}") from None
    return hints["value"]


def promises_shapes(function: Callable[..., object], names: Mapping[str, object]) -> bool:
    """Whether some annotation of a function has an array in it."""
    for annotation in inspect.get_annotations(function).values():
        try:
            hint = resolve(annotation, "", names, last=False)
        except Unresolved:
            hint = annotation
        if _promises_a_shape(hint):
            return True
    return False


def _promises_a_shape(annotation: Hint) -> bool:
    if isinstance(annotation, ForwardRef):
        annotation = annotation.__forward_arg__
    if isinstance(annotation, str):
        return bool(_PROMISES_A_SHAPE.search(annotation))
    return any(True for _ in arrays(annotation)) or any(map(_promises_a_shape, get_args(annotation)))


def _text(annotation: Hint) -> str:
    return repr(annotation) if isinstance(annotation, str) else str(annotation)


def module_names(thing: Callable[..., object] | type) -> dict[str, object]:
    """The names that a function or a class can see at its module's top, and of a class its own."""
    if isinstance(thing, type):
        module = sys.modules.get(thing.__module__)
        return {**(vars(module) if module else {}), thing.__name__: thing}
    found: dict[str, object] = getattr(inspect.unwrap(thing), "__globals__", {})
    return found


def is_array(hint: Hint) -> typing.TypeGuard[ArrayHint]:
    return isinstance(hint, type) and issubclass(hint, jaxtyping.AbstractArray)


def is_union(hint: Hint) -> bool:
    return get_origin(hint) in (Union, types.UnionType)


def arrays(hint: Hint) -> Iterator[ArrayHint]:
    """The array types anywhere in a hint, from the left; of a PyTree those of its leaves."""
    if is_array(hint):
        yield hint
    elif isinstance(hint, typing.NewType):
        yield from arrays(hint.__supertype__)
    elif isinstance(hint, typing.TypeVar):
        for bound in (hint.__bound__, *hint.__constraints__):
            yield from arrays(bound)
    elif hasattr(hint, "__value__"):  # a `type` alias
        yield from arrays(hint.__value__)
    elif isinstance(hint, type) and hasattr(hint, "leaftype"):
        yield from arrays(hint.leaftype)
    elif get_origin(hint) is not typing.Literal:
        for part in get_args(hint):
            for piece in part if isinstance(part, list) else (part,):
                yield from arrays(piece)


def shapes(hint: Hint) -> Iterator[str]:
    return (array.dim_str for array in arrays(hint))


def without_self(hint: Hint, owner: Hint) -> Hint:
    """`Self` replaced by the class, where it is known, otherwise by Any: a lone function has no class."""
    if hint is typing.Self:
        return owner
    parts = get_args(hint)
    if not parts or get_origin(hint) in (typing.Literal, typing.Annotated):
        return hint
    changed = tuple(without_self(part, owner) for part in parts)
    if all(new is old for new, old in zip(changed, parts, strict=True)):
        return hint
    if is_union(hint):
        return functools.reduce(operator.or_, changed) if Any not in changed else Any
    return cast(Any, get_origin(hint))[changed]  # a generic's origin can be subscripted
