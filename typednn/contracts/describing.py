"""Values and hints as people read them: ``float32[32, 784]``, ``Float "batch 784" or None``."""

import inspect
from typing import Any, Literal, TypeVar, get_args, get_origin

import jaxtyping
import numpy

from typednn.contracts.hints import Hint, is_array, is_union

_LONGEST = 60


def is_arraylike(value: object) -> bool:
    """Whether jaxtyping would take it for an array; a hostile attribute may raise anything."""
    try:
        return hasattr(value, "shape") and hasattr(value, "dtype") and not isinstance(value, type)
    except Exception:
        return False


def describe(value: object) -> str:
    """``float32[32, 784]`` of an array, ``Probs of float32[32, 10]`` where that has a class of its own.

    Of anything else what it is, and its value where that is short.
    """
    if is_arraylike(value):
        shape = getattr(value, "shape", ())
        sizes = shape if isinstance(shape, tuple | list) else (shape,)
        own = isinstance(value, numpy.ndarray) and type(value) is not numpy.ndarray
        kind = f"{type(value).__name__} of " if own else ""
        return f"{kind}{dtype_name(value)}[{', '.join(map(str, sizes))}]"
    if value is None:
        return "None"
    if isinstance(value, bool | int | float | complex | str | bytes):
        return f"{type(value).__name__} {_shortened(repr(value))}"
    if isinstance(value, list | tuple | dict | set | frozenset):
        return f"{_article(type(value).__name__)} of {len(value)}"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if inspect.isroutine(value):
        return f"the function {getattr(value, '__name__', '?')}"
    return _article(type(value).__name__)


def dtype_name(array: Any) -> str:  # of whichever library
    """The dtype by the name that jaxtyping compares; the fields of a record."""
    dtype = array.dtype
    if isinstance(dtype, numpy.dtype):
        return str(dtype) if dtype.names else dtype.type.__name__
    return str(dtype).rpartition(".")[2]


def _article(noun: str) -> str:
    return ("an " if noun[:1] in "aeiouAEIOU" else "a ") + noun


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def expected(hint: Hint) -> str:
    """A hint in the words of the contract language."""
    if is_array(hint):
        return _expected_array(hint)
    if is_union(hint):
        return " or ".join(map(expected, get_args(hint)))
    if hint is None or hint is type(None):
        return "None"
    if isinstance(hint, TypeVar):
        return _expected_variable(hint)
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Literal:
        return " or ".join(map(repr, parts))
    if isinstance(origin, type) and parts:
        return f"{origin.__name__}[{', '.join(map(_inside, parts))}]"
    if isinstance(hint, type):
        return hint.__name__
    return str(hint).replace("typing.", "")


def _expected_variable(variable: TypeVar) -> str:
    """What a type variable may be: ``In = TypeVar("In", bound=int)`` is an int."""
    if variable.__constraints__:
        return " or ".join(map(expected, variable.__constraints__))
    return variable.__name__ if variable.__bound__ is None else expected(variable.__bound__)


def _inside(part: Hint) -> str:
    if isinstance(part, list):  # the parameters of a Callable
        return f"[{', '.join(map(_inside, part))}]"
    return "..." if part is Ellipsis else expected(part)


def _expected_array(hint: type[jaxtyping.AbstractArray]) -> str:
    array = hint.array_type
    kind = "" if array in (numpy.ndarray, Any) else f"[{getattr(array, '__name__', array)}]"
    return f'{hint.dtype.__name__}{kind} "{hint.dim_str}"'
